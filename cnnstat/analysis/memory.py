"""Memory of a network: what eager PyTorch holds at its peak, at inference and in a training step.

The memory model, which is stated with every figure: every operation makes tensors of its own
(:mod:`cnnstat.analysis.eager`), and each lives until nothing holds it (:mod:`cnnstat.analysis.lifetimes`). Activations
overwrite their input where autograd allows it; flatten and channel split are views. What is made of parameters alone,
such as standardized kernels, is made once for all images.

Training holds the weights, the optimizer's state, and what is alive of the batch; as the backward pass goes on, what it
has used becomes free, and gradients of the weights come in its place. The optimizer's step, which on a GPU takes all
weights at once, has tensors of its own, also for the recipe's weight decay. The step before has left its state, but no
gradients. Workspace of the kernels, fragmentation and the framework itself are not counted, nor are a norm's mean and
variance of a batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from cnnstat.algebra.elementwise import greatest
from cnnstat.analysis.eager import Operations, Widths, program
from cnnstat.analysis.lifetimes import UPDATE, Lifetimes, Storage
from cnnstat.analysis.setting import DTYPES, OPTIMIZERS, Optimizer, Setting
from cnnstat.effort import spend
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import Network

IDLE, STEP = 1.5, 3
"""Units of work (:mod:`cnnstat.effort`) for each layer, norm and activation at inference, and in a training step."""
MODEL = "tensors as eager PyTorch holds them on a GPU, no workspace"


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


def lasting(numbers: int, params: int, each: int, optimizer: Optimizer) -> Lasting:
    """What training holds of so many stored numbers, of which ``params`` are trained, at ``each`` bytes per number."""
    return Lasting(numbers * each, params * each * optimizer.states, each, params * each * optimizer.scratch)


def decayed(optimizer: Optimizer, network: Network) -> Optimizer:
    """An optimizer with the recipe's weight decay: for that it makes other gradients, of which Adam's step lets go."""
    return optimizer._replace(scratch=max(optimizer.scratch, network.recipe.weight_decay > 0))


def inference(network: Network, shapes: Sequence[Shape], each: int, known: Operations | None = None) -> Lifetimes:
    """The run of a network at inference, at ``each`` bytes per number; ``known`` is what other runs have found."""
    return Lifetimes(program(network, shapes, Widths(each, each), training=False, known=known), training=False)


def step(
    network: Network, shapes: Sequence[Shape], widths: Widths, heads: bool, known: Operations | None = None
) -> Lifetimes:  # fmt: skip
    """A network's forward and backward pass; ``known`` is what other runs have found."""
    return Lifetimes(program(network, shapes, widths, training=True, heads=heads, known=known), training=True)


def levels(run: Lifetimes, held: Lasting) -> list[Level]:
    """What is held at each moment of a training step."""
    found = []
    for moment in run.moments:
        changing = moment.gradients * held.gradient
        changing += held.update if moment.phase == UPDATE else 0
        lasts = held.weights + held.state + changing + moment.once
        found.append(Level(moment.each, lasts, moment.phase, moment.name))
    return found


def numbers_in(storages: Sequence[Storage], each: int) -> list[Storage]:
    """Those of some tensors of which every image has its own, with numbers of the network's type.

    That is, no masks, indices or wider numbers.
    """
    return [storage for storage in storages if storage.width == each and not storage.extra and not storage.once]


def highest(run: Lifetimes, images: int) -> int:
    """The moment of a run with so many images at a time at which the most is alive; of several, the first."""
    return max(range(len(run.moments)), key=lambda at: run.moments[at].bytes(images))


class Memory:
    """The memory of a network, in bytes; each figure is worked out when it is first asked for.

    Args:
        network: the network.
        shapes: the shapes of its nodes' outputs.
        numbers: how many numbers it stores: parameters, fixed weights and buffers.
        params: how many of these are trainable.
        setting: batch, type of numbers, optimizer and mode.
    """

    def __init__(
        self, network: Network, shapes: Sequence[Shape], numbers: int, params: int, setting: Setting
    ) -> None:  # fmt: skip
        self._network, self._shapes, self._setting = network, shapes, setting
        self._each, self._known = DTYPES[setting.dtype], Operations()
        self._held = lasting(numbers, params, self._each, decayed(OPTIMIZERS[setting.optimizer], network))

    def to_dict(self) -> dict[str, int | str]:
        """All figures by their names."""
        return {name: getattr(self, name) for name in FIGURES}

    @property
    def weights(self) -> int:
        """Parameters, fixed weights and buffers."""
        return self._held.weights

    @cached_property
    def idle(self) -> Lifetimes:
        """A run at inference."""
        spend(IDLE * self._network.operations)
        return inference(self._network, self._shapes, self._each, self._known)

    @cached_property
    def step(self) -> Lifetimes:
        """A step of training."""
        spend(STEP * self._network.operations)
        widths = Widths(self._each, self._each)
        return step(self._network, self._shapes, widths, self._setting.training, self._known)

    @cached_property
    def peak(self) -> int:
        """The most that tensors take at the same time during inference, besides the weights, for the whole batch."""
        most: int = greatest([moment.bytes(self._setting.batch) for moment in self.idle.moments])
        return most

    @property
    def peak_layer(self) -> str:
        """Name of the layer at which that is."""
        return self.idle.moments[highest(self.idle, self._setting.batch)].name

    @property
    def saved(self) -> int:
        """Tensors, masks and indices kept for the backward pass when it begins, for the whole batch."""
        return sum((1 if each.once else self._setting.batch) * each.size for each in self.step.saved)

    @cached_property
    def training(self) -> int:
        """The most that is held at the same time in a training step, with the weights."""
        most: int = greatest([level.bytes(self._setting.batch) for level in self.levels])
        return most

    @property
    def training_phase(self) -> str:
        """The part of the step in which that is: forward pass, backward pass or update."""
        return self._highest.phase

    @property
    def training_layer(self) -> str:
        """Name of the layer at which that is; empty in the update."""
        return self._highest.layer

    @cached_property
    def levels(self) -> list[Level]:
        """What is held at each moment of a training step."""
        return levels(self.step, self._held)

    @cached_property
    def _highest(self) -> Level:
        return max(self.levels, key=lambda level: level.bytes(self._setting.batch))


FIGURES = ("weights", "peak", "peak_layer", "saved", "training", "training_phase", "training_layer")
