"""What figures depend on besides the network: the mode, the memory's batch, type and optimizer, and what a FLOP is.

The words for them, their defaults, limits and checks stand here once, for Python, the command line, queries and blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from cnnstat.errors import UsageError, nearest, shown

MODES = {"infer": False, "train": True}
"""Whether the auxiliary heads count, which exist in training only."""

DTYPES = {"float64": 8, "float32": 4, "bfloat16": 2, "float16": 2, "int8": 1}
"""Bytes per number."""

OPTIMIZER_STATES = {"sgd": 0, "momentum": 1, "adam": 2}
"""Numbers that an optimizer keeps per parameter."""


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
    "optimizer": tuple(OPTIMIZER_STATES),
    "flops": tuple(CONVENTIONS),
}
"""The settings that take one of a few words."""

LARGEST_BATCH = 1_000_000_000
LONGEST = 20
"""Digits of a number that is read."""

KEYS = (*WORDS, "batch")


class Setting(NamedTuple):
    """What the figures of a network depend on besides itself.

    Attributes:
        training: whether the auxiliary heads count.
        batch: images in memory at once; counts are for one image whatever it is.
        dtype: type of every number in memory, one of :data:`DTYPES`.
        optimizer: whose state training keeps, one of :data:`OPTIMIZER_STATES`.
        flops: what counts as a FLOP, one of :data:`CONVENTIONS`.
    """

    training: bool = False
    batch: int = 1
    dtype: str = "float32"
    optimizer: str = "momentum"
    flops: str = "2macs"


DEFAULT = Setting()


def read_setting(values: Mapping[str, object], sign: str = "") -> Setting:
    """The setting that some values ask for; what is not among them has its default.

    Args:
        values: by the words of :data:`KEYS`; others are passed over.
        sign: what stands before these words where the values come from: ``--`` or ``@``.

    Raises:
        UsageError: a value is none that its word takes; names the nearest.
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
