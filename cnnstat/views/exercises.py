"""The exercises that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnnstat.analysis.setting import read_setting
from cnnstat.quizzes.studied import Studied
from cnnstat.views.networks import typed
from cnnstat.views.request import Locate


def studied(
    networks: Sequence[str], input: str | None = None, settings: Sequence[str] = (), locate: Locate = str, **asked: Any
) -> list[Studied]:  # fmt: skip
    """The networks that are asked about.

    Args:
        networks: their names, each also with settings, as ``mobilenet_v2@width=0.5``.
        input, settings: those of one network, as the command's options have them.
        locate: what a name of a network means, where that depends on who asks.
        asked: mode, batch, dtype, optimizer and flops.

    Raises:
        UsageError: there is no such network or setting, or one is named twice.
    """
    found = typed(networks, input, settings, read_setting(asked, "--"), "exercises", locate)
    return [each.studied for each in found]
