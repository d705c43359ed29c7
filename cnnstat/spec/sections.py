"""The sections of a spec and the keys of its source, with their meanings."""

from __future__ import annotations

SOURCE_KEYS = {
    "paper": "authors, title, venue and year",
    "section": "where in it",
    "url": "address",
    "code": "reference code",
}
SECTIONS: dict[str, str] = {
    "name": "what a person types for the network",
    "title": "what tables call it",
    "source": "the paper and where in it",
    "about": "what to know about it",
    "params": "settings with their defaults, which the command line can change",
    "input": "the image: channels, and size or height and width",
    "recipe": "how it is trained, as far as its paper says",
    "witnesses": "figures that the paper prints and that speak for a size of the input",
    "variants": "other networks of the family: each changes some sections or params",
    "defaults": "keys that all lines of a layer type have unless they give them",
    "blocks": "templates: args with defaults, and layers",
    "layers": "the network, one line per layer",
}
"""Sections of a spec, with their meaning."""

VARIANT_SECTIONS = ("title", "source", "about", "params", "input", "recipe", "witnesses", "layers")
