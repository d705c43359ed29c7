"""The source text that makes a module, and its arguments as the classes around it may share them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from torch import nn

from cnnstat.pytorch.builders.base import described
from cnnstat.pytorch.builders.calls import Argument, Call, Text


def leaves(call: Call) -> Iterator[Argument]:
    """The arguments that are plain values, those of nested calls included, in the order in which they are written."""
    for argument in call.arguments:
        if isinstance(argument.value, Call):
            yield from leaves(argument.value)
        elif not isinstance(argument.value, Text):
            yield argument


def skeleton(call: Call) -> tuple[Any, ...]:
    """What is left of a call without its values: calls of one skeleton can be written as one."""
    inner: list[Any] = []
    for each in call.arguments:
        if isinstance(each.value, Call):
            inner.append((each.name, skeleton(each.value)))
        else:  # a text is no value that a parameter could give
            inner.append((each.name, each.value if isinstance(each.value, Text) else None))
    return (call.function, *inner)


def constructor(module: nn.Module, layer: Any) -> Call:
    """The call that makes ``module``; ``layer`` is the line that it was built from."""
    facts = described(module)
    return facts.call_of_line(module, layer) if facts.call_of_line else facts.call(module)
