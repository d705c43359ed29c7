"""The operations that eager PyTorch runs for a layer, as far as memory goes.

All sizes are in elements for one image, but those of operations that go over parameters alone.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Saves = Literal["input", "output", "both", "mask", "indices", "positions", "nothing"]
"""What an operation keeps for the backward pass.

``both`` is its inputs and its result, ``mask`` one byte per element, ``positions`` an int64 per element of its result,
``indices`` both ``positions`` and the input."""

EXTRAS = {"mask": 1, "indices": 8, "positions": 8}
"""Bytes per element of the result that an operation makes besides it."""


class Operation(NamedTuple):
    """One operation: what it reads, makes and keeps, and what its backward pass makes.

    A layer's values are numbered: its inputs first, from 0, then the result of each of its operations.
    """

    result: int
    """elements of what it makes"""
    saves: Saves = "nothing"
    reads: tuple[int, ...] = ()
    """the values that it takes; none stands for the one before, which for the first operation is all inputs"""
    view: bool = False
    """whether its result is a view of its input"""
    passes: bool = False
    """whether its backward pass hands the gradient on, or a view of it, and makes none of its own"""
    statistics: int = 0
    """numbers besides its result that it makes, and keeps for the backward pass"""
    scratch: int = 0
    """elements that its backward pass makes and drops besides the gradients"""
    single: bool = False
    """whether it computes in at least single precision"""
    named: bool = False
    """whether the code gives its result a name, so that it lives until the layer has run"""
    apart: bool = False
    """whether it is a module of its own, behind which nothing of the layer holds its input"""
    product: bool = False
    """whether it multiplies matrices, for which mixed precision takes the narrower type"""
    weighs: bool = False
    """whether it multiplies or adds parameters one by one, and so gives numbers of their type"""
    once: bool = False
    """whether it goes over parameters alone, and so runs once for all images"""
    parameters: int = 0
    """trained parameters whose gradients its backward pass makes; the last operation makes those of all others"""
    idle: bool = False
    """whether there is nothing to do at inference, so that its result is its input"""
