"""Handouts that cannot be made leave nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Done

import cnnstat
from cnnstat.errors import UsageError
from cnnstat.handouts import course
from cnnstat.publishing import formats
from cnnstat.publishing.content import Document
from cnnstat.publishing.medium import Written
from cnnstat.typesetting import compiling

LOGO = "cnnstat: --logo: LaTeX shows png and jpg, no svg\n"


@pytest.fixture
def logo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An SVG, which LaTeX refuses when the pages are made; nothing measures these."""
    monkeypatch.setattr(compiling, "installed", lambda: False)
    (tmp_path / "l.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')
    return tmp_path


def test_a_key_alone_is_not_written(logo: Path, inside: Callable[..., Done]) -> None:
    done = inside("handout", "lenet5", "-o", "h.tex", "--key", "k.md", "--logo", "l.svg", cwd=logo)
    assert (done.code, done.err) == (2, LOGO)
    assert [each.name for each in logo.iterdir()] == ["l.svg"]


@pytest.mark.slow
def test_a_course_that_cannot_be_made_leaves_no_folder(logo: Path, inside: Callable[..., Done]) -> None:
    done = inside("handout", "--course", "-o", "course", "-f", "tex", "--logo", "l.svg", cwd=logo)
    assert (done.code, done.err) == (2, LOGO)
    assert [each.name for each in logo.iterdir()] == ["l.svg"]


def test_a_course(tmp_path: Path, inside: Callable[..., Done], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "FAMILIES", ("lenet5", "lenet1"))
    done = inside("handout", "--course", "-o", "course", "-f", "md", cwd=tmp_path)
    assert done.code == 0, done.err
    names = {name for each in ("overview", "lenet5", "lenet1") for name in (f"{each}.md", f"{each}-key.md")}
    assert {each.name for each in (tmp_path / "course").iterdir() if each.is_file()} == names
    for name in names:
        assert (tmp_path / "course" / name).read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("--course", "handout --course: expected a folder, as -o course"),
        ("--course lenet5 -o c", "handout --course has its own networks and titles, and takes no network"),
        ("--course --title T -o c", "handout --course has its own networks and titles, and takes no --title"),
    ],
)
def test_what_is_none_of_a_course(words: str, problem: str, tmp_path: Path, inside: Callable[..., Done]) -> None:
    done = inside("handout", *words.split(), cwd=tmp_path)
    assert (done.code, done.out, done.err) == (2, "", f"cnnstat: {problem}\n")
    assert not list(tmp_path.iterdir())


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    (tmp_path / "taken.md").mkdir()
    pages = [formats.made(Document("x", []), tmp_path / "course" / name) for name in ("a.md", "b.md")]
    with pytest.raises(UsageError, match=r"taken\.md: cannot write"):
        formats.save_all([*pages, (pages[0][0], tmp_path / "taken.md")], tmp_path / "course")
    assert [each.name for each in tmp_path.iterdir()] == ["taken.md"]


def test_nothing_is_written_before_all_is_made(tmp_path: Path) -> None:
    def given() -> Iterator[tuple[Written, Path]]:
        yield formats.made(Document("x", []), tmp_path / "a.md")
        raise UsageError("it cannot be made")

    with pytest.raises(UsageError):
        formats.save_all(given(), tmp_path / "course")
    assert not list(tmp_path.iterdir())


def test_from_python_a_key_is_written_with_its_handout_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.tex").mkdir()
    with pytest.raises(UsageError, match=r"a\.tex: cannot write: Is a directory"):
        cnnstat.handout("lenet5", output=tmp_path / "a.tex", key=tmp_path / "key.tex", parts="exercises", exercises=1)
    assert [each.name for each in tmp_path.iterdir()] == ["a.tex"]
    (tmp_path / "a.tex").rmdir()
    cnnstat.handout("lenet5", output=tmp_path / "a.tex", key=tmp_path / "key.tex", parts="exercises", exercises=1)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.tex", "key.tex"]
