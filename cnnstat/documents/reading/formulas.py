"""What formulas of a text come to: the weights, parameters, outputs or height of the layer that they reckon out.

A formula tells itself of which layer it is: ``(227 - 11) / 4 + 1`` is the height behind a convolution of AlexNet that
reads maps of 227, with a kernel of 11 and a stride of 4. Its result is wrong where it is neither that nor rounds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, prod
from typing import NamedTuple

from cnnstat.documents.reading import answers, lexicon
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.arithmetic import Formula, Result, Tree, formulas
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.layers import NETWORKS, Layer, layers_of
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.shown import Shown
from cnnstat.documents.reading.topic import Topic
from cnnstat.effort import spend
from cnnstat.errors import UsageError
from cnnstat.query.bench import Setup

EXACT = 1000
"""Smaller products are told by their factors: many layers have them."""
LONGEST = 1000
"""Characters of a text in which formulas are looked for."""
ALSO = {"weights": ("params",), "params": ("weights",), "macs": ("flops",)}
"""What the result of a formula may count, besides what the formula does: people leave out biases, or add them."""
FORMULAS = 2
"""Layers that a formula is held against for a unit of work."""
IMAGE = "input"
SIDED = 3
"""Factors of a formula of which a layer's outputs, or the weights of a few, are told."""
OTHER = re.compile(
    r"[A-Za-z0-9%^]|[.,][0-9]|\s[0-9]{3}(?![0-9])|\s?(?:[KMGTB](?:i?B(?:ytes?)?|FLOP|MAC|op|bit|\b)|bytes?\b|thousand\b"
    r"|tausend\b|mi[ol]|mrd|bi[lt]|천|백|바이트|[千百万萬亿億]|字节|バイト|\^|<sup)",
    re.IGNORECASE | re.ASCII,
)
"""What goes on behind a result whose unit is another one than that of its formula."""
DOTTED = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
"""A result in which the dot may set apart thousands, as it does in many languages."""
MARKER = re.compile(r"[\s>*+-]*(?:[0-9]{1,2}[.)]\s+)?")


class Reckoned(NamedTuple):
    """What a formula reckons out: of which layer of which network, and what of it."""

    network: str
    layer: str
    key: str


def written(reader: Prose, text: Shown, topic: Topic, code: bool = False, cell: bool = False) -> Iterator[Candidate]:
    """The results of the formulas of a text that reckon out a layer's counts or sizes.

    Args:
        reader: what knows networks.
        text: the formulas.
        topic: the network that is spoken of.
        code: whether they stand in code.
        cell: whether they stand in a cell of a table, where nothing is said of a formula without its result.
    """
    said, context = text.text[:LONGEST], reader.context
    if topic.far and context.before.networks:
        topic = context.before._replace(near=False)  # what was spoken of last, rather than the whole document's
    if context.other or not topic.networks or lexicon.DOUBT.search(said) or lexicon.EXAMPLE.search(said):
        return
    sure = topic.exact and topic.near and not (topic.several or topic.far or context.data)
    for each in formulas(said, 0, len(said)):
        found = reckoned_out(reader, topic, each)
        if each.result is None and found is not None and found.key in ALSO and is_all(said, each) and not cell:
            place, query = text.place(each.start, each.end), f"{found.network}.{found.layer}.{found.key}"
            yield Candidate(*place, f"{each.tree.value}", (query,), 0, code=True)
        elif each.result is not None and is_fraction(each):
            continue  # (224 + 6 - 7) / 2 + 1 = 112.5, before it is rounded down
        elif each.result is not None and found is not None:
            yield from of_result(text, each.result, found, reader, sure, code)
        elif each.result is not None:
            yield from of_term(reader, text, each.tree, each.result, topic.networks[0], sure, code)


def is_fraction(formula: Formula) -> bool:
    """Whether a formula comes to what is printed as its result, and that is no whole number, as no count or size is."""
    tree, result = formula.tree, formula.result
    return result is not None and tree.value == result.value and tree.value.denominator > 1


def is_all(text: str, formula: Formula) -> bool:
    """Whether a text is nothing but a formula of several layers of brackets."""
    marker = MARKER.match(text)
    begin = marker.end() if marker else 0
    return formula.start == begin and not text[formula.end :].strip(" .") and is_bracketed(formula)


def is_bracketed(formula: Formula) -> bool:
    """Whether a product has a product or a sum as a factor, as that of all kernels has one kernel."""
    tree = formula.tree
    return tree.sign == "×" and any(each.sign for each in tree.parts)


def of_result(
    text: Shown, result: Result, found: Reckoned, reader: Prose, sure: bool, code: bool
) -> Iterator[Candidate]:
    """The result of a formula that reckons out something of a layer."""
    says = text.text[result.start : result.end]
    known = counts_of(reader, found)
    keys = [key for key in (found.key, *ALSO.get(found.key, ())) if key in known]
    exact = [key for key in keys if known[key] == result.value]
    try:
        near = any(abs(amount(says).value - known[key]) <= amount(says).coarse / 2 for key in keys)
        rough = not exact and any(comes_near(says, value) for value in known.values())
        rounds = any(amount(says).allows(known[key]) for key in keys)
    except UsageError:
        return
    otherwise = OTHER.match(text.text, result.end) is not None or DOTTED.fullmatch(says) is not None
    if text.holds(result.start, result.end) or (otherwise and not exact):
        return
    wrong = sure and not (exact or rough) and "-" not in found.network
    queries = tuple(f"{found.network}.{found.layer}.{key}" for key in exact[:1] or keys[: 1 if wrong else None])
    said = (
        f"about {says}" if near and not rounds else says
    )  # 112 × 112 × 64 = 800K: to few digits, which no mark allows
    place = text.place(result.start, result.end)
    yield Candidate(*place, said, queries, 2 if exact or wrong else 0, code=code or said != says)


def counts_of(reader: Prose, found: Reckoned) -> Mapping[str, int]:
    """All counts of a layer, or the elements of an image."""
    setup = reader.setup(found.network)
    if setup is None or found.layer == IMAGE:
        return {} if setup is None else {"neurons": prod(image_of(setup))}
    return named(setup)[found.layer][1]


def image_of(setup: Setup) -> list[int]:
    """The sides of the image that a network takes, and its channels, from the smallest."""
    image = setup.analysis.network.input
    return sorted((int(image.channels), int(image.height), int(image.width)))


def of_term(
    reader: Prose, text: Shown, tree: Tree, result: Result, network: str, sure: bool, code: bool
) -> Iterator[Candidate]:
    """The weights that are added up with a layer's biases to its parameters, and are not those: a slip of the pen."""
    setup = reader.setup(network)
    if setup is None or tree.sign != "+" or len(tree.parts) != 2 or any(each.sign for each in tree.parts):
        return
    for layer, own in told_apart(setup):
        for one, other in (tree.parts, tree.parts[::-1]):
            if own.get("params") == result.value and own["biases"] == other.value >= SIDED:
                place = text.place(*one.place)
                query = (f"{network}.{layer.name}.weights",)
                yield Candidate(*place, text.text[slice(*one.place)], query, 2 if sure else 0, code=code)
                return


def comes_near(says: str, value: int) -> bool:
    """Whether a figure is a value, rounded or with digits cut off."""
    figure = amount(says)
    unit = max(figure.coarse, figure.step)
    return figure.allows(value) or abs(figure.value - value) <= unit / 2 or figure.cut(value, unit)


def reckoned_out(reader: Prose, topic: Topic, formula: Formula) -> Reckoned | None:
    """What a formula reckons out, of a network or else of a variant of it; None if it is nothing that is known."""
    network = topic.networks[0]
    for name in (network, *(() if topic.far else answers.variants(network, reader.bench))):
        setup = reader.setup(name)
        if setup is None:
            continue
        label = answers.named_layer(setup, reader.context.label) if reader.context.label else ""
        own = named(setup).get(label)
        every = [*([own] if own else []), *told_apart(setup)]
        spend(len(every) / FORMULAS)
        image = formula.tree.factors() == image_of(setup)
        found = (IMAGE, "neurons") if image else height(formula.tree, every) or count(formula.tree, every)
        if found is not None:
            return Reckoned(name, *found)
    return None


def height(tree: Tree, every: Sequence[tuple[Layer, Mapping[str, int]]]) -> tuple[str, str] | None:
    """The layer whose height a formula of the form (I − K + 2P) / S + 1 reckons out."""
    steps = steps_of(tree)
    if steps is None:
        return None
    side, kernel, padding, stride = steps
    heights = floor(tree.value), ceil(tree.value)
    for layer, _ in every:
        fits = layer.kernel == (kernel, kernel) and layer.stride == (stride, stride) and layer.height == layer.width
        padded = set(layer.padding) <= {padding} if padding is not None else not any(layer.padding)
        if fits and padded and layer.source[1:] == (side, side) and layer.height in heights:
            return layer.name, "height"
    return None


def steps_of(tree: Tree) -> tuple[int, int, int | None, int] | None:
    """The side, the kernel, the padding if it is given, and the stride of a formula for the height of an output."""
    parts = terms(tree)
    ones = [each for each in parts if not each.sign and each.value == 1]
    if not ones or len(parts) < 2:
        return None
    rest = [each for each in parts if each is not ones[-1]]
    stride = Fraction(1)
    if len(rest) == 1 and rest[0].sign == "/":
        above, below = rest[0].parts
        rest, stride = terms(above), below.value
    sides = [each.value for each in rest if not each.sign]
    doubled = [each.parts for each in rest if each.sign]
    if len(sides) < 2 or sides[0] <= 0 or len([each for each in sides if each < 0]) != 1 or len(rest) > 3:
        return None
    padding = [each / 2 for each in sides[1:] if each >= 0]
    for both in doubled:
        if len(both) != 2 or 2 not in [each.value for each in both] or any(each.sign for each in both):
            return None
        padding.append(both[0].value * both[1].value / 2)
    numbers = [sides[0], -min(sides), stride, *padding]
    if any(each.denominator != 1 for each in numbers):
        return None
    side, kernel, step, *pads = map(int, numbers)
    return side, kernel, pads[0] if pads else None, step


def terms(tree: Tree) -> list[Tree]:
    """What a sum adds up, also in brackets; what is subtracted in brackets stays there."""
    if tree.sign != "+" or sum(each.value for each in tree.parts) != tree.value:
        return [tree]
    return [term for each in tree.parts for term in terms(each)]


def count(tree: Tree, every: Sequence[tuple[Layer, Mapping[str, int]]]) -> tuple[str, str] | None:
    """The layer, and which of its counts, that a product reckons out."""
    if tree.value.denominator != 1 or tree.sign == "/":
        return None
    plain, value = tree.factors(), int(tree.value)
    own = plain or without_bias(tree)
    for layer, known in every:
        sides = sorted(each for each in (layer.channels, layer.height, layer.width) if each != 1)
        if len(plain) == SIDED and plain == sides:
            return layer.name, "neurons"
        kernel = sorted(each for each in (*layer.kernel, layer.filters) if each != 1)
        few = len(own) >= SIDED and any(own == sorted([*kernel, *([] if d == 1 else [d])]) for d in layer.depths)
        for key in ("params", "weights", "connections", "macs", "flops"):
            if known.get(key) == value and (value >= EXACT or few):
                return layer.name, key
    return None


def without_bias(tree: Tree) -> list[int]:
    """The factors of a product in which one is added to the weights of each kernel, or of one with biases added."""
    if tree.sign == "+" and len(tree.parts) == 2:
        return tree.parts[0].factors()
    if tree.sign != "×":
        return []
    parts = [terms(each) for each in tree.parts]
    if any(len(each) > 2 or (len(each) == 2 and each[1].value != 1) for each in parts):
        return []
    return sorted(factor for each in parts for factor in each[0].factors() if factor != 1)


@lru_cache(maxsize=NETWORKS)
def counted(setup: Setup) -> tuple[tuple[Layer, dict[str, int]], ...]:
    """The layers of a network with their counts, by what they are called; pools have but their outputs."""
    found = []
    for layer, each in zip(layers_of(setup), setup.analysis.layers, strict=True):
        own = {"neurons": layer.channels * layer.height * layer.width, "height": layer.height}
        if layer.weights:
            own |= {
                "params": layer.params, "weights": layer.weights, "macs": layer.macs, "flops": int(each.flops),
                "connections": int(each.connections), "biases": int(each.counts.parameters.biases),
            }  # fmt: skip
        found.append((layer, own))
    return tuple(found)


@lru_cache(maxsize=NETWORKS)
def named(setup: Setup) -> Mapping[str, tuple[Layer, dict[str, int]]]:
    """The layers of a network with their counts, by their names."""
    return {each[0].name: each for each in counted(setup)}


@lru_cache(maxsize=NETWORKS)
def told_apart(setup: Setup) -> tuple[tuple[Layer, dict[str, int]], ...]:
    """The first of the layers that are alike in their sizes and counts."""
    found: dict[object, tuple[Layer, dict[str, int]]] = {}
    for each in counted(setup):
        found.setdefault((each[0]._replace(name="", rf=0), *each[1].values()), each)
    return tuple(found.values())
