"""Training: the same losses however a run is cut up, interrupted or shared out, and one line for what goes wrong."""

from __future__ import annotations

import csv
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnnstat

pytestmark = pytest.mark.torch

Write = Callable[[str], Path]

NET = """
    input: {channels: 3, size: 12}
    recipe: {batch: 8, epochs: 3, learning_rate: 0.05, schedule: plateau, every: 2, augment: true}
    params: {classes: 10}
    layers:
      - {name: conv1, type: conv, filters: 8, kernel: 3, norm: batchnorm, activation: relu, dropout: 0.2}
      - {name: head, type: global_avgpool, auxiliary: true}
      - {name: head_flat, type: flatten, auxiliary: true, from: head}
      - {name: head_fc, type: linear, features: classes, auxiliary: true, from: head_flat}
      - {name: pool1, type: maxpool, kernel: 2}
      - {name: flatten, type: flatten}
      - {name: fc, type: linear, features: classes, dropout: 0.3}
"""
SMALL = """
    input: {channels: 3, size: 12}
    recipe: {batch: 8, epochs: 3, learning_rate: 0.05, augment: true}
    layers:
      - {name: conv1, type: conv, filters: 8, kernel: 3, activation: relu}
      - {name: pool1, type: maxpool, kernel: 2}
      - {name: flatten, type: flatten}
      - {name: fc, type: linear, features: 10}
"""


def trainer(path: Path | str, watcher: Any = None, images: int = 40, **options: Any) -> Any:
    """A run on synthetic images."""
    from cnnstat.pytorch.train.loop import Trainer
    from cnnstat.pytorch.train.options import Options
    from cnnstat.pytorch.train.source import Source

    network = cnnstat.load(path)
    recipe = options.pop("recipe", network.recipe)
    source = options.pop("source", Source(images=images))
    made = Trainer(network, Options(recipe=recipe, source=source, device="cpu", **options), watcher)
    if watcher is not None:
        watcher.run = made  # for those that act on the run; others look at its stage
    return made


def with_keys(path: Path | str, **keys: Any) -> Any:
    """The network's recipe with other keys."""
    from cnnstat.network.recipe import Recipe

    return Recipe(**{**vars(cnnstat.load(path).recipe), **keys})


def losses(run: Any) -> list[tuple[float, ...]]:
    """Everything of the records but the speed."""
    return [record[:-1] for record in run.records]


class StopAt:
    """A watcher that asks to stop at a step of an epoch."""

    run: Any

    def __init__(self, epoch: int, step: int) -> None:
        self.epoch, self.step = epoch, step

    def started(self, run: Any) -> None: ...

    def finished_epoch(self, run: Any, record: Any) -> None: ...

    def stepped(self, stage: Any) -> None:
        run = self.run
        if (run.epoch, run.step) >= (self.epoch, self.step - 1):
            run.ask_to_stop()


@given(
    images=st.integers(8, 60), parts=st.sampled_from([(1, 1), (2, 1), (1, 2), (2, 2), (4, 1)]),
    epoch=st.integers(0, 3), first=st.integers(0, 3), seed=st.integers(0, 5),
)  # fmt: skip
def test_batches_are_the_same_however_they_are_dealt_out(
    images: int, parts: tuple[int, int], epoch: int, first: int, seed: int
) -> None:
    from cnnstat.pytorch.train.batches import Batches

    workers, accumulate = parts
    first = min(first, images // 8)
    whole = [sorted(batch) for batch in Batches(images, 8, seed, epoch)]
    assert len({key for batch in whole for key in batch}) == 8 * (images // 8)
    shares = [list(Batches(images, 8, seed, epoch, first, rank, workers, accumulate)) for rank in range(workers)]
    assert {len(part) for share in shares for part in share} <= {8 // workers // accumulate}
    for step, batch in enumerate(whole[first:]):
        dealt = [key for share in shares for part in share[step * accumulate : (step + 1) * accumulate] for key in part]
        assert sorted(dealt) == batch
    if images >= 24 and first == 0:
        assert whole != [sorted(batch) for batch in Batches(images, 8, seed, epoch + 1)]


@pytest.mark.parametrize(("epoch", "step"), [(0, 2), (1, 4), (2, 5)])
def test_an_interrupted_run_ends_with_the_same_losses(write_spec: Write, tmp_path: Path, epoch: int, step: int) -> None:
    """Batch norm, dropout, heads, crops, momentum and a plateau schedule: nothing of it may be lost."""
    path = write_spec(NET)
    whole = trainer(path)
    assert whole.run()
    broken = trainer(path, StopAt(epoch, step), output=tmp_path)
    complete = broken.run()
    assert complete == ((epoch, step) == (2, 5))
    resumed = trainer(path, output=tmp_path, resume=True)
    assert (resumed.epoch, resumed.step) == (0, 0)
    assert resumed.run()
    assert losses(resumed) == losses(whole)
    for key, value in whole.model.state_dict().items():
        assert value.equal(resumed.model.state_dict()[key]), key


def test_checkpoints_every_few_steps_survive_a_kill(write_spec: Write, tmp_path: Path) -> None:
    """The state after step 2 of epoch 2, as kill -9 leaves it, is enough to end with the same losses."""
    path = write_spec(NET)
    whole = trainer(path)
    whole.run()

    class KilledError(Exception):
        pass

    class Kill(StopAt):
        def stepped(self, stage: Any) -> None:
            run = self.run
            if (run.epoch, run.step) == (1, 3):
                raise KilledError

    with pytest.raises(KilledError):
        trainer(path, Kill(0, 0), output=tmp_path, save_every=2).run()
    resumed = trainer(path, output=tmp_path, resume=True)
    resumed.run()
    assert losses(resumed) == losses(whole)


def test_other_images_are_no_resume(write_spec: Write, tmp_path: Path) -> None:
    """Fewer images than before: the saved step may lie behind the last one."""
    from cnnstat.pytorch.train.synthetic import Patterns

    path = write_spec(NET)
    trainer(path, StopAt(0, 4), output=tmp_path).run()
    fewer = trainer(path, output=tmp_path, resume=True)
    fewer.data.train.images = Patterns(fewer.network.input, 10, 24, 0)
    with pytest.raises(cnnstat.UsageError, match="the run began with 40 images to learn from, now there are 24"):
        fewer.run()


def test_of_equal_epochs_the_one_with_the_smaller_loss_is_best() -> None:
    from cnnstat.pytorch.train.history import Record, best_of

    records = [Record(epoch, 0.1, 0.0, 1.0, loss, share, 1.0) for epoch, loss, share in
               ((1, 0.3, 0.9), (2, 0.1, 1.0), (3, 0.05, 1.0), (4, 0.2, 1.0))]  # fmt: skip
    assert best_of(records).epoch == 3


def test_parts_of_a_batch_add_up(write_spec: Write) -> None:
    """Without a norm over the batch, four parts one after the other are one batch."""
    path = write_spec(SMALL)
    whole, parts = trainer(path), trainer(path, accumulate=4)
    whole.run(), parts.run()
    for one, other in zip(losses(whole), losses(parts), strict=True):
        assert one == pytest.approx(other, rel=1e-4)


def test_loader_processes_change_nothing(write_spec: Write) -> None:
    path = write_spec(NET)
    here, there = trainer(path), trainer(path, workers=2)
    here.run(), there.run()
    assert losses(here) == losses(there)


def test_channels_last_changes_nothing(write_spec: Write) -> None:
    path = write_spec(SMALL)
    here, there = trainer(path), trainer(path, channels_last=True)
    here.run(), there.run()
    assert losses(here)[-1] == pytest.approx(losses(there)[-1], rel=1e-3)


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_mixed_precision_learns(write_spec: Write, precision: str) -> None:
    run = trainer(write_spec(SMALL), precision=precision, images=200)
    run.run()
    assert run.records[-1].held_out_accuracy > 0.8
    import torch

    assert {each.dtype for each in run.model.state_dict().values()} == {torch.float32}


def test_synthetic_images_can_be_learnt_and_are_seeded(write_spec: Write) -> None:
    path = write_spec(SMALL)
    run = trainer(path, images=200)
    assert run.evaluate()[1] < 0.4
    run.run()
    assert run.records[-1].held_out_accuracy > 0.9
    again, other = trainer(path, images=200), trainer(path, images=200, seed=1)
    assert all(one[0].equal(two[0]) for one, two in zip(run.data.train.images, again.data.train.images, strict=True))
    assert not run.data.train.images[0][0].equal(other.data.train.images[0][0])
    held_out = {tuple(image.flatten()[:5].tolist()) for image, _ in run.data.held_out.images}
    assert not held_out & {tuple(image.flatten()[:5].tolist()) for image, _ in run.data.train.images}


@pytest.mark.slow
def test_two_processes_are_one_with_the_same_batch(tmp_path: Path) -> None:
    """torchrun with gloo on two CPU processes; LeNet-5 has neither dropout nor batch norm."""
    options = ["train", "lenet5", "--device", "cpu", "--images", "96", "--epochs", "2", "--batch", "16"]
    run = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", "-m", "cnnstat"]
    histories = []
    for name, command in (("one", [sys.executable, "-m", "cnnstat"]), ("two", run)):
        done = subprocess.run(
            [*command, *options, "-o", str(tmp_path / name)], capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        with (tmp_path / name / "history.csv").open() as file:
            histories.append([[float(value) for value in list(row.values())[:-1]] for row in csv.DictReader(file)])
    one, two = histories
    assert len(one) == 2
    for record, other in zip(one, two, strict=True):
        assert record == pytest.approx(other, rel=1e-5)


@pytest.mark.slow
def test_ctrl_c_leaves_a_checkpoint_to_go_on_from(program: Any, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cnnstat", "train", "lenet5", "--device", "cpu", "-o", str(tmp_path), "-e", "900"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 200
        while not (tmp_path / "history.csv").is_file() and time.monotonic() < until:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=100)
    finally:
        process.kill()
    assert process.returncode == 130, err
    assert "Traceback" not in err
    last = err.splitlines()[-1]
    assert last.startswith("cnnstat: stopped in epoch ")
    assert last.endswith(f"; --resume goes on from {tmp_path}")
    assert "best: " in out
    again = program("train", "lenet5", "--device", "cpu", "-o", str(tmp_path), "-e", "1", "--resume")
    assert again.code == 0, again.err
    assert "going on in epoch" in again.err


def test_a_loss_that_is_no_number_keeps_the_last_good_checkpoint(write_spec: Write, tmp_path: Path) -> None:
    from cnnstat.pytorch.train.history import DivergedError

    path = write_spec(SMALL)
    good = trainer(path, output=tmp_path, recipe=with_keys(path, epochs=1))
    good.run()
    kept = (tmp_path / "checkpoint.pt").read_bytes()
    run = trainer(path, output=tmp_path, resume=True)

    class Poison(StopAt):
        def stepped(self, stage: Any) -> None:
            run = self.run
            if run.epoch == 1 and run.step == 3:
                next(run.model.parameters()).data.fill_(float("nan"))

    run.watcher = Poison(0, 0)
    run.watcher.run = run
    with pytest.raises(DivergedError, match=r"the loss is nan in epoch 2, step 4 of 5"):
        run.run()
    assert (tmp_path / "checkpoint.pt").read_bytes() == kept
    resumed = trainer(path, output=tmp_path, resume=True)
    assert resumed.run()


def test_weights_and_held_out_losses_that_are_no_numbers_are_not_saved(write_spec: Write, tmp_path: Path) -> None:
    from cnnstat.pytorch.train.history import DivergedError

    class Poison(StopAt):
        def stepped(self, stage: Any) -> None:
            run = self.run
            if run.step == self.step:
                next(run.model.parameters()).data.fill_(float("nan"))

    with pytest.raises(DivergedError, match="a weight is no number any more after epoch 0, step 2"):
        trainer(write_spec(SMALL), Poison(0, 2), output=tmp_path, save_every=2).run()
    with pytest.raises(DivergedError, match="the loss on the held-out images is nan after epoch 1"):
        trainer(write_spec(SMALL), Poison(0, 5), output=tmp_path).run()
    assert not (tmp_path / "checkpoint.pt").exists()


@pytest.mark.slow
def test_divergence_is_a_finding(program: Any, write_spec: Write, tmp_path: Path) -> None:
    path = write_spec(SMALL)
    result = program(
        "train", str(path), "--device", "cpu", "--images", "40", "--lr", "1e12", "-o", str(tmp_path / "run")
    )
    assert result.code == 1
    assert "Traceback" not in result.err
    assert result.err.splitlines()[-1].startswith("cnnstat: the loss is ")
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_out_of_memory_says_what_fits(write_spec: Write) -> None:
    """A limit on the process's memory stands for a small device."""
    script = (
        "import resource, torch; from cnnstat.cli import main; torch.set_num_threads(1);"
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize();"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 400 * 2**20,) * 2); main()"
    )
    path = write_spec("""
        input: {channels: 1, size: 256}
        layers:
          - {name: conv, type: conv, filters: 64, kernel: 3, activation: tanh}
          - {name: pool, type: global_avgpool}
          - {name: flatten, type: flatten}
    """)
    command = ["train", str(path), "--device", "cpu", "--images", "64", "--batch", "64"]
    done = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    match = re.fullmatch(
        r"cnnstat: out of memory with 64 images at a time on cpu; by the memory model at most (\d+) fit: --batch or "
        r"--accumulate", last,
    )  # fmt: skip
    assert match, last
    assert 1 <= int(match[1]) < 30  # an image keeps 64 × 254² × 4 bytes twice, 33 MB; there are 400 MiB


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_largest_batch_is_the_last_that_fits(precision: str) -> None:
    from cnnstat.pytorch.train.measure import largest_batch, training_bytes
    from cnnstat.pytorch.train.options import Options

    network, options = cnnstat.load("alexnet"), Options(precision=precision)
    for room in (10**9, 2 * 10**9, 12_345_678_901):
        most = largest_batch(network, options, room)
        assert training_bytes(network, options, most) <= room
        assert training_bytes(network, options, most + 1) > room
    assert largest_batch(network, options, 10**8) == 0


@pytest.mark.parametrize("name", ["alexnet-ungrouped", "resnet18", "googlenet-torchvision", "vgg11"])
def test_flops_of_a_training_step_are_what_torch_counts(name: str) -> None:
    """Of nets without groups, which torch's counter forgets in the backward pass."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    from cnnstat.pytorch.train.measure import training_flops

    network = cnnstat.load(name, input=96)
    with torch.device("meta"):
        model = cnnstat.build(network, logits=True).train()
        images = torch.empty(2, *network.input[:3])
    with FlopCounterMode(display=False) as counter:
        outputs = model(images)
        every = [outputs] if isinstance(outputs, torch.Tensor) else [outputs.output, *outputs.auxiliary]
        torch.stack([each.sum() for each in every]).sum().backward()  # type: ignore[no-untyped-call]
    assert counter.get_total_flops() == 2 * training_flops(network)


def test_learning_rates_from_epoch_to_epoch() -> None:
    import torch

    from cnnstat.network.recipe import Recipe
    from cnnstat.pytorch.train.optim import Schedule

    def rates(held_out: list[float] | None = None, **keys: Any) -> list[float]:
        recipe = Recipe(learning_rate=1.0, epochs=6, **keys)
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], recipe.learning_rate)
        schedule = Schedule(recipe, optimizer)
        found = []
        for epoch in range(6):
            schedule.begin(epoch)
            found.append(round(schedule.rate, 6))
            schedule.end(epoch, (held_out or [0.0] * 6)[epoch])
        return found

    assert rates() == [1.0] * 6
    assert rates(schedule="step", every=2, factor=0.5) == [1.0, 1.0, 0.5, 0.5, 0.25, 0.25]
    assert rates(schedule="milestones", milestones=(1, 4)) == [1.0, 0.1, 0.1, 0.1, 0.01, 0.01]
    assert rates(schedule="milestones", milestones=(1, 4), factor=(0.4, 0.5)) == [1.0, 0.4, 0.4, 0.4, 0.2, 0.2]
    assert rates(schedule="milestones", milestones=(4,), warmup=1) == [0.1, 1.0, 1.0, 1.0, 0.1, 0.1]
    assert rates(schedule="cosine")[3] == 0.5
    # Falls after the second epoch in a row without progress, counted from the best.
    assert rates([3, 2, 2, 2, 2, 1], schedule="plateau", every=2) == [1.0, 1.0, 1.0, 1.0, 0.1, 0.1]
    assert rates([3, 2, 1, 1, 1, 1], schedule="plateau", every=2, warmup=2) == [0.1, 0.1, 1.0, 1.0, 1.0, 0.1]


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        # LeCun et al. 1998, section III.B: 5e-4, 2e-4, 1e-4, 5e-5, 1e-5 for 2, 3, 3, 4 and 8 of 20 passes
        ("lenet5", [1.0] * 2 + [0.4] * 3 + [0.2] * 3 + [0.1] * 4 + [0.02] * 8),
        # BVLC/caffe, bvlc_googlenet/solver.prototxt: 0.96 every 320,000 of 10,000,000 steps of 32 of 1.28 M images
        ("googlenet", [0.96 ** (epoch * 1_280_000 // 32 // 320_000) for epoch in range(10_000_000 * 32 // 1_280_000)]),
    ],
)  # fmt: skip
def test_learning_rates_of_the_catalog(name: str, shares: list[float]) -> None:
    from cnnstat.pytorch.train.optim import share

    recipe = cnnstat.load(name).recipe
    assert [share(recipe, epoch) for epoch in range(recipe.epochs)] == pytest.approx(shares)


def test_what_weight_decay_acts_on(write_spec: Write) -> None:
    """Without gradients a step is the decay alone: of everything, or of kernels and matrices."""
    import torch

    from cnnstat.pytorch.train.optim import optimizer_of

    path = write_spec("""
        input: {channels: 2, size: 8}
        layers:
          - {name: conv, type: conv, filters: 4, kernel: 3, norm: batchnorm, activation: prelu}
          - {name: sub, type: subsample, kernel: 2}
          - {name: flatten, type: flatten}
          - {name: fc, type: linear, features: 3}
    """)
    weights = {"conv.weight", "fc.weight"}
    for optimizer in ("sgd", "rmsprop", "adamw"):
        for decayed in ("all", "weights"):
            recipe = with_keys(path, optimizer=optimizer, weight_decay=0.1, learning_rate=0.1, decayed=decayed)
            model = cnnstat.build(path)
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter.fill_(1.0)
                    parameter.grad = torch.zeros_like(parameter)
            optimizer_of(recipe, model).step()
            moved = {name for name, each in model.named_parameters() if not torch.equal(each, torch.ones_like(each))}
            everything = {name for name, _ in model.named_parameters()}
            assert weights < everything
            assert moved == (everything if decayed == "all" else weights)


def test_where_eps_goes() -> None:
    """One step of RMSProp by hand: the running mean of squares is (1 − 0.9) × 2², and ε is added to its root."""
    import torch
    from torch import nn

    from cnnstat.network.recipe import Recipe
    from cnnstat.pytorch.train.optim import optimizer_of

    model = nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        model.weight.fill_(1.0)
    model.weight.grad = torch.full((1, 1), 2.0)
    recipe = Recipe(optimizer="rmsprop", learning_rate=0.5, momentum=0.0, decay=0.9, eps=1.0)
    optimizer_of(recipe, model).step()
    assert model.weight.item() == pytest.approx(1 - 0.5 * 2 / ((0.1 * 2**2) ** 0.5 + 1))


def test_optimizers_take_the_recipes_settings() -> None:
    from torch import nn

    from cnnstat.pytorch.train.optim import optimizer_of

    settings = {
        name: optimizer_of(cnnstat.load(name).recipe, nn.Linear(1, 1)).defaults
        for name in ("alexnet", "inception_v3", "mobilenet_v2")
    }
    assert (settings["alexnet"]["lr"], settings["alexnet"]["momentum"]) == (0.01, 0.9)
    assert settings["alexnet"]["weight_decay"] == 5e-4
    inception = settings["inception_v3"]
    assert (inception["lr"], inception["alpha"], inception["eps"], inception["momentum"]) == (0.045, 0.9, 1.0, 0.9)
    assert settings["mobilenet_v2"]["weight_decay"] == 4e-5
    # bvlc_googlenet and nin_imagenet: decay_mult 0 for biases; slim: weights_regularizer of conv2d alone
    assert {cnnstat.load(name).recipe.decayed for name in ("googlenet", "nin", "mobilenet_v2")} == {"weights"}
    assert cnnstat.load("nin").recipe.batch == 64
    assert cnnstat.load("mobilenet_v2").recipe.label_smoothing == 0.1  # slim, nets/mobilenet/README.md


def test_first_weights_follow_a_changed_recipe(write_spec: Write) -> None:
    path = write_spec(SMALL)
    run = trainer(path, recipe=with_keys(path, init="normal", init_std=0.001, ones=("fc",)))
    assert run.model.state_dict()["fc.weight"].std().item() == pytest.approx(0.001, rel=0.2)
    assert set(run.model.state_dict()["fc.bias"].tolist()) == {1.0}


def test_losses_by_hand() -> None:
    """Heads count 0.3 each; squared error takes ±1; smoothing spreads a tenth over both classes."""
    import torch

    from cnnstat.network.recipe import Recipe
    from cnnstat.pytorch.model import Outputs
    from cnnstat.pytorch.train.optim import Loss

    even, label = torch.zeros(1, 2), torch.tensor([0])
    two = torch.tensor(2.0).log().item()
    assert Loss(Recipe())(even, label).item() == pytest.approx(two)
    assert Loss(Recipe())(Outputs(even, (even, even)), label).item() == pytest.approx(1.6 * two)
    scores = torch.tensor([[0.5, -0.5]])
    assert Loss(Recipe(loss="squared_error"))(scores, label).item() == pytest.approx(0.25)
    smooth = Loss(Recipe(label_smoothing=0.1))(scores, label).item()
    assert smooth == pytest.approx(Loss(Recipe())(scores, label).item() + 0.05 * 1.0)


@pytest.mark.slow
def test_a_checkpoint_of_another_network_or_run(program: Any, write_spec: Write, tmp_path: Path) -> None:
    path = write_spec(SMALL)
    trainer(path, output=tmp_path, recipe=with_keys(path, epochs=1)).run()

    def refused(*arguments: str) -> str:
        result = program(*arguments, "--device", "cpu", "-o", str(tmp_path), "--resume")
        assert result.code == 2
        assert result.out == ""
        return str(result.err).replace(str(tmp_path), "run")

    assert refused("train", "lenet5") == "cnnstat: run/checkpoint.pt: the checkpoint is of net, not of lenet5\n"
    options = ["train", str(path), "--images", "40"]
    assert refused(*options, "--input", "14") == (
        "cnnstat: run/checkpoint.pt: the checkpoint is of net with other settings than net has here\n"
    )
    assert refused(*options, "--seed", "3") == "cnnstat: run/checkpoint.pt: the run began with seed 0, now it is 3\n"
    assert refused(*options, "--lr", "1") == (
        "cnnstat: run/checkpoint.pt: the run began with learning_rate 0.05, now it is 1.0\n"
    )
    (tmp_path / "checkpoint.pt").write_bytes(b"no checkpoint at all")
    assert refused(*options) == "cnnstat: run/checkpoint.pt: this is no checkpoint, or a damaged one\n"
    (tmp_path / "checkpoint.pt").unlink()
    assert refused(*options) == "cnnstat: run/checkpoint.pt: there is no checkpoint to resume from\n"


def test_the_best_weights_load_into_a_built_model(write_spec: Write, tmp_path: Path) -> None:
    import torch

    path = write_spec(SMALL)
    run = trainer(path, output=tmp_path)
    run.run()
    model = cnnstat.build(path)
    model.load_state_dict(torch.load(tmp_path / "best.pt", weights_only=True))
    from cnnstat.pytorch.train.history import best_of

    if run.records[-1] is best_of(run.records):
        assert model.state_dict()["fc.weight"].equal(run.model.state_dict()["fc.weight"])
    rows = (tmp_path / "history.csv").read_text().splitlines()
    assert rows[0].startswith("epoch,learning_rate,loss,accuracy,held_out_loss,held_out_accuracy,")
    assert len(rows) == 4


@pytest.mark.slow
def test_a_run_is_shown_and_leaves_its_files(program: Any, write_spec: Write, tmp_path: Path) -> None:
    path, folder = write_spec(SMALL), tmp_path / "runs" / "one"
    result = program("train", str(path), "--device", "cpu", "--images", "40", "-e", "2", "-o", str(folder))
    assert result.code == 0, result.err
    first, *epochs = result.err.splitlines()
    assert first == "net: synthetic patterns, 40 images to learn from, 8 held out, 10 classes"
    assert [line[:10] for line in epochs] == ["epoch 1/2 ", "epoch 2/2 "]
    assert result.out.startswith("net, 2 epochs on cpu in float32\n\nloss ")
    assert "% of the held-out images right, after epoch" in result.out
    assert "FLOP/s of a large matrix product" in result.out
    names = {"checkpoint.pt", "best.pt", "history.csv", "curves.png"}
    assert {each.name for each in folder.iterdir()} == names
    assert (folder / "curves.png").read_bytes().startswith(b"\x89PNG")
    again = program("train", str(path), "--device", "cpu", "-o", str(folder))
    assert again.code == 2
    assert again.err == (
        f"cnnstat: {folder}/checkpoint.pt is there already: --resume goes on from it; or choose another directory\n"
    )


@pytest.mark.slow
def test_compile(write_spec: Write) -> None:
    path = write_spec(SMALL)
    plain, compiled = trainer(path, images=16), trainer(path, images=16, compile=True)
    plain.run(), compiled.run()
    assert losses(plain)[-1] == pytest.approx(losses(compiled)[-1], rel=1e-3)


def test_sparkline() -> None:
    from cnnstat.pytorch.train.curves import sparkline

    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert sparkline([2.0]) == "▁"
    assert len(sparkline(list(range(1202)))) <= 40


def test_the_first_step_sets_up_and_is_not_timed(write_spec: Write) -> None:
    """Not of a resumed run either; but where it is the only step there is no other time to tell."""
    seen = []

    class Look(StopAt):
        def stepped(self, stage: Any) -> None:
            run = self.run
            seen.append((run.step, run.sums.untimed, run.sums.seconds > 0))

    path = write_spec(SMALL)
    run = trainer(path, Look(9, 9), recipe=with_keys(path, epochs=2), images=24)
    run.run()
    assert seen == [(1, 8, False), (2, 8, True), (3, 8, True), (1, 0, True), (2, 0, True), (3, 0, True)]
    assert min(record.images_per_second for record in run.records) > 0
    assert 0 < run.loading <= 1
    seen.clear()
    only = trainer(path, Look(9, 9), recipe=with_keys(path, epochs=1), images=8)
    only.run()
    assert seen == [(1, 0, True)]
    assert only.records[0].images_per_second > 0


def test_speed_says_what_holds_it_up(write_spec: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnstat.cli.training import speed
    from cnnstat.pytorch import device

    run = trainer(write_spec(SMALL), images=16)
    run.run()
    run.loading = 0.4
    monkeypatch.setattr(device, "shortest_product", lambda *_: 2.0)
    assert len(speed(run)) == 2
    assert speed(run)[0].endswith(" % of the 1.07 GFLOP/s of a large matrix product")
    run.loading = 0.876
    assert speed(run)[2:] == ["       loading images took 88 % of the time: --workers loads them in other processes"]

    def no_room(*_: Any) -> float:
        raise RuntimeError("CUDA out of memory. Tried to allocate 256.00 MiB.")

    monkeypatch.setattr(device, "shortest_product", no_room)
    assert speed(run)[0].endswith("FLOP/s; no memory is left to measure the device's peak")


def test_a_model_that_cannot_be_compiled(write_spec: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnstat.pytorch.train.loop import Trainer

    def fail(run: Any, parts: Any) -> Any:
        from torch._dynamo.exc import BackendCompilerFailed

        raise BackendCompilerFailed(fail, RuntimeError("Failed to find C compiler.\nPlease specify CC"), None)

    monkeypatch.setattr(Trainer, "update", fail)
    with pytest.raises(cnnstat.CnnstatError) as caught:
        trainer(write_spec(SMALL), compile=True).run()
    assert str(caught.value) == "torch.compile failed: Failed to find C compiler.; train without --compile"
