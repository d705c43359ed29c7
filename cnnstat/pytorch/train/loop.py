"""The training loop."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from cnnstat.errors import UsageError
from cnnstat.network.graph import Network
from cnnstat.pytorch import device as devices
from cnnstat.pytorch.init import untrained
from cnnstat.pytorch.model import build_model
from cnnstat.pytorch.train import checkpoint
from cnnstat.pytorch.train.batches import Batches, Timed, loader
from cnnstat.pytorch.train.data import Data, open_data
from cnnstat.pytorch.train.failures import readable
from cnnstat.pytorch.train.history import DivergedError, Record, Sums, best_of, records_from, write_history
from cnnstat.pytorch.train.measure import classes_of
from cnnstat.pytorch.train.optim import Loss, Schedule, main_output, optimizer_of
from cnnstat.pytorch.train.options import Options
from cnnstat.pytorch.train.random import mixed, random_state, restore_random_state
from cnnstat.pytorch.train.watcher import Stage, Watcher
from cnnstat.pytorch.train.workers import Workers

READ_EVERY = {"cuda": 20, "mps": 20}
"""How many steps are between reads of the losses; each read has to wait for the device."""


class Trainer:
    """One training run: a network, its images and its options, and its progress.

    Attributes:
        model: the model that is trained; its state has the spec's names.
        data: the images.
        batch: images per update, on all devices together.
        epoch: how many epochs are done.
        step: how many steps of the current epoch are done.
        records: one for each epoch done.
        stopped: whether it was asked to stop and all processes know.
        saved: whether a checkpoint of this run exists.
        allocated: the most bytes allocated on a GPU during the run; None on other devices.
        loading: the share of the last epoch's time spent waiting for images.
    """

    def __init__(self, network: Network, options: Options, watcher: Watcher | None = None) -> None:
        self.network, self.options, self.recipe = network, options, options.recipe
        self.watcher = watcher or Watcher()
        self.workers = Workers()
        self.device = devices.choose(options.device, self.workers.local)
        self.workers.check(options)
        if self.device.type == "meta":
            raise UsageError("--device meta: it holds no numbers, so nothing can be trained on it")
        self.data: Data = open_data(options.source, network, self.recipe, classes_of(network), options.seed)
        self.batch = self._batch()
        torch.manual_seed(mixed(options.seed, 0))
        with self._readable_failures():
            model = build_model(network, self.recipe.loss == "cross_entropy", self.recipe)
            self.model = model.to(self.device)
        if options.channels_last:
            self.model.to(memory_format=torch.channels_last)
        if problem := untrained(self.model, network.name):
            raise UsageError(problem)
        self.optimizer = optimizer_of(self.recipe, self.model)
        self.schedule, self.loss = Schedule(self.recipe, self.optimizer), Loss(self.recipe)
        self.scaler = torch.amp.GradScaler(self.device.type, enabled=options.precision == "float16")
        self.epoch = self.step = 0
        self.records: list[Record] = []
        self.sums, self.loading = Sums(), 0.0
        self.stopped = self._asked = self.saved = self._timed = False
        self.allocated: int | None = None
        self._unread: list[Tensor] = []

    def _batch(self) -> int:
        """The recipe's batch, or all images if there are fewer; it must divide evenly among processes and parts."""
        size, parts = min(self.recipe.batch, len(self.data.train)), self.workers.count * self.options.accumulate
        if size % parts:
            fewer = "" if size == self.recipe.batch else " (all images there are)"
            raise UsageError(
                f"a batch of {size}{fewer} does not divide into {parts} equal parts "
                f"({self.workers.count} processes × {self.options.accumulate} accumulated)"
            )
        return size

    @property
    def steps(self) -> int:
        """The number of steps in an epoch."""
        return len(self.data.train) // self.batch

    def ask_to_stop(self) -> None:
        """Make the run end with a checkpoint when the losses are read next; on a CPU, after the current step."""
        self._asked = True

    def run(self) -> bool:
        """Train to the last epoch; returns False if the run was stopped before.

        Raises:
            DivergedError: a loss or a weight is no longer a finite number; the last checkpoint is from before that.
            UsageError: a checkpoint does not fit or cannot be written, an image cannot be read, or memory runs out.
        """
        self.workers.start(self.device)
        devices.reset_most_allocated(self.device)
        if self.options.resume:
            self._restore()
        else:
            torch.manual_seed(mixed(self.options.seed, 1, self.workers.rank))
        with self._readable_failures():
            self.prepare()
            self.watcher.started(self.stage)
            while self.epoch < self.recipe.epochs and not self.stopped:
                self._run_epoch()
        self.allocated = devices.most_allocated(self.device)
        self.workers.stop()  # not after a failure: this would wait for the others, which may be waiting too
        return self.epoch >= self.recipe.epochs

    @property
    def stage(self) -> Stage:
        """The progress of the run."""
        name, resumed, loss = self.network.name, bool(self.options.resume), self.sums.mean
        return Stage(name, self.data.about, resumed, self.epoch, self.recipe.epochs, self.step, self.steps, loss)

    def prepare(self) -> None:
        """Prepare for :meth:`update`: share gradients among processes, and compile the model if asked for."""
        model: Any = self.workers.together(self.model, self.device)
        self._runnable: Any = torch.compile(model) if self.options.compile else model
        self.model.train()

    def _run_epoch(self) -> None:
        """Run the remaining steps of an epoch, then evaluate on the held-out images and write a checkpoint."""
        self.schedule.begin(self.epoch)
        batches = Batches(
            len(self.data.train), self.batch, self.options.seed, self.epoch, self.step,
            self.workers.rank, self.workers.count, self.options.accumulate,
        )  # fmt: skip
        parts = Timed(iter(loader(self.data.train, batches, self.options, self.device)))
        start = time.perf_counter()
        while self.step < self.steps and not self.stopped:
            self._unread.append(self.update(parts))
            self.step += 1
            often = READ_EVERY.get(self.device.type, 1)
            due = bool(self.options.save_every) and self.step % self.options.save_every == 0
            if len(self._unread) >= often or due or not self._timed or self.step == self.steps:
                self._read()
                self._note_time(time.perf_counter() - start, parts.seconds)
                start, parts.seconds = time.perf_counter(), 0.0
                self.watcher.stepped(self.stage)
            if (due or self.stopped) and self.step < self.steps:
                self._save()
        if self.step == self.steps:
            self._finish_epoch()

    def _note_time(self, seconds: float, loading: float) -> None:
        """Count the time since the last read, except that of the first step (with its set-up) if there are others."""
        if self._timed or self.step == self.steps:
            before = self.sums
            self.sums = before._replace(seconds=before.seconds + seconds, loading=before.loading + loading)
        else:
            self.sums = self.sums._replace(untimed=self.sums.untimed + self.batch)
        self._timed = True

    def update(self, parts: Iterator[Any]) -> Tensor:
        """One step, on the parts of a batch; each part is images and labels, on any device.

        Returns this process's share of the batch's mean loss, and its number of correct answers; both on the device,
        which may still be computing them.
        """
        self.optimizer.zero_grad(set_to_none=True)
        found = torch.zeros(2, device=self.device)
        for part in range(1, self.options.accumulate + 1):
            images, labels = self.moved(next(parts))
            with self._unshared() if part < self.options.accumulate else contextlib.nullcontext():
                with torch.autocast(
                    self.device.type, devices.PRECISIONS[self.options.precision], self.options.precision != "float32"
                ):
                    outputs = self._runnable(images)
                # Gradients are averaged over processes, so each contributes its share of the batch's mean.
                loss = self.loss(outputs, labels) * (len(labels) * self.workers.count / self.batch)
                self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
            right = (main_output(outputs).argmax(1) == labels).sum()
            found += torch.stack([loss.detach() / self.workers.count, right.float()])
        if self.recipe.clip is not None:
            self.scaler.unscale_(self.optimizer)
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return found

    def moved(self, batch: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Images and labels on the device."""
        images, labels = (each.to(self.device, non_blocking=self.device.type == "cuda") for each in batch)
        layout = torch.channels_last if self.options.channels_last else torch.contiguous_format
        return images.contiguous(memory_format=layout), labels

    def _unshared(self) -> Any:
        """A context without the exchange of gradients, which is done only for the last part of a batch."""
        return self._runnable.no_sync() if self.workers.count > 1 else contextlib.nullcontext()

    def _read(self) -> None:
        """Read the losses since the last read; all processes agree on them, and on whether to stop."""
        flag = torch.tensor([float(self._asked), 0.0], device=self.device)
        *values, (stop, _) = self.workers.sum(torch.stack([*self._unread, flag])).tolist()
        first = self.step - len(self._unread) + 1
        self._unread.clear()
        for number, (loss, right) in enumerate(values, first):
            if not math.isfinite(loss):
                raise DivergedError(f"the loss is {loss} in epoch {self.epoch + 1}, step {number} of {self.steps}")
            self.sums = self.sums.plus(loss, right, self.batch)
        self.stopped = stop > 0

    def _finish_epoch(self) -> None:
        """Evaluate on the held-out images, record the epoch, and write the checkpoint."""
        loss, accuracy = self.evaluate()
        if not math.isfinite(loss):
            raise DivergedError(f"the loss on the held-out images is {loss} after epoch {self.epoch + 1}")
        sums, rate = self.sums, self.schedule.rate
        self.loading = sums.loading / sums.seconds if sums.seconds else 0.0
        self.epoch += 1
        record = Record(self.epoch, rate, sums.mean, sums.correct / sums.images, loss, accuracy, sums.speed)
        self.schedule.end(self.epoch - 1, loss)
        self.records.append(record)
        self.step, self.sums = 0, Sums()
        self._save(best=best_of(self.records) is record)
        self.watcher.finished_epoch(self.stage, record)

    @torch.no_grad()
    def evaluate(self) -> tuple[float, float]:
        """Mean loss and accuracy (from 0 to 1) on the held-out images, without the auxiliary heads."""
        self.model.eval()
        self.workers.align(self.model)
        count, each = len(self.data.held_out), max(1, self.batch // self.workers.count // self.options.accumulate)
        own = [(0, index) for index in range(self.workers.rank, count, self.workers.count)]
        batches = [own[start : start + each] for start in range(0, len(own), each)]
        found = torch.zeros(2, device=self.device, dtype=torch.float32)
        for batch in loader(self.data.held_out, batches, self.options, self.device):
            images, labels = self.moved(batch)
            with torch.autocast(
                self.device.type, devices.PRECISIONS[self.options.precision], self.options.precision != "float32"
            ):
                scores = main_output(self.model(images))
            right = (scores.argmax(1) == labels).sum()
            found += torch.stack([self.loss.of(scores, labels) * len(labels), right.float()])
        self.model.train()
        loss, right_answers = self.workers.sum(found).tolist()
        return loss / count, right_answers / count

    def _save(self, best: bool = False) -> None:
        """Write the checkpoint; raises DivergedError if weights are not finite, so that the last good one stays."""
        norms = torch.stack([each.detach().float().norm() for each in self.model.parameters()])
        if not bool(norms.isfinite().all()):
            raise DivergedError(f"a weight is no number any more after epoch {self.epoch}, step {self.step}")
        random = self.workers.gather(random_state(self.device))
        if self.options.output is not None and self.workers.first:
            if best:
                checkpoint.write(self.options.output / checkpoint.BEST, self.model.state_dict())
            write_history(self.options.output, self.records)
            # Written last, so that a run resumed from it finds the other files up to date.
            checkpoint.save(self.options.output / checkpoint.NAME, self.network, self.options, self._state(random))
            self.saved = True
        self.workers.wait()

    def _state(self, random: list[Any]) -> dict[str, Any]:
        return {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state(),
            "scaler": self.scaler.state_dict(),
            "epoch": self.epoch,
            "step": self.step,
            "records": [list(record) for record in self.records],
            "sums": list(self.sums),
            "random": random,
            "images": [len(self.data.train), len(self.data.held_out)],
        }

    def _restore(self) -> None:
        """Continue from the checkpoint in the output directory."""
        assert self.options.output is not None
        parameters = [each for group in self.optimizer.param_groups for each in group["params"]]
        now = checkpoint.Now(self._state([random_state(self.device)]), parameters, self.steps)
        state = checkpoint.load(self.options.output / checkpoint.NAME, self.network, self.options, now)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.restore(state["schedule"])
        self.scaler.load_state_dict(state["scaler"])
        self.epoch, self.step = state["epoch"], state["step"]
        self.records, self.sums, self.saved = records_from(state["records"]), Sums(*state["sums"]), True
        if len(state["random"]) == self.workers.count:
            restore_random_state(state["random"][self.workers.rank], self.device)
        else:  # with another number of processes, the random numbers cannot be the same
            torch.manual_seed(mixed(self.options.seed, 1, self.workers.rank, self.epoch, self.step))

    def _readable_failures(self) -> contextlib.AbstractContextManager[None]:
        """Turn errors of torch, such as a lack of memory, into one-line messages."""
        images = self.batch // self.workers.count // self.options.accumulate
        return readable(self.network, self.options, images, self.device)
