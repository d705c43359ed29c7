"""What figures depend on besides the network: mode, batch, type of numbers, optimizer, and the convention for FLOPs.

Their words, defaults, limits and checks are defined only here, for Python, the command line, queries and blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from cnnstat.errors import UsageError, nearest, shown

MODES = {"infer": False, "train": True}
"""The modes, and whether each includes the auxiliary heads, which exist only in training."""

DTYPES = {"float64": 8, "float32": 4, "bfloat16": 2, "float16": 2, "int8": 1}
"""Bytes per number."""


class Optimizer(NamedTuple):
    """How many numbers an optimizer has per parameter, besides the parameter and its gradient."""

    states: int
    """that it keeps"""
    scratch: int
    """that its step makes and drops"""


OPTIMIZERS = {"sgd": Optimizer(0, 0), "momentum": Optimizer(1, 0), "adam": Optimizer(2, 1)}
"""The optimizers, without weight decay; Adam's step takes the roots of one of its states."""


class Convention(NamedTuple):
    """Which elementwise operations count as FLOPs besides the two of each MAC."""

    kinds: tuple[str, ...]
    rule: str

    @property
    def text(self) -> str:
        return f"FLOPs = {self.rule}"


CONVENTIONS: dict[str, Convention] = {
    "2macs": Convention((), "2 × MACs; elementwise work not counted"),
    "all": Convention(
        ("add", "multiply", "divide", "compare", "exponent"),
        "2 × MACs + 1 for each elementwise add, multiply, divide, compare and exponent",
    ),
}

WORDS: dict[str, tuple[str, ...]] = {
    "mode": tuple(MODES),
    "dtype": tuple(DTYPES),
    "optimizer": tuple(OPTIMIZERS),
    "flops": tuple(CONVENTIONS),
}
"""The settings whose value is one of a few words."""

LARGEST_BATCH = 1_000_000_000
LONGEST = 20
"""The most digits of a number that is read."""

KEYS = (*WORDS, "batch")


class Setting(NamedTuple):
    """What the figures depend on besides the network.

    Attributes:
        training: whether the auxiliary heads are included.
        batch: images in memory at the same time; counts are always for one image.
        dtype: type of every number in memory, one of :data:`DTYPES`.
        optimizer: the optimizer whose state training keeps, one of :data:`OPTIMIZERS`.
        flops: the convention for what counts as a FLOP, one of :data:`CONVENTIONS`.
    """

    training: bool = False
    batch: int = 1
    dtype: str = "float32"
    optimizer: str = "momentum"
    flops: str = "2macs"


DEFAULT = Setting()


def read_setting(values: Mapping[str, object], sign: str = "") -> Setting:
    """The setting that some values ask for; missing ones have their defaults.

    Args:
        values: values for the words of :data:`KEYS`; other keys are ignored.
        sign: the prefix of these words where the values come from (``--`` or ``@``), for messages.

    Raises:
        UsageError: a value is not allowed for its word; the message suggests the nearest one.
    """
    for word, known in WORDS.items():
        value = values.get(word)
        if value is not None and value not in known:
            hint = nearest(str(value), known, "")
            raise UsageError(f"{sign}{word}: expected one of {', '.join(known)}, got {shown(value)}{hint}")
    batch: Any = values.get("batch", DEFAULT.batch)
    if isinstance(batch, str) and batch.isascii() and batch.isdigit() and len(batch) <= LONGEST:
        batch = int(batch)
    if type(batch) is not int or not 1 <= batch <= LARGEST_BATCH:
        raise UsageError(f"{sign}batch: expected a whole number from 1 to {LARGEST_BATCH:,}, got {shown(batch)}")
    return Setting(
        MODES[str(values.get("mode", "infer"))],
        batch,
        str(values.get("dtype", DEFAULT.dtype)),
        str(values.get("optimizer", DEFAULT.optimizer)),
        str(values.get("flops", DEFAULT.flops)),
    )


def changed(setting: Setting, values: Mapping[str, object], sign: str = "") -> Setting:
    """A setting with some of its words given anew, as :func:`read_setting` reads them."""
    found = read_setting(values, sign)
    fields = ["training" if word == "mode" else word for word in KEYS if word in values]
    return setting._replace(**{each: getattr(found, each) for each in fields})
