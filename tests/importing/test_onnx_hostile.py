"""ONNX files that a stranger made to take time or memory, or to be what no exporter writes: one message, soon."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("onnx")

from onnx import TensorProto, helper, shape_inference
from onnx_files import empty, floats, model, node, saved
from partly import GOES_ON

from cnnstat.errors import CnnstatError, Position
from cnnstat.importing import onnx_constants
from cnnstat.importing.onnx_graph import Node
from cnnstat.importing.onnx_names import BIASED, NORM, module_of
from cnnstat.views.imports import imported

HUGE = 2**62


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of files in messages are those that were typed."""
    monkeypatch.chdir(tmp_path)


def refused(made: Any) -> str:
    with pytest.raises(CnnstatError) as caught:
        imported(saved(Path(), made))
    return str(caught.value).removeprefix("net.onnx:")


def with_tensor(made: Any, held: Any) -> Any:
    made.graph.initializer.append(held)
    return made


def test_numbers_do_not_grow() -> None:
    squares = [node("Mul", f"t{at} t{at}", f"t{at + 1}") for at in range(60)]
    made = model([*squares, node("Reshape", "x t60")], {"t0": [3]})
    assert refused(made) == "7:1: layer t7: Mul of tensors that do not depend on the image cannot be said in a spec"
    made = model([*squares[:6], node("Reshape", "x t6")], {"t0": [3]})
    assert refused(made) == "7:1: layer y: Reshape to a shape that the file does not hold cannot be said in a spec"
    made = model([node("ReduceProd", "t", "p"), node("Reshape", "x p")], {"t": [HUGE] * 64})
    assert refused(made) == "2:1: layer y: Reshape to a shape that the file does not hold cannot be said in a spec"
    made = model([node("Mul", "t t", "p"), node("Mul", "p h", "q"), node("Mul", "x q")], {"t": HUGE, "h": 0.5})
    assert refused(made) == "2:1: layer q: Mul of tensors that do not depend on the image cannot be said in a spec"


@pytest.mark.parametrize("dims", [(0, HUGE), (HUGE, 0), (0, HUGE, 1)])
def test_no_numbers_in_many_rows(dims: tuple[int, ...]) -> None:
    single, open_ = "Reshape to a single number", "Reshape to a shape that the file does not hold"
    for nodes, said in (
        ([node("Transpose", "t", "s"), node("Reshape", "x s")], f"2:1: layer y: {open_ if dims[2:] else single}"),
        ([node("Slice", "t a b", "s"), node("Reshape", "x s")], f"2:1: layer y: {single}"),
        (
            [node("Gather", "t a", "s"), node("Reshape", "x s")],
            "1:1: layer s: Gather of a tensor that does not depend on the image",
        ),
        ([node("Expand", "a t", "s"), node("Reshape", "x s")], "2:1: layer y: Reshape to 1"),
        ([node("ConstantOfShape", "t", "s"), node("Reshape", "x s")], "2:1: layer y: Reshape to 1"),
        (
            [node("Add", "t a", "s"), node("Reshape", "x s")],
            "1:1: layer s: Add of tensors that do not depend on the image",
        ),
        ([node("Reshape", "x t")], f"1:1: layer y: {single}"),
    ):
        made = with_tensor(model(nodes, {"a": [0], "b": [HUGE]}), empty("t", *dims))
        assert refused(made) == f"{said} cannot be said in a spec"


def test_dimensions_that_no_tensor_has() -> None:
    for dims, said in (
        ((8, -4, 3, 3), "8×-4×3×3"),
        ((HUGE, 2), f"{HUGE}×2"),
        ((1,) * 33, "1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1×1…"),
    ):
        made = with_tensor(model([node("Conv", "x w")]), empty("w", *dims))
        assert refused(made) == f"1:1: tensor 'w': no tensor has the dimensions {said}"
    made = model([node("Relu", "x", "a"), node("Constant", "", "c", value=empty("v", -1)), node("Add", "a c")])
    assert refused(made) == "2:1: tensor 'v': no tensor has the dimensions -1"


def test_tensors_of_many_dimensions() -> None:
    made = model([node("Unsqueeze", "x a")], {"a": [0] * 60})
    assert refused(made) == "1:1: layer y: Unsqueeze to 64 dimensions cannot be said in a spec"
    made = model([node("Reshape", "x s")], {"s": [1, -1, *[1] * 60]})
    assert refused(made) == "1:1: layer y: Reshape to 62 dimensions cannot be said in a spec"
    made = model([node("Unsqueeze", "x", axes=[0] * 100)])
    assert refused(made) == "1:1: layer y (Unsqueeze): axes: expected at most 64 numbers, got 100"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 2.5])
def test_shapes_that_are_not_whole(number: float) -> None:
    made = with_tensor(model([node("Reshape", "x s")]), floats("s", 1, number, 4))
    assert refused(made) == "1:1: layer y: Reshape to a shape that the file does not hold cannot be said in a spec"
    for to in (TensorProto.INT64, "INT64"):
        nodes = [node("Cast", "s", "t", to=to), node("Reshape", "x t")]
        made = with_tensor(model(nodes), floats("s", 1, 4, 64, number))
        what = "1×4×64×2" if number == 2.5 else "a shape that the file does not hold"
        assert refused(made) == f"2:1: layer y: Reshape to {what} cannot be said in a spec"


def test_the_number_of_images_times_something_is_no_number_of_images() -> None:
    size = [node("Shape", "x", "a"), node("Slice", "a zero one", "n")]
    held = {"zero": [0], "one": [1], "four": [4], "rest": [-1], "same": [1]}
    for factor, expected in (("four", ""), ("same", "flatten")):
        nodes = [*size, node("Mul", f"n {factor}", "m"), node("Concat", "m rest", "s", axis=0), node("Reshape", "x s")]
        made = model(nodes, held, image=("n", 4, 8, 8))
        if expected:
            assert expected in imported(saved(Path(), made)).text
        else:
            assert refused(made) == (
                f"4:1: layer s: Concat of a tensor that does not depend on the image cannot be said in a spec{GOES_ON}"
            )


WRONG: dict[str, tuple[Any, dict[str, Any], str]] = {
    "scales": (node("Upsample", scales=5), {}, "(Upsample): scales: expected a list of numbers, got 5"),
    "shape": (node("Reshape", shape=5), {}, "(Reshape): shape: expected a list of whole numbers, got 5"),
    "texts": (node("Reshape", shape=["a", "b"]), {},
        "(Reshape): shape: expected a list of whole numbers, got something else"),
    "slope": (node("LeakyRelu", alpha="a"), {}, "(LeakyRelu): alpha: expected a number, got 'a'"),
    "axis": (node("Concat", "x x", axis=1.5), {}, "(Concat): axis: expected a whole number, got 1.5"),
    "mode": (node("Resize", "x _ f", mode=3), {"f": [1, 1, 2, 2]}, "(Resize): mode: expected a word, got 3"),
    "fill": (node("ConstantOfShape", "n", value=1.0), {"n": [1]},
        "(ConstantOfShape): value: expected a tensor, got 1.0"),
    "tensor": (node("Softmax", axis=floats("v", 1.0)), {}, "(Softmax): axis: expected a whole number, got a tensor"),
    "nothing": (node("Concat", "", axis=1), {}, "(Concat): reads nothing"),
    "strides": (node("MaxPool", kernel_shape=[2, 2], strides=[0, 0], auto_pad="SAME_LOWER"), {},
        "(MaxPool): strides: expected whole numbers of at least 1, got [0, 0]"),
    "dilations": (node("Conv", "x w", dilations=[1, -1], auto_pad="SAME_LOWER"), {"w": (8, 4, 3, 3)},
        "(Conv): dilations: expected whole numbers of at least 1, got [1, -1]"),
    "softmax": (node("Softmax", axis=4), {}, "(Softmax): there is no axis 4 among 4"),
    "unsqueeze": (node("Unsqueeze", "x a"), {"a": [-6]}, "(Unsqueeze): there is no axis -6 among 5"),
    "split": (node("Split", "x", axis=9), {}, "(Split): there is no axis 9 among 4"),
    "mean": (node("ReduceMean", "x a"), {"a": [2, 7]}, "(ReduceMean): there is no axis 7 among 4"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_no_operator_has(case: str) -> None:
    made, held, expected = WRONG[case]
    assert refused(model([made], held)) == f"1:1: layer y {expected}"


def test_an_axis_of_a_single_number() -> None:
    nodes = [node("Reshape", "x one", "a"), node("Squeeze", "a zero", "b"), node("Squeeze", "b zero")]
    made = model(nodes, {"one": [1], "zero": [0]}, image=(1, 1, 1, 1))
    assert refused(made) == "3:1: layer y (Squeeze): there is no axis 0 among 0"


def test_constants_that_cannot_be_computed() -> None:
    made = model([node("Add", "a b", "c"), node("Add", "x c")], {"a": 1.0, "b": (1,)})
    said = "1:1: layer c: Add of tensors that do not depend on the image cannot be said in a spec"
    assert refused(made) == said + GOES_ON


def test_places_are_not_counted_up_to_compare_them() -> None:
    made = [node("Reshape", "x m", "a"), node("Gather", "a z")]
    image = (1, 1, 10**6, 10**6)
    assert refused(model(made, {"m": [-1], "z": [0]}, image)) == (
        "2:1: layer y: Gather of other places than all in their order cannot be said in a spec"
    )
    made = [node("Slice", "x a b a", "y")]
    assert (
        "channel_split, part: 2, parts: 1000000}"
        in imported(saved(Path(), model(made, {"a": [1], "b": [2]}, (1, 10**6, 1, 1)))).text
    )
    places = helper.make_tensor("p", TensorProto.INT64, [8192], range(8192))
    assert onnx_constants.constant(places, None).numbers == range(8192)  # type: ignore[arg-type]
    places.int64_data[5] = 6
    assert onnx_constants.constant(places, None).numbers is None  # type: ignore[arg-type]


def test_many_blocks_cost_as_much_as_there_are() -> None:
    names = " ".join(f"p{at}" for at in range(300))
    path = saved(
        Path(), model([node("Split", "x", names, axis=1), node("Concat", names, axis=1)], image=(1, 599, 8, 8))
    )
    text = imported(path).text
    assert "{name: split, type: channel_split, part: 1, sizes: [2, 597]}" in text
    assert "{name: split_2, type: channel_split, from: input, part: 2, sizes: [2, 2, 595]}" in text
    assert "{name: split_300, type: channel_split, from: input, part: 2, sizes: [598, 1]}" in text


def test_texts_full_of_beginnings() -> None:
    """A hang is what fails here: each took time with the square of a length."""
    many = 1_000_000
    for metadata in ({"pkg.torch.onnx.name_scopes": "'" + "\\'" * many}, {"pkg.torch.onnx.name_scopes": "'a" * many}):
        made = Node("n", "Relu", ("x",), ("y",), {}, Position("net.onnx", 1, 1), metadata)
        assert module_of(made) in (("", "n"), ("a", "a"))
    assert NORM.search("batch_norm" * 100_000) is None
    assert BIASED.search("conv" * 100_000) is None


@pytest.mark.parametrize("parts", [2, 3, 2**20, 2**31 - 1])
def test_rules_of_onnx_make_no_list_as_long_as_a_number_says(parts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    infer = shape_inference.infer_node_outputs

    def inferring(schema: Any, proto: Any, *others: Any, **more: Any) -> Any:
        asked.append(proto.op_type)
        return infer(schema, proto, *others, **more) if parts < 2**20 else {}

    monkeypatch.setattr(shape_inference, "infer_node_outputs", inferring)
    made = model([node("Foo"), node("Split", "x", "a b", axis=1, num_outputs=parts), node("Bar", "a", "o")])
    with pytest.raises(CnnstatError):
        imported(saved(Path(), made), partial=True)
    assert ("Split" in asked) is (parts < 2**20)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of nodes that ONNX's rules are asked about, which answer nothing."""
    found: list[str] = []

    def inferring(schema: Any, proto: Any, *others: Any, **more: Any) -> Any:
        found.append(proto.op_type)
        return {}

    monkeypatch.setattr(shape_inference, "infer_node_outputs", inferring)
    return found


@pytest.mark.parametrize(("parts", "asks"), [(3, True), (2, True), (1, False), (0, False)])
def test_rules_of_onnx_are_not_asked_about_more_parts_than_a_split_has(
    parts: int, asks: bool, asked: list[str]
) -> None:  # fmt: skip
    """They write beyond the parts that the attribute counts, and the program ends where it stands."""
    made = model([node("Split", "x", "a b", axis=1, num_outputs=parts), node("Foo", "a", "y")])
    with pytest.raises(CnnstatError):
        imported(saved(Path(), made), partial=True)
    assert ("Split" in asked) is asks


@pytest.mark.parametrize(("places", "asks"), [(4, True), (10**5, True), (10**5 + 1, False), (10**9, False)])
def test_rules_of_onnx_make_no_tensor_of_as_many_axes_as_one_is_long(
    places: int, asks: bool, asked: list[str]
) -> None:  # fmt: skip
    """A tensor of which only the size is stated, which they take for the sides of another."""
    made = model([node("Foo", "x", "sides"), node("Expand", "x sides", "y"), node("Bar", "y", "z")])
    made.graph.value_info.append(helper.make_tensor_value_info("sides", TensorProto.INT64, [places]))
    with pytest.raises(CnnstatError):
        imported(saved(Path(), made), partial=True)
    assert ("Expand" in asked) is asks


def test_rules_of_onnx_make_no_tensors_of_so_many_axes_in_all(asked: list[str]) -> None:
    many = [node("Expand", "x sides", f"y{at}") for at in range(9)]
    every = " ".join(f"y{at}" for at in range(9))
    made = model([node("Foo", "x", "sides"), *many, node("Bar", every, "z")])
    made.graph.value_info.append(helper.make_tensor_value_info("sides", TensorProto.INT64, [30_000]))
    with pytest.raises(CnnstatError):
        imported(saved(Path(), made), partial=True)
    assert asked.count("Expand") == 3


@pytest.mark.parametrize(
    ("op", "key", "number", "asks"),
    [
        ("GatherND", "batch_dims", -(2**31), False), ("GatherND", "batch_dims", -1, False),
        ("GatherND", "batch_dims", 1, True), ("LogSoftmax", "axis", -1, True), ("LogSoftmax", "axis", -(2**31), False),
    ],
)  # fmt: skip
def test_rules_of_onnx_are_not_asked_about_less_than_nothing(
    op: str, key: str, number: Any, asks: bool, asked: list[str]
) -> None:  # fmt: skip
    """Those of GatherND look for a dimension before the first one, and the program ends where it stands."""
    made = model([node(op, "x x" if op == "GatherND" else "x", "y", **{key: number})])
    with pytest.raises(CnnstatError):
        imported(saved(Path(), made), partial=True)
    assert (op in asked) is asks


@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize(
    ("word", "line"), [("Relu", 2), ("third", 3), ("between", 1), ("network", 1), ("alpha", 3), ("height", 1)]
)
def test_texts_that_are_not_utf8(word: str, line: int, partial: bool) -> None:
    """Protocol buffers give them as bytes, wherever text is expected."""
    nodes = [node("Sigmoid", "x", "between"), node("Relu", "between", "r"), node("LeakyRelu", "r", "y", alpha=0.5)]
    nodes[2].name = "third"
    made = model(nodes)
    made.graph.name = "network"
    made.graph.input[0].type.tensor_type.shape.dim[2].dim_param = "height"
    data = made.SerializeToString()
    assert word.encode() in data
    Path("net.onnx").write_bytes(data.replace(word.encode(), b"\xe5" + word.encode()[1:]))
    with pytest.raises(CnnstatError) as caught:
        imported(Path("net.onnx"), partial)
    assert str(caught.value) == f"net.onnx:{line}:1: a text in it is not UTF-8"
