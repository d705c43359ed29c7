"""What a figure comes to: small typed things that know their text, their plain data and their exact number.

Tables, summaries, derivations, queries and formats ask a value for these; none looks at what it is made of.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cnnstat.algebra.trace import alike
from cnnstat.layers.shape import Shape
from cnnstat.text import numbers

Exact = int | Fraction | tuple[int, ...]
"""A number, or the sides of a shape or field: channels, height, width."""


class Value(ABC):
    """What a cell of a table or a line of a summary holds."""

    @property
    @abstractmethod
    def text(self) -> str:
        """As people read it."""

    @property
    @abstractmethod
    def data(self) -> Any:
        """As JSON holds it: unrounded numbers, lists, texts; None where there is nothing."""

    @property
    def exact(self) -> Exact | None:
        """What arithmetic takes; None where there is nothing to compute with."""
        return None

    @property
    def addend(self) -> int:
        """Its part in a total."""
        return 0

    @property
    def idle(self) -> bool:
        """Whether it says that there is nothing, or nothing that counts; tables print it faintly."""
        return False

    def written(self, write: Callable[[int], str]) -> str:
        """Its text, with each number in it written by ``write``, as in letters where it depends on some."""
        return self.text


@dataclass(frozen=True)
class Count(Value):
    """A whole number of something, as parameters or MACs."""

    number: int

    @property
    def text(self) -> str:
        return numbers.grouped(self.number)

    @property
    def data(self) -> int:
        return self.number

    @property
    def exact(self) -> int:
        return self.number

    @property
    def addend(self) -> int:
        return self.number

    @property
    def idle(self) -> bool:
        return self.number == 0

    def written(self, write: Callable[[int], str]) -> str:
        return write(self.number)


class Bytes(Count):
    """A size in memory."""

    @property
    def text(self) -> str:
        return numbers.binary(self.number)


@dataclass(frozen=True)
class Outputs(Count):
    """Output elements of a layer: neurons; those that the network's total does not count stand in parentheses."""

    counted: bool
    """whether the total counts them: it sums the layers that have weights"""

    @property
    def text(self) -> str:
        return super().text if self.counted else f"({super().text})"

    @property
    def addend(self) -> int:
        return self.number if self.counted else 0

    @property
    def idle(self) -> bool:
        return self.addend == 0


@dataclass(frozen=True)
class Share(Value):
    """A part of a whole."""

    part: int
    whole: int

    @property
    def text(self) -> str:
        return numbers.percent(self.part, self.whole)

    @property
    def data(self) -> float:
        return round(self.part / self.whole, 6) if self.whole else 0.0

    @property
    def exact(self) -> Fraction | None:
        return Fraction(int(self.part), int(self.whole)) if self.whole else None

    @property
    def addend(self) -> int:
        return self.part


@dataclass(frozen=True)
class Pair(Value):
    """A figure along the height and along the width; one number where both are alike."""

    height: int
    width: int

    @property
    def sides(self) -> tuple[int, ...]:
        return (self.height,) if alike(self.height, self.width) else (self.height, self.width)

    @property
    def text(self) -> str:
        return self.written(numbers.grouped).replace("-", "−")

    @property
    def data(self) -> int | list[int]:
        return self.height if len(self.sides) == 1 else [self.height, self.width]

    @property
    def exact(self) -> int | tuple[int, ...]:
        return self.height if len(self.sides) == 1 else self.sides

    @property
    def idle(self) -> bool:
        return self.height == self.width == 0

    def written(self, write: Callable[[int], str]) -> str:
        return "×".join(map(write, self.sides))


@dataclass(frozen=True)
class Dimensions(Value):
    """Channels, height and width of a map, or the length of a vector."""

    shape: Shape

    @property
    def text(self) -> str:
        return str(self.shape)

    @property
    def data(self) -> list[int]:
        return list(self.exact)

    @property
    def exact(self) -> tuple[int, ...]:
        return (self.shape.channels,) if self.shape.flat else self.shape[:3]

    def written(self, write: Callable[[int], str]) -> str:
        return "×".join(map(write, self.exact))


@dataclass(frozen=True)
class Words(Value):
    """A text."""

    words: str

    @property
    def text(self) -> str:
        return self.words

    @property
    def data(self) -> str:
        return self.words


@dataclass(frozen=True)
class Reads(Value):
    """What a line of a table reads.

    Attributes:
        names: of the lines that it reads, each in full, or ``input``.
        said: the same for people; "" where that is the line above and nothing else.
    """

    names: tuple[str, ...] = ()
    said: str = ""

    @property
    def text(self) -> str:
        return self.said

    @property
    def data(self) -> list[str]:
        return list(self.names)


@dataclass(frozen=True)
class Missing(Value):
    """There is no such figure; ``sign`` stands in its place."""

    sign: str = "–"

    @property
    def text(self) -> str:
        return self.sign

    @property
    def data(self) -> None:
        return None
