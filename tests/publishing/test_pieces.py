"""Pages in pieces, which Typst need not lay out again: the same bytes as in one source, and pieces that stay."""

from __future__ import annotations

import dataclasses
import importlib.util
import os
from collections.abc import Sequence

import pytest
from test_media import PIXEL, blocks, document

from cnnstat.language import language_named
from cnnstat.publishing.content import Block, Document, Items, Paragraph, plain
from cnnstat.publishing.formats import pdf, typst
from cnnstat.typesetting import compiling, pieces

needs_typst = pytest.mark.skipif(
    importlib.util.find_spec("typst") is None and not os.environ.get("CNNSTAT_REQUIRE_TORCH"),
    reason="typst is not installed: pip install 'cnnstat[pdf]'",
)


def numbered(texts: Sequence[str], before: Sequence[Block] = ()) -> Document:
    """A list behind other blocks."""
    return Document("title", [*before, Items([[Paragraph(plain(each))] for each in texts], "1")])


def new(document: Document, before: Document) -> set[str]:
    """The files of a document that are not those of one before, its main one as ``main``."""
    (source, files), (old_source, old_files) = (pdf.sources(each) for each in (document, before))
    changed = {name for name, content in files.items() if old_files.get(name) != content}
    return changed | ({"main"} if source != old_source else set())


@needs_typst
@pytest.mark.parametrize("code", ["en", "ko"])
def test_pages_in_pieces_are_the_same_bytes_as_one_source(code: str) -> None:
    given = dataclasses.replace(document("수용 field", language_named(code), (PIXEL, ".png")), blocks=blocks("a 한국"))
    assert pdf.written(given).main == compiling.pdf(typst.source(given))


@needs_typst
def test_pages_are_the_same_bytes_after_others_that_share_pieces() -> None:
    first = pdf.written(numbered("abc")).main
    assert pdf.taken(numbered("abcd", [Paragraph(plain("before"))])).pages == 1
    assert pdf.written(numbered("bcd")).main != first
    assert pdf.written(numbered("abc")).main == first


def test_only_a_piece_that_is_new_is_laid_out() -> None:
    before = numbered(["first", "second"])
    third = numbered(["first", "second", "third"])
    assert len(new(third, before)) == 2  # itself, and the list of pieces
    assert "list.typ" in new(third, before)
    assert new(before, third) == {"list.typ"}
    assert len(new(numbered(["first", "second"], [Paragraph(plain("before"))]), before)) == 2


def test_pieces_whose_names_are_the_same_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_NAMES", 1)
    kept = pieces.Pieces()
    stands = [kept.put(each) for each in ("a", "b", "a", "c")]
    assert stands == [f'#include "{number}.typ"' for number in (0, 1, 0, 2)]
    assert [kept.files[f"{number}.typ"].decode()[-1] for number in range(3)] == ["a", "b", "c"]
