"""ONNX files with one thing that no exporter writes: a network or one message, whatever it is."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("onnx")

import onnx
from onnx import AttributeProto, TensorProto, helper
from onnx_files import empty, floats, model, node, saved
from test_onnx import ONE, SEVERAL

from cnnstat.errors import CnnstatError
from cnnstat.importing.onnx_folding import FOLDS
from cnnstat.importing.onnx_ops import READ
from cnnstat.views.imports import imported

HUGE = 2**62
NUMBERS = (0, 1, 2, 4, -1, -2, HUGE, -HUGE)
LISTS: tuple[Sequence[int], ...] = (
    [],
    [0],
    [-1],
    [1],
    [0, 0],
    [1, 2],
    [-1, 2],
    [0] * 4,
    [0, 2, 3, 1],
    [HUGE] * 4,
    [1] * 65,
)


def values(name: str) -> Iterator[Any]:
    """An attribute with a value of each type, and with numbers that are wrong."""
    for kind in AttributeProto.AttributeType.values():
        yield AttributeProto(name=name, type=kind)
    for number in NUMBERS:
        yield AttributeProto(name=name, type=AttributeProto.INT, i=number)
    for real in (float("nan"), float("inf"), -0.5):
        yield AttributeProto(name=name, type=AttributeProto.FLOAT, f=real)
    for word in (b"", b"SAME_LOWER", b"edge", b"\xff"):
        yield AttributeProto(name=name, type=AttributeProto.STRING, s=word)
    for several in LISTS:
        yield AttributeProto(name=name, type=AttributeProto.INTS, ints=several)
    for held in (floats("v", float("nan")), floats("v"), empty("v", 0, HUGE), empty("v", -1)):
        yield AttributeProto(name=name, type=AttributeProto.TENSOR, t=held)


def tensors(name: str) -> Iterator[Any]:
    """Constants that a node may read instead of what it reads."""
    yield from (empty(name, *dims) for dims in ((0,), (0, HUGE), (HUGE, 0), (4,), (), (HUGE, HUGE)))
    yield from (floats(name, *numbers) for numbers in ((), (float("nan"),), (float("inf"),) * 4, (0.5,) * 4))
    yield from (helper.make_tensor(name, TensorProto.INT64, [len(each)], each) for each in LISTS)
    yield from (helper.make_tensor(name, TensorProto.INT64, [], [each]) for each in NUMBERS)


def damages() -> Iterator[Any]:
    """Models each with one thing that is not as an exporter writes it."""
    known: dict[str, set[str]] = {}
    for schema in onnx.defs.get_all_schemas_with_history():
        if not schema.domain and schema.name in {*READ, *FOLDS, "Constant"}:
            known.setdefault(schema.name, set()).update(schema.attributes)
    whole = [model([made], held) for made, held, _ in ONE.values()]
    whole += [model(made, held) for made, held, _ in SEVERAL.values()]
    whole += [
        model([node("SplitToSequence", "x s", "a", axis=1), node("SequenceAt", "a i")], {"s": [2, 2], "i": 0}),
        model([node("Slice", "x", starts=[1], ends=[3], axes=[1])]),
        model([node("Upsample", scales=[1.0, 1.0, 2.0, 2.0])]),
        model([node("ConvTranspose", "x w")], {"w": (4, 4, 3, 3)}),
    ]
    for made in whole:
        for at, each in enumerate(made.graph.node):
            for name in sorted(known[each.op_type]):
                yield from (with_attribute(made, at, value) for value in values(name))
            for count in range(len(each.input)):
                yield with_reads(made, at, each.input[:count])
            for index in range(len(each.input)):
                yield with_reads(made, at, [*each.input[:index], "", *each.input[index + 1 :]])
                for held in tensors("other"):
                    other = with_reads(made, at, [*each.input[:index], "other", *each.input[index + 1 :]])
                    other.graph.initializer.append(held)
                    yield other


def with_attribute(made: Any, at: int, value: Any) -> Any:
    found = onnx.ModelProto()
    found.CopyFrom(made)
    own = found.graph.node[at].attribute
    kept = [each for each in own if each.name != value.name]
    del own[:]
    own.extend([*kept, value])
    return found


def with_reads(made: Any, at: int, reads: Sequence[str]) -> Any:
    found = onnx.ModelProto()
    found.CopyFrom(made)
    found.graph.node[at].input[:] = reads
    return found


def test_whatever_is_wrong_is_one_message(tmp_path: Path) -> None:
    """A sample of all that a single wrong thing can be; what comes out is a network or a message."""
    every = list(damages())
    assert len(every) > 10_000
    networks = 0
    for made in random.Random(20261128).sample(every, 700):
        with suppress(CnnstatError):
            imported(saved(tmp_path, made))
            networks += 1
    assert 50 < networks < 650
