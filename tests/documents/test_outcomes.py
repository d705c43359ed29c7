"""What is found in documents is put together, and what went wrong is told at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnnstat.documents.outcome import Outcome
from cnnstat.documents.rules import UNREAD
from cnnstat.documents.selection import select
from cnnstat.documents.session import MOST_CRASHED, DocumentError, Session
from cnnstat.documents.translations import completed
from cnnstat.findings.finding import Checked, Finding, Span
from cnnstat.views.blocks import generate


def checked(name: str) -> Checked:
    return Checked(Span(name, 1, 1, 1, 1), name)


def finding(problem: str, concerns: int | None = None) -> Finding:
    return Finding(UNREAD, None, problem, concerns=concerns)


def test_what_is_found_elsewhere_is_added_behind() -> None:
    """Findings then concern the same figures, which have other numbers."""
    own = Outcome([finding("a", 0)], 1, [checked("a"), checked("b")])
    own.take(Outcome([finding("c", 1), finding("d")], 3, [checked("c"), checked("d"), checked("e")]))
    assert [(each.problem, each.concerns) for each in own.findings] == [("a", 0), ("c", 3), ("d", None)]
    assert (own.documents, own.claims) == (4, 5)
    assert [each.asks for each in own.checked] == [*"abcde"]


@pytest.mark.parametrize(("many", "more"), [(1, 0), (MOST_CRASHED, 0), (MOST_CRASHED + 1, 1), (MOST_CRASHED + 2, 2)])
def test_of_many_documents_with_an_error_of_the_program_some_are_named(many: int, more: int, tmp_path: Path) -> None:
    session = Session(select([tmp_path]), generate)
    session.raise_errors()
    session.checker.outcome.crashed = [(Path(f"{at}.md"), ValueError(f"no\n{at}")) for at in range(many)]
    with pytest.raises(DocumentError) as caught:
        session.raise_errors()
    said = [f"{at}.md: ValueError: no {at}" for at in range(many - more)] + [f"{more} more"] * (more > 0)
    assert str(caught.value) == f"not checked: {'; '.join(said)}"


def test_versions_that_were_not_named_are_checked_as_if_they_were_found(tmp_path: Path) -> None:
    one, two, three, four = (tmp_path / f"{at}.md" for at in range(4))
    files, asked = completed([(one, True)], [(one, two), (three, four)])
    assert files == [(one, True), (two, False)]
    assert asked == [(one, two)]
    assert completed([(one, True), (two, True)], [(one, two)]) == ([(one, True), (two, True)], [(one, two)])
    assert completed([(one, True)], [(three, four)]) == ([(one, True)], [])
