"""The queries that a figure may be the answer to, from its network, its part and what it counts.

Figures of whole networks are asked for by name. Sizes of layers are looked up: a kernel of 11×11 in a sentence about
AlexNet is the first layer's that has one; where no layer has one, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from cnnstat.analysis import LayerAnalysis
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.layers import (
    MANY,
    NETWORKS,
    SELECTORS,
    Layer,
    by_name,
    first,
    is_shape,
    layers_of,
    of_image,
    of_kind,
    unlike,
)
from cnnstat.documents.reading.tokens import Part
from cnnstat.effort import spend
from cnnstat.errors import UsageError
from cnnstat.query import Bench
from cnnstat.query.bench import Setup

SIZE = 6
"""Units of work for which a size is looked up, besides those for the layers that are looked at."""
ALTERNATIVES = {
    "params": ("params",), "weights": ("weights", "params"), "macs": ("macs",), "flops": ("flops", "macs"),
    "depth": ("depth",), "connections": ("connections",),
    "all neurons": ("neurons",),
}  # fmt: skip
"""The figures that a word may mean, the likeliest first; FLOPs may be MACs."""
LAYER_NAME = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]+(?:2[dD](?=_))?)[-_ ]?([0-9]{1,2})((?:[._-][0-9A-Za-z]+)*)(?![A-Za-z0-9])"
)
MODULE = re.compile(r"(?<![0-9A-Za-z])([0-9])\s?\(([a-z])\)")
"""The name of a module with its letter in brackets: ``3(a)``."""
MOST = 20
"""Layers that are named one by one in a query, or tried for a figure."""
LONGEST_LABEL = 120
"""Characters among which the name of a layer is looked for."""
CALLED = {
    "conv2d": "conv", "conv": "conv", "convolution": "conv", "c": "conv", "fc": "linear", "dense": "linear",
    "linear": "linear", "pool": "pool", "maxpool": "pool", "pooling": "pool", "max": "pool",
}  # fmt: skip


def named_layer(setup: Setup, text: str) -> str:
    """The layer or block that a text names first, exactly or as ``Conv1``, ``FC-6``; "" if it names none."""
    return next(named_layers(setup, text), "")


def named_layers(setup: Setup, text: str) -> Iterator[str]:
    """The layers and blocks that a text names, in order; where none is numbered, the first that is named in full."""
    network, numbered = setup.analysis.network, False
    text = MODULE.sub(r"\1\2", text[:LONGEST_LABEL])
    for match in LAYER_NAME.finditer(text):
        word, number, rest = match[1], match[2], match[3]
        forms = f"{word}{number}{rest}", f"{word.lower()}{number}{rest}", f"{word.upper()}{number}{rest}"
        found = next((name for name in (match[0], *forms, forms[1].replace("-", "_")) if network.has(name)), "")
        kind = CALLED.get(word.lower())
        if not found and kind and not rest and word.lower() not in ("conv", "c"):  # conv2 may be a stage
            own = of_kind(setup, kind)
            found = own[int(number) - 1].name if 0 < int(number) <= len(own) else ""
        if found:
            yield found
            numbered = True
    if not numbered:
        words = re.findall(r"[A-Za-z0-9_]+(?:[./-][A-Za-z0-9_]+)*", text)
        yield from [word for word in words if network.has(word)][:1]


def clause(sentence: str) -> str:
    """The end of a sentence, behind its last figure, in which a layer may be named."""
    tail = re.split(r"[0-9][0-9.,]*\s?(?:[KMGB%]|million|billion)\b|[;,]", sentence)[-1]
    return tail[-LONGEST_LABEL:]


def chosen(setup: Setup, part: Part) -> Sequence[Layer]:
    """The layers that a part in words means; none where that is not certain."""
    if not part.known:
        return ()
    windows = ("pool",) if part.kernel else ()  # a window of any layer that has one
    own = of_kind(setup, part.type) if part.type else of_kind(setup, "conv", "linear", *windows)
    if part.nth == 0:
        return own
    if part.nth < 0:
        return own[-part.many :] if part.many <= len(own) else ()
    if part.many > 1:
        return own[: part.many] if part.nth == 1 else ()
    return own[part.nth - 1 : part.nth]


def answers(network: str, key: str, printed: str, part: Part | None, setup: Setup) -> Iterator[str]:
    """The queries for a figure of a network or a part of it.

    Args:
        network: the network as a query names it.
        key: what the figure counts.
        printed: the figure, by which sizes are looked up.
        part: the part; None for the whole.
        setup: the network, analysed.
    """
    if key in ALTERNATIVES:
        yield from totals(network, key, part, setup)
    elif key == "count":
        yield from counted(network, part, setup) if part is not None else ()
    elif key == "bytes":
        yield from memory(network, part, setup)
    elif key in ("rf", "jump"):
        if part is None:
            layers = [network, *(f"{network}.{each.name}" for each in ending(setup))]
        else:
            names = [part.name] if part.name else [each.name for each in chosen(setup, part)[:MOST]]
            layers = [f"{network}.{each}" for each in names]
        yield from (f"{each}.{key}" for each in layers)
    elif key == "activations":
        yield f"{network}.activations"
    elif key == "listed":
        yield from listed(network, printed, setup)
    elif key == "amount":
        yield from (f"{network}.{each}" for each in ("params", "macs", "flops"))
    else:
        yield from sizes(network, key, printed, part, setup)


@lru_cache(maxsize=NETWORKS)
def ending(setup: Setup) -> tuple[LayerAnalysis, ...]:
    """The layers before the last ones, up to the last that has maps: fields are often given there."""
    found = [each for each in setup.analysis.layers if each.output.height > 1 or each.output.width > 1]
    return tuple(reversed(found[-3:]))


def listed(network: str, printed: str, setup: Setup) -> Iterator[str]:
    """The query for an exact figure of a listing that is a layer's count of parameters, weights or neurons."""
    value = amount(printed).value
    for each in layers_of(setup) if value > MANY else ():
        if value in (each.params, each.weights):
            yield f"{network}.{each.name}.{'params' if value == each.params else 'weights'}"
            return


def totals(network: str, key: str, part: Part | None, setup: Setup) -> Iterator[str]:
    """The queries for a figure that adds up over layers, of a network or of a part of it."""
    keys = ALTERNATIVES["params" if key == "weights" and part is None else key]
    for each in (*keys, "weights") if key == "params" and part is not None else keys:
        if part is None:
            yield f"{network}.{each}"
        elif part.name:
            yield f"{network}.{part.name}.{each}"
        elif key == "depth" and not part.known:
            yield f"{network}.{each}"
        elif key != "depth" and (layers := chosen(setup, part)):
            every = of_kind(setup, layers[0].type)
            if part.nth == 0 and len(layers) == len(every) and part.type in SELECTORS:
                yield f"{network}[{selector(setup, part.type)}].{each}"
            else:
                yield " + ".join(f"{network}.{layer.name}.{each}" for layer in layers[:MOST])


@lru_cache(maxsize=NETWORKS)
def selector(setup: Setup, kind: str) -> str:
    """The words that choose layers of a kind: the types of the network that are of it."""
    own = {each.name for each in of_kind(setup, kind)}
    return " ".join(dict.fromkeys(each.type for each in setup.analysis.layers if each.name in own))


def counted(network: str, part: Part, setup: Setup) -> Iterator[str]:
    """The query for how many layers of a kind there are."""
    if part.type and (words := selector(setup, part.type)):
        yield f"count({network}[{words}])"


def sizes(network: str, key: str, printed: str, part: Part | None, setup: Setup) -> Iterator[str]:
    """The query for a size of a layer that a network has; none if none of its layers has it."""
    try:
        figure = amount(printed)
    except UsageError:
        return
    if (
        figure.shape[2:]
        and figure.shape[:2] == (1, 1)
        and key in ("kernel", "windows", "filters")
        and (part is None or not part.name)
    ):
        return  # every other network has such kernels
    layers, alone = looked_at(setup, part, key)
    if key == "shape":
        every = ("kernel", "output", "input", "matrix")
        for each in every if len(figure.shape) == 2 else (*every[1:], every[0]):
            if found := next(sizes(network, each, printed, part, setup), ""):
                yield found
                return
    image = setup.analysis.network.input
    if key == "input" and part is None:
        sides = figure.shape or (figure.value, figure.value)
        if found := of_image(image, sides):
            yield f"{network}.{found}"
            return
        if not figure.shape:
            return
    if key == "input" and part is not None and part.name and len(figure.shape) == 3 and reads(layers, figure.shape):
        yield f"{network}.{part.name}.input_shape"
    found = next(first(layers, key, figure, alone), "")
    if not found and key == "filters" and part is not None and len(layers) > 1 and layers[0].name == part.name:
        found = f"{part.name}.channels" if not figure.shape and figure.value == layers[0].channels else ""  # a module's
    yield from (f"{network}.{each}" for each in (found,) if each)


def looked_at(setup: Setup, part: Part | None, key: str) -> tuple[Sequence[Layer], bool]:
    """The layers among which a size is looked up, one of those that are alike, and whether one alone can be meant."""
    layers = unlike(setup) if part is None else meant(setup, part)
    alone = len(layers if part is not None else setup.analysis.layers) == 1
    if part is not None and part.known and part.type and not (part.name or part.nth or part.kernel):
        layers = unlike(setup, part.type)
    if key == "kernel" and part is None:  # windows of pools are rarely called so
        layers = [*unlike(setup, "conv"), *layers]
    spend(SIZE)
    return layers, alone


def reads(layers: Sequence[Layer], shape: Sequence[int]) -> bool:
    """Whether any of some layers reads maps of a shape."""
    return any(len(each.source) == len(shape) and is_shape(each.source, shape) for each in layers)


def meant(setup: Setup, part: Part) -> Sequence[Layer]:
    """The layers that a size of a part may be of."""
    layers: Sequence[Layer]
    if part.name and (own := by_name(setup).get(part.name)):
        layers = [own]
    elif part.name:
        layers = [each for each in layers_of(setup) if each.name.startswith(f"{part.name}.")]
        if len(layers) > 1:  # what a block puts out is its last layer's
            whole = layers[-1]._replace(name=part.name, type="", kernel=(), stride=(), padding=(), filters=0)
            layers = [whole, *layers]
    elif part.known:
        layers = chosen(setup, part)
    else:
        layers = layers_of(setup)
    return [each for each in layers if each.kernel == part.kernel] if part.kernel else layers


def variants(network: str, bench: Bench) -> Iterator[str]:
    """The variants of a network, whose names begin with its own."""
    if "@" not in network and bench.in_catalog(network):
        yield from (each for each in bench.spec(network)[0].names if each.startswith(f"{network}-"))


def memory(network: str, part: Part | None, setup: Setup) -> Iterator[str]:
    """The queries for a figure in bytes."""
    if part is None:
        yield f"{network}.weight_bytes"
    elif found := next(totals(network, "params", part, setup), ""):
        yield f"({found}) * 4"


def compared(network: str, other: str, key: str) -> Iterator[str]:
    """The queries for a ratio between two networks, either way round."""
    yield f"{network}.{key} / {other}.{key}"
    yield f"{other}.{key} / {network}.{key}"


def shares(network: str, part: Part, key: str, setup: Setup) -> Iterator[str]:
    """The query for the share that a part has of its network."""
    for found in totals(network, key, part, setup):
        yield f"share({found})" if "+" not in found else f"({found}) / {network}.{key}"
