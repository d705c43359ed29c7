"""``cnnstat crosscheck``: the analyzer agrees with torch, FLOP counters, autograd and torchvision; and a model, builder
or declared deviation that is wrong is found, in the right layer."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Done, others_slow
from hand_worked import CASES

import cnnstat
from cnnstat.layers import TYPES
from cnnstat.layers.base import POINT
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import Network
from cnnstat.spec import catalog

pytestmark = pytest.mark.torch
LARGER_TWINS = ("alexnet-owt", "mobilenet_v2")


def check(network: Network, device: str = "meta", model: Any = None) -> Any:
    from cnnstat.pytorch.crosscheck import crosscheck

    return crosscheck(network, device, model)


def texts(report: Any) -> list[str]:
    return [mismatch.text for mismatch in report.mismatches]


@pytest.mark.parametrize("name", others_slow(catalog.networks()))
def test_the_catalog_agrees_on_the_meta_device(name: str) -> None:
    report = check(cnnstat.load(name))
    assert texts(report) == []
    assert report.asked("torch") == len(report.network)
    merges = sum(node.layer.merges for node in report.network.nodes)
    assert report.asked("rf") >= max(merges, 1)
    assert not report.not_measured
    assert set(report.unavailable) - {"torchvision"} == {"fvcore", "grad"}


def test_a_network_without_parameters_has_no_gradients(write_spec: Callable[[str], Path]) -> None:
    path = write_spec("input: {channels: 2, size: 8}\nlayers: [{type: relu}, {type: maxpool, kernel: 2}]\n")
    report = check(cnnstat.load(path), "cpu")
    assert texts(report) == []
    assert report.unavailable["grad"] == f"{report.network.name} has no parameters: there is nothing to train"


@pytest.mark.parametrize(
    "name",
    [
        "lenet5",
        "resnet20",
        "inception-3a",
        *(pytest.param(each, marks=pytest.mark.slow) for each in ("lenet1", "mobilenet_v1")),
    ],
)
def test_small_networks_agree_on_the_cpu(name: str) -> None:
    report = check(cnnstat.load(name), "cpu")
    assert texts(report) == []
    assert report.asked("fvcore") == len(report.network)
    assert set(report.unavailable) == {"torchvision"}
    trained = sum(layer.params > 0 for layer in cnnstat.analyze(report.network, training=True).every)
    assert report.asked("grad") == trained > 0


@pytest.mark.parametrize(
    "name",
    ["resnet18", "googlenet-torchvision", *(pytest.param(each, marks=pytest.mark.slow) for each in LARGER_TWINS)],
)
def test_torchvisions_weights_give_torchvisions_outputs(name: str) -> None:
    import torch

    from cnnstat.pytorch.crosscheck.torchvision_twin import compared

    twin = compared(cnnstat.load(name), torch.device("cpu"))
    assert twin.mismatches == ()
    heads = ", 2 auxiliary heads too" if name == "googlenet-torchvision" else ""
    assert re.fullmatch(r"the same \d+ operations with the same settings in the same order", twin.done[0])
    assert [re.sub(r"bit for bit|within \d.*e-\d+", "…", said) for said in twin.done[1:]] == [
        "the same outputs from the same weights at inference, …",
        f"the same outputs from the same weights in training mode, …{heads}",
    ]


def test_a_head_may_stand_behind_the_last_layer(write_spec: Callable[[str], Path]) -> None:
    spec = """
        input: {channels: 3, size: 8}
        blocks:
          head: {layers: [{type: global_avgpool}, {type: flatten}]}
        layers:
          - {name: conv, type: conv, filters: 4, kernel: 3}
          - {name: aux, block: head, auxiliary: true}
    """
    report = check(cnnstat.load(write_spec(spec)), "cpu")
    assert texts(report) == []
    assert report.asked("torch") == 3


def test_a_lack_of_memory_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnstat.pytorch.crosscheck import gradients, torch_flops

    def fail(*_: Any) -> Any:
        raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB.\nGPU 0 has …")

    for module, name in ((torch_flops, "count"), (gradients, "checked")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, fail)
            with pytest.raises(cnnstat.CnnstatError) as caught:
                check(cnnstat.load("lenet5"), "cpu")
        assert str(caught.value) == "out of memory on cpu with lenet5; --device meta needs none"


def test_random_numbers_go_on_as_if_nothing_had_been_checked() -> None:
    import torch

    torch.manual_seed(5)
    expected = torch.rand(1).item()
    torch.manual_seed(5)
    check(cnnstat.load("lenet1"), "cpu")
    assert torch.rand(1).item() == expected


# What is wrong is found.

SPEC = """
    name: small
    input: {channels: 4, size: 24}
    layers:
      - {name: first, type: conv, filters: 8, kernel: 3, padding: 1, norm: batchnorm, activation: relu}
      - {name: pool, type: maxpool, kernel: 3, stride: 2, padding: same}
      - {name: second, type: conv, filters: 8, kernel: 3, padding: {top: 2, bottom: 0, left: 0, right: 2}, bias: false}
      - {name: sum, type: add, from: [second, pool]}
      - {name: last, type: conv, filters: 4, kernel: 1, groups: 2}
      - {name: mean, type: adaptive_avgpool, size: 1}
      - {name: flat, type: flatten}
      - {name: scores, type: linear, features: 3, activation: softmax}
"""


def wider_kernel(model: Any) -> None:
    from torch import nn

    model._modules["first"] = nn.Conv2d(4, 8, 5, padding=2)
    model._modules["first"]._modules["norm"] = nn.BatchNorm2d(8)
    model._modules["first"]._modules["activation"] = nn.ReLU()


def longer_stride(model: Any) -> None:
    model.at(("first",)).stride = (2, 2)


def no_bias(model: Any) -> None:
    model.at(("scores",)).bias = None


def no_norm(model: Any) -> None:
    from torch import nn

    model.at(("first",))._modules["norm"] = nn.Identity()


def shifted_padding(model: Any) -> None:
    model.at(("second", "pad")).sides = (2, 0, 2, 0)


def less_padding(model: Any) -> None:
    model.at(("first",)).padding = (0, 0)


def smaller_pool(model: Any) -> None:
    model.at(("pool",)).pool.kernel_size = (2, 3)


def wider_jump(model: Any) -> None:
    model.at(("first",)).stride = (1, 2)


def no_groups(model: Any) -> None:
    from torch import nn

    model._modules["last"] = nn.Conv2d(8, 4, 1)


def hidden_convolution(model: Any) -> None:
    from torch import nn

    model.at(("first",))._modules["activation"] = nn.Conv2d(8, 8, 1)


def cut_off(model: Any) -> None:
    import torch

    class Detached(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            return x.detach()

    model.at(("scores",))._modules["activation"] = torch.nn.Softmax(1)
    model._modules["mean"] = torch.nn.Sequential(Detached(), torch.nn.AdaptiveAvgPool2d(1))


def endless(model: Any) -> None:
    import torch

    class Endless(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            return x / 0

    model._modules["flat"] = torch.nn.Sequential(torch.nn.Flatten(), Endless())


def stray_numbers(model: Any) -> None:
    import torch

    model.register_parameter("stray", torch.nn.Parameter(torch.zeros(5)))


FAULTS: list[tuple[Callable[[Any], None], list[str]]] = [
    (wider_kernel, ["first: torch params 824 ≠ 312", "first: torch macs 460,800 ≠ 165,888", "sum: rf size 11 ≠ 9"]),
    (longer_stride, ["first: torch output 8×12×12 ≠ 8×24×24", "sum: rf jump 4 ≠ 2"]),
    (wider_jump, ["first: torch output 8×24×12 ≠ 8×24×24", "sum: rf jump 2×4 ≠ 2"]),
    (less_padding, ["first: torch output 8×22×22 ≠ 8×24×24", "sum: rf start -4, 0 ≠ -5, -1"]),
    (shifted_padding, ["sum: rf start -5 ≠ -5, -1", "last: rf start -5 ≠ -5, -1"]),
    (smaller_pool, ["sum: rf size 8×9 ≠ 9", "last: rf size 8×9 ≠ 9"]),
    (no_bias, ["scores: torch params 12 ≠ 15"]),
    (no_norm, ["first: torch params 296 ≠ 312", "first: torch buffers 0 ≠ 16", "first: fvcore macs 156,672 ≠ 165,888"]),
    (no_groups, ["last: torch params 36 ≠ 20", "last: torch macs 4,608 ≠ 2,304", "last: fvcore macs 4,608 ≠ 2,304"]),
    (hidden_convolution, ["first: torch params 384 ≠ 312", "first: torch macs 202,752 ≠ 165,888"]),
    (cut_off, ["first: grad weight none ≠ finite", "last: grad bias none ≠ finite"]),
    (endless, ["first: grad weight not finite ≠ finite", "scores: grad bias not finite ≠ finite"]),
    (stray_numbers, ["torch params outside of every layer 5 ≠ 0"]),
]  # fmt: skip


OF_A_KIND = (wider_jump, less_padding, smaller_pool, no_norm, hidden_convolution)
"""Faults that are found as others of the list are."""


def test_what_is_not_broken_agrees(write_spec: Callable[[str], Path]) -> None:
    network = cnnstat.load(write_spec(SPEC))
    assert texts(check(network, "cpu", cnnstat.build(network))) == []


@pytest.mark.parametrize(
    ("fault", "expected"),
    [pytest.param(*each, marks=[pytest.mark.slow] * (each[0] in OF_A_KIND)) for each in FAULTS],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_broken_model_is_found_out(
    fault: Callable[[Any], None], expected: list[str], write_spec: Callable[[str], Path]
) -> None:
    network = cnnstat.load(write_spec(SPEC))
    model = cnnstat.build(network)
    fault(model)
    report = check(network, "cpu", model)
    found = texts(report)
    assert set(expected) <= set(found)
    assert found[0] == expected[0]  # nothing before the layer that is wrong
    assert not report.agrees


def test_a_model_that_does_not_run_is_a_mismatch(write_spec: Callable[[str], Path]) -> None:
    from torch import nn

    network = cnnstat.load(write_spec(SPEC))
    model = cnnstat.build(network)
    model._modules["scores"] = nn.Linear(5, 3)
    model._modules["scores"]._modules["activation"] = nn.Softmax(1)
    report = check(network, "cpu", model)
    assert texts(report)[:2] == ["scores: torch output nothing ≠ 3", "scores: torch params 18 ≠ 15"]
    assert [(each.tool, each.quantity, each.expected) for each in report.mismatches[2:]] == [
        ("torch", "forward pass", "runs through"),
        ("grad", "training step", "runs through"),
    ]
    assert report.unavailable["fvcore"].startswith("the model does not run through: ")


def test_a_wrong_builder_is_found_out_on_the_meta_device(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from torch import nn

    from cnnstat.pytorch.builders import BUILDERS

    monkeypatch.setitem(BUILDERS, TYPES["subsample"], lambda layer, x: nn.AvgPool2d(2, 2))
    assert run("crosscheck", "lenet5", "--device", "meta", monkeypatch=monkeypatch) == 1
    out = capsys.readouterr().out
    assert re.search(r"^S2 +subsample +6×14×14 +12 +0 +0 +torch params 0 ≠ 12$", out, re.MULTILINE)
    assert re.search(r"^S4 +subsample +16×5×5 +32 +0 +0 +torch params 0 ≠ 32 rf ✓$", out, re.MULTILINE)
    assert out.endswith("lenet5: 2 mismatches in 8 layers, on meta\n")
    assert run("crosscheck", "lenet5", "resnet20", "--device", "meta", monkeypatch=monkeypatch) == 1
    out = capsys.readouterr().out
    assert "lenet5: S2: torch params 0 ≠ 12\n" in out
    assert re.search(r"^resnet20 .* 0$", out, re.MULTILINE)


def run(*arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run the program in this process; returns its exit code."""
    from cnnstat.cli import main

    monkeypatch.setattr(sys, "argv", ["cnnstat", *arguments])
    with pytest.raises(SystemExit) as done:
        main()
    return int(done.value.code or 0)


def test_what_a_counter_adds_is_declared_for_each_layer() -> None:
    """fvcore's terms, from its handles: the residue shows what a wrong declaration leaves."""
    from cnnstat.pytorch.crosscheck.counters import macs_said
    from cnnstat.pytorch.crosscheck.fvcore_flops import CONVENTION, declared

    x = Shape(4, 3, 3)

    def terms(layer: Any, x: Shape) -> int:
        node = cnnstat.load("resnet18").nodes[0]
        line = cnnstat.analyze("resnet18")["conv1"]._replace(inputs=(x,), output=x)
        return declared(line._replace(node=node._replace(layer=layer, followers=())))

    assert terms(TYPES["batchnorm"](), x) == 2 * 36
    assert terms(TYPES["batchnorm"](affine=False), x) == 36
    assert terms(TYPES["layernorm"](), x) == terms(TYPES["groupnorm"](groups=2), x) == 5 * 36
    assert terms(TYPES["groupnorm"](groups=2, affine=False), x) == 4 * 36
    assert terms(TYPES["global_avgpool"](), x) == terms(TYPES["adaptive_avgpool"](size=(3, 3)), x) == 36
    assert terms(TYPES["maxpool"](kernel=(2, 2)), x) == terms(TYPES["relu"](), x) == 0
    assert terms(TYPES["lrn"](size=5), x) == 0  # what is not listed
    layer = cnnstat.analyze("resnet18")["conv1"]
    said = macs_said(CONVENTION, layer, layer.macs + 2 * layer.neurons + 7)
    assert said.differs
    assert said.found == layer.macs + 7
    assert said.detail == {"counted": 119_619_591, "declared": 1_605_632, "residue": 7}


def test_an_operation_that_might_hold_macs_is_no_silent_zero() -> None:
    from cnnstat.pytorch.crosscheck.counters import Count
    from cnnstat.pytorch.crosscheck.fvcore_flops import unknown

    found = Count({}, 0, {"aten::add": 3, "aten::conv_tbc": 1, "prim::PythonOp.Own": 2})
    assert unknown(found) == ["aten::conv_tbc", "prim::PythonOp.Own"]


# The model under test.


def test_a_model_is_left_as_it_was() -> None:
    import torch

    network = cnnstat.load("resnet20")
    model = cnnstat.build(network).train()
    model.at(("conv1",)).weight.requires_grad_(False)
    model.at(("conv1", "norm")).eval()
    calls: list[str] = []
    handle = model.at(("fc",)).register_forward_hook(lambda *given: calls.append("called"))
    before = {name: (each.clone(), each.device) for name, each in model.state_dict().items()}
    modes = [module.training for module in model.modules()]
    wanted = [each.requires_grad for each in model.parameters()]
    random = torch.get_rng_state()
    threads = torch.get_num_threads()

    report = check(network, "cpu", model)

    assert texts(report) == []
    after = model.state_dict()
    assert list(after) == list(before)
    assert all(torch.equal(after[name], old) and after[name].device == where for name, (old, where) in before.items())
    assert [module.training for module in model.modules()] == modes
    assert [each.requires_grad for each in model.parameters()] == wanted
    assert all(each.grad is None for each in model.parameters())
    assert calls == []
    hooks = [module for module in model.modules() if module._forward_hooks or module._forward_pre_hooks]
    assert hooks == [model.at(("fc",))]
    assert torch.equal(torch.get_rng_state(), random)
    assert torch.get_num_threads() == threads
    handle.remove()
    assert report.unavailable == {"torchvision": "a model that was passed in is not compared with torchvision's"}


def test_a_model_of_another_network_is_refused() -> None:
    import torch

    with pytest.raises(cnnstat.UsageError, match=r"\Athe model is one of lenet1, not of lenet5\Z"):
        check(cnnstat.load("lenet5"), "cpu", cnnstat.build("lenet1"))
    with torch.device("meta"):
        model = cnnstat.build("lenet5")
    with pytest.raises(cnnstat.UsageError, match=r"\Athe model is on the meta device and holds no numbers; "):
        check(cnnstat.load("lenet5"), "cpu", model)


# Receptive fields.


ONE_EACH = {case.type: case for case in CASES if TYPES[case.type].known}.values()


@pytest.mark.parametrize("case", ONE_EACH, ids=lambda case: case.type)
def test_every_layer_type_has_a_stand_in(case: Any) -> None:
    from cnnstat.pytorch.builders import BUILDERS
    from cnnstat.pytorch.crosscheck.standin import stand_in

    layer = TYPES[case.type](**case.keys)
    x = case.inputs if layer.merges else case.inputs[0]
    module = BUILDERS[type(layer)](layer, x)
    for axis, window in enumerate(layer.axes(x)):
        made = stand_in(module, axis)
        assert made is not None or window == POINT


@pytest.mark.parametrize("case", ONE_EACH, ids=lambda case: case.type)
def test_what_fvcore_does_not_count_is_known_of_every_layer_type(case: Any) -> None:
    import torch

    from cnnstat.pytorch.builders import BUILDERS
    from cnnstat.pytorch.crosscheck import fvcore_flops

    layer = TYPES[case.type](**case.keys)
    module: Any = BUILDERS[type(layer)](layer, case.inputs if layer.merges else case.inputs[0])
    images: Any = tuple(torch.zeros(1, *(shape[:1] if shape.flat else shape[:3])) for shape in case.inputs)
    assert fvcore_flops.unknown(fvcore_flops.count(module, images)) == []


WINDOWS = [
    "{type: conv, filters: 2, kernel: [3, 2], stride: [2, 3], padding: [1, 0], dilation: [2, 1]}",
    "{type: conv, filters: 2, kernel: 3, stride: 2, padding: same}",
    "{type: conv, table: [[0], [1]], kernel: [2, 4], padding: {top: 1, bottom: 0, left: 2, right: 3}}",
    "{type: depthwise, kernel: 4, stride: 3, padding: same, dilation: 2}",
    "{type: conv, filters: 2, kernel: [2, 3], stride: 4, padding: {top: 1, right: 1}, ceil_mode: true}",
    "{type: depthwise, kernel: 3, stride: [3, 2], dilation: [1, 2], ceil_mode: true}",
    "{type: avgpool, kernel: 3, stride: 2, padding: 1, ceil_mode: true}",
    "{type: avgpool, kernel: [3, 4], stride: 4, padding: {top: 1, bottom: 0, left: 0, right: 1}, ceil_mode: true}",
    "{type: subsample, kernel: 2, stride: 3, padding: same}",
    "{type: identity, stride: [3, 2]}",
    "{type: adaptive_avgpool, size: [4, 3]}",
]


@pytest.mark.parametrize("line", WINDOWS)
def test_stand_ins_reach_what_their_modules_reach(line: str, write_spec: Callable[[str], Path]) -> None:
    """Every output of the real module, all weights 1, against the one-dimensional stand-in, along each axis."""
    import torch

    from cnnstat.network.graph import INPUT
    from cnnstat.pytorch.crosscheck.axis import Axis, Signal

    network = cnnstat.load(write_spec(f"input: {{channels: 2, height: 13, width: 14}}\nlayers: [{line}]"))
    model = cnnstat.build(network)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(1)
    for axis, cells in enumerate((13, 14)):
        x = torch.ones(1, 2, 13, 14, requires_grad=True)
        rows: Any = model(x)
        signal = Signal(Axis.of(model, axis), cells)
        values = signal.at(0)
        maps = rows.sum((1, 3 - axis))[0]  # one value for each place along the axis
        assert len(maps) == values.shape[-1] > 1
        for place in range(len(maps)):
            (real,) = torch.autograd.grad(maps[place], x, retain_graph=True)
            (stand_in,) = torch.autograd.grad(values[0, 0, place], signal.at(INPUT), retain_graph=True)
            assert torch.equal(real.sum((1, 3 - axis))[0] > 0, stand_in[0, 0] > 0)


def test_gradients_of_deep_networks_neither_vanish_nor_overflow(write_spec: Callable[[str], Path]) -> None:
    lines = "".join(
        f"  - {{name: c{number}, type: conv, filters: 1, kernel: 3, padding: 1}}\n"
        f"  - {{name: a{number}, type: add, from: [c{number}, {f'a{number - 1}' if number else 'input'}]}}\n"
        for number in range(150)
    )
    report = check(cnnstat.load(write_spec(f"input: {{channels: 1, size: 8}}\nlayers:\n{lines}")))
    assert texts(report) == []
    assert report.asked("rf") == 150
    assert [said.found for said in report["a149"].said["rf"]] == [301, 1, -150]


def test_sums_whose_numbers_outgrow_float32_are_no_mismatch(write_spec: Callable[[str], Path]) -> None:
    """Each sum has larger numbers than the one before, unless weights are small."""
    import torch

    from cnnstat.pytorch.crosscheck import gradients
    from cnnstat.pytorch.crosscheck.run import SEED

    branch = "{type: add, branches: [[], [{type: conv, filters: 4, kernel: 1}]]}"
    spec = (
        f"input: {{channels: 4, size: 2}}\nblocks:\n  b: {{layers: [{branch}]}}\nlayers: [{{block: b, repeat: 500}}]\n"
    )
    network = cnnstat.load(write_spec(spec))
    model = cnnstat.build(network)
    assert gradients.INFINITE in gradients.states(model, network, torch.device("cpu"), SEED, 1.0).values()
    said = gradients.checked(model, network, torch.device("cpu"))
    assert {(each.found, each.reason) for every in said.values() for each in every} == {(gradients.GOOD, "")}


def test_gradients_behind_numbers_that_outgrow_float32_are_not_measured(write_spec: Callable[[str], Path]) -> None:
    """Sums of a map with itself, 8 times over and 50 times: 8^50 is beyond float32 whatever the weights are."""
    from cnnstat.pytorch.crosscheck.gradients import OVERFLOW

    sums = "".join(f"  - {{name: s{at}, type: add, from: [{', '.join([f's{at - 1}'] * 8)}]}}\n" for at in range(1, 51))
    spec = f"input: {{channels: 1, size: 2}}\nlayers:\n  - {{name: s0, type: conv, filters: 1, kernel: 1}}\n{sums}"
    report = check(cnnstat.load(write_spec(spec)), "cpu")
    assert texts(report) == []
    assert {each.reason for each in report["s0"].said["grad"]} == {OVERFLOW}


UNMEASURED = """
    input: {channels: 4, size: 12}
    layers:
      - {name: conv, type: conv, filters: 4, kernel: 3, padding: 1}
      - name: gated
        type: multiply
        branches:
          - []
          - [{name: squeeze, type: global_avgpool}]
      - {name: after, type: conv, filters: 4, kernel: 3}
      - name: scores
        type: add
        branches:
          - [{name: pool, type: global_avgpool}, {name: flat, type: flatten}]
          - [{name: largest, type: global_maxpool}, {name: flat2, type: flatten}]
"""


def test_what_cannot_be_measured_says_why(write_spec: Callable[[str], Path]) -> None:
    report = check(cnnstat.load(write_spec(UNMEASURED)))
    assert report.not_measured == {"scores": "pool has seen the whole map"}
    from cnnstat.cli.commands.crosscheck import many_view

    lines = ["".join(piece for piece, _ in line) for line in many_view([report, report], None)]
    assert lines[1].split() == ["net", "9", "9", "–", "2", "of", "3", "–", "–", "0"]
    assert "net: 1 field not measured: pool has seen the whole map." in lines
    uneven = "input: {channels: 1, size: 11}\nlayers:\n  - {name: pool, type: adaptive_avgpool, size: 4}\n"
    report = check(cnnstat.load(write_spec(uneven)))
    assert report.not_measured == {"pool": "the analyzer gives a bound here, no exact field"}
    even = "input: {channels: 1, size: 12}\nlayers:\n  - {name: pool, type: adaptive_avgpool, size: 4}\n"
    report = check(cnnstat.load(write_spec(even)))
    assert report.not_measured == {}
    assert [said.found for said in report["pool"].said["rf"]] == [3, 3, 0]
    assert report.agrees


def test_a_field_with_holes_at_the_border_is_measured_in_a_larger_image(write_spec: Callable[[str], Path]) -> None:
    """Dilation leaves the border untouched by a field that the padding cuts off (found by a random network)."""
    spec = """
        input: {channels: 1, height: 18, width: 9}
        layers:
          - {name: a, type: conv, filters: 1, kernel: 2, stride: 2, padding: same, dilation: 2}
          - {name: b, type: maxpool, kernel: 3, stride: [4, 2]}
    """
    report = check(cnnstat.load(write_spec(spec)))
    assert texts(report) == []
    assert [said.found for said in report["b"].said["rf"]] == [7, (8, 4), (0, -1)]


LADDER = "input: {channels: 1, size: 8}\nlayers:\n" + "".join(
    f"  - {{name: c{at}, type: conv, filters: 1, kernel: 3, padding: 1, from: {f'm{at - 1}' if at else 'input'}}}\n"
    f"  - {{name: m{at}, type: add, from: [c{at}, {f'm{at - 2}' if at > 1 else 'input'}]}}\n"
    for at in range(30)
)
"""Merges of which none is on all paths."""


def test_the_work_grows_with_the_merges(write_spec: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Gradients run back to the merge before, and a signal only as far as fields are clear of its border."""
    from cnnstat.effort import Effort
    from cnnstat.pytorch.crosscheck import fields
    from cnnstat.pytorch.crosscheck.probe import MOST_UNITS

    spent: list[Effort] = []

    def kept(left: float) -> Effort:
        spent.append(Effort(left))
        return spent[-1]

    monkeypatch.setattr(fields, "Effort", kept)
    line = "{type: add, branches: [[], [{type: conv, filters: 1, kernel: 3, padding: 1}]], repeat: %d}"
    for count in (50, 100, 200):
        report = check(cnnstat.load(write_spec(f"input: {{channels: 1, size: 8}}\nlayers: [{line % count}]")))
        assert (texts(report), report.asked("rf")) == ([], count)
    few, more, most = (MOST_UNITS - each.left for each in spent)
    assert most - more < 2.2 * (more - few)


def test_what_takes_too_much_work_is_not_measured(
    write_spec: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnstat.pytorch.crosscheck import fields

    network = cnnstat.load(write_spec(LADDER))
    assert check(network).asked("rf") == 30
    monkeypatch.setattr(fields, "MOST_UNITS", 500)
    report = check(network)
    assert texts(report) == []
    assert 1 < report.asked("rf") < 30
    measured = [f"m{at}" not in report.not_measured for at in range(30)]
    assert measured == sorted(measured, reverse=True)
    assert set(report.not_measured.values()) == {"measuring the fields up to it takes too much work"}


def test_what_differs_still_does_where_no_work_is_left(
    write_spec: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A larger image, which would take too much work, takes nothing back."""
    import torch

    from cnnstat.effort import Effort
    from cnnstat.pytorch.crosscheck import fields
    from cnnstat.pytorch.crosscheck.probe import MOST_UNITS

    network = cnnstat.load(write_spec(LADDER))
    model = cnnstat.build(network)
    wider = torch.nn.Conv2d(1, 1, 5, padding=2)
    model["c3"] = wider
    every = [each for each in texts(check(network, model=model)) if " rf " in each]
    assert every[0] == "m3: rf size 11 ≠ 9"
    left = iter((MOST_UNITS, 0, 0))
    monkeypatch.setattr(fields, "Effort", lambda most: Effort(next(left)))
    assert [each for each in texts(check(network, model=model)) if " rf " in each] == every


def test_dominators_are_those_of_brute_force() -> None:
    """Without its dominator no node can be reached; all others may be missing."""
    import random

    from cnnstat.network.graph import INPUT
    from cnnstat.pytorch.crosscheck.dominators import Dominators

    chance = random.Random(1)
    for _ in range(60):
        reads: dict[int, tuple[int, ...]] = {}
        for node in range(chance.randrange(1, 40)):
            near = [INPUT, *range(node)][-chance.randrange(1, 6) :]
            reads[node] = tuple(chance.choices(near, k=chance.randrange(1, 4)))
        tree = Dominators()
        for node, read in reads.items():
            tree.add(node, read)
        for node in reads:
            above = [other for other in range(node) if not reached(reads, node, other)]
            assert tree.of(node) == max(above, default=INPUT)


def reached(reads: dict[int, tuple[int, ...]], node: int, without: int) -> bool:
    """Whether a path leads from the input to a node that avoids another."""
    rest = [node]
    while rest:
        at = rest.pop()
        if at == -1:
            return True
        rest += [source for source in reads[at] if source != without]
    return False


# torchvision.


def deviating(name: str = "resnet50") -> Any:
    import torch

    from cnnstat.pytorch.crosscheck.torchvision_twin import compared

    return compared(cnnstat.load(name), torch.device("meta"))


def test_known_deviations_are_listed_layer_by_layer() -> None:
    twin = deviating()
    assert [(each.layer, each.theirs, each.here, each.there) for each in twin.differences][:2] == [
        ("conv3.1.conv1", "layer2.0.conv1", "2×2", "1×1"),
        ("conv3.1.conv2", "layer2.0.conv2", "1×1", "2×2"),
    ]
    assert len(twin.differences) == 6
    assert twin.mismatches == ()
    assert all(each.reason and each.source for each in twin.differences)


def test_a_difference_that_is_not_declared_is_a_mismatch(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnstat.pytorch.crosscheck import deviations

    monkeypatch.setitem(deviations.DEVIATIONS, "resnet50", deviations.RESNET[1:])
    report = check(cnnstat.load("resnet50"))
    assert texts(report) == [f"conv{stage}.1.conv1: torchvision stride 1×1 ≠ 2×2" for stage in (3, 4, 5)]


def test_a_declared_difference_that_does_not_occur_is_a_mismatch(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnstat.pytorch.crosscheck import deviations

    made_up = deviations.Deviation("pool1", "kernel", "3×3", "2×2", 1, "made up", "nowhere")
    monkeypatch.setitem(deviations.DEVIATIONS, "resnet50", (*deviations.RESNET, made_up))
    assert texts(check(cnnstat.load("resnet50"))) == [
        "pool1: torchvision known deviation, kernel 2×2 instead of 3×3, in 0 layers ≠ in 1 layers"
    ]


def test_another_setting_than_torchvisions_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from torch import nn

    from cnnstat.pytorch.builders import BUILDERS

    monkeypatch.setitem(BUILDERS, TYPES["batchnorm"], lambda layer, x: nn.BatchNorm2d(x.channels, eps=1e-4))
    found = texts(check(cnnstat.load("resnet18")))
    assert found[0] == (
        "conv1.norm: torchvision operation 2 (bn1) batchnorm(affine yes, eps 1e-05) → 64×112×112 ≠ "
        "batchnorm(affine yes, eps 0.0001) → 64×112×112"
    )


@pytest.mark.slow
def test_other_outputs_than_torchvisions_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnstat.pytorch import modules

    monkeypatch.setattr(modules.Add, "forward", lambda self, one, other: one + 1.01 * other)
    found = texts(check(cnnstat.load("resnet18"), "cpu"))
    assert len(found) == 2
    assert re.fullmatch(r"torchvision outputs at inference \S+ away ≠ within 1e-05", found[0])
    assert re.fullmatch(r"torchvision outputs in training mode \S+ away ≠ within 1e-05", found[1])


def test_only_a_network_of_the_catalog_as_it_is_has_a_twin() -> None:
    reason = "only a network of the catalog is compared, with its own input and params"
    assert check(cnnstat.load("resnet18", input=64)).unavailable["torchvision"] == reason
    assert check(cnnstat.load("resnet18", classes=10)).unavailable["torchvision"] == reason
    assert check(cnnstat.load("lenet5")).unavailable["torchvision"] == "it has no such model"


@pytest.mark.parametrize("package", ["fvcore", "torchvision"])
def test_a_missing_package_is_named_and_the_rest_goes_on(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    report = check(cnnstat.load("lenet5"), "cpu")
    assert report.unavailable[package] == f"{package} is not installed: pip install 'cnnstat[torch]'"
    assert report.agrees
    assert report.asked("torch") == 8


# The command.


def crosscheck(program: Callable[..., Done], *arguments: str, **keys: Any) -> Done:
    return program("crosscheck", *arguments, **keys)


REFUSALS = {
    "": "expected the name of a network, or --all; `cnnstat list` shows them all",
    "lenet5 --all": "--all and names exclude each other",
    "lenet5 lenet1 --input 32": "--input and --set go with a single network",
    "--all --set classes=3": "--input and --set go with a single network",
    "lenet5 --format csv": "--format: expected one of table, json, got 'csv'",
    "lenet5 --device gpu": "--device: expected one of auto, cpu, cuda, mps, meta, got 'gpu'; did you mean 'cpu'?",
    "lenet6": "there is no network 'lenet6'; did you mean 'lenet5'? (a file of your own ends in .yaml)",
}


@pytest.mark.parametrize("arguments", REFUSALS)
def test_refusals(arguments: str, program: Callable[..., Done]) -> None:
    result = crosscheck(program, *arguments.split())
    assert (result.code, result.out) == (2, "")
    assert result.err == f"cnnstat: {REFUSALS[arguments]}\n"


def test_a_device_that_is_not_there(program: Callable[..., Done]) -> None:
    from cnnstat.pytorch.device import present

    missing = next(kind for kind in ("mps", "cuda") if kind not in present())  # no machine has both
    result = crosscheck(program, "lenet5", "--device", missing)
    there = ", ".join(present())
    assert (result.code, result.out) == (2, "")
    assert result.err == f"cnnstat: --device: there is no {missing} device here; there is {there}\n"


def versionless(text: str) -> str:
    return re.sub(r"(PyTorch|torchvision|fvcore) \d[^\s\"),]*", r"\1 VERSION", text)


def unwrapped(text: str) -> str:
    """Without line breaks inside sentences, which depend on the length of versions."""
    return versionless(" ".join(text.split()))


@pytest.mark.parametrize("name", ["lenet5", "resnet50"])
def test_the_table(name: str, program: Callable[..., Done], accept: Callable[[str, str], str]) -> None:
    result = crosscheck(program, name, "--device", "meta")
    assert (result.code, result.err) == (0, "")
    table, _, rest = result.out.partition("\n\n1 MAC")
    shown = f"{table}\n\n1 MAC {unwrapped(rest)}\n"
    assert shown == accept(f"crosscheck/{name}.txt", shown)
    assert result.out.endswith(" layers, on meta\n")


@pytest.mark.slow
def test_json(program: Callable[..., Done], tmp_path: Path) -> None:
    result = crosscheck(program, "lenet5", "--format", "json")
    assert (result.code, result.err) == (0, "")
    data = json.loads(result.out)
    assert list(data) == ["schema_version", "tool", "convention", "networks"]
    assert data["schema_version"] == 1
    (network,) = data["networks"]
    assert list(network) == [
        "name", "title", "input", "device", "agrees", "tools", "layers", "torchvision", "mismatches",
    ]  # fmt: skip
    assert network["agrees"] is True
    assert {key: tool["status"] for key, tool in network["tools"].items()} == {
        "torch": "asked", "fvcore": "asked", "rf": "asked", "grad": "asked", "torchvision": "unavailable",
    }  # fmt: skip
    first = network["layers"][0]
    assert list(first) == ["name", "type", "auxiliary", "agrees", "analyzer", "tools"]
    assert first["analyzer"]["output"] == [6, 28, 28]
    assert first["tools"]["torch"][3] == {
        "quantity": "macs", "status": "agrees", "value": 117_600, "expected": 117_600,
        "counted": 235_200, "declared": 0, "residue": 0,
    }  # fmt: skip
    assert network["layers"][3]["tools"]["rf"][0] == {
        "quantity": "size", "status": "agrees", "value": 16, "expected": 16, "pixels": [32, 32],
    }  # fmt: skip
    path = tmp_path / "out.json"
    written = crosscheck(program, "lenet5", "-o", str(path))
    assert (written.code, written.out, written.err) == (0, "", "")
    assert path.read_text(encoding="utf-8") == result.out


@pytest.mark.slow
def test_json_of_what_was_not_measured(write_spec: Callable[[str], Path], program: Callable[..., Done]) -> None:
    result = crosscheck(program, str(write_spec(UNMEASURED)), "--device", "meta", "--format", "json")
    (network,) = json.loads(result.out)["networks"]
    assert network["tools"]["fvcore"] == {
        "title": network["tools"]["fvcore"]["title"],
        "status": "unavailable",
        "reason": "fvcore traces the model, which PyTorch cannot do on the meta device",
        "convention": network["tools"]["fvcore"]["convention"],
        "layers": 0,
        "notes": [],
        "uncounted": [],
    }
    gated, scores = (
        next(layer for layer in network["layers"] if layer["name"] == name) for name in ("gated", "scores")
    )
    assert [each["status"] for each in gated["tools"]["rf"]] == ["agrees"] * 3
    assert scores["tools"]["rf"] == [
        {
            "quantity": "field", "status": "not measured", "value": None, "expected": None,
            "reason": "pool has seen the whole map",
        }
    ]  # fmt: skip


def test_a_narrow_terminal_loses_columns_but_no_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnstat.cli.commands import crosscheck as command

    report = check(cnnstat.load("googlenet-torchvision"))
    for limit in (80, 140):
        lines = ["".join(piece for piece, _ in line) for line in command.one_view([report], limit)]
        assert max(map(len, lines)) <= limit
        assert not any("…" in line for line in lines)
        text = "\n".join(lines)
        assert ("No room for " in text) == (limit == 80)
        assert ("118,013,952" in text) == (limit == 140)
    wide = ["".join(piece for piece, _ in line) for line in command.many_view([report, report], None)]
    assert wide[0].split() == ["network", "layers", "torch", "fvcore", "rf", "grad", "torchvision", "mismatches"]
    assert wide[1].split() == ["googlenet-torchvision", "92", "92", "–", "9", "–", "same", "0"]


@pytest.mark.slow
def test_no_colour_where_none_is_wanted(program: Callable[..., Done]) -> None:
    coloured = crosscheck(program, "lenet1", "--device", "meta", env={"FORCE_COLOR": "1", "COLUMNS": "140"})
    plain = crosscheck(program, "lenet1", "--device", "meta", env={"FORCE_COLOR": "1", "NO_COLOR": "1"})
    assert "\x1b[32m" in coloured.out
    assert "\x1b[32m" not in plain.out
    assert plain.err == coloured.err == ""


def test_nothing_heavy_is_imported_for_a_refusal() -> None:
    code = (
        "import sys; from cnnstat.cli import main\n"
        "sys.argv = ['cnnstat', 'crosscheck', 'nonsense']\n"
        "try: main()\nexcept SystemExit as done: assert done.code == 2\n"
        "assert not {'torch', 'torchvision', 'fvcore'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
