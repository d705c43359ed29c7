"""``cnnstat crosscheck --tools``: what other counters print, taken apart; those that are not installed are played."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import Done

import cnnstat

pytestmark = pytest.mark.torch
NAMES = "flopcounter, torchinfo, fvcore, thop, ptflops, calflops, torchscan, torchlens"


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A function that installs packages that are none, by their names with what is in them; no others are there."""
    from cnnstat.pytorch.counting import counters

    def install(**packages: Any) -> None:
        monkeypatch.setattr(counters, "installed", lambda name: "1.2" if name in (*packages, "torch") else "")
        for name, inside in packages.items():
            monkeypatch.setitem(sys.modules, name, SimpleNamespace(**inside))

    return install


def thop(count: Callable[[Any, Any], Any]) -> dict[str, Any]:
    """A package like thop, which counts so."""
    return {"profile": lambda model, inputs, verbose: (count(model, *inputs), 0)}


def tools(program: Callable[..., Done], *words: str) -> Done:
    return program("crosscheck", *words)


def row(done: Done, name: str) -> list[str]:
    (line,) = (each for each in done.out.splitlines() if each.startswith(f"{name}  "))
    return line.split("  ")


def cells(done: Done, name: str) -> list[str]:
    return [each.strip() for each in row(done, name) if each.strip()]


def calls(name: str) -> Any:
    from cnnstat.pytorch.counting.calls import calls_of
    from cnnstat.pytorch.counting.subject import subject_of

    network = cnnstat.load(name)
    subject = subject_of(network)
    return calls_of(subject.on("meta"), subject.image("meta"), cnnstat.analyze(network))


def test_layers_called_as_attributes_of_modules(
    write_spec: Callable[[str], Path], program: Callable[..., Done]
) -> None:
    path = write_spec(
        "input: {channels: 2, size: 8}\nlayers:\n  - {name: type, type: adaptive_avgpool, size: 2}\n"
        "  - {name: to, type: conv, filters: 2, kernel: 1}\n  - {name: __dict__, type: relu}\n"
    )
    assert tools(program, str(path), "--tools", "all").code == 0


# Its figures


LENET = cnnstat.analyze("lenet5-d2l")
POOLED = sum(each.output.elements for each in LENET.layers if each.type == "avgpool")


def test_a_figure_is_taken_apart(program: Callable[..., Done], play: Callable[..., None]) -> None:
    play(thop=thop(lambda model, x: LENET.macs + POOLED))
    done = tools(program, "lenet5-d2l", "--tools", "thop")
    assert (done.code, done.err) == (0, "")
    assert cells(done, "thop") == ["thop", "1.2", "MACs", f"{LENET.macs + POOLED:,}", "1", f"{POOLED:,}", "0"]
    assert done.out.startswith("LeNet-5, the textbooks' (built from the spec)\n")
    text = " ".join(done.out.split())
    assert "The model is the one that cnnstat builds: it has no such model." in text
    assert "thop, MACs: MACs + 4 for each element of a norm" in text


def test_what_nobody_can_explain_is_a_finding(program: Callable[..., Done], play: Callable[..., None]) -> None:
    play(thop=thop(lambda model, x: LENET.macs + POOLED + 5))
    done = tools(program, "lenet5-d2l", "--tools", "thop")
    assert done.code == 1
    assert cells(done, "thop")[-1] == "5 unnamed"


def test_json(program: Callable[..., Done], play: Callable[..., None]) -> None:
    play(thop=thop(lambda model, x: LENET.macs + POOLED + 5))
    done = tools(program, "lenet5-d2l", "--tools", "thop,flopcounter", "--format", "json")
    data = json.loads(done.out)
    assert list(data) == ["schema_version", "tool", "convention", "networks"]
    (network,) = data["networks"]
    assert (network["macs"], network["model"], network["agrees"]) == (LENET.macs, None, False)
    other, own = network["figures"]
    assert (other["counter"], other["words"], other["value"]) == ("thop", "MACs", LENET.macs + POOLED + 5)
    assert (other["declared"], other["residue"], other["named"], other["unnamed"]) == (POOLED, 5, [], 5)
    assert (own["counter"], own["value"], own["per_mac"], own["residue"]) == ("FlopCounterMode", 2 * LENET.macs, 2, 0)


def test_a_formula_that_does_not_know_a_layer_says_so(program: Callable[..., Done], play: Callable[..., None]) -> None:
    play(thop=thop(lambda model, x: 1))
    done = tools(program, "alexnet", "--tools", "thop")
    assert done.code == 0
    assert cells(done, "thop")[-2:] == ["?", "?"]
    assert "?: how thop counts lrn is not known." in done.out


def test_each_counter_has_a_model_of_its_own(program: Callable[..., Done], play: Callable[..., None]) -> None:
    """Whatever one leaves behind, another does not meet."""
    met: list[Any] = []

    def spoil(model: Any, x: Any) -> int:
        met.append((id(model), model.training, sum(len(each._forward_hooks) for each in model.modules())))
        model.train()
        model.register_forward_hook(lambda *given: None)
        model.kept = met  # so that no other model has its address
        met.append(model)
        return 0

    def summary(model: Any, input_data: Any, verbose: int) -> Any:
        return SimpleNamespace(total_mult_adds=spoil(model, input_data))

    play(thop=thop(spoil), torchinfo={"summary": summary})
    tools(program, "lenet5-d2l", "--tools", "thop,torchinfo")
    (one, *state), (other, *after) = met[::2]
    assert one != other
    assert state == after == [False, 0]


class HarshError(BaseException):
    pass


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("no hooks\nand more"), "thop 1.2 gave nothing: ValueError: no hooks."),
        (HarshError(), "thop 1.2 gave nothing: HarshError."),
        (SystemExit(3), "thop 1.2 gave nothing: SystemExit: 3."),
        (None, "thop 1.2 gave nothing: no figure."),
    ],
)
def test_what_a_counter_raises_is_told_in_a_line(
    error: BaseException | None, line: str, program: Callable[..., Done], play: Callable[..., None]
) -> None:
    def fail(model: Any, x: Any) -> None:
        print("words that nobody asked for")
        if error is not None:
            raise error

    play(thop=thop(fail))
    done = tools(program, "lenet5-d2l", "--tools", "thop,flopcounter")
    assert (done.code, done.err) == (0, "")
    assert line in done.out.splitlines()
    assert cells(done, "FlopCounterMode")[-1] == "0"
    assert "nobody asked" not in done.out


def test_all_names_those_that_are_not_installed(program: Callable[..., Done], play: Callable[..., None]) -> None:
    play(thop=thop(lambda model, x: LENET.macs + POOLED), calflops={})
    done = tools(program, "lenet5-d2l", "--tools", "all")
    assert done.code == 0
    lines = done.out.splitlines()
    for package in ("torchinfo", "fvcore", "ptflops", "torchscan"):
        assert any(
            each.startswith(package) and each.endswith(f"not installed (pip install {package}).") for each in lines
        )
    assert "calflops: not installed (pip install transformers)." in lines
    assert "ptflops aten: not installed (pip install ptflops)." in lines
    assert "TorchLens: not installed (pip install torchlens)." in lines


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--tools thopp", f"--tools: expected all or some of {NAMES}, got 'thopp'; did you mean 'thop'?"),
        ("--tools thop,", f"--tools: expected all or some of {NAMES}, got ''"),
        ("--tools thop", "--tools: thop is not installed: pip install thop"),
        ("--tools all --device cpu", "--tools and --device exclude each other: the tools choose their device"),
    ],
)
def test_refusals_of_tools(words: str, message: str, program: Callable[..., Done], play: Callable[..., None]) -> None:
    play()
    done = tools(program, "lenet5-d2l", *words.split())
    assert (done.code, done.out, done.err) == (2, "", f"cnnstat: {message}\n")


# How a model calls its layers


def test_pools_and_activations_that_are_functions_are_found() -> None:
    pytest.importorskip("torchvision")
    assert [each.layer.type for each in calls("mobilenet_v2").each if each.function] == ["global_avgpool"]
    found = calls("googlenet-torchvision").each
    kinds = {(each.layer.type, each.function) for each in found}
    assert kinds == {("relu", True), ("maxpool", False), ("global_avgpool", False)}
    assert len(found) == 57 + 13 + 1
    assert not any(each.pair for each in found)


def test_a_pool_that_changes_nothing_is_the_models_alone() -> None:
    pytest.importorskip("torchvision")
    (idle,) = calls("vgg11").idle
    assert idle.x == idle.y == (512, 7, 7, False)
    assert len(calls("vgg11").each) == 5 + 8 + 2
    assert calls("resnet18").idle == []


def test_modules_of_this_program_have_children_and_pairs_for_kernels() -> None:
    found = calls("lenet5-d2l")
    assert [each.name for each in found.parents] == ["C1", "C3", "C5", "F6"]
    assert all(each.pair and not each.function for each in found.each if each.layer.type == "avgpool")
    assert found.foreign == []
    assert calls("lenet5").foreign == ["Subsample", "TableConv2d"]


def test_modules_with_children_are_a_named_cause(program: Callable[..., Done], play: Callable[..., None]) -> None:
    """A counter that looks at leaves alone sees of this model only the last layer."""
    last = LENET.layers[-1]
    hidden = LENET.macs - last.macs + sum(each.output.elements for each in LENET.layers[:-1] if each.params)
    found = SimpleNamespace(total_mult_adds=last.macs + last.output.elements)
    play(torchinfo={"summary": lambda model, input_data, verbose: found})
    done = tools(program, "lenet5-d2l", "--tools", "torchinfo")
    assert (done.code, cells(done, "torchinfo")[-1]) == (0, f"-{hidden:,} modules with children")


# The counters themselves


@pytest.mark.parametrize("name", ["resnet18", pytest.param("mobilenet_v2", marks=pytest.mark.slow)])
def test_flop_counter_mode_counts_two_for_each_mac(name: str) -> None:
    from cnnstat.pytorch.counting import ask, chosen

    asked = ask(cnnstat.load(name), chosen("flopcounter"))
    (answer,) = asked.answers
    assert (answer.found, answer.residue) == (2 * asked.macs, 0)


REAL = ("torchinfo", "fvcore", "thop", "ptflops", "calflops", "torchscan", "torchlens")
TWINS = {
    "alexnet-owt": "", "resnet18": "", "resnet50-v1.5": "", "mobilenet_v2": "called as functions",
    "googlenet-torchvision": "called as functions", "vgg11": "pools that change nothing",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", [*TWINS, "resnet20", "lenet5-d2l"])
@pytest.mark.parametrize("key", REAL)
def test_no_counters_figure_is_left_unexplained(key: str, name: str) -> None:
    from cnnstat.pytorch.counting import COUNTERS, ask, chosen

    for package in ("torchvision", key, *COUNTERS[key][0].needs):
        pytest.importorskip(package, reason=f"{package} is not installed", exc_type=ImportError)
    asked = ask(cnnstat.load(name), chosen(key))
    assert asked.failed == ()
    assert [(each.figure.words, each.unnamed) for each in asked.answers if each.unnamed or each.unknown] == []
    if name in TWINS:
        assert asked.subject.name.startswith("torchvision.models.")
        assert {cause for each in asked.answers for cause, _ in each.causes} <= {TWINS[name]}
