"""Values of figures: small types that know their text, their plain data and their exact number.

Tables, summaries, derivations, queries and formats ask a value for these and do not look inside it.
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

Exact = int | Fraction | tuple[int | Fraction, ...]
"""A number, or the sides of a shape or field: channels, height, width."""


class Value(ABC):
    """The content of a table's cell or of a line of a summary."""

    @property
    @abstractmethod
    def text(self) -> str:
        """The value as formatted text for people."""

    @property
    @abstractmethod
    def data(self) -> Any:
        """The value for JSON: an unrounded number, a list or a text; None if there is no value."""

    @property
    def exact(self) -> Exact | None:
        """The value for arithmetic; None if it is not a number or shape."""
        return None

    @property
    def addend(self) -> int:
        """What it adds to a total."""
        return 0

    @property
    def idle(self) -> bool:
        """Whether it is zero or does not count; tables print it dimmed."""
        return False

    @property
    def at_least(self) -> bool:
        """Whether it is a lower bound, as a part of what it counts is not known."""
        return False

    def written(self, write: Callable[[int], str]) -> str:
        """Its text, with each number in it formatted by ``write``, for example as a formula in letters."""
        return self.text


@dataclass(frozen=True)
class Count(Value):
    """A whole number of something, such as parameters or MACs."""

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
    """A size in memory, in bytes."""

    @property
    def text(self) -> str:
        return numbers.binary(self.number)


@dataclass(frozen=True)
class AtLeast(Value):
    """A lower bound: a part of what is counted is not known. Nothing can be computed with it."""

    least: Count

    @property
    def text(self) -> str:
        return f"≥ {self.least.text}"

    @property
    def data(self) -> int:
        return self.least.data

    @property
    def at_least(self) -> bool:
        return True

    def written(self, write: Callable[[int], str]) -> str:
        return f"≥ {self.least.written(write)}"


def known_to(unknown: int, value: Count) -> Value:
    """A count, or the bound that it is where so many of the layers that it is about are ``unknown``."""
    return AtLeast(value) if unknown else value


@dataclass(frozen=True)
class Outputs(Count):
    """Output elements (neurons) of a layer; in parentheses if the network's total does not count them."""

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
    """A figure along the height and along the width; a single number if both are equal.

    Only strides behind upsampling are fractions: ``1/2``, in plain data a text.
    """

    height: int | Fraction
    width: int | Fraction

    @property
    def sides(self) -> tuple[int | Fraction, ...]:
        if isinstance(self.height, int) and isinstance(self.width, int):
            same = alike(self.height, self.width)
        else:
            same = self.height == self.width
        return (self.height,) if same else (self.height, self.width)

    @property
    def text(self) -> str:
        return self.written(numbers.grouped).replace("-", "−")

    @property
    def data(self) -> int | str | list[int | str]:
        found = [each if isinstance(each, int) else str(each) for each in self.sides]
        return found[0] if len(found) == 1 else found

    @property
    def exact(self) -> int | Fraction | tuple[int | Fraction, ...]:
        return self.height if len(self.sides) == 1 else self.sides

    @property
    def idle(self) -> bool:
        return self.height == self.width == 0

    def written(self, write: Callable[[int], str]) -> str:
        return "×".join(write(each) if isinstance(each, int) else numbers.ratio(each) for each in self.sides)


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
    """The rows that a row of a table reads.

    Attributes:
        names: their full names, or ``input``.
        said: the names shortened for people; "" if it reads only the row above.
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
    """There is no such figure, or nobody knows it; ``sign`` is shown instead."""

    sign: str = "–"

    @property
    def text(self) -> str:
        return self.sign

    @property
    def data(self) -> None:
        return None


UNKNOWN = Missing("?")
"""A figure that there is, and that nobody knows."""
