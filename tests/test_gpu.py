"""What only a GPU shows, run by ``tests/gpu.sh``; and that script itself, as far as it goes without one.

Nothing here needs more than pytest, PyTorch and what conftest.py imports.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Result

import cnnstat

pytestmark = [
    pytest.mark.torch,
    # Warnings of drivers, and of whatever PyTorch the card's machine has, are shown and not failed for.
    pytest.mark.filterwarnings("default"),
]

Write = Callable[[str], Path]

NETWORKS = ("lenet5", "resnet18", "mobilenet_v2")
PRECISIONS = ("float32", "bfloat16", "float16")
NET = """
    name: net
    input: {channels: 3, size: 12}
    recipe: {batch: 8, epochs: 3, learning_rate: 0.05, schedule: plateau, every: 2}
    layers:
      - {name: conv1, type: conv, filters: 8, kernel: 3, norm: batchnorm, activation: relu}
      - {name: pool1, type: maxpool, kernel: 2}
      - {name: flatten, type: flatten}
      - {name: fc, type: linear, features: 10}
"""


def trainer(network: Path | str, watcher: Any = None, images: int = 400, **more: Any) -> Any:
    """A run on synthetic images, on the GPU unless told otherwise; keys of the recipe and options."""
    from cnnstat.pytorch.train.loop import Trainer
    from cnnstat.pytorch.train.options import Options
    from cnnstat.pytorch.train.source import Source
    from cnnstat.recipe import Recipe

    loaded = cnnstat.load(network)
    keys = {key: more.pop(key) for key in list(more) if key in vars(loaded.recipe)}
    recipe = Recipe(**{**vars(loaded.recipe), **keys})
    return Trainer(loaded, Options(recipe, Source(images=images), **{"device": "cuda", **more}), watcher)


@pytest.fixture
def device() -> Iterator[Any]:
    """The GPU, without what earlier tests have left in its memory."""
    import gc

    import torch

    gc.collect()
    torch.cuda.empty_cache()
    yield torch.device("cuda", 0)
    torch.cuda.set_per_process_memory_fraction(1.0, 0)


@pytest.mark.gpu
def test_the_card_is_chosen_and_has_a_peak(device: Any) -> None:
    import torch

    from cnnstat.pytorch import device as devices

    before = torch.get_float32_matmul_precision()
    assert devices.choose("auto") == device
    assert (devices.memory_of(device) or 0) > 2**30
    for precision in PRECISIONS:
        assert (devices.peak_flops(device, precision, 0.1) or 0) > 1e11, precision
    assert torch.get_float32_matmul_precision() == before
    with pytest.raises(cnnstat.CnnstatError, match="there is no cuda:99; this machine has"):
        devices.choose("cuda:99")


@pytest.mark.gpu
@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_gpu_learns_and_resumes(write_spec: Write, tmp_path: Path, precision: str, channels_last: bool) -> None:
    class StopInSecondEpoch:
        def started(self, run: Any) -> None: ...

        def finished_epoch(self, run: Any, record: Any) -> None: ...

        def stepped(self, run: Any) -> None:
            if (run.epoch, run.step) >= (1, 20):
                run.ask_to_stop()

    path = write_spec(NET)
    options: dict[str, Any] = {"precision": precision, "channels_last": channels_last, "output": tmp_path}
    broken = trainer(path, StopInSecondEpoch(), **options)
    assert not broken.run()
    assert (broken.epoch, broken.step) == (1, 40)
    resumed = trainer(path, **options, resume=True)
    assert resumed.run()
    assert len(resumed.records) == 3
    assert resumed.records[-1].held_out_accuracy > 0.5
    assert resumed.records[-1].loss < resumed.records[0].loss


@pytest.mark.gpu
def test_a_gpu_computes_what_a_cpu_does(write_spec: Write) -> None:
    """The same weights, images and order: the same losses, but for TF32 and the order of sums."""
    path = write_spec(NET)
    here, there = (trainer(path, images=40, epochs=1, device=kind) for kind in ("cpu", "cuda"))
    here.run(), there.run()
    assert there.records[0].loss == pytest.approx(here.records[0].loss, rel=0.02)


@pytest.mark.gpu
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", NETWORKS)
def test_networks_take_steps_channels_last(name: str, precision: str, device: Any) -> None:
    import torch

    run = trainer(name, images=32, batch=8, epochs=1, learning_rate=1e-3, precision=precision, channels_last=True)
    assert run.run()
    weights = [each for each in run.model.parameters() if each.dim() == 4]
    assert all(each.is_contiguous(memory_format=torch.channels_last) for each in weights)


@pytest.mark.gpu
@pytest.mark.parametrize("name", NETWORKS)
def test_networks_agree_on_the_gpu(name: str, device: Any) -> None:
    import torch

    from cnnstat.pytorch.crosscheck import crosscheck

    torch.manual_seed(5)
    expected = torch.rand(1, device=device).item()
    torch.manual_seed(5)
    report = crosscheck(cnnstat.load(name), "cuda")
    assert torch.rand(1, device=device).item() == expected, "random numbers go on as if nothing had been drawn"
    assert [mismatch.text for mismatch in report.mismatches] == []
    trained = sum(layer.params > 0 for layer in cnnstat.analyze(report.network, training=True).every)
    assert report.asked("grad") == trained > 0
    if "torchvision" not in report.unavailable:
        assert len(report.twin.done) == 3  # type: ignore[union-attr]


FACTOR = 2.0
"""How far the memory model may be off on a card: it leaves out workspaces and the gradients of activations."""


@pytest.mark.gpu
@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_memory_model_on_a_gpu(precision: str, channels_last: bool, device: Any) -> None:
    from cnnstat.pytorch.train.measure import training_bytes

    run = trainer("resnet18", images=64, batch=32, epochs=1, precision=precision, channels_last=channels_last)
    run.run()
    model = training_bytes(run.network, run.options, 32)
    assert run.allocated / FACTOR <= model <= FACTOR * run.allocated


@pytest.mark.gpu
def test_each_run_has_its_own_peak_of_memory(device: Any) -> None:
    large = trainer("resnet18", images=32, batch=32, epochs=1)
    large.run()
    most = large.allocated
    del large
    small = trainer("lenet5", images=32, batch=8, epochs=1)
    small.run()
    assert 0 < small.allocated < most


@pytest.mark.gpu
def test_out_of_memory_says_what_fits(device: Any) -> None:
    import torch

    from cnnstat.pytorch.crosscheck import crosscheck

    gigabyte = 2**30 / torch.cuda.get_device_properties(device).total_memory
    torch.cuda.set_per_process_memory_fraction(gigabyte, 0)
    with pytest.raises(cnnstat.CnnstatError) as caught:
        trainer("vgg16", images=32, batch=32, epochs=1).run()
    pattern = r"out of memory with 32 images at a time on cuda:0; .*: --batch or --accumulate"
    assert re.fullmatch(pattern, str(caught.value))
    torch.cuda.set_per_process_memory_fraction(gigabyte / 4, 0)
    torch.cuda.empty_cache()
    with pytest.raises(cnnstat.CnnstatError) as caught:
        crosscheck(cnnstat.load("vgg16"), "cuda")
    assert str(caught.value) == "out of memory on cuda:0 with vgg16; --device meta needs none"


@pytest.mark.gpu
def test_train_tells_speed_and_memory(program: Callable[..., Result]) -> None:
    """From the command line, with processes that load images beside one that uses the card."""
    result = program(
        "train", "lenet5", "--device", "cuda", "--precision", "bfloat16", "--channels-last", "--workers", "2",
        "--images", "64", "--batch", "8", "-e", "2",
    )  # fmt: skip
    assert result.code == 0, result.err
    assert re.search(r"^speed: [\d,]+ images/s, .*FLOP/s of a large matrix product$", result.out, re.MULTILINE)
    assert re.search(r"^memory: .* by the model, .* at most allocated \([+-]\d+ %\)$", result.out, re.MULTILINE), (
        result.out
    )


@pytest.mark.gpu
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_compile_changes_no_losses(write_spec: Write, precision: str, device: Any) -> None:
    if importlib.util.find_spec("triton") is None:
        pytest.skip("triton is not installed")
    path = write_spec(NET)
    plain, compiled = (
        trainer(path, images=40, epochs=1, precision=precision, compile=each, channels_last=True)
        for each in (False, True)
    )
    plain.run(), compiled.run()
    assert compiled.records[0].loss == pytest.approx(plain.records[0].loss, rel=0.05)


# The script, without a GPU.


def benchmark() -> Any:
    """tests/benchmarks/gpu.py as a module."""
    spec = importlib.util.spec_from_file_location("benchmark_gpu", ROOT / "tests" / "benchmarks" / "gpu.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def rows(text: str) -> list[list[str]]:
    """The cells of a printed table's rows."""
    return [re.split(r"  +", line.strip()) for line in text.splitlines() if line.startswith(" lenet5 ")]


def test_the_table_of_speed_and_memory(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    module = benchmark()
    monkeypatch.setattr(module, "SECONDS", 0.0)
    arguments = ["--device", "cpu", "--networks", "lenet5", "--precisions", "float32,bfloat16", "--plain"]
    assert module.main(arguments) == 0
    out = capsys.readouterr().out
    found = rows(out)
    assert [row[1:4] for row in found] == [
        [precision, layout, "no"] for precision in ("float32", "bfloat16") for layout in ("contiguous", "channels-last")
    ]
    for row in found:
        *_, batch, step, speed, reached, share, predicted, allocated, ratio = row
        assert batch == "2"
        assert float(speed.replace(",", "")) == pytest.approx(2000 / float(step.replace(",", "")), rel=0.2, abs=1)
        assert re.fullmatch(r"[\d.]+ [kMG]", reached)
        assert re.fullmatch(r"[\d.]+ %", share)
        assert re.fullmatch(r"[\d.]+ [KM]iB", predicted)
        assert (allocated, ratio) == ("-", "-")
    assert "Peak: the largest rate of a large matrix product here: float32 " in out
    assert "Failed" not in out
    assert "Left out" not in out


def test_what_fails_or_takes_too_long_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = benchmark()
    arguments = ["--device", "cpu", "--networks", "lenet5", "--precisions", "float32", "--plain"]
    done = []

    def fail(setting: Any, *_: Any) -> Any:
        done.append(setting)
        if len(done) == 1:
            raise RuntimeError("no kernel\nfor this")
        while True:  # until the time is up
            pass

    monkeypatch.setattr(module, "measured", fail)
    assert module.main([*arguments, "--until", f"{time.time() + 3}"]) == 1
    out = capsys.readouterr().out
    assert "Failed: lenet5 in float32: RuntimeError: no kernel\n" in out
    assert "Left out for want of time: lenet5 (float32 channels-last).\n" in out


def test_smaller_batches_where_memory_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    module = benchmark()
    cpu, size = torch.device("cpu"), module.Size(64, 64)
    setting = module.Setting("resnet18", "float32", False, False)
    assert module.trainer(setting, cpu, size).batch == 64
    monkeypatch.setattr(module.devices, "memory_of", lambda device: 2**28)
    batch = module.trainer(setting, cpu, size).batch
    assert 1 <= batch < 64
    assert 64 % batch == 0


def run_script(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", str(ROOT / "tests" / "gpu.sh")],
        capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHON": sys.executable, **environment},
    )  # fmt: skip


def test_the_script_says_that_there_is_no_gpu() -> None:
    done = run_script({"CUDA_VISIBLE_DEVICES": ""})
    assert (done.returncode, done.stdout) == (0, "no GPU here that PyTorch can use, so nothing was run\n"), done.stderr


def test_the_script_says_that_there_is_no_pytorch(tmp_path: Path) -> None:
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n')
    bare.chmod(0o755)
    done = run_script({"PYTHON": str(bare)})
    assert (done.returncode, done.stdout) == (0, "no PyTorch here, so nothing was run on a GPU\n"), done.stderr
    done = run_script({"PYTHON": str(tmp_path / "nothing")})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{tmp_path}/nothing is not here: PYTHON=... names another interpreter\n"
