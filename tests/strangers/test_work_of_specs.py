"""Specs that a stranger could have made to be read again and again: how often the program does a piece of work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat.effort import Effort
from cnnstat.spec import document, follower, lines

Write = Callable[[str], Path]
HEAD = "input: {channels: 3, size: 8}\n"


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[Any]:
    """The first arguments with which a function of a module is called from now on."""
    given: list[Any] = []
    function = getattr(module, name)

    def calling(*arguments: Any) -> Any:
        given.append(arguments[0])
        return function(*arguments)

    monkeypatch.setattr(module, name, calling)
    return given


def test_lines_that_variants_share_are_read_once(write_spec: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    read = counted(monkeypatch, document, "read_lines")
    variants = "".join(f"  v{at}: {{layers: *lines}}\n" for at in range(50))
    path = write_spec(f"{HEAD}layers: &lines\n  - {{type: conv, filters: 4, kernel: 1}}\nvariants:\n{variants}")
    assert len(cnnstat.load(path)) == 1
    assert len(read) == 1


def test_no_other_name_is_looked_for_of_a_known_word(write_spec: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = counted(monkeypatch, follower, "meant")
    line = "{type: conv, filters: index, kernel: 1, activation: relu, norm: batchnorm, repeat: 50}"
    assert len(cnnstat.load(write_spec(f"{HEAD}layers:\n  - {line}\n"))) == 50
    assert looked == []


def test_layers_read_others_a_bounded_number_of_times(write_spec: Write) -> None:
    reads = ", ".join(["u"] * 500)
    text = f"{HEAD}layers:\n  - {{name: u, type: relu}}\n  - {{name: a, type: add, from: [{reads}], repeat: COUNT}}\n"
    last = "  - {type: add, from: [ALL]}\n"

    def written(count: int) -> str:
        every = ", ".join(f"a_{at}" for at in range(1, count + 1))
        return text.replace("COUNT", str(count)) + last.replace("ALL", every)

    assert len(cnnstat.load(write_spec(written(99)))) == 101
    with pytest.raises(cnnstat.SpecError, match="layers that read others more than 50,000 times"):
        cnnstat.load(write_spec(written(100)))


def test_followers_that_differ_are_work_each(write_spec: Write) -> None:
    """Those of a line that depend on its index are made for each of its instances; equal ones are made once."""

    def spent(slope: str) -> float:
        behind = f"activation: {{type: leaky_relu, slope: {slope}}}, dropout: 0.1"
        path = write_spec(f"{HEAD}layers:\n  - {{type: conv, filters: 4, kernel: 1, {behind}, repeat: 100}}\n")
        meter = Effort(10**9)
        with meter.bounding():
            assert len(cnnstat.load(path)) == 100
        return 10**9 - meter.left

    assert spent("index/200") - spent("1/200") >= 99 * 2 * lines.FOLLOWER
