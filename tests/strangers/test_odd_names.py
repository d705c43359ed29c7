"""Names that no system takes for a file's: too long, also in bytes only. They are refused like any other that is not
there, at their place, and raise no error of the system."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done

import cnnstat

LONG, HANGUL = "x" * 300, "가" * 100


@pytest.mark.parametrize("name", [LONG, HANGUL], ids=["long", "Hangul"])
def test_in_a_configuration(name: str, program: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Nothing.\n")
    config = tmp_path / "pyproject.toml"
    config.write_text(f'[tool.cnnstat]\nnames = {{TinyNet = "{name}.yaml"}}\n', encoding="utf-8")
    done = program("check", ".", cwd=tmp_path)
    assert done.code == 2
    assert "pyproject.toml:2:1: [tool.cnnstat]: names: 'TinyNet': there is no file '" in done.err
    config.write_text(f'[tool.cnnstat]\npairs = [["a.md", "{name}.md"]]\n', encoding="utf-8")
    done = program("check", ".", cwd=tmp_path)
    assert done.code == 2
    assert f"pairs: '{name[:5]}" in done.err
    assert "no such file" in done.err


@pytest.mark.parametrize("name", [LONG, HANGUL], ids=["long", "Hangul"])
def test_of_a_network(name: str) -> None:
    with pytest.raises(cnnstat.UsageError, match="there is no network"):
        cnnstat.load(name)
