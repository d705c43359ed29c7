"""Checkpoints: everything that a run needs to continue as if it had never stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor

from cnnstat._version import __version__
from cnnstat.errors import UsageError
from cnnstat.network.graph import Network
from cnnstat.pytorch.train.archive import AlteredError, read
from cnnstat.pytorch.train.optim import kept_of
from cnnstat.pytorch.train.options import Options, check_same, named
from cnnstat.pytorch.train.validate import check_head, check_numbers, check_state
from cnnstat.saving import write_file
from cnnstat.spec.write import lines

FORMAT = 1
NAME, BEST = "checkpoint.pt", "best.pt"


def fingerprint(network: Network) -> str:
    """A digest of what a network computes: of its input and its lines, but not of its descriptions."""
    text = json.dumps([network.input, lines(network)], default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def save(path: Path, network: Network, options: Options, state: dict[str, Any]) -> None:
    """Write a checkpoint, whole or not at all.

    Raises:
        UsageError: the file cannot be written.
    """
    head = {
        "format": FORMAT,
        "cnnstat": __version__,
        "network": network.name,
        "fingerprint": fingerprint(network),
        "options": options.binding(),
    }
    write(path, {**head, **state})


def write(path: Path, content: Any) -> None:
    """Write anything that torch can save, whole or not at all."""
    try:
        write_file(path, lambda file: torch.save(content, file))
    except RuntimeError as error:  # of torch, where the disk is full
        raise UsageError(f"{path}: cannot write: {error}") from error


class Now(NamedTuple):
    """The run that is to be resumed.

    Attributes:
        state: the state that it would save now.
        parameters: its parameters, in the order of the optimizer.
        steps: the number of steps in an epoch.
    """

    state: dict[str, Any]
    parameters: Sequence[Tensor]
    steps: int


def load(path: Path, network: Network, options: Options, now: Now) -> dict[str, Any]:
    """The state that :func:`save` was given, on the CPU.

    Raises:
        UsageError: there is no checkpoint, or it belongs to another network or run, or it was altered.
    """
    if not path.is_file():
        raise UsageError(f"{path}: there is no checkpoint to resume from")
    content = read(path)
    if type(content) is not dict or type(content.get("format")) is not int or content["format"] != FORMAT:
        raise UsageError(f"{path}: this is no checkpoint of `cnnstat train`, or one of another version")
    try:
        check_head(content)
        if content["fingerprint"] != fingerprint(network):
            other = named(content["network"])
            detail = f" with other settings than {network.name} has here" if other == network.name else ""
            raise UsageError(f"{path}: the checkpoint is of {other}{detail or f', not of {network.name}'}")
        check_same(content["options"], options.binding(), path)
        check_numbers(content.get("images"), now.state["images"], "images")
        for number, here, what in zip(
            content["images"], now.state["images"], ("to learn from", "held out"), strict=True
        ):
            if number != here:
                raise UsageError(f"{path}: the run began with {number:,} images {what}, now there are {here:,}")
        return check_state(content, now.state, now.parameters, kept_of(options.recipe), now.steps)
    except AlteredError as error:
        raise UsageError(f"{path}: the checkpoint is damaged or was altered: {error}") from error
