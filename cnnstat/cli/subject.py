"""What ``cnnstat explain --compare`` holds side by side: layers, settings, networks, layers with letters."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.cli.settings import read_network
from cnnstat.derivation.compare import Subject
from cnnstat.derivation.letters import is_line, letters_network
from cnnstat.errors import CnnstatError, UsageError
from cnnstat.network import Network
from cnnstat.spec import catalog

Analyse = Callable[[Network], Analysis]
FILE = re.compile(r"(?P<network>.+\.ya?ml(?::[^.]+)?)(?:\.(?P<layer>.+))?\Z", re.IGNORECASE)


def lettered(text: str) -> Subject:
    """The subject of layers typed on the command line."""
    return Subject(text, analyze_network(letters_network(text)))


def other_subject(text: str, own: Subject, name: str, settings: Sequence[str], analyse: Analyse) -> Subject:
    """What a subject is compared with.

    Args:
        text: ``conv2`` (a layer of the same network), ``@input=224`` (the same with other settings),
            ``vgg16.conv1_1`` or ``vgg16`` (of another network), each also with ``@…``; or layers with letters.
        own: the first subject.
        name: its network as it was typed.
        settings: its params.
        analyse: gives the analysis of a network as the first one's was made.
    """
    if not text.strip():
        raise UsageError("--compare: expected a layer, @input=224, vgg16.conv1_1 or layers, got nothing")
    if is_line(text):
        return lettered(text)
    what, sign, rest = text.partition("@")
    chosen: dict[str, str] = {}
    for part in rest.split(",") if sign else ():
        key, value = setting(part)
        if key in chosen:
            raise UsageError(f"--compare: {key} is given twice")
        chosen[key] = value
    size = chosen.pop("input", None)
    network, layer = place_of(what, own, name)
    params = list(settings) if network == name else []
    params = [each for each in params if each.partition("=")[0].strip() not in chosen]
    params += [f"{key}={value}" for key, value in chosen.items()]
    analysis = analyse(read_network(network, size, params))
    if layer:
        analysis.network.select(layer)
    title = f"{network}{f'@{rest}' if sign else ''}{f' {layer}' if layer else ''}"
    return Subject(title, analysis, layer)


def setting(part: str) -> tuple[str, str]:
    key, sign, value = part.partition("=")
    if not sign or not key.strip() or not value.strip():
        raise UsageError(f"--compare: expected settings as @input=224 or @width=0.5,input=192, got {part!r}")
    return key.strip(), value.strip()


def place_of(what: str, own: Subject, name: str) -> tuple[str, str]:
    """The network and the layer that a text names; a layer of the same network goes before a network."""
    if not what:
        return name, own.layer
    try:
        own.analysis.network.select(what)
    except UsageError:
        with contextlib.suppress(CnnstatError):
            catalog.find(what)
            return what, own.layer
        match = FILE.match(what)
        if match:
            return match["network"], match["layer"] or own.layer
        network, _, layer = what.partition(".")
        return network, layer or own.layer
    return name, what
