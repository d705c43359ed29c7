"""The sides of a comparison: things by name, as on the command line, and, in Python, networks as objects."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

from cnnstat.analysis import Analysis
from cnnstat.analysis.setting import Setting
from cnnstat.comparing import Subject
from cnnstat.errors import UsageError, shown
from cnnstat.layers.shape import read_size
from cnnstat.network.graph import Network
from cnnstat.query import Bench
from cnnstat.query.bench import SETTINGS
from cnnstat.query.place import network_of
from cnnstat.spec.expand import expand
from cnnstat.spec.revision import Revision, read_revision, revision_in
from cnnstat.spec.typed import is_line
from cnnstat.views.explaining import lettered_sides
from cnnstat.views.request import Locate, read_network
from cnnstat.views.subject import Analyse, analysed, analyser, other_subject, parted, place_in

Side = Analysis | Network | str | os.PathLike[str]
WHAT = "compare()"


def sides(
    one: Side, others: Sequence[Side], setting: Setting, what: str = WHAT, locate: Locate = str, partial: bool = False
) -> list[Subject]:  # fmt: skip
    """The subjects of a comparison.

    Args:
        one: the first side: a text such as ``alexnet.conv1`` or ``alexnet@input=224``, layers with letters, a file, a
            network or its analysis.
        others: the same; texts may also be relative to the first side, such as ``conv2`` and ``@input=224``.
        setting: the setting for networks that are not yet analysed.
        what: what asks, as messages of refusals begin with it.
        locate: what a name of a network means, if that depends on who asks.
        partial: whether networks may be known in part only.
    """
    if isinstance(one, str) and is_line(one):
        return lettered_sides(one, others, setting, what)
    analyse = analyser(setting, partial)
    name, params = "", list[str]()
    mine = locate is str  # what a document names is found for it, and lies at no revision
    if isinstance(one, str) and mine and (asked := revision_in(one)):
        own = at_revision(one, asked, analyse, what)
    elif isinstance(one, str):
        own, name, params = named(one, analyse, what, locate)
    else:
        own = at_hand(one, analyse, what)
    found = [own]
    for each in others:
        if not isinstance(each, str):
            found.append(at_hand(each, analyse, what))
        elif mine and (asked := revision_in(each)):
            found.append(at_revision(each, asked, analyse, what))
        elif name or is_line(each):
            found.append(other_subject(each, own, name, params, analyse, locate, what))
        else:
            found.append(beside(each, own, analyse, what))
    conventions = {each.analysis.setting.flops for each in found}
    if len(conventions) > 1:
        got = " and ".join(sorted(conventions))
        raise UsageError(f"{what}: expected analyses that count FLOPs alike, got flops={got}")
    titles = Counter(each.title for each in found)
    told = [each if titles[each.title] == 1 else with_input(each) for each in found]
    return told if len({each.title for each in told}) > len(titles) else found


def with_input(side: Subject) -> Subject:
    """A side whose title also states the input."""
    return side._replace(title=f"{side.title} at {side.analysis.network.input}")


def named(text: str, analyse: Analyse, what: str, locate: Locate = str) -> tuple[Subject, str, list[str]]:
    """A network or layer by its name, together with the name of the network and the params as written."""
    reference = place_in(text, "", what)
    name, path = network_of(reference, Bench())
    analysis = analysed(locate(name), reference.settings, (), analyse, what)
    layer = ".".join(path)
    if layer:
        analysis.network.select(layer)
    params = [f"{key}={value}" for key, value in reference.settings if key not in SETTINGS]
    return Subject(text, analysis, layer), name, params


def at_revision(text: str, asked: Revision, analyse: Analyse, what: str) -> Subject:
    """A network as its file had it at a revision."""
    settings = place_in(f"'network'{asked.settings}", "", what).settings
    size, params, words = parted(settings, what)
    spec, variant = read_revision(asked)
    return Subject(text, analyse(expand(spec, variant, read_size(size, "input"), dict(params)), words))


def at_hand(side: object, analyse: Analyse, what: str) -> Subject:
    """A network that is not given as text: a path, a loaded network, or an analysis."""
    if isinstance(side, os.PathLike):
        path = str(os.fspath(side))
        return Subject(path, analyse(read_network(path, None, ()), {}))
    analysis = analyse(side, {}) if isinstance(side, Network) else side
    if not isinstance(analysis, Analysis):
        raise UsageError(f"{what}: expected a name, a path, a network or its analysis, got {shown(side)}")
    return Subject(analysis.network.name, analysis)


def beside(text: str, own: Subject, analyse: Analyse, what: str) -> Subject:
    """What a text means beside a network given as an object: one of its layers, or another network."""
    if own.analysis.network.has(text):
        return Subject(f"{own.title} {text}", own.analysis, text)
    if text.startswith("@"):
        raise UsageError(f"{what}: expected a network's name in front of {shown(text)}, as 'alexnet@input=224'")
    return named(text, analyse, what)[0]
