"""Checkpoints: everything that a run needs to go on as if it had never stopped."""

from __future__ import annotations

import hashlib
import json
import pickle
from pathlib import Path
from typing import Any

import torch

from cnnstat._version import __version__
from cnnstat.errors import UsageError
from cnnstat.files import replace
from cnnstat.network import Network
from cnnstat.pytorch.train.options import Options, check_same
from cnnstat.spec.write import lines

FORMAT = 1
NAME, BEST = "checkpoint.pt", "best.pt"


def fingerprint(network: Network) -> str:
    """A digest of what a network computes: its input and its lines, not what is told about it."""
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
    """Write anything that torch saves, whole or not at all."""
    try:
        replace(path, lambda file: torch.save(content, file))
    except (OSError, RuntimeError) as error:
        raise UsageError(f"{path}: cannot write: {getattr(error, 'strerror', None) or error}") from error


def load(path: Path, network: Network, options: Options) -> dict[str, Any]:
    """The state that :func:`save` was given, on the CPU.

    Raises:
        UsageError: there is no checkpoint, or it belongs to another network or another run.
    """
    if not path.is_file():
        raise UsageError(f"{path}: there is no checkpoint to resume from")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, pickle.UnpicklingError) as error:
        raise UsageError(f"{path}: this is no checkpoint, or a damaged one") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UsageError(f"{path}: this is no checkpoint of `cnnstat train`, or one of another version")
    if content["fingerprint"] != fingerprint(network):
        other = content["network"]
        detail = f" with other settings than {network.name} has here" if other == network.name else ""
        raise UsageError(f"{path}: the checkpoint is of {other}{detail or f', not of {network.name}'}")
    check_same(content["options"], options.binding(), path)
    return content
