"""Exported source: it compiles, its state has the keys of the model, and it computes the same numbers."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import FEW, ROOT, others_slow
from exported_models import built, exported, flat, shapes
from hand_worked import CASES, Case

import cnnstat
from cnnstat.layers import TYPES
from cnnstat.network.graph import INPUT, Network, Node
from cnnstat.spec import catalog
from cnnstat.spec.write import write_spec

pytestmark = pytest.mark.torch

NETS = sorted((ROOT / "tests/nets").glob("*.yaml"))
EVERY = [*catalog.networks(), *map(str, NETS)]
SMALL: dict[str, dict[str, Any]] = {
    "lenet5": {}, "lenet1": {}, "alexnet": {"input": 67}, "alexnet-cuda-convnet": {"input": 64},
    "caffenet": {"input": 67}, "googlenet": {"input": 96},
    "googlenet-torchvision": {"input": 64}, "resnet18": {"input": 64}, "resnet50": {"input": 64, "shortcut": "A"},
    "resnet20": {}, "mobilenet_v1": {"input": 64}, "mobilenet_v2": {"input": 64}, "inception_v3": {"input": 299},
    "nin": {"input": 67}, **{str(path): {"input": 64} for path in NETS},
}  # fmt: skip
ONNX = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("onnx", "onnxscript", "onnxruntime")),
    reason="onnx, onnxscript and onnxruntime are not installed",
)

Program = Callable[..., Any]

AWKWARD = r'''
name: awkward
title: '"Awkward" names \ paddings'
source: {paper: 'A "quoted" title, """tripled""", with \ and a full stop.', section: "1"}
input: {channels: 3, height: 19, width: 18}
layers:
  - {name: type, type: conv, filters: 6, kernel: 3, stride: 2, padding: same, activation: relu, norm: batchnorm}
  - {name: 1x1, type: conv, filters: 6, kernel: [3, 2], padding: {top: 1, bottom: 0, left: 0, right: 2},
     activation: prelu, dropout: 0.3}
  - {name: up, type: conv, filters: 6, kernel: [2, 3], stride: [2, 1], padding: 1, groups: 3, ceil_mode: true}
  - {name: class, type: maxpool, kernel: 3, stride: 2, padding: {top: 1, bottom: 0, left: 0, right: 1}, ceil_mode: true}
  - {name: train, type: conv, kernel: 3, padding: 1, table: [[0, 1], [2], [3, 4, 5], [1]], lrn: {size: 3},
     activation: leaky_relu}
  - {name: keys, type: avgpool, kernel: 2, stride: 1, padding: same, count_include_pad: false, norm: layernorm}
  - {name: self, type: subsample, kernel: 2, stride: 2, padding: 1, ceil_mode: true, activation: scaled_tanh}
  - {name: a.b-1.forward, type: add, from: [self, self, self], norm: {type: groupnorm, groups: 2}, activation: sigmoid}
  - {name: a.x, type: global_avgpool, activation: {type: elu, alpha: 0.5}}
  - {name: a.f, type: flatten}
  - {name: scale, type: multiply, from: [a.b-1.forward, a.f, a.x]}
  - {name: modules, type: concat, from: [scale, self, a.b-1.forward]}
  - {name: aux, type: global_maxpool, auxiliary: true, dropout: 0.5}
  - {name: same, type: identity}
  - {name: __call__, type: identity, activation: relu}
  - {name: _modules, type: flatten, dropout: 0.1}
  - {name: __init__, type: linear, features: 4, activation: softmax}
'''

OPEN = """
input: {channels: 4, size: 9}
blocks:
  pair:
    args: {filters}
    layers:
      - {name: one, type: conv, filters: filters, kernel: 3, padding: 1, activation: relu, norm: batchnorm}
      - {name: two, type: conv, filters: filters, kernel: 1, norm: batchnorm}
      - {name: head, type: flatten, auxiliary: true, dropout: 0.2, when: filters == 6}
  same:
    layers:
      - {name: shortcut, type: identity}
  both:
    args: {filters: 8}
    layers:
      - {name: add, type: add, branches: [[{name: pair, block: pair, filters: channels}], [{name: same, block: same}]]}
      - {block: pair, filters: filters, repeat: 2}
layers:
  - {name: read, block: pair, filters: 8}
  - {name: closed, block: pair, filters: 8}
  - {name: wide, block: pair, filters: 8}
  - {name: sum, type: add, from: [wide, read.one, closed], activation: relu}
  - {name: headed, block: pair, filters: 6}
  - {name: first, block: both}
  - {name: second, block: both, filters: 12}
  - {name: many_1, type: conv, filters: 2, kernel: 1}
  - {name: every, type: concat, from: [%s]}
  - {name: total, type: add, from: [%s]}
  - {name: pool, type: global_avgpool}
  - {name: flatten, type: flatten, activation: softmax}
""" % (", ".join(["many_1", "second", "first", "sum"] * 6), ", ".join(["every"] * 20))  # noqa: UP031


def same_numbers(network: Network, logits: bool = False, batch: int = 2) -> None:
    """Weights go both ways, and give the same outputs bit by bit: at inference, and in training with one seed."""
    import torch

    torch.manual_seed(0)
    model, copy = built(network, logits), exported(network, logits)
    assert shapes(copy) == shapes(model)
    with torch.no_grad():
        for each in model.parameters():
            each.add_(0.01 * torch.randn_like(each))
    model.load_state_dict(model.state_dict())
    copy.load_state_dict(model.state_dict())
    x = torch.rand(batch, *network.input[:3])
    for training in (True, False):
        model.train(training)
        copy.train(training)
        found = []
        for each in (model, copy):
            torch.manual_seed(1)
            with torch.no_grad():
                found.append(each(x.clone()))
        assert isinstance(found[0], tuple) == isinstance(found[1], tuple)
        ours, theirs = flat(found[0]), flat(found[1])
        assert len(ours) == len(theirs)
        assert all(torch.equal(one, other) for one, other in zip(ours, theirs, strict=True))
    for name, buffer in model.state_dict().items():
        assert torch.equal(buffer, copy.state_dict()[name]), name
    model.load_state_dict(copy.state_dict())


@pytest.mark.parametrize("name", others_slow(EVERY), ids=lambda name: Path(name).stem)
@pytest.mark.parametrize("logits", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_every_network_has_the_same_state_and_sizes(name: str, logits: bool) -> None:
    import torch

    from cnnstat.pytorch.model import Model

    network = cnnstat.load(name)
    with torch.device("meta"):
        model, copy = Model(network, logits), exported(network, logits)
        assert shapes(copy) == shapes(model)
        x = torch.empty(2, *network.input[:3])
        for training in (False, True):
            ours, theirs = model.train(training)(x), copy.train(training)(x)
            assert [each.shape for each in flat(ours)] == [each.shape for each in flat(theirs)]


@pytest.mark.parametrize("name", others_slow(SMALL), ids=lambda name: Path(name).stem)
def test_numbers(name: str) -> None:
    same_numbers(cnnstat.load(name, **SMALL[name]))


@pytest.mark.parametrize("name", ["lenet5", "resnet20", pytest.param("googlenet-torchvision", marks=pytest.mark.slow)])
def test_logits(name: str) -> None:
    same_numbers(cnnstat.load(name, **SMALL[name]), logits=True)


@pytest.mark.parametrize("name", ["resnet20", "alexnet", str(NETS[4])], ids=lambda name: Path(name).stem)
def test_gradients(name: str) -> None:
    """What is overwritten in place is what the model overwrites: autograd takes it, and gives the same gradients."""
    import torch

    network = cnnstat.load(name, **SMALL[name])
    torch.manual_seed(0)
    model, copy = built(network), exported(network)
    copy.load_state_dict(model.state_dict())
    x = torch.rand(2, *network.input[:3])
    for each in (model, copy):
        torch.manual_seed(1)
        each.train()(x).square().sum().backward()
    for one, other in zip(model.parameters(), copy.parameters(), strict=True):
        assert torch.equal(one.grad, other.grad)


@pytest.mark.parametrize("text", [AWKWARD, OPEN], ids=["awkward", "open"])
@pytest.mark.parametrize("logits", [False, True])
def test_awkward_specs(text: str, logits: bool, write_spec: Callable[[str], Path]) -> None:
    same_numbers(cnnstat.load(write_spec(text)), logits)


@pytest.mark.parametrize(
    "name",
    [
        "resnet20",
        "inception-3a",
        *(pytest.param(each, marks=pytest.mark.slow) for each in ("mobilenet_v2", "googlenet")),
    ],
)
def test_unrolled_specs_give_the_same_state(name: str, tmp_path: Path) -> None:
    network = cnnstat.load(name, **SMALL.get(name, {}))
    path = tmp_path / "unrolled.yaml"
    path.write_text(write_spec(network), encoding="utf-8")
    unrolled = cnnstat.load(path)
    assert not unrolled.blocks
    assert shapes(exported(unrolled)) == shapes(cnnstat.build(network))
    same_numbers(unrolled)


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        ("resnet50-v1.5", "ResNet-50 v1.5", "ResNet50V15"), ("my_net", "Something else", "MyNet"),
        ("none", "None", "NoneNet"), ("tensor", "Tensor", "TensorNet"), ("3d-net", "3D", "Net3dNet"),
        ("_", "«»", "Net"), ("conv", "Conv", "Conv"), ("scale", "Scale", "ScaleNet"),
    ],
)  # fmt: skip
def test_class_names(name: str, title: str, expected: str, write_spec: Callable[[str], Path]) -> None:
    blocks = "  conv:\n    layers:\n      - {type: conv, filters: 2, kernel: 1}\n      - {type: scale}\n"
    head = f"name: {name!r}\ntitle: {title!r}\ninput: {{channels: 1, size: 2}}\nblocks:\n{blocks}layers:\n"
    network = cnnstat.load(write_spec(head + "  - {block: conv, repeat: 2}\n  - {block: conv}\n"))
    assert type(exported(network)).__name__ == expected
    same_numbers(network)


def alone(case: Case) -> Network:
    """A network of one layer that reads the input, several times where it merges."""
    layer: Any = TYPES[case.type](**case.keys)
    inputs = (INPUT,) * (len(case.inputs) if layer.merges else 1)
    node = Node("layer", layer, (), inputs, False, None)
    return Network("alone", "Alone", {}, "", case.inputs[0], (node,))


def test_a_module_that_keeps_its_arguments_is_written_by_them() -> None:
    from torch import nn

    from cnnstat.pytorch.builders.calls import REQUIRED, Argument, Call, by_attributes

    factor = Argument("downscale_factor", 3, REQUIRED, positional=True, kind="downscale_factor")
    assert by_attributes(nn.PixelUnshuffle(3)) == Call("nn.PixelUnshuffle", (factor,))
    start, end = Argument("start_dim", 2, 1, True, "start_dim"), Argument("end_dim", -1, -1, False, "end_dim")
    assert by_attributes(nn.Flatten(2)) == Call("nn.Flatten", (start, end))
    assert by_attributes(nn.Mish()) == Call("nn.Mish", (Argument("inplace", False, False, True, "inplace"),))


@pytest.mark.parametrize("case", [case for case in CASES if TYPES[case.type].known], ids=lambda case: case.type)
def test_every_layer_type(case: Case) -> None:
    import torch

    network = alone(case)
    if case.inputs[0].flat:
        torch.manual_seed(0)
        model, copy = built(network), exported(network)
        copy.load_state_dict(model.state_dict())
        x = torch.randn(2, case.inputs[0].channels)
        assert torch.equal(model.eval()(x), copy.eval()(x))
    else:
        same_numbers(network)


@pytest.mark.parametrize("name", ["lenet5", "alexnet", "resnet50"])
def test_golden(name: str, program: Program, accept: Callable[[str, str], str]) -> None:
    result = program("export", name)
    assert (result.code, result.err) == (0, "")
    text = result.out.replace(f"by cnnstat {cnnstat.__version__} ", "by cnnstat VERSION ")
    assert text == accept(f"export/{name}.py", text)


def test_repetition_is_written_once() -> None:
    from cnnstat.pytorch.export import export_source

    for name, most in (("resnet152", 120), ("googlenet", 170), ("mobilenet_v2", 170), ("vgg16", 75)):
        assert len(export_source(cnnstat.load(name)).splitlines()) <= most, name
    text = export_source(cnnstat.load("resnet50"))
    assert text.count("class Bottleneck(") == 1
    assert "self.conv4 = Stage(512, filters=256, blocks=6, stride=2)" in text


@pytest.mark.parametrize("names", [FEW, pytest.param(EVERY, marks=pytest.mark.slow)], ids=["few", "every"])
def test_layout(names: Sequence[str], tmp_path: Path, write_spec: Callable[[str], Path]) -> None:
    from cnnstat.pytorch.export import export_source

    chosen = [name for name in EVERY if name in names or Path(name).stem in names]
    assert len(chosen) == len(names)
    for number, name in enumerate([*chosen, str(write_spec(OPEN))]):
        (tmp_path / f"net{number}.py").write_text(export_source(cnnstat.load(name)), encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "format", "--no-cache", "--line-length", "120", "--diff", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--line-length",
        "120",
        "--select",
        "E,F,I,B",
        str(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_the_file_runs_where_cnnstat_is_not_installed(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    assert program("export", "lenet5", "--logits", "-o", str(path)).code == 0
    (tmp_path / "cnnstat.py").write_text("raise ImportError('not here')", encoding="utf-8")
    code = "import net, torch; print(tuple(net.LeNet5().eval()(torch.zeros(2, 1, 32, 32)).shape))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.stdout, done.stderr) == ("(2, 10)\n", "")


def test_settings(program: Program) -> None:
    text = program("export", "mobilenet_v2", "--input", "96x64", "--set", "width=0.5", "--set", "classes=7").out
    assert "Input 3×96×64;" in text
    assert "width=0.5" in text
    assert "self.fc = nn.Linear(1280, 7)" in text


@pytest.mark.slow
def test_mistakes(program: Program, tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "net.py"
    for arguments, message in (
        (["alexnt"], "there is no network 'alexnt'; did you mean 'alexnet'? (a file of your own ends in .yaml)"),
        (["lenet1", "-o", str(missing)], f"{missing}: cannot write: No such file or directory"),
        (["lenet1", "-o", str(tmp_path)], f"{tmp_path}: cannot write: Is a directory"),
        (["lenet1", "--onnx"], "--onnx writes a binary file: add --output"),
        (["lenet1", "--onnx", "-o", "-"], "--onnx writes a binary file: add --output"),
    ):
        result = program("export", *arguments)
        assert (result.code, result.out, result.err) == (2, "", f"cnnstat: {message}\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "missing", ["torch", *(pytest.param(each, marks=pytest.mark.slow) for each in ("onnx", "onnxscript"))]
)
def test_missing_packages_are_one_line(missing: str, process: Program, tmp_path: Path) -> None:
    """A folder in front of the path shadows the package, as if it were not installed."""
    shadow = tmp_path / "shadow"
    shadow.mkdir()
    problem = f"raise ModuleNotFoundError('No module named {missing}', name={missing!r})"
    (shadow / f"{missing}.py").write_text(problem, encoding="utf-8")
    if missing != "torch":
        finder = "import importlib.util as u; f = u.find_spec\n"
        finder += f"u.find_spec = lambda name, *rest: None if name == {missing!r} else f(name, *rest)\n"
        (shadow / "sitecustomize.py").write_text(finder, encoding="utf-8")
    result = process("export", "lenet1", "--onnx", "-o", str(tmp_path / "a.onnx"), env={"PYTHONPATH": str(shadow)})
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("cnnstat: ")
    assert result.err.endswith(f"pip install 'cnnstat[{'torch' if missing == 'torch' else 'onnx'}]'\n")
    assert missing.replace("torch", "PyTorch") in result.err
    assert result.err.count("\n") == 1
    assert not (tmp_path / "a.onnx").exists()


@pytest.mark.slow
@ONNX
@pytest.mark.parametrize(
    "name", ["lenet5", "alexnet", "alexnet-cuda-convnet", "googlenet", "resnet20", "squeezenet1_1", "awkward"]
)
def test_onnx_computes_the_same(name: str, write_spec: Callable[[str], Path]) -> None:
    import torch

    from cnnstat.pytorch.export import onnx_bytes

    onnx: Any = importlib.import_module("onnx")
    onnxruntime: Any = importlib.import_module("onnxruntime")
    paths = {path.stem: str(path) for path in NETS}
    source = str(write_spec(AWKWARD)) if name == "awkward" else paths.get(name, name)
    network = cnnstat.load(source, **SMALL.get(source, {}))
    torch.manual_seed(0)
    model = cnnstat.build(network, logits=True).eval()
    data = onnx_bytes(model)
    onnx.checker.check_model(onnx.load_from_string(data), full_check=True)
    session = onnxruntime.InferenceSession(data)
    for batch in (1, 3):
        x = torch.rand(batch, *network.input[:3])
        found = torch.from_numpy(session.run(None, {"images": x.numpy()})[0])
        torch.testing.assert_close(found, model(x).detach(), rtol=1e-4, atol=1e-5)


@ONNX
def test_onnx_of_layers_called_as_keywords_of_python(write_spec: Callable[[str], Path]) -> None:
    """The exporter writes code in which layers are attributes."""
    from cnnstat.pytorch.export import onnx_bytes

    relu = "input: {channels: 1, size: 4}\nlayers: [{name: KEYWORD, type: relu}]\n"
    for name in ("lambda", "None"):
        assert onnx_bytes(cnnstat.build(cnnstat.load(write_spec(relu.replace("KEYWORD", name)))))


@ONNX
def test_onnx_has_a_largest_size(program: Program, write_spec: Callable[[str], Path], tmp_path: Path) -> None:
    path = write_spec("""
        input: {channels: 1024, size: 1}
        layers:
          - {type: flatten}
          - {name: a, type: linear, features: 1000000}
    """)
    result = program("export", str(path), "--onnx", "-o", str(tmp_path / "a.onnx"))
    assert result.err == "cnnstat: net holds 4,100,000,000 bytes of weights: one ONNX file takes at most 2 GiB\n"
    assert not (tmp_path / "a.onnx").exists()


@pytest.mark.slow
@ONNX
def test_onnx_files(program: Program, tmp_path: Path) -> None:
    first, second = tmp_path / "a.onnx", tmp_path / "b.onnx"
    for path in (first, second):
        result = program("export", "lenet1", "--onnx", "-o", str(path))
        assert (result.code, result.out, result.err) == (0, "", "")
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.onnx", "b.onnx"]
    for target in (tmp_path, tmp_path / "missing" / "a.onnx"):
        result = program("export", "lenet1", "--onnx", "-o", str(target))
        assert (result.code, result.err.count("\n")) == (2, 1)
        assert "cannot write" in result.err
