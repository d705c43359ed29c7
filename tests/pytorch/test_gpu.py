"""What only a GPU shows, run by ``tests/gpu.sh``; and that script itself, as far as it goes without one.

Nothing here needs more than pytest, PyTorch and what conftest.py imports.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Done, told

import cnnstat

pytestmark = pytest.mark.torch

Write = Callable[[str], Path]

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
    from cnnstat.network.recipe import Recipe
    from cnnstat.pytorch.train.loop import Trainer
    from cnnstat.pytorch.train.options import Options
    from cnnstat.pytorch.train.source import Source

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
            if run.step == run.steps:  # it is heard when the losses are looked at next
                run.ask_to_stop()

    path = write_spec(NET)
    options: dict[str, Any] = {"precision": precision, "channels_last": channels_last, "output": tmp_path}
    broken = trainer(path, StopInSecondEpoch(), images=240, **options)
    assert not broken.run()
    assert (broken.epoch, broken.step) == (1, 20)
    resumed = trainer(path, images=240, **options, resume=True)
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
@pytest.mark.parametrize("name", ["lenet5", "mobilenet_v2"])
def test_networks_take_steps_channels_last(name: str, precision: str, device: Any) -> None:
    run = trainer(name, images=16, batch=8, epochs=1, learning_rate=1e-3, precision=precision, channels_last=True)
    assert run.run()
    assert stored_channels_last(run)


def stored_channels_last(run: Any) -> bool:
    """Whether all kernels of a run are, with more than one channel and position."""
    import torch

    weights = [each for each in run.model.parameters() if each.dim() == 4]
    return all(each.is_contiguous(memory_format=torch.channels_last) for each in weights)


@pytest.mark.gpu
def test_a_network_agrees_on_the_gpu(device: Any) -> None:
    """One that torchvision has too; the script checks the other networks."""
    import torch

    from cnnstat.pytorch.crosscheck import crosscheck

    torch.manual_seed(5)
    expected = torch.rand(1, device=device).item()
    torch.manual_seed(5)
    report = crosscheck(cnnstat.load("resnet18"), "cuda")
    assert torch.rand(1, device=device).item() == expected, "random numbers go on as if nothing had been drawn"
    assert [mismatch.text for mismatch in report.mismatches] == []
    trained = sum(layer.params > 0 for layer in cnnstat.analyze(report.network, training=True).every)
    assert report.asked("grad") == trained > 0
    if "torchvision" not in report.unavailable:
        assert len(report.twin.done) == 3  # type: ignore[union-attr]


@pytest.mark.gpu
@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v2"])
def test_the_memory_model_on_a_gpu(name: str, precision: str, channels_last: bool, device: Any) -> None:
    """Within 15 % for networks that are large beside the workspaces, which the model leaves out."""
    import torch

    from cnnstat.pytorch import device as devices
    from cnnstat.pytorch.train.measure import training_bytes

    batch = 256
    if (devices.memory_of(device) or 0) < 8 * 2**30:
        pytest.skip("the card has less than 8 GiB to spare")
    run = trainer(name, images=batch, batch=batch, precision=precision, channels_last=channels_last)
    images = torch.randn(batch, 3, 224, 224, device=device)
    parts = itertools.repeat(run.moved([images, torch.arange(batch, device=device) % 10]))
    del images  # moved to another layout, it is a copy
    run.prepare()
    devices.reset_most_allocated(device)
    for _ in range(2):  # the optimizer's state is there from the second on
        run.update(parts)
    assert stored_channels_last(run) == channels_last
    allocated = devices.most_allocated(device)
    assert allocated is not None
    assert 0.85 < training_bytes(run.network, run.options, batch) / allocated < 1.15


@pytest.mark.gpu
def test_each_run_has_its_own_peak_of_memory(device: Any) -> None:
    large = trainer("lenet5", images=256, batch=256, epochs=1)
    large.run()
    most = large.allocated
    del large
    small = trainer("lenet5", images=8, batch=8, epochs=1)
    small.run()
    assert 0 < small.allocated < most


@pytest.mark.gpu
def test_out_of_memory_says_what_fits(device: Any) -> None:
    import torch

    from cnnstat.pytorch.crosscheck import crosscheck

    gigabyte = 2**30 / torch.cuda.get_device_properties(device).total_memory
    torch.cuda.set_per_process_memory_fraction(gigabyte, 0)
    with pytest.raises(cnnstat.CnnstatError) as caught:
        trainer("resnet18", images=128, batch=128, epochs=1).run()
    pattern = r"out of memory with 128 images at a time on cuda:0; .*: --batch or --accumulate"
    assert re.fullmatch(pattern, str(caught.value))
    torch.cuda.set_per_process_memory_fraction(gigabyte / 64, 0)
    torch.cuda.empty_cache()
    with pytest.raises(cnnstat.CnnstatError) as caught:
        crosscheck(cnnstat.load("resnet18"), "cuda")
    assert str(caught.value) == "out of memory on cuda:0 with resnet18; --device meta needs none"


@pytest.mark.gpu
def test_train_tells_speed_and_memory(process: Callable[..., Done]) -> None:
    """From the command line, with processes that load images beside one that uses the card."""
    result = process(
        "train", "lenet5", "--device", "cuda", "--precision", "bfloat16", "--channels-last", "--workers", "2",
        "--images", "32", "--batch", "8", "-e", "1",
    )  # fmt: skip
    assert result.code == 0, result.err
    assert re.search(r"^speed: [\d,]+ images/s, .*FLOP/s of a large matrix product$", result.out, re.MULTILINE)
    assert re.search(r"^memory: .* by the model, .* at most allocated \([+-]\d+ %\)$", result.out, re.MULTILINE), (
        result.out
    )


@pytest.mark.gpu
# The inductor advises to allow TF32 in matrix products; that is a user's choice, and nothing goes wrong without it.
@pytest.mark.filterwarnings("ignore:TensorFloat32 tensor cores for float32 matrix multiplication available:UserWarning")
def test_compile_changes_no_losses(write_spec: Write, device: Any) -> None:
    """In float32, where nothing is rounded otherwise; the script's tables have the other precisions."""
    if importlib.util.find_spec("triton") is None:
        pytest.skip("triton is not installed")
    path = write_spec(NET)
    plain, compiled = (trainer(path, images=40, epochs=1, compile=each, channels_last=True) for each in (False, True))
    plain.run(), compiled.run()
    assert compiled.records[0].loss == pytest.approx(plain.records[0].loss, rel=0.05)


# The script, without a GPU.


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Done]:
    """A function that runs the tables' program on the CPU, with other code in the place of ``gpu_steps.py``."""
    folder = ROOT / "tests" / "benchmarks"
    steps, tables = tmp_path / "steps.py", tmp_path / "tables.py"

    def run(code: str, *arguments: str) -> Done:
        begin = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
        steps.write_text(begin + code)
        tables.write_text(
            f"{begin}from pathlib import Path; import gpu\n"
            f"gpu.STEPS = Path({str(steps)!r})\nsys.exit(gpu.main(sys.argv[1:]))\n"
        )
        command = [sys.executable, str(tables), "--device", "cpu", "--networks", "lenet5", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "300"}
        return told(subprocess.run(command, capture_output=True, check=False, timeout=110, env=environment))

    return run


def rows(text: str) -> list[list[str]]:
    """The cells of both tables' rows."""
    return [re.split(r"  +", line.strip()) for line in text.splitlines() if line.startswith("lenet5 ")]


@pytest.mark.slow
def test_the_tables_of_speed_and_memory(table: Callable[..., Done]) -> None:
    done = table(
        "import gpu_steps; gpu_steps.SECONDS = 0.0; gpu_steps.main(*sys.argv[1:])",
        "--precisions",
        "float32,bfloat16",
        "--plain",
    )
    assert (done.code, done.err) == (0, "")
    found = rows(done.out)
    settings = [[precision, channels, "no"] for precision in PRECISIONS[:2] for channels in ("first", "last")]
    assert [row[1:4] for row in found] == settings * 2
    for *_, step, speed, reached, share in found[:4]:
        assert float(speed.replace(",", "")) == pytest.approx(2000 / float(step.replace(",", "")), rel=0.2, abs=1)
        assert re.fullmatch(r"[\d.]+ [kMG]", reached)
        assert re.fullmatch(r"[\d.]+ %", share)
    for *_, batch, predicted, allocated, ratio in found[4:]:
        assert batch == "2"
        assert re.fullmatch(r"[\d.]+ [KM]iB", predicted)
        assert (allocated, ratio) == ("-", "-")
    assert max(len(line) for line in done.out.splitlines() if line.startswith(("network ", "lenet5 "))) <= 80
    assert "Peak: the largest rate of a large matrix product here: float32 " in done.out
    assert "Failed" not in done.out
    assert "Left out" not in done.out


HANG = """
import ctypes, json, pathlib, signal

measured = {"batch": 2, "flops": 10**6, "setup": 1.0, "seconds": 0.5, "predicted": 2**20, "allocated": 2**21}
known = [{"device": "a card", "counted": "all", "peaks": {"float32": 1e12}, "tf32": False}, *[{"row": measured}] * 2]
lines = "".join(json.dumps(each) + "\\n" for each in known)
pathlib.Path(sys.argv[3]).write_text(lines + '{"row": {"ba')
for each in (signal.SIGTERM, signal.SIGALRM, signal.SIGINT):
    signal.signal(each, signal.SIG_IGN)
ctypes.PyDLL(None).sleep(300)  # in C, and holding Python's lock
"""


@pytest.mark.slow
def test_a_compilation_without_end_costs_no_row(table: Callable[..., Done]) -> None:
    done = table(HANG, "--precisions", "float32", "--seconds", "8")
    assert (done.code, done.err) == (0, "")
    ways = [["float32", channels, "no"] for channels in ("first", "last")]
    assert [row[1:] for row in rows(done.out)] == [
        *([*way, "500.00", "4", "4.00 M", "0.0 %"] for way in ways),
        *([*way, "2", "1.0 MiB", "2.0 MiB", "0.50"] for way in ways),
    ]
    assert done.out.endswith("\nLeft out for want of time: lenet5 compiled (float32 channels-last, float32).\n")


FAIL = """
import gpu_steps

def fail(setting, *more):
    if setting.channels_last:
        import os
        os.kill(os.getpid(), 9)
    raise RuntimeError("no kernel\\nfor this")

gpu_steps.measured = fail
gpu_steps.devices.peak_flops = lambda *_: None
gpu_steps.main(*sys.argv[1:])
"""


@pytest.mark.slow
def test_what_fails_is_named(table: Callable[..., Done]) -> None:
    done = table(FAIL, "--precisions", "float32,float16", "--plain")
    assert done.code == 1
    assert "here: float32 not measured, no memory, float16 not measured, no memory.\n" in done.out
    assert "Failed: lenet5 in float32: RuntimeError: no kernel\n" in done.out
    assert "Failed: the process that measures ended in lenet5 in float32, channels-last with signal 9\n" in done.out
    assert "Left out: lenet5 (float32 channels-last, float16, float16 channels-last).\n" in done.out


def test_smaller_batches_where_memory_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    monkeypatch.syspath_prepend(ROOT / "tests" / "benchmarks")
    module = importlib.import_module("gpu_steps")
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
