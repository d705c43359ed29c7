"""Networks of several outputs in PyTorch: built, exported, checked against torch, and lifted from modules."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exported_models import exported, flat, shapes

import cnnstat
from cnnstat.errors import SpecError, UsageError
from cnnstat.layers.shape import Shape
from cnnstat.pytorch.export.bodies import Body, Step
from cnnstat.pytorch.export.forward import variables
from cnnstat.pytorch.export.parameters import Leaf, Parameter

pytestmark = pytest.mark.torch

Write = Callable[[str], Path]
ONNX = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("onnx", "onnxscript", "onnxruntime")),
    reason="onnx, onnxscript and onnxruntime are not installed",
)

SPEC = """
name: several
input: {channels: 3, size: 16}
blocks:
  unit:
    args: {filters, inner: false}
    layers:
      - {name: conv, type: conv, filters: filters, kernel: 3, padding: 1, norm: batchnorm, activation: relu,
         output: inner}
      - {name: half, type: maxpool, kernel: 2}
layers:
  - {name: a, block: unit, filters: 8}
  - {name: b, block: unit, filters: 16, output: true}
  - {name: images, type: conv, filters: 5, kernel: 1, from: a, output: true}
  - {name: c, block: unit, from: b, filters: 32, inner: true}
  - {name: HEAD, type: global_avgpool, auxiliary: true}
  - {name: same, type: identity, output: true}
  - {name: relu_1, type: relu, output: true}
  - {name: pool, type: global_avgpool}
  - {name: flatten, type: flatten}
  - {name: fc, type: linear, features: 7, activation: softmax, output: true}
  - {name: again, type: linear, features: 4, activation: softmax}
"""
NAMES = ["b.half", "images", "c.conv", "same", "relu_1", "fc", "again"]


def by_hand(model: Any, x: Any, scores: bool = False) -> tuple[list[Any], Any]:
    """The outputs and the head of the network above, computed with torch's functions from a model's weights."""
    from torch.nn import functional

    def unit(x: Any, name: str) -> tuple[Any, Any]:
        block = model[name]["conv"]
        y = functional.conv2d(x, block.weight, block.bias, padding=1)
        norm = block.norm
        mean, variance = norm.running_mean, norm.running_var
        y = functional.relu(functional.batch_norm(y, mean, variance, norm.weight, norm.bias, eps=norm.eps))
        return y, functional.max_pool2d(y, 2)

    a = unit(x, "a")[1]
    b = unit(a, "b")[1]
    side = functional.conv2d(a, model["images"].weight, model["images"].bias)
    conv, c = unit(b, "c")
    fc = functional.softmax(functional.linear(functional.relu(c).mean((2, 3)), model["fc"].weight, model["fc"].bias), 1)
    last = functional.linear(fc, model["again"].weight, model["again"].bias)
    return [b, side, conv, c, functional.relu(c), fc, last if scores else functional.softmax(last, 1)], c.mean(
        (2, 3), keepdim=True
    )


@pytest.fixture
def network(write_spec: Write) -> cnnstat.Network:
    return cnnstat.load(write_spec(SPEC))


def statistics(model: Any) -> None:
    """Running means and variances of norms that make a difference."""
    for name, each in model.named_buffers():
        if name.endswith("running_mean"):
            each.uniform_(-1, 1)
        elif name.endswith("running_var"):
            each.uniform_(0.5, 2)


@pytest.mark.parametrize("logits", [False, True])
def test_a_model_gives_all_outputs(network: cnnstat.Network, logits: bool) -> None:
    """With logits a softmax that another layer reads stays: it is no end of the network."""
    import torch

    torch.manual_seed(0)
    model = cnnstat.build(network, logits=logits).eval()
    statistics(model)
    x = torch.randn(2, 3, 16, 16)
    given = model(x)
    assert isinstance(given, tuple)
    expected, _ = by_hand(model, x, logits)
    assert [tuple(each.shape[1:]) for each in given] == [
        (16, 4, 4), (5, 8, 8), (32, 4, 4), (32, 2, 2), (32, 2, 2), (7,), (4,),
    ]  # fmt: skip
    for one, other in zip(given, expected, strict=True):
        torch.testing.assert_close(one, other)


def test_heads_come_beside_all_outputs_in_training(network: cnnstat.Network) -> None:
    import torch

    model = cnnstat.build(network)
    model.eval()
    model.training = True  # the network trains, its layers do not
    x = torch.randn(2, 3, 16, 16)
    outputs = model(x)
    expected, head = by_hand(model, x)
    for one, other in zip([*outputs.output, *outputs.auxiliary], [*expected, head], strict=True):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize("logits", [False, True])
def test_exported_source_gives_all_outputs(network: cnnstat.Network, logits: bool) -> None:
    import torch

    model, copy = cnnstat.build(network, logits=logits), exported(network, logits)
    statistics(model)
    assert shapes(copy) == shapes(model)
    copy.load_state_dict(model.state_dict())
    x = torch.randn(2, 3, 16, 16)
    for training in (False, True):
        found = flat(tuple(copy.train(training)(x)))
        expected = flat(tuple(model.train(training)(x)))
        assert len(expected) == len(NAMES) + training
        assert all(torch.equal(one, other) for one, other in zip(found, expected, strict=True))


def test_exported_source_reads_well(network: cnnstat.Network) -> None:
    from cnnstat.pytorch.export import export_source

    text = export_source(network)
    assert "Returns the outputs of b.half, images, c.conv, same, relu_1, fc and again." in " ".join(text.split())
    assert "-> tuple[Tensor, ...] | tuple[tuple[Tensor, ...], tuple[Tensor]]:" in text
    assert max(map(len, text.splitlines())) <= 120


def test_many_outputs_stand_on_a_line_each(write_spec: Write) -> None:
    from cnnstat.pytorch.export import export_source

    rows = "".join(
        f"  - {{name: the_output_of_number_{number}, type: conv, filters: 2, kernel: 1, output: true}}\n"
        for number in range(9)
    )
    text = export_source(cnnstat.load(write_spec(f"input: {{channels: 2, size: 4}}\nlayers:\n{rows}")))
    begin = text.index("        return (\n")
    assert len(text[begin:].splitlines()) == 11
    assert max(map(len, text.splitlines())) <= 120
    compile(text, "net.py", "exec")


@ONNX
def test_onnx_gives_all_outputs_by_their_names(network: cnnstat.Network, tmp_path: Path) -> None:
    """A name that the graph has already, of the input or of another tensor, gets an underscore."""
    import onnx
    import onnxruntime
    import torch

    from cnnstat.pytorch.export.onnx import onnx_bytes

    torch.manual_seed(0)
    model = cnnstat.build(network).eval()
    statistics(model)
    path = tmp_path / "several.onnx"
    path.write_bytes(onnx_bytes(model))
    made = onnx.load(path)
    onnx.checker.check_model(made, full_check=True)
    given = {name for node in made.graph.node for name in node.output}
    names = [each.name for each in made.graph.output]
    assert [name.rstrip("_") for name in names] == NAMES
    assert names[1] == "images_"
    assert set(names) < given
    x = torch.randn(3, 3, 16, 16)
    found = onnxruntime.InferenceSession(path).run(None, {"images": x.numpy()})
    for one, other in zip(found, model(x), strict=True):
        torch.testing.assert_close(torch.from_numpy(one), other, atol=1e-5, rtol=1e-4)
    again = cnnstat.load(path)
    before, after = cnnstat.analyze(network), cnnstat.analyze(again)
    assert [str(each.output) for each in after.outputs] == [str(each.output) for each in before.outputs]
    assert after.macs == before.macs


@ONNX
def test_outputs_of_onnx_that_are_one_tensor(write_spec: Write, tmp_path: Path) -> None:
    import onnx
    import onnxruntime
    import torch

    from cnnstat.pytorch.export.onnx import onnx_bytes

    spec = "input: {channels: 1, size: 4}\nlayers:\n  - {name: first, type: identity, output: true}\n"
    spec += "  - {name: a, type: relu, output: true}\n  - {name: b, type: identity, output: true}\n"
    spec += "  - {name: c, type: identity}\n"
    made = onnx_bytes(cnnstat.build(cnnstat.load(write_spec(spec))))
    onnx.checker.check_model(onnx.load_from_string(made))
    session = onnxruntime.InferenceSession(made)
    assert [each.name for each in session.get_outputs()] == ["first", "a", "b", "c"]
    x = torch.randn(2, 1, 4, 4)
    first, *others = session.run(None, {"images": x.numpy()})
    assert (first == x.numpy()).all()
    assert all((each == x.relu().numpy()).all() for each in others)


def test_crosscheck_agrees(network: cnnstat.Network) -> None:
    from cnnstat.pytorch.crosscheck import crosscheck

    report = crosscheck(network)
    assert [each.text for each in report.mismatches] == []
    assert all(layer.said["grad"] for layer in report.layers if layer.analysis.params)


def test_crosscheck_derives_all_outputs(write_spec: Write) -> None:
    """A layer that leads to an output in the middle alone has gradients too."""
    text = "input: {channels: 2, size: 6}\nlayers:\n  - {name: a, type: conv, filters: 4, kernel: 3, output: true}\n"
    from cnnstat.pytorch.crosscheck import crosscheck

    report = crosscheck(cnnstat.load(write_spec(text + "  - {type: conv, filters: 3, kernel: 1, from: input}")))
    assert [said.found for said in report["a"].said["grad"]] == ["finite", "finite"]
    assert report.agrees


def test_training_refuses_several_outputs(network: cnnstat.Network) -> None:
    from cnnstat.pytorch.train.measure import classes_of

    with pytest.raises(UsageError) as caught:
        classes_of(network)
    assert str(caught.value) == (
        "several has 7 outputs, b.half, images, c.conv, same, relu_1, fc and again: training needs a network of one"
    )


def modules() -> dict[str, Any]:
    from torch import Tensor, nn

    class Base(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.stem, self.norm = nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8)
            self.low, self.high, self.fc = nn.Conv2d(8, 5, 1), nn.Conv2d(8, 6, 3), nn.Linear(6, 4)

        def run(self, x: Tensor) -> tuple[Tensor, ...]:
            raw = self.stem(x)
            y = self.norm(raw).relu()
            return self.fc(self.high(y).mean((2, 3))), raw, self.low(y), y

    class Pairs(Base):
        def forward(self, x: Tensor) -> Any:
            classes, raw, low, y = self.run(x)
            return (classes, [raw, low]), y

    class Named(Base):
        def forward(self, x: Tensor) -> Any:
            classes, raw, low, y = self.run(x)
            return {"classes": classes, "raw": raw, "low": low, "y": y}

    class Image(Base):
        def forward(self, x: Tensor) -> Any:
            return x, self.stem(x)

    return {"tuples": Pairs(), "names": Named(), "image": Image()}


@pytest.mark.parametrize(
    ("which", "order"), [("tuples", "1, 3, 0, 2"), ("names", "raw, y, classes, low")], ids=["tuples", "names"]
)
def test_modules_that_return_several_tensors(which: str, order: str) -> None:
    from cnnstat.pytorch.lift import lifted

    found = lifted(modules()[which], (1, 3, 8, 8), "net")
    analysis = cnnstat.analyze(found.network)
    assert [(each.name, str(each.output)) for each in analysis.outputs] == [
        ("stem", "8×8×8"), ("norm", "8×8×8"), ("fc", "4"), ("low", "5×8×8"),
    ]  # fmt: skip
    assert found.network.nodes[0].followers == ()  # the convolution itself is an output, and not what its norm makes
    assert (f"its outputs, in the order of the spec: {order}", False) in found.remarks
    assert analysis.params == 8 * 28 + 16 + 5 * 9 + 6 * 73 + 4 * 7


def test_a_module_that_returns_its_image_is_refused() -> None:
    with pytest.raises(SpecError, match="an output that no layer computes cannot be said in a spec"):
        cnnstat.from_torch(modules()["image"], (3, 8, 8))


class Value(int):
    """The number of a value, which counts how often it is looked up."""

    looked = 0

    def __hash__(self) -> int:
        Value.looked += 1
        return super().__hash__()


def test_naming_variables_takes_in_proportion_to_them() -> None:
    """Outputs stay alive to the end: each step looked at all of them."""
    looked = []
    for count in (100, 200):
        values = [Value(at) for at in range(count + 1)]
        shape = Shape(1, 1, 1)
        steps = [Step((f"a{at}",), (), (values[at - 1],), values[at], shape, False) for at in range(1, count + 1)]
        Value.looked = 0
        names = variables(Body((), values[0], shape, tuple(values[1:]), steps=steps))
        assert len(set(names.values())) == count  # the input is read once, by the first
        looked.append(Value.looked)
    assert looked[1] < 2.1 * looked[0]


class Default(int):
    """A default that counts how often it is written."""

    written = 0

    def __repr__(self) -> str:
        Default.written += 1
        return int.__repr__(self)


def test_what_a_class_takes_by_default_is_found_once_for_all_its_blocks() -> None:
    count = 50
    leaf = Leaf(("block",), "stride", "number", [1] * count, [Default(1)] * count)
    parameter = Parameter("number", leaf.values, "stride", [leaf])
    assert [parameter.argument(block).default for block in range(count)] == [1] * count
    assert Default.written == count
