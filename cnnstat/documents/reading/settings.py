"""The network of a table's row with the image and the width that other cells of the row state, or changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cnnstat.documents.reading import answers, headings, lexicon
from cnnstat.documents.reading.given import given
from cnnstat.documents.reading.lexicon import FLAGS
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.topic import Topic

SIDE = re.compile(r"([0-9]{2,3})(?:\s*[×x]\s*\1)?(?:\s*[×x]\s*3)?")
FACTOR = re.compile(r"([01](?:\.[0-9]{1,2})?)[×x]?")

BACKBONE = re.compile(r"backbone|encoder|extractor|base[- ]?(?:model|net)|teacher|student|백본", FLAGS)
"""Headings of networks that are parts of others."""


def altered(reader: Prose, networks: Sequence[str], title: str, texts: Sequence[str]) -> bool:
    """Whether a row's network is a part of another, or has other first and last layers for its images.

    Args:
        reader: what knows what is spoken of.
        networks: those that the row may be about.
        title: the heading of the network.
        texts: the cells of the row.
    """
    said = any(map(lexicon.DATASETS.search, texts))
    usual = any(map(lexicon.USUAL.search, texts))
    other = (said or (reader.context.data and not usual)) and not any(map(lexicon.SMALL_IMAGES.match, networks))
    return BACKBONE.search(title) is not None or other


def with_settings(reader: Prose, topic: Topic, titles: Sequence[str], texts: Sequence[str]) -> tuple[Topic, bool]:
    """A row's network with its settings, and whether it takes no images of the size that the row states.

    Args:
        reader: what knows networks.
        topic: the network that the row names.
        titles: the headings of the row's cells.
        texts: the cells.
    """
    found: dict[str, str] = {}
    for title, text in zip(titles, texts, strict=False):
        if headings.RESOLUTION.search(title) and (side := SIDE.fullmatch(text.strip())):
            found["input"] = side[1]
        elif headings.WIDTH.search(title) and (width := FACTOR.fullmatch(text.strip())):
            found["width"] = width[1]
    networks = tuple(given(each, found, reader.setup) for each in topic.networks)
    resized = "input" in found and not any(takes(reader, each, int(found["input"])) for each in networks)
    return topic._replace(networks=networks), resized


def takes(reader: Prose, network: str, side: int) -> bool:
    """Whether a network, or a variant of it, takes images of a side."""
    every = map(reader.setup, (network, *answers.variants(network, reader.bench)))
    return any(each is not None and each.analysis.network.input.height == side for each in every)
