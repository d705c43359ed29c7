"""What happens at an input size that does not fit: in the layers, in the image, and in the totals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.analysis.fit import Fit, fits, seen
from cnnstat.derivation import explain_layer
from cnnstat.layers.dense import Linear
from cnnstat.text import numbers


class Change(NamedTuple):
    """A figure here and at the spec's own input."""

    name: str
    here: str
    there: str
    share: str = ""
    """for a total, by how many percent it is larger or smaller here"""


class Misfit(NamedTuple):
    """What is lost at one input size.

    Attributes:
        layers: the names of layers that leave cells of their maps unread, each with the arithmetic.
        unseen: how many rows and columns of the image cannot influence the output.
        own: height and width of the spec's own input; None if this is it.
        changes: how the network differs from that at the spec's own input.
    """

    layers: Sequence[tuple[str, str]]
    unseen: tuple[int, int]
    own: tuple[int, int] | None
    changes: Sequence[Change]


def shapes_of(analysis: Analysis) -> list[Fit]:
    return fits(analysis.network, [each.output for each in analysis.every], analysis.training)


def unseen(analysis: Analysis) -> tuple[int, int]:
    """How many rows and columns at the far edges of the image cannot influence the output."""
    image = analysis.network.input
    rows, columns = seen(analysis.network, [each.output for each in analysis.every])
    return image.height - rows, image.width - columns


def misfit(analysis: Analysis, own: Analysis | None = None) -> Misfit | None:
    """What is lost at this input; None if every cell of every map is read.

    Args:
        analysis: the network at the input in question.
        own: the network at its spec's own input.
    """
    lossy = [fit for fit in shapes_of(analysis) if not fit.lossless]
    if not lossy:
        return None
    layers = [(fit.node.name, arithmetic(analysis, fit)) for fit in lossy]
    if own is None or own.network.input == analysis.network.input:
        return Misfit(layers, unseen(analysis), None, [])
    return Misfit(layers, unseen(analysis), own.network.input[1:3], changes(analysis, own))


def arithmetic(analysis: Analysis, fit: Fit) -> str:
    """Of windows that do not fit: ``(224 + 2 × 0 − 11) / 4 + 1 = 54.25, so 54: 1 row and 1 column never read``."""
    (derivation,) = explain_layer(analysis, analysis.every[fit.order], keys=["output_shape"])
    (said,) = derivation.remarks
    return said


def changes(analysis: Analysis, own: Analysis) -> list[Change]:
    """What differs from the network at its spec's own input: the last map, vectors that layers read, totals."""
    found = []
    if own.features is not None and own.features.name in analysis:
        name = own.features.name
        found.append(Change(name, str(analysis[name].output), str(own[name].output)))
    for layer in own:
        if isinstance(layer.node.layer, Linear) and layer.name in analysis:
            here, there = analysis[layer.name].inputs[0].channels, layer.inputs[0].channels
            found.append(Change(f"inputs of {layer.name}", numbers.grouped(here), numbers.grouped(there)))
    for name, now, before in (
        ("parameters", analysis.params, own.params),
        ("connections", analysis.connections, own.connections),
        ("MACs", analysis.macs, own.macs),
    ):
        found.append(Change(name, numbers.grouped(now), numbers.grouped(before), numbers.change(now, before)))
    return [each for each in found if each.here != each.there]
