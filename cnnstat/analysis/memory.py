"""Memory of a network: what eager PyTorch holds at its peak, at inference and in a training step.

The memory model, which is stated with every figure: every operation makes tensors of its own
(:mod:`cnnstat.analysis.eager`), and each lives until nothing holds it (:mod:`cnnstat.analysis.lifetimes`). Activations
overwrite their input where autograd allows it; flatten and channel split are views.

Training holds the weights, the optimizer's state, and what is alive of the batch; as the backward pass goes on, what it
has used becomes free, and gradients of the weights come in its place. The optimizer's step, which on a GPU takes all
weights at once, has tensors of its own, also for the recipe's weight decay. The step before has left its state, but no
gradients. Workspace of the kernels, fragmentation and the framework itself are not counted, nor are a norm's mean and
variance of a batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.analysis.eager import Widths, program
from cnnstat.analysis.lifetimes import UPDATE, Lifetimes, Storage
from cnnstat.analysis.setting import DTYPES, OPTIMIZERS, Optimizer, Setting
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import Network

MODEL = "tensors as eager PyTorch holds them on a GPU, no workspace"


class Memory(NamedTuple):
    """The memory of a network, in bytes."""

    weights: int
    """parameters, fixed weights and buffers"""
    peak: int
    """the most that tensors take at the same time during inference, besides the weights, for the whole batch"""
    peak_layer: str
    """name of the layer at which that is"""
    saved: int
    """tensors, masks and indices kept for the backward pass when it begins, for the whole batch"""
    training: int
    """the most that is held at the same time in a training step, with the weights"""
    training_phase: str
    """the part of the step in which that is: forward pass, backward pass or update"""
    training_layer: str
    """name of the layer at which that is; empty in the update"""


class Level(NamedTuple):
    """What is held at a moment of training."""

    batch: int
    """bytes for each image"""
    lasting: int
    """bytes that do not depend on the number of images"""
    phase: str
    layer: str

    def bytes(self, images: int) -> int:
        """All bytes, with so many images at a time."""
        return images * self.batch + self.lasting


class Lasting(NamedTuple):
    """What training holds however many images there are, in bytes."""

    weights: int
    state: int
    """of the optimizer"""
    gradient: int
    """of one parameter"""
    update: int
    """that the optimizer's step makes and drops"""
    copy: int = 0
    """of one parameter in another type, and of its gradient when that is made"""


def lasting(numbers: int, params: int, each: int, optimizer: Optimizer) -> Lasting:
    """What training holds of so many stored numbers, of which ``params`` are trained, at ``each`` bytes per number."""
    return Lasting(numbers * each, params * each * optimizer.states, each, params * each * optimizer.scratch)


def decayed(optimizer: Optimizer, network: Network) -> Optimizer:
    """An optimizer with the recipe's weight decay: for that it makes other gradients, of which Adam's step lets go."""
    return optimizer._replace(scratch=max(optimizer.scratch, network.recipe.weight_decay > 0))


def inference(network: Network, shapes: Sequence[Shape], each: int, look: int | None = None) -> Lifetimes:
    """The run of a network at inference, at ``each`` bytes per number; ``look`` is a moment to look at."""
    return Lifetimes(program(network, shapes, Widths(each, each), training=False), training=False, look=look)


def step(
    network: Network, shapes: Sequence[Shape], widths: Widths, heads: bool, look: int | None = None
) -> Lifetimes:  # fmt: skip
    """A network's forward and backward pass; ``look`` is a moment to look at."""
    return Lifetimes(program(network, shapes, widths, training=True, heads=heads), training=True, look=look)


def levels(run: Lifetimes, held: Lasting) -> list[Level]:
    """What is held at each moment of a training step."""
    found, params = [], run.moments[-1].gradients
    for moment in run.moments:
        changing = moment.gradients * held.gradient + (params - moment.gradients + moment.new) * held.copy
        changing += held.update if moment.phase == UPDATE else 0
        found.append(Level(moment.bytes, held.weights + held.state + changing, moment.phase, moment.name))
    return found


def numbers_in(storages: Sequence[Storage], each: int) -> list[Storage]:
    """Those of some tensors that hold numbers of the network's type, and no masks, indices or wider numbers."""
    return [storage for storage in storages if storage.width == each and not storage.extra]


def highest(run: Lifetimes) -> int:
    """The moment of a run at which the most is alive; of several, the first."""
    return max(range(len(run.moments)), key=lambda at: run.moments[at].bytes)


def measure(network: Network, shapes: Sequence[Shape], numbers: int, params: int, setting: Setting) -> Memory:
    """The memory of a network.

    Args:
        network: the network.
        shapes: the shapes of its nodes' outputs.
        numbers: how many numbers it stores: parameters, fixed weights and buffers.
        params: how many of these are trainable.
        setting: batch, type of numbers, optimizer and mode.
    """
    each = DTYPES[setting.dtype]
    idle = inference(network, shapes, each)
    top = idle.moments[highest(idle)]
    run = step(network, shapes, Widths(each, each), setting.training)
    held = lasting(numbers, params, each, decayed(OPTIMIZERS[setting.optimizer], network))
    most = max(levels(run, held), key=lambda level: level.bytes(setting.batch))
    saved = sum(storage.bytes for storage in run.saved)
    return Memory(
        held.weights, setting.batch * top.bytes, top.name, setting.batch * saved,
        most.bytes(setting.batch), most.phase, most.layer,
    )  # fmt: skip
