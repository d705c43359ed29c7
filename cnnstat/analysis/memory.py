"""Memory of a network: parameters, activations, and what training keeps.

The model, which every figure names: each layer's output is a tensor of its own; norm, activation and dropout on the
same line work in place at inference, and so do flatten and channel split, which are views. A tensor lives until the
last layer that reads it. Workspace of the kernels, fragmentation and the framework itself are not counted.

Training keeps what the backward pass reads: a layer's input or its output (each tensor once, however many read it),
a byte per element for dropout masks and eight per output for pool indices; and besides the weights their gradients
and the optimizer's state. Each layer counts as one kernel: PyTorch's LRN, made of several, keeps more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.analysis.setting import DTYPES, OPTIMIZER_STATES, Setting
from cnnstat.layers import AnyLayer
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, Network, Node

MODEL = "outputs live until last read, in-place norm and activation, no workspace"


class Memory(NamedTuple):
    """Bytes."""

    weights: int
    """parameters, fixed weights and buffers"""
    peak: int
    """largest sum of tensors alive at once at inference"""
    peak_layer: str
    """the layer at which that happens"""
    saved: int
    """what the backward pass needs, for the whole batch"""
    training: int
    """weights, gradients, optimizer state and saved tensors"""


def measure(network: Network, shapes: Sequence[Shape], held: int, params: int, setting: Setting) -> Memory:
    """The memory of a network; ``shapes`` are its nodes' outputs, ``held`` and ``params`` counts of numbers."""
    each = DTYPES[setting.dtype]
    peak, where = inference_peak(network, shapes)
    elements, others = saved_for_backward(network, shapes, setting.training)
    saved = saved_bytes(elements, others, setting.batch, each)
    weights = held * each
    training = weights + params * each * (1 + OPTIMIZER_STATES[setting.optimizer]) + saved
    return Memory(weights, alive_bytes(peak, setting.batch, each), where, saved, training)


def alive_bytes(elements: int, batch: int, each: int) -> int:
    """Bytes of the tensors alive at once, from their elements for one image and the bytes of a number."""
    return elements * batch * each


def saved_bytes(elements: int, others: int, batch: int, each: int) -> int:
    """Bytes that training keeps, from the elements for one image and the bytes of masks and indices besides."""
    return batch * (elements * each + others)


def is_view(node: Node) -> bool:
    """Whether a node's output is its input looked at differently, not overwritten by what follows on its line."""
    return node.layer.view and all(follower.view for follower in node.followers)


def owners(network: Network) -> list[int]:
    """For each node the node whose tensor its output is: itself, or what it is a view of."""
    found: list[int] = []
    for index, node in enumerate(network.nodes):
        source = node.inputs[0]
        owner = (found[source] if source != INPUT else INPUT) if is_view(node) else index
        found.append(owner)
    return found


def inference_peak(network: Network, shapes: Sequence[Shape]) -> tuple[int, str]:
    """Most elements alive at once, and the layer at which they are; auxiliary heads do not run."""
    owner = owners(network)
    last: dict[int, int] = {}
    for index, node in enumerate(network.nodes):
        if not node.auxiliary:
            for source in node.inputs:
                last[owner[source] if source != INPUT else INPUT] = index
    final = max(index for index, node in enumerate(network.nodes) if not node.auxiliary)
    last[owner[final]] = final + 1
    ends: dict[int, list[int]] = {}
    for tensor, end in last.items():
        ends.setdefault(end, []).append(tensor)
    size = {INPUT: network.input.elements} | {index: shape.elements for index, shape in enumerate(shapes)}
    alive = peak = size[INPUT]
    where = "input"
    for index, node in enumerate(network.nodes):
        if node.auxiliary:
            continue
        alive += size[index] if owner[index] == index else 0
        if alive > peak:
            peak, where = alive, node.name
        alive -= sum(size[tensor] for tensor in ends.get(index, ()))
    return peak, where


def saved_for_backward(network: Network, shapes: Sequence[Shape], auxiliary: bool = False) -> tuple[int, int]:
    """Elements that training keeps for one image, and bytes of masks and indices besides."""
    kept: dict[Tensor, int] = {}
    others = 0
    last: dict[int, Tensor] = {INPUT: (INPUT, 0)}
    size = {INPUT: network.input.elements} | {index: shape.elements for index, shape in enumerate(shapes)}
    for index, node in enumerate(network.nodes):
        if node.auxiliary and not auxiliary:
            continue
        before = [last[source] for source in node.inputs]
        # Dropout is a view at inference only: in training, where it saves a mask, it makes a tensor of its own.
        after = before[0] if is_view(node) and node.layer.saves == "nothing" else (index, 0)
        others += keep(kept, node.layer, before, after, size)
        for number, follower in enumerate(node.followers, 1):
            before = [after]
            after = after if follower.in_place else (index, number)
            others += keep(kept, follower, before, after, size)
        last[index] = after
    return sum(kept.values()), others


Tensor = tuple[int, int]
"""A node, and how many of its followers have run when the tensor stands there."""


def keep(kept: dict[Tensor, int], layer: AnyLayer, before: list[Tensor], after: Tensor, size: dict[int, int]) -> int:
    """Note the tensors that a layer's backward pass reads; returns the bytes that it keeps besides."""
    if layer.saves in ("input", "indices"):
        kept.update({tensor: size[tensor[0]] for tensor in before})
    elif layer.saves == "output":
        kept[after] = size[after[0]]
    return {"mask": 1, "indices": 8, "positions": 8}.get(layer.saves, 0) * size[after[0]]
