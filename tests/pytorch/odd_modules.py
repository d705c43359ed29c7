"""Code that does what no model's code should: raises at every place, says nothing, moves elsewhere."""

from __future__ import annotations

import os
from typing import Any, ClassVar

from torch import Tensor, nn


class Mute(BaseException):
    def __str__(self) -> str:
        raise Mute


class Unshown:
    def __repr__(self) -> str:
        raise Mute


class Silent:
    def __repr__(self) -> str:
        raise RuntimeError


def generator_exit() -> None:
    raise GeneratorExit


def mute() -> None:
    raise Mute


def silent() -> Silent:
    return Silent()


def unshown() -> Unshown:
    return Unshown()


class Net(nn.Conv2d):
    def __init__(self) -> None:
        super().__init__(3, 4, 3)


class Number(Net):
    def forward(self, x: Tensor) -> Any:
        return 5


class Ends(Net):
    def forward(self, x: Tensor) -> Tensor:
        raise GeneratorExit


class WordsForSides(Net):
    default_cfg: ClassVar = {"input_size": ("a", "b", "c")}


class NegativeSides(Net):
    default_cfg: ClassVar = {"input_size": (3, -5, 0)}


class HugeSides(Net):
    default_cfg: ClassVar = {"input_size": (3, 10**30, 10**30)}


class OwnSides(Net):
    default_cfg: ClassVar = {"input_size": (3, 8, 12)}


class RaisesWhenAsked(Net):
    def __getattr__(self, name: str) -> Any:
        if name == "default_cfg":
            raise RuntimeError("not you")
        return super().__getattr__(name)


class Parameterless(Net):
    def parameters(self, recurse: bool = True) -> Any:
        raise RuntimeError("none today")


class Moves(Net):
    def forward(self, x: Tensor) -> Tensor:
        os.chdir("/")
        return super().forward(x)
