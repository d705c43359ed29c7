"""Where comments that speak to the program stand in documents of each format, and all that is known of each.

Lines of ``%%`` set the documents of a file of ``comments`` apart. A golden text shows each document with its comments;
``--accept`` writes it anew, and then its lines are read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cnnstat.documents.document import Document, Passage
from cnnstat.documents.formats.comment import Comment

FILES = sorted((Path(__file__).parent / "comments").iterdir())
EVERY = [
    pytest.param(path.suffix, text, f"comments/{path.name}.{number}.txt", id=f"{path.suffix[1:]}-{number}")
    for path in FILES
    for number, text in enumerate(path.read_text(encoding="utf-8").split("%%\n"), 1)
]


def told(passage: Passage, each: Comment) -> str:
    """A comment, as the document has it, with all that is known of it."""
    text = passage.text
    said = [f"    {each.start}-{each.end} {text[each.start : each.end]!r}: {each.kind}"]
    said += [f"{each.words!r} at {text[each.at : each.at + 3]!r}"]
    said += [f"of {text[slice(*each.region)]!r}"] if each.region is not None else []
    said += [f"seen as {each.seen}"] * bool(each.seen)
    return " ".join(said)


@pytest.mark.parametrize(("suffix", "text", "golden"), EVERY)
def test_where_comments_stand(suffix: str, text: str, golden: str, accept: Callable[[str, str], str]) -> None:
    lines = text.splitlines()
    for passage in Document(Path(f"a{suffix}"), "a", text.encode()).passages:
        lines += [told(passage, each) for each in passage.comments]
        lines += [f"    exempt {passage.text[each.start : each.end]!r}: {each.reason}" for each in passage.exempt]
        lines += [f"    looked through: {passage.plain!r}"] * (passage.plain != passage.text)
    found = "\n".join(lines) + "\n"
    assert found == accept(golden, found)


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
@pytest.mark.parametrize(("suffix", "text", "golden"), EVERY)
def test_other_ends_of_lines_change_none(suffix: str, text: str, golden: str, ending: str) -> None:
    """Comments are the same and stand at the same lines and columns."""
    found = []
    for each in (text, text.replace("\n", ending)):
        document = Document(Path(f"a{suffix}"), "a", each.encode())
        found.append([
            (comment.kind, comment.words.split(), comment.seen, document.span(comment.start, comment.start, passage))
            for passage in document.passages for comment in passage.comments
        ])  # fmt: skip
    assert found[0] == found[1]
