"""The report of ``explain``: how figures are computed, or a comparison."""

from __future__ import annotations

from typing import Any

from cnnstat.analysis.setting import read_setting
from cnnstat.render import View
from cnnstat.views.request import Locate


def view(
    network: str,
    layer: str = "",
    quantities: list[str] | None = None,
    input: str | None = None,
    settings: list[str] | None = None,
    compare: list[str] | None = None,
    locate: Locate = str,
    **asked: Any,
) -> View:
    """The derivations, or the comparison, that are asked for; the arguments are those of the command.

    Args:
        locate: resolves names of networks, whose meaning may depend on the document.
        asked: mode, batch, dtype, optimizer and flops.
    """
    setting = read_setting(asked, "--")
    from cnnstat.views import explaining  # only this view needs derivations

    words = [layer, *(quantities or [])]
    request = explaining.Request(network, words, input, settings or [], setting)
    return explaining.view(request, compare or [], locate)
