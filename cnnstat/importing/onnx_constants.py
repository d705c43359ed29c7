"""The tensors that an ONNX file holds, or that follow from those alone.

Of a tensor the dimensions are kept, and its numbers only where they are few: those are shapes, axes and sizes, which
others depend on. None is more than ONNX's own numbers can be, so that whatever follows from them ends soon.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import prod
from typing import Any, NamedTuple

from cnnstat.errors import Position, SpecError, shown

MOST_NUMBERS = 64
"""of a tensor that are kept; no shape has more."""
MOST_PLACES = 8_192
"""And of places that are counted up, 0, 1, 2 and so on, as torch's exporter writes views."""
MOST_DIMENSIONS = 32
LARGEST = 2**63 - 1
"""Whole numbers of ONNX have 64 bits, and so have the dimensions of a tensor together."""
PACKED = {
    1: ("f", "float_data"), 6: ("i", "int32_data"), 7: ("q", "int64_data"), 10: ("e", ""), 11: ("d", "double_data"),
}  # fmt: skip
"""For the number of a tensor's type how a number is packed, and the field that has it unpacked."""
REAL = (1, 10, 11, 16)
"""Numbers of types of real numbers: of single, half and double precision, and bfloat16."""

Number = int | float | None
"""A number of a small tensor; None stands for the number of images, where the file leaves it open."""


class Constant(NamedTuple):
    """A tensor that the file holds, or that follows from those alone.

    Attributes:
        dims: its dimensions.
        numbers: those in it, if they are known; more than a few only where they count up from 0, which is a range.
        source: the name of the initializer that it is, perhaps turned; "" if it is computed.
        fill: the number that all of it is, where it was made so.
        real: whether the file has its numbers as real ones, as those are that may be trained.
    """

    dims: tuple[int, ...]
    numbers: Sequence[Number] | None = None
    source: str = ""
    fill: Number = None
    real: bool = False

    @property
    def elements(self) -> int:
        return prod(self.dims)

    @property
    def few(self) -> Sequence[Number] | None:
        """Its numbers, if they are known and few."""
        return self.numbers if self.numbers is not None and len(self.numbers) <= MOST_NUMBERS else None

    @property
    def scalar(self) -> float | None:
        """The number of a tensor that has only one."""
        numbers = self.few or ()
        return float(numbers[0]) if len(numbers) == 1 and numbers[0] is not None else None

    @property
    def wholes(self) -> list[int] | None:
        """Its whole numbers, if all are known, and few."""
        found = [each for each in self.few or () if isinstance(each, int)]
        return found if self.few is not None and len(found) == len(self.few) else None

    @property
    def sides(self) -> list[int | None] | None:
        """Its numbers as dimensions, if they are known: whole, or the open number of images."""
        found = [int(each) if isinstance(each, float) and each.is_integer() else each for each in self.few or ()]
        wholes = [each for each in found if not isinstance(each, float)]
        return wholes if self.few is not None and len(wholes) == len(found) else None

    @property
    def counts_up(self) -> bool:
        """Whether its numbers are 0, 1, 2 and so on."""
        return isinstance(self.numbers, range) or (self.few is not None and [*self.few] == [*range(len(self.few))])

    def bounded(self) -> Constant | None:
        """This tensor as ONNX can have it: None if it has too many dimensions, no numbers if they are too large."""
        if self.wrong:
            return None
        fits = all(-LARGEST - 1 <= each <= LARGEST for each in self.few or () if isinstance(each, int))
        return self if fits else self._replace(numbers=None)

    @property
    def wrong(self) -> bool:
        """Whether no tensor has such dimensions."""
        return len(self.dims) > MOST_DIMENSIONS or min(self.dims, default=0) < 0 or self.elements > LARGEST


def constant(proto: Any, place: Position) -> Constant:
    """A tensor of the file; its numbers if they are few, and in this file.

    Raises:
        SpecError: it has dimensions that no tensor has.
    """
    dims = tuple(int(each) for each in proto.dims[: MOST_DIMENSIONS + 1])
    found = Constant(dims, source=proto.name, real=proto.data_type in REAL)
    if found.wrong:
        said = shown("×".join(map(str, dims))).strip("'")
        raise SpecError(f"tensor {shown(proto.name)}: no tensor has the dimensions {said}", place)
    return found._replace(numbers=numbers_of(proto, found.elements))


def numbers_of(proto: Any, count: int) -> Sequence[Number] | None:
    packing, field = PACKED.get(proto.data_type, ("", ""))
    most = MOST_PLACES if packing == "q" else MOST_NUMBERS
    if not packing or count > most or proto.data_location == 1:
        return None
    if proto.raw_data:
        fits = len(proto.raw_data) == count * struct.calcsize(packing)
        found = struct.unpack(f"<{count}{packing}", proto.raw_data) if fits else ()
    else:
        found = tuple(getattr(proto, field)) if field else ()
    if len(found) != count:
        return None
    return found if count <= MOST_NUMBERS else range(count) if found == tuple(range(count)) else None
