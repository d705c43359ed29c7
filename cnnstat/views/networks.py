"""Networks as somebody types them: by name, each with settings, ``mobilenet_v2@width=0.5``, and those of options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.setting import Setting, changed
from cnnstat.errors import UsageError, shown
from cnnstat.network.graph import Network
from cnnstat.query import Bench
from cnnstat.query.place import network_of
from cnnstat.quizzes.studied import Studied
from cnnstat.views.request import Locate, read_settings, reader
from cnnstat.views.subject import parted, place_in


class Typed(NamedTuple):
    """A network as somebody typed it.

    Attributes:
        text: what was typed.
        studied: the network, and how commands call it.
        read: gives the network at another size of its input; at None at its spec's own.
        params: those that were set, as ``width=0.5``.
    """

    text: str
    studied: Studied
    read: Callable[[str | int | None], Network]
    params: Sequence[str]

    @property
    def analysis(self) -> Analysis:
        """The network, analysed."""
        return self.studied.analysis


def typed(
    networks: Sequence[str], input: str | None, settings: Sequence[str], setting: Setting, what: str,
    locate: Locate = str,
) -> list[Typed]:  # fmt: skip
    """The networks that are asked for.

    Args:
        networks: their names, each also with settings.
        input, settings: those of one network, as the options of commands have them.
        setting: that of networks which do not say otherwise.
        what: what asks, as messages of refusals begin with it.
        locate: what a name of a network means, where that depends on who asks.

    Raises:
        UsageError: there is none, or no such network or setting, or one is named twice.
    """
    if not networks:
        raise UsageError(f"{what}: expected a network, as cnnstat {what} alexnet")
    if len(networks) > 1 and (input is not None or settings):
        raise UsageError("--input and --set are of one network; of several, write name@input=SIZE or name@width=0.5")
    for each in networks:
        if networks.count(each) > 1:
            raise UsageError(f"{what}: {shown(each)} is named twice")
    return [one(each, input, settings, setting, what, locate) for each in networks]


def one(
    text: str, input: str | None, settings: Sequence[str], setting: Setting, what: str, locate: Locate
) -> Typed:  # fmt: skip
    reference = place_in(text, "", what)
    name, path = network_of(reference, Bench())
    if path:
        raise UsageError(f"{what}: expected networks, got the layer {shown('.'.join(path))} of {name}")
    size, params, words = parted(reference.settings, what)
    chosen = [*settings, *(f"{key}={value}" for key, value in params.items())]
    read = reader(locate(name), chosen)
    analysis = analyze_network(read(size if input is None else input), changed(setting, words, "@"))
    mode = [("mode", "train")] if setting.training and "mode" not in words else []
    return Typed(text, Studied(name, analysis, (*read_settings(chosen).items(), *words.items(), *mode)), read, chosen)
