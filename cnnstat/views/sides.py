"""The sides of :func:`cnnstat.compare`: things by name, as on the command line, and networks as objects."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.setting import Setting
from cnnstat.derivation.compare import Subject
from cnnstat.errors import UsageError, shown
from cnnstat.network.graph import Network
from cnnstat.query import Bench
from cnnstat.query.place import network_of
from cnnstat.spec.typed import is_line
from cnnstat.views.explaining import lettered_sides
from cnnstat.views.request import read_network
from cnnstat.views.subject import Analyse, other_subject, place_in

Side = Analysis | Network | str | os.PathLike[str]
WHAT = "compare()"


def sides(one: Side, others: Sequence[Side], setting: Setting) -> list[Subject]:
    """The subjects of a comparison.

    Args:
        one: the first side: a text such as ``alexnet.conv1`` or ``alexnet@input=224``, layers with letters, a file, a
            network or its analysis.
        others: the same; texts may also be relative to the first side, such as ``conv2`` and ``@input=224``.
        setting: the setting for networks that are not yet analysed.
    """

    def analyse(network: Network) -> Analysis:
        return analyze_network(network, setting)

    if isinstance(one, str) and is_line(one):
        return lettered_sides(one, others, WHAT)
    if isinstance(one, str):
        own, name, params = named(one, analyse)
    else:
        own, name, params = at_hand(one, analyse), "", []
    found = [own]
    for each in others:
        if not isinstance(each, str):
            found.append(at_hand(each, analyse))
        elif name or is_line(each):
            found.append(other_subject(each, own, name, params, analyse, what=WHAT))
        else:
            found.append(beside(each, own, analyse))
    conventions = {each.analysis.setting.flops for each in found}
    if len(conventions) > 1:
        got = " and ".join(sorted(conventions))
        raise UsageError(f"{WHAT}: expected analyses that count FLOPs alike, got flops={got}")
    titles = Counter(each.title for each in found)
    return [each if titles[each.title] == 1 else with_input(each) for each in found]


def with_input(side: Subject) -> Subject:
    """A side whose title also states the input."""
    return side._replace(title=f"{side.title} at {side.analysis.network.input}")


def named(text: str, analyse: Analyse) -> tuple[Subject, str, list[str]]:
    """A network or layer by its name, together with the name of the network and the params as written."""
    reference = place_in(text, "", WHAT)
    name, path = network_of(reference, Bench())
    chosen = dict(reference.settings)
    size = chosen.pop("input", None)
    params = [f"{key}={value}" for key, value in chosen.items()]
    analysis = analyse(read_network(name, size, params))
    layer = ".".join(path)
    if layer:
        analysis.network.select(layer)
    return Subject(text, analysis, layer), name, params


def at_hand(side: object, analyse: Analyse) -> Subject:
    """A network that is not given as text: a path, a loaded network, or an analysis."""
    if isinstance(side, os.PathLike):
        path = str(os.fspath(side))
        return Subject(path, analyse(read_network(path, None, ())))
    analysis = analyse(side) if isinstance(side, Network) else side
    if not isinstance(analysis, Analysis):
        raise UsageError(f"{WHAT}: expected a name, a path, a network or its analysis, got {shown(side)}")
    return Subject(analysis.network.name, analysis)


def beside(text: str, own: Subject, analyse: Analyse) -> Subject:
    """What a text means beside a network given as an object: one of its layers, or another network."""
    if own.analysis.network.has(text):
        return Subject(f"{own.title} {text}", own.analysis, text)
    if text.startswith("@"):
        raise UsageError(f"{WHAT}: expected a network's name in front of {shown(text)}, as 'alexnet@input=224'")
    return named(text, analyse)[0]
