"""Specs that code has made: kept until something changes of what they came from, and never read where damaged."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from cnnstat.views import kept
from cnnstat.views.kept import Kept

SPEC = Kept("input: {channels: 3, size: 8}\nlayers: [{type: flatten}]\n", ["something is left out"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNSTAT_NO_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.json").write_text("4", encoding="utf-8")
    with kept.watching() as files:
        (tmp_path / "net.json").read_text(encoding="utf-8")
        (tmp_path / "log").write_text("written, not read", encoding="utf-8")
    assert files == {str(tmp_path / "net.json")}
    kept.keep(kept.entry("own.py:Net", (8, 8)), SPEC, files)
    return tmp_path


def entry_in(folder: Path) -> Path:
    (found,) = (folder / "cache" / "cnnstat" / "networks").iterdir()
    return found


def test_an_entry_is_found_by_all_that_it_depends_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept.find(kept.entry("own.py:Net", (8, 8))) == SPEC
    assert kept.find(kept.entry("own.py:Net", None)) is None
    assert kept.find(kept.entry("own.py:Other", (8, 8))) is None
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    assert kept.find(kept.entry("own.py:Net", (8, 8))) is None
    monkeypatch.chdir(folder)
    with monkeypatch.context() as elsewhere:
        elsewhere.syspath_prepend(str(folder / "elsewhere"))
        assert kept.find(kept.entry("own.py:Net", (8, 8))) is None
    assert kept.find(kept.entry("own.py:Net", (8, 8))) == SPEC
    monkeypatch.setattr(kept, "__version__", "0.0.0")
    assert kept.find(kept.entry("own.py:Net", (8, 8))) is None


@pytest.mark.parametrize("text", ["5", None])
def test_a_file_that_was_read(text: str | None, folder: Path) -> None:
    (folder / "net.json").unlink()
    if text is not None:
        (folder / "net.json").write_text(text, encoding="utf-8")
    assert kept.find(kept.entry("own.py:Net", (8, 8))) is None


def test_a_module_that_was_loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "helper.py"
    path.write_text("MORE = 0\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("helper_of_a_network", path)
    assert spec is not None
    monkeypatch.setitem(sys.modules, "helper_of_a_network", importlib.util.module_from_spec(spec))
    kept.keep(kept.entry("own.py:Net", None), SPEC, ())
    assert kept.find(kept.entry("own.py:Net", None)) == SPEC
    path.write_text("MORE = 1\n", encoding="utf-8")
    assert kept.find(kept.entry("own.py:Net", None)) is None


@pytest.mark.parametrize("damage", ["", "{", "[]", "7", '{"text": ""}', "changed", "\0"])
def test_damaged_entries_are_not_read(damage: str, folder: Path) -> None:
    entry = entry_in(folder)
    text = entry.read_text(encoding="utf-8").replace("size: 8", "size: 9") if damage == "changed" else damage
    entry.write_text(text, encoding="utf-8")
    assert kept.find(kept.entry("own.py:Net", (8, 8))) is None


def test_nothing_is_kept_where_that_is_switched_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNSTAT_NO_CACHE", "1")
    assert kept.find(kept.entry("own.py:Net", (8, 8))) is None
    kept.keep(kept.entry("own.py:Net", None), SPEC, ())
    entry_in(folder)


def test_a_folder_that_cannot_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "file"))
    kept.keep(kept.entry("own.py:Net", None), SPEC, ())
    assert kept.find(kept.entry("own.py:Net", None)) is None


def test_what_would_not_be_read_again_is_not_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = entry_in(folder)
    entry.unlink()
    monkeypatch.setattr(kept, "LARGEST", 100)
    kept.keep(kept.entry("own.py:Net", (8, 8)), SPEC, ())
    assert not entry.exists()
