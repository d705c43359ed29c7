"""The stand-ins of a model's modules along one axis, and how far what they do reaches."""

from __future__ import annotations

from fractions import Fraction

from torch import nn

from cnnstat.pytorch.builders.along import Adapt, Cut, Enlarge, Keep, Op, Scatter, Slide, Sum
from cnnstat.pytorch.builders.base import MODULES

OVERHEAD = 4
"""Operations that a cell takes besides those of its window: it is made, copied and written."""


class NoStandInError(Exception):
    """A module of a kind that is not known here."""


def stand_in(module: nn.Module, axis: int) -> Op | None:
    """What a module does along an axis; None where it passes positions on.

    Raises:
        NoStandInError: a module of another kind.
    """
    facts = MODULES.get(type(module))
    if facts is None:
        raise NoStandInError(f"there is no stand-in for a {type(module).__name__}")
    return facts.along(module, axis)


def window_of(op: Op) -> Slide | None:
    """The sliding window of a stand-in that has one."""
    if isinstance(op, Slide):
        return op
    if isinstance(op, Sum | Scatter):
        return op.window
    return op.pool.window if isinstance(op, Cut) else None


def growth(op: Op, cells: int) -> float:
    """How many times larger than its own a gradient behind ``op`` can become, for an input of so many cells."""
    window = window_of(op)
    if window is not None:
        return window.kernel
    if isinstance(op, Enlarge):
        return 2 * (op.factor or op.outputs or 1)
    return cells if isinstance(op, Adapt) else 1


def work(op: Op, cells: float) -> float:
    """About how many operations ``op`` takes for an input of so many cells."""
    window = window_of(op)
    return cells * (OVERHEAD + (1 if window is None else window.kernel))


def stride_of(op: Op) -> int | Fraction:
    """Cells of the input between neighbouring outputs.

    It is 1 for a layer to so many outputs, as an adaptive pool, whose step depends on the size.
    """
    if isinstance(op, Scatter):
        return Fraction(1, op.window.stride)
    if isinstance(op, Enlarge):
        return Fraction(1, op.factor or 1)
    window = window_of(op)
    if window is not None:
        return window.stride
    return op.stride if isinstance(op, Keep) else 1


def resized_to(op: Op) -> int | None:
    """The outputs of a layer to so many of them, whatever the size of its input; None of others."""
    return op.outputs if isinstance(op, Adapt | Enlarge) else None


def dilation_of(op: Op) -> int:
    """Cells of the input between neighbours that one output reads."""
    window = window_of(op)
    return 1 if window is None else window.dilation
