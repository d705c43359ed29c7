"""The sides of comparisons as somebody types them: layers, settings, networks, and layers with letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.setting import KEYS, Setting, changed
from cnnstat.comparing import Subject
from cnnstat.effort import spend
from cnnstat.errors import UsageError, shown
from cnnstat.network.graph import Network
from cnnstat.project import split
from cnnstat.query import Bench, Reference, read_query
from cnnstat.query.place import network_of
from cnnstat.spec.typed import is_line, letters_network
from cnnstat.views.request import Locate, read_network

QUOTES = "'\""
AT_SETTINGS = re.compile(r"(?:@[A-Za-z_]\w*=[^@]*)+\Z", re.ASCII)
"""Settings as in queries, each behind its ``@``."""
Analyse = Callable[[Network, Mapping[str, str]], Analysis]
"""Gives the analysis of a network, at the words of a query that are none of its params: ``batch=8``."""


def analyser(setting: Setting, partial: bool = False) -> Analyse:
    """What analyses networks as a setting says, unless one says otherwise of itself.

    ``partial`` says whether they may be known in part only.
    """
    return lambda network, words: analyze_network(network, changed(setting, words, "@"), partial)


def lettered(text: str, analyse: Analyse) -> Subject:
    """The subject of layers typed on the command line."""
    network = letters_network(text)
    spend(100 * len(network))  # arithmetic on letters is slow
    return Subject(text, analyse(network, {}))


def other_subject(
    text: str,
    own: Subject,
    name: str,
    settings: Sequence[str],
    analyse: Analyse,
    locate: Locate = str,
    what: str = "--compare",
) -> Subject:
    """The subject that the first one is compared with.

    Args:
        text: ``conv2`` (a layer of the same network), ``@input=224`` (the same with other settings),
            ``vgg16.conv1_1`` or ``vgg16`` (another network), each also with ``@…``, as in queries; or layers with
            letters.
        own: the first subject.
        name: its network, as it was typed.
        settings: its params.
        analyse: analyses a network in the same way as the first one.
        locate: resolves names of networks, whose meaning may depend on the document.
        what: the option or function that asks for it; error messages begin with it.
    """
    if not text.strip():
        raise UsageError(f"{what}: expected a layer, @input=224, vgg16.conv1_1 or layers, got nothing")
    spend(500)
    if is_line(text):
        return lettered(text, analyse)
    reference = place_in(text, name, what)
    network, layer = place_of(reference, own, name)
    own_params = settings if network == name else ()
    analysis = analysed(locate(network), reference.settings, own_params, analyse, what)
    if layer:
        analysis.network.select(layer)
    said = "".join(f"{key}={value}," for key, value in reference.settings).rstrip(",")
    return Subject(f"{network}{f'@{said}' if said else ''}{f' {layer}' if layer else ''}", analysis, layer)


def analysed(
    name: str, settings: Sequence[tuple[str, str]], params: Sequence[str], analyse: Analyse, what: str
) -> Analysis:  # fmt: skip
    """A network analysed at the settings of a query; ``params`` are those that it has besides."""
    size, chosen, words = parted(settings, what)
    kept = [each for each in params if each.partition("=")[0].strip() not in chosen]
    return analyse(read_network(name, size, [*kept, *(f"{key}={value}" for key, value in chosen.items())]), words)


def parted(
    settings: Sequence[tuple[str, str]], what: str
) -> tuple[str | None, dict[str, str], dict[str, str]]:  # fmt: skip
    """The settings of a query as the size of the input, params, and words of the analysis."""
    params = dict(settings)
    if "flops" in params:
        raise UsageError(f"{what}: @flops={params['flops']}: what a FLOP is must be one for all sides; flops sets it")
    size = params.pop("input", None)
    return size, params, {key: params.pop(key) for key in KEYS if key in params}


def place_in(text: str, name: str, what: str = "--compare") -> Reference:
    """The network or layer that a text names in the grammar of queries; settings alone refer to network ``name``."""
    place = text.strip()
    begin = AT_SETTINGS.search(place) if split(place) != (place, "") else None
    path, settings = (place[: begin.start()], begin[0]) if begin else (place, "")
    if split(path)[0] and place[0] not in QUOTES:  # a path, which may hold what queries put in quotes
        own = place_in(f"'network'{settings}", "", what).settings if settings else ()
        return Reference((), path, own, text=place)
    query = read_query(f"'{name}'{place}" if place.startswith("@") else place)
    if not isinstance(query, Reference) or query.selector:
        raise UsageError(f"{what}: expected one layer or network, got {shown(text)}")
    return query


def place_of(reference: Reference, own: Subject, name: str) -> tuple[str, str]:
    """The network and the layer that are meant; a layer of the same network takes precedence over a network."""
    path = ".".join(reference.path)
    if not reference.network and own.analysis.network.has(path):
        return name, path
    network, rest = network_of(reference, Bench())
    return network, ".".join(rest) or own.layer
