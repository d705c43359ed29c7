"""The exercises that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnnstat.analysis import analyze_network
from cnnstat.analysis.setting import changed, read_setting
from cnnstat.errors import UsageError, shown
from cnnstat.query import Bench
from cnnstat.query.place import network_of
from cnnstat.quizzes.studied import Studied
from cnnstat.views.request import Locate, read_network
from cnnstat.views.subject import parted, place_in

WHAT = "exercises"


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
    if not networks:
        raise UsageError(f"{WHAT}: expected a network, as cnnstat exercises alexnet")
    if len(networks) > 1 and (input is not None or settings):
        raise UsageError("--input and --set are of one network; of several, write name@input=SIZE or name@width=0.5")
    for each in networks:
        if networks.count(each) > 1:
            raise UsageError(f"{WHAT}: {shown(each)} is named twice")
    return [one(each, input, settings, locate, **asked) for each in networks]


def one(text: str, input: str | None, settings: Sequence[str], locate: Locate, **asked: Any) -> Studied:
    """A network as somebody typed it."""
    reference = place_in(text, "", WHAT)
    name, path = network_of(reference, Bench())
    if path:
        raise UsageError(f"{WHAT}: expected networks, got the layer {shown('.'.join(path))} of {name}")
    size, params, words = parted(reference.settings, WHAT)
    chosen = [*settings, *(f"{key}={value}" for key, value in params.items())]
    network = read_network(locate(name), size if input is None else input, chosen)
    analysis = analyze_network(network, changed(read_setting(asked, "--"), words, "@"))
    told = [each for each in asked.items() if each[0] == "mode" and each[1] != "infer"]
    pairs = [(key.strip(), value.strip()) for key, _, value in (each.partition("=") for each in chosen)]
    return Studied(name, analysis, (*pairs, *words.items(), *told))
