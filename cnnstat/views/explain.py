"""How figures come about, or several things side by side."""

from __future__ import annotations

from cnnstat.analysis.memory import DTYPES, OPTIMIZER_STATES
from cnnstat.quantities import CONVENTIONS
from cnnstat.render import View
from cnnstat.views.request import Locate, check_choice
from cnnstat.views.show import MODES


def view(
    network: str,
    layer: str = "",
    quantities: list[str] | None = None,
    input: str | None = None,
    settings: list[str] | None = None,
    compare: list[str] | None = None,
    mode: str = "infer",
    flops: str = "2macs",
    batch: int = 1,
    dtype: str = "float32",
    optimizer: str = "momentum",
    locate: Locate = str,
) -> View:
    """The derivations, or the comparison, that are asked for; the arguments are those of the command.

    Args:
        locate: what a name of a network means, where that depends on who asks.
    """
    for option, value, known in (
        ("--mode", mode, MODES), ("--flops", flops, CONVENTIONS),
        ("--dtype", dtype, DTYPES), ("--optimizer", optimizer, OPTIMIZER_STATES),
    ):  # fmt: skip
        check_choice(option, value, known)
    from cnnstat.views import explaining  # only this view needs derivations

    memory = (mode == "train", batch, dtype, optimizer)
    words = [layer, *(quantities or [])]
    asked = explaining.Request(network, words, input, settings or [], memory, flops)
    return explaining.view(asked, compare or [], locate)
