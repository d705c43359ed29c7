"""Specs that code has made: kept until something changes of what they came from, and never read where damaged."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import py_compile
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cnnstat.views import kept, reads
from cnnstat.views.kept import Kept
from cnnstat.views.reads import MODULES, STATE, Reads

SPEC = Kept("input: {channels: 3, size: 8}\nlayers: [{type: flatten}]\n", ["something is left out"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNSTAT_NO_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.json").write_text("4", encoding="utf-8")
    before(tmp_path / "net.json")
    with heard(monkeypatch) as reads:
        (tmp_path / "net.json").read_text(encoding="utf-8")
        (tmp_path / "log").write_text("written, not read", encoding="utf-8")
    assert reads.paths == {str(tmp_path / "net.json")}
    kept.keep(kept.entry("own.py:Net", (8, 8)), SPEC, reads)
    return tmp_path


def before(*files: Path) -> None:
    """Files as if they had been written some time ago."""
    for each in files:
        os.utime(each, (1_700_000_000, 1_700_000_000))


@contextlib.contextmanager
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reads]:
    """What is read meanwhile."""
    reads.listen()
    found = Reads()
    with monkeypatch.context() as listening:
        listening.setattr(reads, "_reads", [found])
        yield found


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
    before(path)
    spec = importlib.util.spec_from_file_location("helper_of_a_network", path)
    assert spec is not None
    monkeypatch.setitem(sys.modules, "helper_of_a_network", importlib.util.module_from_spec(spec))
    kept.keep(kept.entry("own.py:Net", None), SPEC, Reads())
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
    kept.keep(kept.entry("own.py:Net", None), SPEC, Reads())
    entry_in(folder)


def test_a_folder_that_cannot_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "file"))
    kept.keep(kept.entry("own.py:Net", None), SPEC, Reads())
    assert kept.find(kept.entry("own.py:Net", None)) is None


def test_what_would_not_be_read_again_is_not_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = entry_in(folder)
    entry.unlink()
    monkeypatch.setattr(kept, "LARGEST", 100)
    kept.keep(kept.entry("own.py:Net", (8, 8)), SPEC, Reads())
    assert not entry.exists()


def lasts(folder: Path, name: str, change: Callable[[], object], known: Reads) -> tuple[bool, bool]:
    """Whether an entry with these reads is believed, before something changes and after it."""
    entry = kept.entry(name, None)
    kept.keep(entry, SPEC, known)
    found = kept.find(entry) is not None
    change()
    return found, kept.find(entry) is not None


def test_files_named_by_bytes_opened_for_both_or_looked_for_in_vain(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    with heard(monkeypatch) as found:
        open(os.fsencode(folder / "net.json")).close()
        os.close(os.open("net.json", os.O_RDWR))
        with contextlib.suppress(FileNotFoundError):
            open("more.json").close()
    assert found.paths == {str(folder / "net.json"), str(folder / "more.json")}
    assert lasts(folder, "a:b", lambda: (folder / "more.json").write_text("1"), found) == (True, False)


def test_folders_that_are_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "data").mkdir()
    with heard(monkeypatch) as found:
        os.listdir("data")
    assert found.paths == {str(folder / "data")}
    assert lasts(folder, "a:b", lambda: (folder / "data" / "new.txt").write_text(""), found) == (True, False)


def test_modules_that_appear_where_they_are_looked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(folder / "lib"))
    (folder / "lib").mkdir()
    with heard(monkeypatch) as found, contextlib.suppress(ImportError):
        importlib.import_module("there_is_no_such_module")
    assert MODULES + str(folder / "lib") in found.paths
    assert lasts(folder, "a:b", lambda: (folder / "lib" / "notes.txt").write_text(""), found) == (True, True)
    assert lasts(folder, "a:b", lambda: (folder / "lib" / "there.py").write_text(""), found) == (True, False)
    assert lasts(folder, "a:b", lambda: (folder / "lib" / "package").mkdir(), found) == (True, False)


def test_compiled_code_stands_for_its_source(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = folder / "lone.py"
    source.write_text("MORE = 0\n", encoding="utf-8")
    before(source)
    compiled = Path(py_compile.compile(str(source), doraise=True) or "")
    with heard(monkeypatch) as found:
        compiled.read_bytes()
    assert found.paths == {str(source)}
    assert lasts(folder, "a:b", lambda: source.write_text("MORE = 1\n"), found) == (True, False)
    source.unlink()
    with heard(monkeypatch) as found:
        compiled.read_bytes()
    assert found.paths == {str(compiled)}


def test_what_changed_while_it_was_read_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with heard(monkeypatch) as found:
        (folder / "net.json").read_text(encoding="utf-8")
        (folder / "net.json").write_text("6", encoding="utf-8")
    entry = kept.entry("a:b", None)
    kept.keep(entry, SPEC, found)
    assert kept.find(entry) is None


def test_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = kept.entry("a:b", None)
    monkeypatch.setenv("COLUMNS", "61")
    assert kept.entry("a:b", None) == entry
    monkeypatch.setenv("WIDTH", "61")
    assert kept.entry("a:b", None) != entry


def test_entries_are_believed_in_a_folder_of_ones_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = entry_in(folder)
    assert kept.find(kept.entry("own.py:Net", (8, 8))) == SPEC
    entry.parent.chmod(0o777)
    assert kept.entry("own.py:Net", (8, 8)) is None
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setenv("HOME", str(folder / "home"))
    assert kept.folder() == folder / "home" / ".cache" / "cnnstat" / "networks"


def test_files_that_are_asked_about(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "link").symlink_to("net.json")
    (folder / "data").mkdir()
    with heard(monkeypatch) as found, found.watching():
        assert not os.path.exists("wide.txt")
        assert Path("net.json").stat().st_size == 1
        assert os.path.isdir("data")
        assert os.readlink("link") == "net.json"
    names = ("wide.txt", "net.json", "data", "link")
    assert found.paths == {STATE + str(folder / name) for name in names}
    assert lasts(folder, "a:b", lambda: (folder / "data" / "new.txt").write_text(""), found) == (True, True)
    assert lasts(folder, "a:b", lambda: (folder / "wide.txt").write_text(""), found) == (True, False)
    (folder / "wide.txt").unlink()
    assert lasts(folder, "a:b", lambda: os.utime(folder / "net.json"), found) == (True, False)
    before(folder / "net.json")
    (folder / "other.json").write_text("4", encoding="utf-8")
    before(folder / "other.json")

    def turn() -> None:
        (folder / "link").unlink()
        (folder / "link").symlink_to("other.json")

    assert lasts(folder, "a:b", turn, found) == (True, False)


@pytest.mark.parametrize("ask", ["subprocess.run(['true'])", "os.system('true')", "sqlite3.connect(':memory:')"])
def test_what_others_are_asked_is_not_kept(ask: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with heard(monkeypatch) as found:
        with found.watching():
            exec(f"import os, sqlite3, subprocess\n{ask}")
        with found.watching():
            pass  # another network of the same process, which may share modules with the first
    entry = kept.entry("a:b", None)
    kept.keep(entry, SPEC, found)
    assert kept.find(entry) is None


def test_what_is_asked_while_nobody_elses_code_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with heard(monkeypatch) as found:
        subprocess.run(["true"], check=True)
        with found.watching():
            pass
    assert not found.others
