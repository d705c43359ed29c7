"""The options of a training run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cnnstat.errors import UsageError, shown
from cnnstat.network.recipe import Recipe
from cnnstat.pytorch.train.source import Source

WORD = re.compile(r"[\w.+-]{1,60}", re.ASCII)


@dataclass(frozen=True)
class Options:
    """How to train.

    Attributes:
        recipe: optimizer, schedule and loss; the network's own, with changes from the command line.
        source: the images.
        seed: the seed of initial weights, order, crops and dropout.
        device: one of :data:`cnnstat.pytorch.device.DEVICES`.
        precision: type of the activations: float32, bfloat16 or float16; weights stay float32.
        channels_last: store maps with the channels innermost, which is faster on tensor cores.
        compile: compile the model by torch.compile first.
        accumulate: the number of parts in which a batch is computed, one after the other.
        workers: the number of processes that load images.
        output: directory for checkpoints, history and curves; None writes nothing.
        resume: continue from the checkpoint in ``output``.
        save_every: steps between checkpoints, besides those at the end of each epoch; 0 for none.
    """

    recipe: Recipe = field(default_factory=Recipe)
    source: Source = field(default_factory=Source)
    seed: int = 0
    device: str = "auto"
    precision: str = "float32"
    channels_last: bool = False
    compile: bool = False
    accumulate: int = 1
    workers: int = 0
    output: Path | None = None
    resume: bool = False
    save_every: int = 0

    def binding(self) -> dict[str, Any]:
        """The options that must not change when a run is resumed, since it would then end with other losses.

        The number of epochs may change, unless the schedule depends on it.
        """
        recipe = {name: plain(value) for name, value in vars(self.recipe).items() if name != "about"}
        if self.recipe.schedule != "cosine":
            del recipe["epochs"]
        source = {
            name: plain(value) for name, value in vars(self.source).items() if name not in ("directory", "download")
        }
        fit = self.source.fit or self.recipe.fit
        return {
            **recipe,
            **source,
            "fit": fit,
            "seed": self.seed,
            "precision": self.precision,
            "accumulate": self.accumulate,
        }


def plain(value: Any) -> Any:
    """A value as it is stored in a checkpoint: tuples become lists."""
    return list(value) if isinstance(value, tuple) else value


def check_same(saved: dict[str, Any], now: dict[str, Any], path: Path) -> None:
    """Raise UsageError if a run is to be resumed with other options than it began with."""
    for name, value in now.items():
        if saved.get(name) != value:
            raise UsageError(f"{path}: the run began with {name} {named(saved.get(name))}, now it is {value}")


def named(value: object) -> str:
    """A value of a checkpoint for a message: a name or a number as it is, anything else quoted."""
    text = str(value) if not isinstance(value, int) or abs(value) < 2**64 else ""
    return text if WORD.fullmatch(text) else shown(value)
