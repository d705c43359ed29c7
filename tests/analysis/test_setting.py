"""Settings: their edges, their defaults, and what each word stands for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import cnnstat
from cnnstat.analysis.setting import CONVENTIONS, DTYPES, KEYS, OPTIMIZERS, Setting, changed, read_setting
from cnnstat.errors import UsageError
from cnnstat.layers.shape import read_size


@pytest.mark.parametrize(
    ("batch", "read"),
    [(1, 1), ("1", 1), (10**9, 10**9), ("0" * 19 + "8", 8), (0, None), (10**9 + 1, None), ("0" * 20 + "8", None),
     ("1000000000", 10**9), ("1000000001", None), (True, None), (2.0, None), ("-1", None), ("²", None), ("", None)],
)  # fmt: skip
def test_batches(batch: object, read: int | None) -> None:
    if read is not None:
        assert read_setting({"batch": batch}).batch == read
        return
    with pytest.raises(UsageError, match=r"^--batch: expected a whole number from 1 to 1,000,000,000, got "):
        read_setting({"batch": batch}, "--")


def test_defaults() -> None:
    assert read_setting({}) == Setting() == (False, 1, "float32", "momentum", "2macs")
    assert KEYS == ("mode", "dtype", "optimizer", "flops", "batch")
    other = Setting(True, 8, "int8", "adam", "all")
    words = {"mode": "train", "batch": 8, "dtype": "int8", "optimizer": "adam", "flops": "all"}
    assert read_setting(words) == changed(Setting(), words) == other
    assert changed(other, {}) == other
    assert changed(other, {"mode": "infer"}) == other._replace(training=False)
    assert changed(other, {"batch": 2, "width": 3}) == other._replace(batch=2)


@pytest.mark.parametrize("word", ["mode", "dtype", "optimizer", "flops"])
def test_words_that_are_none(word: str) -> None:
    with pytest.raises(UsageError, match=f"^@{word}: expected one of "):
        read_setting({word: "x"}, "@")


def test_bytes_of_numbers(lines: Callable[..., cnnstat.Analysis]) -> None:
    """3·4 weights and 4 biases, and for momentum and Adam one and two numbers more for each, besides its gradient."""
    network = lines("- {type: conv, filters: 4, kernel: 1}", size=1).network
    bytes_of = {name: cnnstat.analyze(network, dtype=name).memory.weights // 16 for name in DTYPES}
    assert bytes_of == {"float64": 8, "float32": 4, "bfloat16": 2, "float16": 2, "int8": 1}
    held = {name: (each.states, each.scratch) for name, each in OPTIMIZERS.items()}
    assert held == {"sgd": (0, 0), "momentum": (1, 0), "adam": (2, 1)}
    assert CONVENTIONS["2macs"].kinds == ()
    assert CONVENTIONS["all"].kinds == ("add", "multiply", "divide", "compare", "exponent")


@pytest.mark.parametrize(
    ("text", "size"),
    [("1", (1, 1)), ("1000000", (10**6, 10**6)), ("2x3", (2, 3)), ("2×1000000", (2, 10**6)), (None, None),
     ("0", ()), ("1000001", ()), ("2x1000001", ()), ("1000001x2", ()), ("2x", ()), ("02", ()), ("2x3x4", ())],
)  # fmt: skip
def test_sizes_of_images(text: str | None, size: tuple[int, ...] | None) -> None:
    if size != ():
        assert read_size(text, "input") == size
        return
    with pytest.raises(UsageError, match=r"^input: expected a side from 1 to 1000000 or HEIGHTxWIDTH, got "):
        read_size(text, "input")
