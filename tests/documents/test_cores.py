"""Documents checked in several processes: the report is that of one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from unmarked_documents import document

from cnnstat.documents import cores, session
from cnnstat.documents.judging import verify
from cnnstat.documents.selection import select
from cnnstat.documents.session import Session
from cnnstat.effort import BASE, Effort
from cnnstat.findings.report import Report
from cnnstat.processes import each_done
from cnnstat.query import Bench
from cnnstat.views.blocks import generate

MARKED = "It has <!-- cnnstat: vgg16.params -->138,357,545<!-- /cnnstat --> and {}.\n"
DEPTH = 3000
DEEP = f"input: {{channels: 1, size: 8}}\nlayers:\n  - {{type: conv, filters: 1, kernel: 1, repeat: {DEPTH}}}\n"


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each attempt to share the work was good for something; they are made at once."""
    made: list[bool] = []

    def share(*given: Any) -> bool:
        made.append(cores.share(*given))
        return made[-1]

    monkeypatch.setattr(session, "PATIENCE", 0)
    monkeypatch.setattr(cores, "MANY", 0)
    monkeypatch.setattr(session, "share", share)
    return made


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each portion be checked by a process that knows nothing; which of several takes it is chance otherwise."""

    def in_turn(function: Any, every: Any, jobs: int, first: Any) -> Iterator[Any]:
        for given in every:
            first()
            yield function(*given)

    monkeypatch.setattr(cores, "each_done", in_turn)


def looked(jobs: int, **options: Any) -> Session:
    """A check of the documents in the current folder."""
    made = Session(select([Path()]), generate, jobs=jobs, **options)
    made.look()
    return made


def write(texts: list[str]) -> None:
    for number, text in enumerate(texts):
        Path(f"{number:02}.md").write_text(text, encoding="utf-8")


def alike(one: Session, other: Session) -> Report:
    """The report of a check, after a look whether another's is the same."""
    assert one.report() == other.report()
    assert [each.rule for each in one.checker.outcome.findings] == [each.rule for each in one.report().findings]
    return one.report()


def test_several_find_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: list[bool]) -> None:
    monkeypatch.chdir(tmp_path)
    bench = Bench()
    write([MARKED.format(each) + document(each, bench).text for each in range(12)])
    report = alike(looked(2, suggest=True), looked(1, suggest=True))
    assert shared == [True]
    assert (report.documents, report.figures) == (12, 12)
    assert [each.concerns for each in report.findings if each.concerns is not None] == [*range(12)]


def test_few_bytes_are_left_to_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: list[bool]) -> None:
    monkeypatch.chdir(tmp_path)
    write([MARKED.format(each) for each in range(12)])
    whole = sum(path.stat().st_size for path in tmp_path.iterdir())
    monkeypatch.setattr(cores, "MANY", whole + 1)
    looked(2)
    assert shared == []
    monkeypatch.setattr(cores, "MANY", whole)
    looked(2)
    assert shared == [True]


def test_portions_are_not_waited_for_once_nothing_will_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: list[bool]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("deep.yaml").write_text(DEEP)
    write([f"It has <!-- cnnstat: deep.yaml.depth -->{DEPTH:,}<!-- /cnnstat --> layers.\n"] * 12)
    effort = looked(1).checker.effort
    begun = []

    def in_turn(function: Any, every: Any, jobs: int, first: Any) -> Iterator[Any]:
        for given in every:
            begun.append(given)
            first()
            yield function(*given)

    monkeypatch.setattr(cores, "each_done", in_turn)
    monkeypatch.setattr(session, "Effort", partial(Effort, 2.5 * (BASE + effort.allowed - effort.left)))
    looked(2)
    assert shared == [False]
    assert len(begun) == 3  # each analyses the network once more


@pytest.mark.usefixtures("apart")
@pytest.mark.parametrize(("times", "refused"), [(1.5, False), (0.5, True)])
def test_one_does_all_where_limits_do_not_allow_for_more(
    times: float, refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: list[bool]
) -> None:
    """Each process analyses the network, and one alone does so once; what is refused is what one refuses."""
    monkeypatch.chdir(tmp_path)
    Path("deep.yaml").write_text(DEEP)
    write([f"It has <!-- cnnstat: deep.yaml.depth -->{DEPTH:,}<!-- /cnnstat --> layers.\n"] * 12)
    effort = looked(1).checker.effort
    spent = BASE + effort.allowed - effort.left
    assert spent > 4 * effort.allowed
    monkeypatch.setattr(session, "Effort", partial(Effort, times * spent))
    report = alike(looked(2), looked(1))
    assert shared == [False]
    assert any("asks for more work" in each.problem for each in report.findings) == refused


@pytest.mark.usefixtures("apart")
def test_one_does_all_where_searches_for_readings_are_at_their_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: list[bool]
) -> None:
    monkeypatch.chdir(tmp_path)
    write([MARKED.format(each) for each in range(12)])
    searches = looked(1).checker.verifier.searches
    spent = verify.MOST_SEARCHED - searches.left
    assert spent > 0
    monkeypatch.setattr(verify, "MOST_SEARCHED", 1.5 * spent)
    report = alike(looked(2), looked(1))
    assert shared == [False]
    assert {each.reading for each in report.findings} == {""}


def test_an_error_of_the_program_is_told_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: list[bool]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(["A text.\n"] * 8)
    monkeypatch.setattr(cores, "each_done", lambda *given: each_done(broken, *given[1:]))
    assert alike(looked(2, suggest=True), looked(1, suggest=True)).documents == 8
    assert shared == [False]


def broken(first: int, files: Any) -> tuple[int, None]:
    """A process in which something went wrong."""
    return first, None


def test_what_is_found_does_not_depend_on_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without marks, those of figures that come out are missing, and nothing else is."""
    monkeypatch.chdir(tmp_path)
    write([document(each, Bench()).text for each in range(3)])
    with_marks, without = (looked(1, suggest=True, marks=marks).report() for marks in (True, False))
    bare = [each._replace(mark="", suggested="", edit=None) if each.holds else each for each in with_marks.findings]
    assert list(without.findings) == bare
    assert any(each.mark for each in with_marks.findings)
