"""ONNX files that are damaged, that a stranger made to do harm, or that hold what a spec cannot say: one message."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("onnx")

from conftest import run_program
from onnx import TensorProto, helper
from onnx_files import IMAGE, model, node, saved
from partly import GOES_ON

from cnnstat.errors import CnnstatError
from cnnstat.views.imports import imported

W = {"w": (8, 4, 3, 3)}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of files in messages are those that were typed."""
    monkeypatch.chdir(tmp_path)


def refused(made: Any = None) -> str:
    path = Path("net.onnx")
    if made is not None:
        saved(Path(), made)
    with pytest.raises(CnnstatError) as caught:
        imported(path)
    return str(caught.value)


REFUSED: dict[str, tuple[Any, dict[str, Any], str]] = {
    "unknown": (node("NonMaxSuppression", name="nms"), {},
        "layer nms: ONNX's 'NonMaxSuppression' cannot be said in a spec"),
    "unnamed": (node("Einsum", gives="z"), {}, "layer z: ONNX's 'Einsum' cannot be said in a spec"),
    "domain": (node("Gelu", domain="com.microsoft"), {},
        "layer y: ONNX's 'com.microsoft.Gelu' cannot be said in a spec"),
    "one dimension": (node("Conv", "x w"), {"w": (8, 4, 3)},
        "layer y: Conv with weights of 3 dimensions cannot be said in a spec"),
    "three": (node("Conv", "x w"), {"w": (8, 4, 3, 3, 3)},
        "layer y: Conv with weights of 5 dimensions cannot be said in a spec"),
    "channels": (node("Conv", "x w"), {"w": (8, 3, 3, 3)},
        "layer y (Conv): its weights are for 3 channels, but it reads 4"),
    "kernel": (node("Conv", "x w", kernel_shape=[5, 5]), W,
        "layer y (Conv): kernel_shape is [5, 5], but its weights are of [3, 3]"),
    "large": (node("Conv", "x w"), {"w": (8, 4, 9, 9)}, "layer conv (conv): kernel 9×9 is larger than its input 8×8"),
    "same lower": (node("Conv", "x w", auto_pad="SAME_LOWER"), {"w": (8, 4, 2, 2)},
        "layer y: Conv with auto_pad SAME_LOWER and an odd number of zeros cannot be said in a spec"),
    "no weights": (node("Conv", "x"), {}, "layer y (Conv): misses its weights"),
    "computed weights": (node("Conv", "x x"), {},
        "layer y: Conv whose weights are computed from the image cannot be said in a spec"),
    "not there": (node("Relu", "z"), {}, "layer y (Relu): reads 'z', which no node above it gives"),
    "itself": (node("Relu", "y"), {}, "layer y (Relu): reads 'y', which no node above it gives"),
    "bias": (node("Gemm", "x w b"), {"w": (4, 2), "b": (3,)}, "layer y (Gemm): its bias has 3 numbers for 2 outputs"),
    "alpha": (node("Gemm", "x w", alpha=0.5), {"w": (4, 2)}, "layer y: Gemm with alpha 0.5 cannot be said in a spec"),
    "factor": (node("Mul", "x h"), {"h": 0.5},
        "layer y: Mul in a formula that is no known activation cannot be said in a spec"),
    "clip": (node("Clip", min=-1.0, max=1.0), {}, "layer y: Clip cannot be said in a spec"),
    "axis": (node("Concat", "x x", axis=2), {},
        "layer y: Concat along axis 2 instead of that of the channels cannot be said in a spec"),
    "crop": (node("Slice", "x a b c"), {"a": [1], "b": [5], "c": [2]},
        "layer y: Slice along axis 2 instead of that of the channels cannot be said in a spec"),
    "reshape": (node("Reshape", "x s"), {"s": [1, 4, 64]}, "layer y: Reshape to N×4×64 cannot be said in a spec"),
    "reshape of images": (node("Reshape", "x s"), {"s": [4, 64]}, "layer y: Reshape to 4×64 cannot be said in a spec"),
    "mean": (node("ReduceMean", "x a"), {"a": [1, 2]},
        "layer y: ReduceMean over other axes than height and width, or channels cannot be said in a spec"),
    "norm": (node("BatchNormalization", "x s s s s"), {"s": (3,)},
        "layer y (BatchNormalization): it has 3 numbers for 4 channels"),
    "pad": (node("Pad", "x p v"), {"p": [0, 0, 1, 1, 0, 0, 1, 1], "v": 1.0},
        "layer y: Pad with anything else than zeros or its own edge cannot be said in a spec"),
    "unequal": (node("Add", "x h"), {"h": (8, 8)},
        "layer y: Add with a tensor that is neither bias nor factor of channels cannot be said in a spec"),
    "two": (node("MatMul", "x x"), {},
        "layer y: MatMul of two tensors that depend on the image cannot be said in a spec"),
    "places": (node("Gather", "x p"), {"p": [0, 1]},
        "layer y: Gather of other places than all in their order cannot be said in a spec"),
    "sum": (node("Sum", "x h"), {"h": (8, 8)},
        "layer y: Sum with a tensor that is neither bias nor factor of channels cannot be said in a spec"),
    "gelu": (node("Gelu", approximate="tanh"), {}, "layer y: Gelu with an approximation cannot be said in a spec"),
}  # fmt: skip


IN_PART = {
    "same lower", "computed weights", "factor", "axis", "crop", "reshape", "reshape of images", "mean", "pad",
    "unequal", "two", "places", "sum",
}  # fmt: skip
"""Those of which ONNX's rules tell the size of the output, so that an import in part goes on."""


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_spec_cannot_say(case: str) -> None:
    made, held, expected = REFUSED[case]
    assert refused(model([made], held)) == f"net.onnx:1:1: {expected}{GOES_ON if case in IN_PART else ''}"


def test_several_tensors_at_once() -> None:
    made = model([node("SplitToSequence", "x s", "a", axis=1), node("Relu", "a")], {"s": [2, 2]})
    assert refused(made) == "net.onnx:1:1: layer a: several tensors at once cannot be said in a spec"


def test_the_line_is_the_number_of_the_node() -> None:
    made = model([node("Relu", "x", "a"), node("Relu", "a", "b"), node("Det", "b", "c", "middle")])
    assert refused(made) == f"net.onnx:3:1: layer middle: ONNX's 'Det' cannot be said in a spec{GOES_ON}"


def test_weights_that_two_layers_share() -> None:
    made = model([node("Conv", "x w", "a", "one"), node("Conv", "a w", "b", "two")], {"w": (4, 4, 1, 1)})
    said = "net.onnx:2:1: layer two: Conv with the weights of 'one' cannot be said in a spec"
    assert refused(made) == said + GOES_ON


@pytest.mark.parametrize(
    ("image", "message"),
    [
        ((1, 4, "h", 8), "the file leaves the height of its input 'x' open (axis 2, as 'h'); a spec needs a number"),
        ((1, 4, 8, None), "the file leaves the width of its input 'x' open (axis 3); a spec needs a number"),
        (
            (None, "c", 8, 8),
            "the file leaves the channels of its input 'x' open (axis 1, as 'c'); a spec needs a number",
        ),
        ((4, 8, 8), "an input 'x' of 3 dimensions cannot be said in a spec"),
    ],
)
def test_inputs(image: Any, message: str) -> None:
    assert refused(model([node("Relu")], image=image)) == f"net.onnx:1:1: {message}"


def test_several_inputs_and_outputs() -> None:
    made = model([node("Add", "x z")])
    made.graph.input.append(helper.make_tensor_value_info("z", TensorProto.FLOAT, IMAGE))
    assert refused(made) == "net.onnx:1:1: a model of 2 inputs: 'x', 'z' cannot be said in a spec"
    made = model([node("Relu")])
    made.graph.output.append(helper.make_tensor_value_info("z", TensorProto.FLOAT, None))
    assert refused(made) == "net.onnx:1:1: no node gives the output 'z'"
    made.graph.output[1].name = "x"
    assert refused(made) == "net.onnx:1:1: the image as an output cannot be said in a spec"
    del made.graph.output[:]
    assert refused(made) == "net.onnx:1:1: a model of 0 outputs cannot be said in a spec"


def test_names_that_are_given_twice() -> None:
    made = model([node("Relu", "x", "a"), node("Relu", "a", "a"), node("Relu", "a", "y")])
    assert refused(made) == "net.onnx:2:1: layer a (Relu): gives 'a', which the graph already has"


def test_files_that_are_no_model() -> None:
    path = Path("net.onnx")
    whole = model([node("Conv", "x w"), node("Relu", "y", "z")], W).SerializeToString()
    damaged = "net.onnx: no ONNX model: it is damaged, cut off, or something else"
    for data, expected in (
        (b"", "net.onnx: no ONNX model: it has no graph"),
        (b"\x08\x09", "net.onnx: no ONNX model: it has no graph"),
        (whole[: len(whole) // 2], damaged),
        (b"import torch\n" * 50, damaged),
        (b"\x3a\xff\xff\xff\xff\x07abc", damaged),
        (deep(), damaged),
    ):
        path.write_bytes(data)
        assert refused() == expected
    text = imported_text(path, whole)
    assert "type: conv" in str(text)
    for cut in range(len(whole)):  # what comes last may be missing
        assert imported_text(path, whole[:cut]) in (None, text), cut
    for at in range(len(whole)):
        found = imported_text(path, whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        assert found is None or found.startswith("# From net.onnx (ONNX), by cnnstat import.\n"), at


def imported_text(path: Path, data: bytes) -> str | None:
    """What is imported of a file with such bytes; None where it is refused."""
    path.write_bytes(data)
    with suppress(CnnstatError):
        return imported(path).text
    return None


def deep() -> bytes:
    """Graphs in attributes of nodes of graphs, ten thousand deep."""
    data = b""
    for _ in range(3000):
        for tag in (b"\x32", b"\x2a", b"\x0a"):  # the graph of an attribute of a node
            data = tag + length(len(data)) + data
    return b"\x3a" + length(len(data)) + data


def length(count: int) -> bytes:
    found = b""
    while count > 127:
        found, count = found + bytes([count & 127 | 128]), count >> 7
    return found + bytes([count])


def test_files_that_are_no_files() -> None:
    Path("folder.onnx").mkdir()
    os.mkfifo("pipe.onnx")
    with Path("sparse.onnx").open("wb") as file:
        file.truncate(2**31)
    for name, expected in (
        ("none.onnx", "none.onnx: cannot read: No such file or directory"),
        ("folder.onnx", "folder.onnx: cannot read: Is a directory"),
        ("pipe.onnx", "pipe.onnx: cannot read: no regular file"),
        ("sparse.onnx", "sparse.onnx: more than 2,147,483,647 bytes; no message of protocol buffers is that large"),
    ):
        with pytest.raises(CnnstatError) as caught:
            imported(Path(name))
        assert str(caught.value) == expected


def test_numbers_that_are_too_large() -> None:
    huge = 2**62
    for made in (
        model([node("Conv", "x w")], {"w": (huge, 4, 3, 3)}),
        model([node("Conv", "x w", pads=[huge] * 4, strides=[huge] * 2)], {"w": (8, 4, 1, 1)}),
        model([node("Reshape", "x s")], {"s": [huge, huge, -1]}),
        model([node("Reshape", "x s")], {"s": [-1, -1]}),
        model([node("Reshape", "x s")], {"s": [0, 0, 0, 0, 0, 0]}),
        model([node("ConstantOfShape", "s", "a"), node("Conv", "x a")], {"s": [huge, huge]}),
        model([node("Expand", "s t", "a"), node("Add", "x a")], {"s": 1, "t": [huge]}),
        model([node("Transpose", perm=[0, 0, huge, -1])]),
        model([node("Squeeze", "x a")], {"a": [huge]}),
        model([node("Unsqueeze", "x a")], {"a": [huge] * 60}),
        model([node("Split", "x s", "a b", axis=huge)], {"s": [huge, -huge]}),
        model([node("Slice", "x a b c")], {"a": [-huge], "b": [-huge], "c": [1]}),
        model([node("Gather", "s a", "b"), node("Reshape", "x b")], {"s": [1], "a": huge}),
        model([node("LRN", size=-huge)]),
        model([node("MaxPool", kernel_shape=[0, -1])]),
        model([node("Div", "s zero", "a"), node("Reshape", "x a")], {"s": [1], "zero": [0]}),
    ):
        assert refused(made).startswith("net.onnx:")
    path = saved(Path(), model([node("Relu")], image=(1, huge, huge, huge)))
    with pytest.raises(CnnstatError):
        imported(path)


def test_weights_in_other_files_are_not_read() -> None:
    made = model([node("Conv", "x w")], W)
    held = made.graph.initializer[0]
    held.data_location = TensorProto.EXTERNAL
    held.external_data.add(key="location", value="/dev/zero")
    saved(Path(), made)
    assert "filters: 8, kernel: 3" in imported(Path("net.onnx")).text
    made = model([node("Reshape", "x s")], {"s": [1, -1]})
    made.graph.initializer[0].data_location = TensorProto.EXTERNAL
    assert (
        refused(made)
        == "net.onnx:1:1: layer y: Reshape to a shape that the file does not hold cannot be said in a spec"
    )


@pytest.mark.slow
def test_time_grows_with_the_file() -> None:
    def seconds(count: int, op: str) -> float:
        nodes = [
            node(op, f"t{at} t{at}" if op == "Add" else f"t{at}", f"t{at + 1}", f"{'a/' * 25}{at}")
            for at in range(count)
        ]
        nodes[0].input[:] = ["x"] * len(nodes[0].input)
        saved(Path(), model(nodes))
        begin = time.process_time()
        with suppress(CnnstatError):
            imported(Path("net.onnx"))
        return time.process_time() - begin

    for op in ("Relu", "Add", "Sigmoid", "Identity"):
        small, large = seconds(500, op), seconds(2000, op)
        assert large < 12 * small + 0.5, op


def test_a_missing_package_is_one_line(tmp_path: Path) -> None:
    saved(tmp_path, model([node("Relu")]))
    shadow = tmp_path / "shadow"
    shadow.mkdir()
    (shadow / "onnx.py").write_text("raise ModuleNotFoundError('No module named onnx', name='onnx')", encoding="utf-8")
    done = run_program(
        "import",
        "net.onnx",
        cwd=tmp_path,
        env={"PYTHONPATH": os.pathsep.join([str(shadow), *filter(None, [os.environ.get("PYTHONPATH")])])},
    )
    assert (done.code, done.out) == (2, "")
    assert done.err == "cnnstat: net.onnx: ONNX needs onnx, which is not installed: pip install 'cnnstat[onnx]'\n"
