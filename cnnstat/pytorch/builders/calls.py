"""Constructors as text to be: what a module's call and its arguments are, before they are laid out as source."""

from __future__ import annotations

import inspect
from typing import Any, NamedTuple

from torch import nn


class Required:
    """Stands for the default of an argument that has none."""


REQUIRED = Required()
CHANNELS = "channels"
"""The kind of the arguments that count channels: only they are written as multiples of each other."""


class Argument(NamedTuple):
    """One argument of a call."""

    name: str
    value: Any
    """a plain value, a :class:`Call` or a :class:`Text`"""
    default: Any = REQUIRED
    positional: bool = False
    kind: str = ""
    """arguments of one kind may share a parameter of the class around them"""


class Text(NamedTuple):
    """An argument that is written as it stands, and the named constant that it reads."""

    text: str
    constant: tuple[str, ...] = ()


class Call(NamedTuple):
    """A constructor with all its arguments, defaults included."""

    function: str
    arguments: tuple[Argument, ...] = ()


def one(value: Any) -> Any:
    """A pair of equal numbers as one number, as torch's own layers take it."""
    return value[0] if isinstance(value, tuple) and len(value) == 2 and value[0] == value[1] else value


def maps(name: str, value: int) -> Argument:
    """A number of channels, which a call names first and without its keyword."""
    return Argument(name, value, positional=True, kind=CHANNELS)


def plain(name: str, value: Any, default: Any = REQUIRED) -> Argument:
    return Argument(name, value, default, kind=name)


LEFT_OUT = ("device", "dtype")
"""Arguments that a spec says nothing of."""


def by_attributes(module: nn.Module) -> Call:
    """The constructor of a module that keeps each argument under its name: the first is written by its place."""
    own = type(module)
    keys: list[Argument] = []
    for name, parameter in inspect.signature(own).parameters.items():
        if name not in LEFT_OUT and parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            default = REQUIRED if parameter.default is parameter.empty else parameter.default
            keys.append(Argument(name, one(getattr(module, name)), default, not keys, kind=name))
    return Call(f"nn.{own.__name__}" if own.__module__.startswith("torch.") else own.__name__, tuple(keys))
