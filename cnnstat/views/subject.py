"""The sides of ``cnnstat explain --compare``: layers, settings, networks, and layers with letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.derivation.compare import Subject
from cnnstat.effort import spend
from cnnstat.errors import UsageError, shown
from cnnstat.network.graph import Network
from cnnstat.query import Bench, Reference, read_query
from cnnstat.query.place import network_of
from cnnstat.spec.typed import is_line, letters_network
from cnnstat.views.request import Locate, read_network

Analyse = Callable[[Network], Analysis]


def lettered(text: str) -> Subject:
    """The subject of layers typed on the command line."""
    network = letters_network(text)
    spend(100 * len(network))  # arithmetic on letters is slow
    return Subject(text, analyze_network(network))


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
        return lettered(text)
    reference = place_in(text, name, what)
    network, layer = place_of(reference, own, name)
    chosen = dict(reference.settings)
    size = chosen.pop("input", None)
    params = list(settings) if network == name else []
    params = [each for each in params if each.partition("=")[0].strip() not in chosen]
    params += [f"{key}={value}" for key, value in chosen.items()]
    analysis = analyse(read_network(locate(network), size, params))
    if layer:
        analysis.network.select(layer)
    said = "".join(f"{key}={value}," for key, value in reference.settings).rstrip(",")
    return Subject(f"{network}{f'@{said}' if said else ''}{f' {layer}' if layer else ''}", analysis, layer)


def place_in(text: str, name: str, what: str = "--compare") -> Reference:
    """The network or layer that a text names in the grammar of queries; settings alone refer to network ``name``."""
    place = text.strip()
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
