"""Drawings of networks."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnstat.analysis import Analysis
from cnnstat.analysis.setting import DEFAULT
from cnnstat.api.arguments import Name, Size, as_analysis, setting_of, text_of, words_of
from cnnstat.network.graph import Network

if TYPE_CHECKING:
    from cnnstat.drawing.drawn import Drawing


def draw(
    network: Analysis | Network | Name,
    output: str | os.PathLike[str] | None = None,
    *,
    block: str = "",
    page: str = "16:9",
    show: str | Iterable[str] = ("kernel", "output"),
    style: str = "",
    depth: int | None = None,
    unfold: bool = False,
    language: str = "en",
    input: Size = None,  # noqa: A002
    training: bool = DEFAULT.training,
    **params: Any,
) -> Drawing:
    """A network as a drawing on one page, folded until its text is at least 9 points high.

    >>> cnnstat.draw("alexnet")
    <Drawing AlexNet: 960×540 points>

    Args:
        network: its analysis; or a network or a name, and then also settings as :func:`analyze` takes them.
        output: a file to write, by whose ending the format is chosen: svg, pdf, png, tex, mmd or dot.
        block: the block to draw; the whole network when empty.
        page: "16:9" (a slide), "a4", "letter", or its sides as "160x90mm".
        show: what is written on boxes: "kernel", "output", or figures as "params", "macs", "rf".
        style: "volumes", which only a chain can be, or "graph"; else what suits the network.
        depth: levels of names to show; deeper blocks become one box. As many as fit when None.
        unfold: show every layer.
        language: of the words on it: "en" or "ko".

    Returns:
        The drawing; notebooks show it, ``svg`` is its text and ``about`` says in words what it shows.

    Raises:
        SpecError, UsageError: as :func:`analyze`; or it does not fit the page as asked, and the text says what would;
            or the file cannot be written, or its format needs an extra.
    """
    from cnnstat.drawing.drawn import Drawing
    from cnnstat.views.draw import wish_for

    setting = setting_of(params, training, DEFAULT.batch, DEFAULT.dtype, DEFAULT.optimizer, DEFAULT.flops)
    analysis = as_analysis(network, input, params, setting, partial=True)
    items = words_of(show, "show")
    wish = wish_for(
        analysis, text_of(block, "block"), text_of(page, "page"), items, text_of(style, "style"), depth, unfold,
        text_of(language, "language"),
    )  # fmt: skip
    drawing = Drawing(analysis, wish)
    if output is not None:
        drawing.save(Path(output))
    return drawing
