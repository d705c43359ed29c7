"""How figures are computed: derivations, or several things side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.analysis.setting import Setting
from cnnstat.comparing import Subject, compare
from cnnstat.comparing.networks import keys_of
from cnnstat.derivation import explain
from cnnstat.errors import UsageError, shown
from cnnstat.quantities.words import is_quantity
from cnnstat.render import View
from cnnstat.spec.typed import is_line
from cnnstat.views.request import Locate, read_network
from cnnstat.views.subject import analyser, lettered, other_subject


class Request(NamedTuple):
    """The arguments of the command."""

    network: str
    words: Sequence[str]
    """a layer or block, and quantities; the first may be empty"""
    input: str | None
    settings: Sequence[str]
    setting: Setting


def view(asked: Request, others: Sequence[str], locate: Locate = str) -> View:
    """How figures are computed, or a comparison with ``others`` if some are given.

    Args:
        asked: the arguments of the command.
        others: what to compare with.
        locate: resolves names of networks, whose meaning may depend on the document.
    """
    if is_line(asked.network):
        return lines_view(asked, others)
    analyse = analyser(asked.setting)
    analysis = analyse(read_network(locate(asked.network), asked.input, asked.settings), {})
    place, wanted = place_and_quantities(analysis, asked.words)
    if not others:
        return View("explanation", explain(analysis, place, wanted))
    title = f"{asked.network}{f' {place}' if place else ''}{f' at {asked.input}' if asked.input else ''}"
    own = Subject(title, analysis, place)
    beside = [other_subject(other, own, asked.network, asked.settings, analyse, locate) for other in others]
    found = compare(own, *beside, keys=keys_of(wanted))
    return View(found.kind, found)


def lines_view(asked: Request, others: Sequence[str]) -> View:
    """The figures, in letters, of layers typed on the command line."""
    if asked.input is not None or asked.settings:
        raise UsageError("--input and --set concern networks; layers may begin with 'input channels=3 size=32;'")
    keys = keys_of([word for word in asked.words if word])
    sides = lettered_sides(asked.network, others, asked.setting, "--compare")
    return View("table", compare(*sides, keys=keys))


def lettered_sides(one: str, others: Sequence[object], setting: Setting, what: str) -> list[Subject]:
    """Layers with letters, all with the same input unless one states its own; error messages begin with ``what``."""
    analyse = analyser(setting)
    image, semicolon, _ = one.partition(";")
    found = [lettered(one, analyse)]
    for other in others:
        if not isinstance(other, str) or not is_line(other):
            got = shown(other) if isinstance(other, str) else "a network"
            raise UsageError(f"{what}: layers compare with layers, as 'conv kernel=3 filters=C', got {got}")
        shared = semicolon and image.split()[:1] == ["input"] and other.split()[:1] != ["input"]
        found.append(lettered(f"{image}; {other}" if shared else other, analyse))
    return found


def place_and_quantities(analysis: Analysis, words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The layer and the quantities; if the first word is a quantity and not a layer, the network's are meant."""
    layer, *quantities = words
    if not layer:
        return "", quantities
    try:
        analysis.network.select(layer)
    except UsageError:
        if is_quantity(layer):
            return "", words
        raise
    return layer, quantities
