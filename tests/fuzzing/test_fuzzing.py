"""A few of the inputs that ``python -m fuzzing`` makes: none may make the program fail."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from fuzzing.targets import SIDECARS, TARGETS, sidecar, tried

SEED = 1
SLOW = {"document": 40, "prose": 80, "structure": 60, "spec": 60}
"""Targets whose inputs take long, with how many are tried."""


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_makes_it_fail(name: str, tmp_path: Path) -> None:
    if name == "onnx":
        pytest.importorskip("onnx", reason="onnx is not installed")
    answers = set()
    for number in range(SLOW.get(name, 200)):
        content = TARGETS[name].make(random.Random(f"{name} {SEED} {number}"))
        answers.add(bool(tried(TARGETS[name], content, tmp_path)))
    assert True in answers or name in (
        "document",
        "prose",
        "options",
        "sidecar",
    )  # some are refused, which these tell as findings


def test_sidecars_are_right_until_they_are_changed(tmp_path: Path) -> None:
    """Otherwise all changed ones would be refused in their first lines."""
    assert [sidecar(text, tmp_path) for text in SIDECARS[:2]] == [[], []]


@pytest.mark.parametrize("name", TARGETS)
def test_a_seed_makes_the_same_input_again(name: str) -> None:
    if name == "onnx":
        pytest.importorskip("onnx", reason="onnx is not installed")
    one, two = (TARGETS[name].make(random.Random(f"{name} 2 3")) for _ in range(2))
    assert one == two
