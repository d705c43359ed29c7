"""Random numbers: seeds made from several numbers, and the state of torch's generators."""

from __future__ import annotations

import torch
from torch import Tensor


def mixed(*numbers: int) -> int:
    """One seed made from several numbers, such that similar numbers give unrelated seeds."""
    seed = 0
    for number in numbers:
        seed = (seed * 6364136223846793005 + number * 1442695040888963407 + 1013904223) % 2**63
    return seed


def random_state(device: torch.device) -> dict[str, Tensor]:
    """The state of torch's random generators in this process."""
    state = {"cpu": torch.get_rng_state()}
    if device.type == "cuda":
        state["cuda"] = torch.cuda.get_rng_state(device)
    return state


def restore_random_state(state: dict[str, Tensor], device: torch.device) -> None:
    """Continue from where :func:`random_state` was taken."""
    torch.set_rng_state(state["cpu"])
    if device.type == "cuda" and "cuda" in state:
        torch.cuda.set_rng_state(state["cuda"], device)
