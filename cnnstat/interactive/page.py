"""The page as one HTML file, which needs nothing else: markup, style, script and data.

Without the script it shows the network at its own input. What strangers wrote stands in it only as text, and in the
packed data, which has letters and digits alone; and a policy lets the browser run this script and no other.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from cnnstat.analysis.whole import require_whole
from cnnstat.drawing.palette import COLORS
from cnnstat.effort import Tell, silent
from cnnstat.errors import UsageError, shown
from cnnstat.interactive.markup import Markup, text
from cnnstat.interactive.packed import Packed, encoded
from cnnstat.interactive.presets import presets
from cnnstat.interactive.settings import Choice, Source, variants_of
from cnnstat.interactive.states import chosen_inputs
from cnnstat.language import ENGLISH, Language
from cnnstat.network.graph import Network
from cnnstat.publishing.formats.html import ENDINGS, faces
from cnnstat.saving import write_file
from cnnstat.typesetting.fonts import KOREAN

FONTS = {
    "en": 'system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif',
    "ko": f'"{KOREAN}", "Apple SD Gothic Neo", "Malgun Gothic", system-ui, sans-serif',
}
"""Families that systems have; a font with Hangul is larger than the page."""
FAMILIES = ("convolution", "linear", "pooling", "merge", "reshape", "normalization", "activation", "dropout", "block")


def own_file(name: str) -> str:
    """A file of this folder."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def hashed(content: str) -> str:
    """A content as a policy names it."""
    return f"'sha256-{b64encode(sha256(content.encode('utf-8')).digest()).decode('ascii')}'"


def check_ending(path: Path) -> None:
    """Refuse a file that is not named as a web page, by UsageError."""
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"page: expected a file ending in .html, got {shown(path.name)}")


class Wanted(NamedTuple):
    """What a page is about.

    Attributes:
        source: where the network comes from.
        choices: the params that its reader can change.
        inputs: sides of square inputs; those of a usual range if empty.
        language: of its words.
    """

    source: Source
    choices: Sequence[Choice] = ()
    inputs: Sequence[int] = ()
    language: Language = ENGLISH


class Page:
    """A page to play with.

    Attributes:
        network: the network at its own input.
        html: the whole file.
    """

    def __init__(self, wanted: Wanted, tell: Tell = silent) -> None:
        self.language, self._choices = wanted.language, wanted.choices
        variants = variants_of(wanted.source, wanted.choices)
        self.network: Network = variants[0].network
        require_whole(self.network)
        sides = chosen_inputs(variants, wanted.inputs)
        self._packed = Packed(variants, sides, self.language, tell)
        near = presets(variants[0], sides, self.language)
        self.html = self._written(Markup(self.network, self._packed, self._choices, near, self.language))

    def __repr__(self) -> str:
        return f"<Page {shown(self.network.title)}: {len(self._packed.sides):,} inputs>"

    def save(self, path: Path) -> Path:
        """Write it into a file, whole or not at all.

        Raises:
            UsageError: its name does not end in .html, or it cannot be written.
        """
        check_ending(path)
        write_file(path, self.html)
        return path

    def _written(self, sections: Markup) -> str:
        say = self.language.say
        style, script = style_in(self.language), own_file("page.js")
        policy = (
            f"default-src 'none'; script-src {hashed(script)}; style-src {hashed(style)}; font-src data:; "
            "base-uri 'none'; form-action 'none'"
        )
        title = self.language.of(self.network.title) or self.network.name
        return (
            f'<!doctype html>\n<html lang="{self.language.code}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            f"<title>{text(say('{title} at other inputs', title=title))}</title>\n"
            f"<style>{style}</style>\n</head>\n<body>\n<header>\n<h1>{text(title)}</h1>\n{''.join(sections.head())}</header>\n<main>\n"
            f"{sections.panel()}{sections.lost()}{sections.drawing()}"
            f'<div class="two">\n{sections.table()}{sections.field()}</div>\n'
            '<p id="spoken" class="aloud" role="status" aria-live="polite"></p>\n'
            "</main>\n"
            f"<footer>{''.join(sections.foot())}</footer>\n"
            f'<template id="packed">{encoded(self._packed.data(self._choices))}</template>\n'
            f"<script>{script}</script>\n</body>\n</html>\n"
        )


def style_in(language: Language) -> str:
    """The style, with the colours of drawings and the font of formulas."""
    swatches = "\n".join(f".swatch.{each} {{ background: {COLORS[each]} }}" for each in FAMILIES)
    style = own_file("page.css").replace("FONTS", FONTS[language.code]).replace("SWATCHES", swatches)
    return faces("en") + style


__all__ = ["Page", "Wanted", "check_ending"]
