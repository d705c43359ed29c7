"""A network with the settings that the text around its name gives it: a width, the side of an image."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from cnnstat.documents.reading.lexicon import FLAGS
from cnnstat.query.bench import Setup

WIDTH = re.compile(
    r"(?:(?<![A-Za-z])(?:α|alpha|(?:width|depth)[- ]multiplier)|너비 ?(?:배수|승수)|宽度(?:因子|乘子|系数)|幅乗数)"
    r"\s*(?:\(\s*(?:α|alpha)\s*\)\s*)?(?:of|is|=|:|이|가|를|为|は|が)?\s*"
    r"(?P<width>[01](?:\.[0-9]{1,2})?)(?![0-9]|\.[0-9]|\s?[KMGB%])",
    FLAGS,
)
"""A width in a sentence: ``with α=0.5``, ``a width multiplier of 0.75``."""
APART = re.compile(r"[;:]|[0-9](?:[.,]?[0-9])*\s?[KMGB%]")
"""What parts a figure from a width behind it: the end of its clause, or another figure."""


def given(network: str, found: Mapping[str, str], setup_of: Callable[[str], Setup | None]) -> str:
    """A network with settings, where they are not its own anyway.

    Args:
        network: as a query names it.
        found: the settings, ``width`` and ``input``.
        setup_of: finds a network, analysed; None if there is none of such settings.
    """
    setup = setup_of(network)
    if setup is None or "@" in network or not found:
        return network
    image, params = setup.analysis.network.input, setup.analysis.network.settings
    settings = []
    if "input" in found and int(found["input"]) != image.height:
        resized = setup_of(f"{network}@input={found['input']}")
        if resized is not None and resized.analysis.params == setup.analysis.params:  # else it is a variant's image
            settings.append(f"input={found['input']}")
    if "width" in found and "width" in params and float(found["width"]) != float(params["width"]):
        settings.append(f"width={found['width']}")
    return f"{network}@{','.join(settings)}" if settings else network


def width_of(text: str, sentence: tuple[int, int], start: int, end: int) -> dict[str, str]:
    """The width for which a sentence gives a figure, as a setting: the last one before it, or one right behind it.

    Args:
        text: as readers see it.
        sentence: the offsets of the sentence.
        start, end: the offsets of the figure.
    """
    before = [*WIDTH.finditer(text, sentence[0], start)]
    behind = WIDTH.search(text, end, sentence[1])
    if not before and behind is not None and APART.search(text, end, behind.start()) is None:
        before = [behind]
    return {"width": before[-1]["width"]} if before else {}
