"""The drawing that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnnstat.analysis import Analysis
from cnnstat.analysis.setting import read_setting
from cnnstat.drawing.labels import DEFAULT, check_items
from cnnstat.drawing.page import page_named
from cnnstat.drawing.ways import STYLES, Wish
from cnnstat.errors import UsageError
from cnnstat.language import language_named
from cnnstat.views.request import Locate, check_choice
from cnnstat.views.show import analysed, resolved


def asked_for(
    network: str,
    block: str = "",
    page: str = "16:9",
    show: str = "",
    style: str = "",
    depth: int | None = None,
    unfold: bool = False,
    input: str | None = None,
    settings: list[str] | None = None,
    lang: str = "en",
    locate: Locate = str,
    **asked: Any,
) -> tuple[Analysis, Wish]:
    """What to draw, and how; the arguments are those of the command.

    Args:
        locate: what a name of a network means, where that depends on who asks.
        asked: mode.
    """
    analysis, block = analysed(locate(network), block, input, settings, read_setting(asked, "--"))
    items = [name.strip() for name in show.split(",")] if show else DEFAULT
    return analysis, wish_for(analysis, block, page, items, style, depth, unfold, lang)


def wish_for(
    analysis: Analysis,
    block: str,
    page: str,
    items: Sequence[str],
    style: str,
    depth: int | None,
    unfold: bool,
    lang: str = "en",
) -> Wish:
    """How an analysis is to be drawn.

    Raises:
        UsageError: there is no such page, style, item, block or language.
    """
    if style:
        check_choice("--style", style, STYLES)
    if unfold and depth is not None:
        raise UsageError("--unfold and --depth exclude each other: one shows every layer, the other folds blocks")
    check_items(items)
    language = language_named(lang)
    inside = block and resolved(analysis, block)
    return Wish(page_named(page), items, style, depth, unfold, inside, language=language)
