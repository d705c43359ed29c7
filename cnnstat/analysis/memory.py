"""Memory of a network: parameters, activations, and what training keeps.

The memory model, which is stated with every figure: each layer's output is a tensor of its own. At inference, norm,
activation and dropout on the same line work in place, and flatten and channel split are views. A tensor lives until the
last layer that reads it has run. Workspace of the kernels, fragmentation and the framework itself are not counted.

Training also keeps what the backward pass reads: a layer's input or output (each tensor once, however many layers read
it), one byte per element for dropout masks and eight per output for pool indices; and for the weights their gradients
and the optimizer's state. Each layer counts as one kernel: PyTorch's LRN, which consists of several, keeps more.
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
    """The memory of a network, in bytes."""

    weights: int
    """parameters, fixed weights and buffers"""
    peak: int
    """largest sum of the tensors alive at the same time during inference, for the whole batch"""
    peak_layer: str
    """name of the layer at which the peak occurs"""
    saved: int
    """tensors, masks and indices kept for the backward pass, for the whole batch"""
    training: int
    """weights, gradients, optimizer state and saved tensors"""


def measure(network: Network, shapes: Sequence[Shape], held: int, params: int, setting: Setting) -> Memory:
    """The memory of a network.

    Args:
        network: the network.
        shapes: the shapes of its nodes' outputs.
        held: how many numbers it stores: parameters, fixed weights and buffers.
        params: how many of these are trainable.
        setting: batch, type of numbers, optimizer and mode.
    """
    each = DTYPES[setting.dtype]
    peak, where = inference_peak(network, shapes)
    elements, others = saved_for_backward(network, shapes, setting.training)
    saved = saved_bytes(elements, others, setting.batch, each)
    weights = held * each
    training = weights + params * each * (1 + OPTIMIZER_STATES[setting.optimizer]) + saved
    return Memory(weights, alive_bytes(peak, setting.batch, each), where, saved, training)


def alive_bytes(elements: int, batch: int, each: int) -> int:
    """Bytes of tensors with so many ``elements`` for one image, at ``each`` bytes per number."""
    return elements * batch * each


def saved_bytes(elements: int, others: int, batch: int, each: int) -> int:
    """Bytes that training keeps: tensors with ``elements`` for one image, and ``others`` bytes of masks and indices."""
    return batch * (elements * each + others)


def is_view(node: Node) -> bool:
    """Whether a node's output is a view of its input that no follower overwrites."""
    return node.layer.view and all(follower.view for follower in node.followers)


def owners(network: Network) -> list[int]:
    """For each node, the node that owns its output's tensor: itself, or the one that it is a view of."""
    found: list[int] = []
    for index, node in enumerate(network.nodes):
        source = node.inputs[0]
        owner = (found[source] if source != INPUT else INPUT) if is_view(node) else index
        found.append(owner)
    return found


def inference_peak(network: Network, shapes: Sequence[Shape]) -> tuple[int, str]:
    """The most elements alive at the same time, and the layer at which they are; auxiliary heads do not run."""
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
    """The elements of tensors that training keeps for one image, and the bytes of masks and indices."""
    kept: dict[Tensor, int] = {}
    others = 0
    last: dict[int, Tensor] = {INPUT: (INPUT, 0)}
    size = {INPUT: network.input.elements} | {index: shape.elements for index, shape in enumerate(shapes)}
    for index, node in enumerate(network.nodes):
        if node.auxiliary and not auxiliary:
            continue
        before = [last[source] for source in node.inputs]
        # Dropout is a view only at inference: in training it saves a mask and makes a tensor of its own.
        after = before[0] if is_view(node) and node.layer.saves == "nothing" else (index, 0)
        others += keep(kept, node.layer, before, after, size)
        for number, follower in enumerate(node.followers, 1):
            before = [after]
            after = after if follower.in_place else (index, number)
            others += keep(kept, follower, before, after, size)
        last[index] = after
    return sum(kept.values()), others


Tensor = tuple[int, int]
"""A tensor: the node that makes it, and how many of the node's followers have run when it is made."""


def keep(kept: dict[Tensor, int], layer: AnyLayer, before: list[Tensor], after: Tensor, size: dict[int, int]) -> int:
    """Add the tensors that a layer's backward pass reads to ``kept``; returns the bytes of its mask or indices."""
    if layer.saves in ("input", "indices"):
        kept.update({tensor: size[tensor[0]] for tensor in before})
    elif layer.saves == "output":
        kept[after] = size[after[0]]
    return {"mask": 1, "indices": 8, "positions": 8}.get(layer.saves, 0) * size[after[0]]
