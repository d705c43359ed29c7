"""The image that a network takes, in words: ``an RGB image with 3 channels``, ``227 pixels wide``.

Such words are said of any image. They are a network's where they agree with its own, and where the sentence speaks of
an input, or gives the side of the network's image.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnnstat.documents.reading.candidate import Found
from cnnstat.query.bench import Setup

_COLOURS = (
    r"(?:RGB|colou?rs?|컬러|彩色|farbig\w*|farben?|gr[ae]yscale|graustufen|흑백|회색조|灰度|カラー|グレースケール)"
)
_CHANNELS = (
    r"(?P<{0}>[13])\s?-?(?:개의?|个|つの|枚の)?\s?"
    r"(?:channels?|채널|通道|kan[äa]len?|kan[äa]le?|canales|canais|canaux|canali|チャン?ネル)"
)
INPUT = re.compile(
    r"input|입력|인풋|输入|入力|eingabe|eingang|entrada|entrée|ingresso|(?:通道|channels?|채널)\s?(?:→|-+>)",
    re.IGNORECASE,
)
"""Words of a sentence about what a network takes."""
CHANNELS = re.compile(
    rf"{_COLOURS}[^0-9.。]{{0,12}}{_CHANNELS.format('behind')}|{_CHANNELS.format('before')}[^0-9.。]{{0,12}}{_COLOURS}",
    re.IGNORECASE,
)
SIDE = re.compile(
    r"(?<![0-9.,×])(?P<side>[1-9][0-9]{1,2})\s?-?(?:px|pixels?|픽셀|像素|ピクセル|p[ií]xe(?:les|is))\s?"
    r"(?:hoch|breit|high|wide|tall|in (?:height|width)|de (?:alto|ancho|altura|largura|haut|large)"
    r"|的?[宽高]|(?:의 )?(?:높이|너비))",
    re.IGNORECASE,
)
SHAPE = re.compile(
    r"(?<![0-9.,×xX*])(?P<shape>[1-9][0-9]{1,2}\s?[×xX*]\s?[1-9][0-9]{1,2})(?!\s?[×xX*0-9])[^0-9.。,]{0,16}"
    r"(?:[13]\s?(?:channels?|채널|通道|チャン?ネル))[^0-9.。,]{0,16}(?:input|입력|인풋|输入|入力)",
    re.IGNORECASE,
)
"""The side of an image before its channels and what it is used as."""
NUMBER = re.compile("[0-9]+")


def told(text: str, start: int, end: int) -> bool:
    """Whether a sentence may speak of the image that a network takes."""
    return any(each.search(text, start, end) for each in (CHANNELS, SIDE, SHAPE))


def images(text: str, start: int, end: int, network: str, setup: Setup) -> Iterator[Found]:
    """The sizes in a sentence that are those of a network's image, with their queries.

    Args:
        text: as readers see it.
        start, end: the offsets of the sentence.
        network: the network as a query names it.
        setup: the network, analysed.
    """
    image = setup.analysis.network.input
    side = str(image.height) if image.height == image.width else ""
    own = side in NUMBER.findall(text, start, end)
    for match in CHANNELS.finditer(text, start, end) if own or INPUT.search(text, start, end) else ():
        group = "behind" if match["behind"] else "before"
        if int(match[group]) == image.channels:
            yield *match.span(group), f"{network}.input.channels"
    for match in SIDE.finditer(text, start, end):
        if match["side"] == side:
            yield *match.span("side"), f"{network}.input.height"
    for match in SHAPE.finditer(text, start, end):
        if NUMBER.findall(match["shape"]) == [side, side]:
            yield *match.span("shape"), f"{network}.input.height"
