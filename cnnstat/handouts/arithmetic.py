"""The rows whose figures are worth deriving, chosen by rule, and their derivations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.derivation import explain_layer
from cnnstat.handouts.amount import Amount
from cnnstat.handouts.topic import Topic
from cnnstat.language import Language, message
from cnnstat.layers.conv import Depthwise
from cnnstat.publishing.content import Block, Equations, Heading, Paragraph, Run, plain

FIGURES = ("output_shape", "params", "macs", "rf")
CHANNELS = ("channels", "outputs")
"""Equations that only repeat a key."""


def first(layers: Iterable[LayerAnalysis]) -> LayerAnalysis | None:
    return next(iter(layers), None)


def convolutions(layers: Sequence[LayerAnalysis]) -> list[LayerAnalysis]:
    return [each for each in layers if each.node.layer.family == "convolution"]


def groups_of(layer: LayerAnalysis) -> int:
    """In how many groups a convolution reads its maps; in as many as there are if each filter reads one alone."""
    own = layer.node.layer
    return layer.inputs[0].channels if isinstance(own, Depthwise) else getattr(own, "groups", 1)


def depthwise(layer: LayerAnalysis) -> bool:
    """Whether each filter reads one map alone."""
    return 1 < groups_of(layer) == layer.inputs[0].channels


def grouped(layer: LayerAnalysis) -> bool:
    """Whether the maps are read in groups of several."""
    return 1 < groups_of(layer) < layer.inputs[0].channels


def largest(layers: Sequence[LayerAnalysis], count: Callable[[LayerAnalysis], int]) -> LayerAnalysis | None:
    """The layer that has most; None where none has any."""
    found = max(layers, key=count, default=None)
    return found if found is not None and count(found) else None


RULES: Sequence[tuple[str, Callable[[Sequence[LayerAnalysis]], LayerAnalysis | None]]] = (
    (message("first convolution"), lambda layers: first(convolutions(layers))),
    (message("depthwise"), lambda layers: first(filter(depthwise, convolutions(layers)))),
    (message("in groups"), lambda layers: first(filter(grouped, convolutions(layers)))),
    (message("most parameters"), lambda layers: largest(layers, lambda each: each.params)),
    (message("most MACs"), lambda layers: largest(layers, lambda each: each.macs)),
    (message("first merge"), lambda layers: first(each for each in layers if each.node.layer.merges)),
    (message("classifier"), lambda layers: first(each for each in reversed(layers) if each.node.layer.weighted)),
    (message("first pool"), lambda layers: first(each for each in layers if each.node.layer.family == "pooling")),
)
"""Why a row is worth deriving, the most telling reason first, and which row it is."""


def chosen(analysis: Analysis, most: int) -> list[tuple[LayerAnalysis, list[str]]]:
    """Layers worth deriving with their reasons, in the network's order."""
    reasons: dict[int, list[str]] = {}
    for reason, find in RULES:
        layer = find(analysis.layers)
        if layer is not None and (layer.order in reasons or len(reasons) < most):
            reasons.setdefault(layer.order, []).append(reason)
    return [(layer, reasons[layer.order]) for layer in analysis.layers if layer.order in reasons]


def arithmetic_part(topic: Topic, amount: Amount, language: Language) -> list[Block]:
    """The figures of some rows, each with the rule that gives it, in names and in numbers."""
    found: list[Block] = [Heading(language.say("The arithmetic"))]
    for layer, reasons in chosen(topic.analysis, amount.steps):
        found += derived(topic.analysis, layer, [language.say(each) for each in reasons])
    return found if len(found) > 1 else []


def derived(analysis: Analysis, layer: LayerAnalysis, reasons: Sequence[str]) -> list[Block]:
    """One row: what it is, why it is shown, its equations; nothing of one without any."""
    kind = layer.node.layer
    detail = kind.brief(kind.input_of(layer.inputs))
    begin = Run(f"{layer.name}  ", "strong")
    about = f"{layer.type} {detail}".strip()
    shape = " + ".join(str(each) for each in layer.inputs) if len(layer.inputs) <= 4 else str(layer.inputs[0]) + " + …"
    said = f"{about}, {shape} → {layer.output}  ({', '.join(reasons)})"
    keys = [key for key in FIGURES if key != "rf" or not layer.output.flat]
    equations = [
        each
        for derivation in explain_layer(analysis, layer, keys)
        for each in derivation.equations
        if int(each.value) and not (each.label in CHANNELS and not kind.merges)
    ]
    if not equations:
        return []
    return [Paragraph((begin, *plain(said)), apart=True, keep=True), Equations(equations, brief=True)]
