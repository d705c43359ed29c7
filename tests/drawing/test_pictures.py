"""The guide's pictures are what the program draws."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import ROOT

import cnnstat
from cnnstat.guide import source

PICTURES = ROOT / "cnnstat/guide/pictures"
NAMES = sorted(path.stem for path in PICTURES.glob("*.svg"))


@pytest.mark.parametrize("name", NAMES)
def test_a_picture(name: str, accept: Callable[[str, str], str]) -> None:
    text = cnnstat.draw(name).svg
    assert accept(f"../../cnnstat/guide/pictures/{name}.svg", text) == text


def test_all_of_them_are_shown() -> None:
    shown = re.findall(r"!\[[^\]]{20,}\]\(pictures/(\w+)\.svg\)", source("drawing"))
    assert sorted(shown) == NAMES
    assert "cnnstat/guide/pictures/googlenet.svg" in (ROOT / "README.md").read_text(encoding="utf-8")
