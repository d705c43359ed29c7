"""Documents without marks that a stranger could have made to take forever; see ``test_hostile.py``."""

from __future__ import annotations

import pytest

from cnnstat.documents.document import Passage
from cnnstat.documents.exemptions import read_exemptions
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.reading.answers import named_layer
from cnnstat.documents.reading.block import Block
from cnnstat.documents.reading.layers import setup_of
from cnnstat.documents.reading.names import mentions
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.rst_blocks import of_rst
from cnnstat.documents.reading.shown import Run, Shown
from cnnstat.documents.reading.summaries import read_summary
from cnnstat.documents.reading.topic import NONE
from cnnstat.effort import Effort
from cnnstat.query import Bench

MANY = 100_000


@pytest.mark.parametrize("name", ["MobileNet", "ResNet-50", "VGG-16", "AlexNet"])
@pytest.mark.parametrize("blanks", [" ", "\t", "-", "_ ", "\u00a0"])
def test_blanks_behind_a_name(name: str, blanks: str) -> None:
    assert len(list(mentions(f"{name}{blanks * MANY}x {name}", Bench(), {}))) == 2


@pytest.mark.parametrize("sign", [".", "-", "_", "+", "/"])
def test_names_that_go_on_and_on(sign: str) -> None:
    assert list(mentions(f"VGG16{sign}" * MANY, Bench(), {}))


@pytest.mark.parametrize("said", ["VGG16. ", "VGG16 1. "])
def test_thousands_of_sentences_with_names(said: str) -> None:
    prose, text = Prose(Bench(), {}), said * MANY
    line = Shown([Run(0, 0, len(text), same=True)], text)
    assert list(prose.sentences(line, prose.names(text), NONE)) == []


def test_blank_lines_of_code() -> None:
    text = "\n" * MANY
    passage = Passage(text, "markdown", (), Lines(text), text)
    assert list(read_summary(Prose(Bench(), {}), passage, Block("code", 0, len(text)))) == []


def test_headings_without_lines_between_them() -> None:
    text = "a\n===\n" * MANY
    assert [each.kind for each in of_rst(text, Lines(text))] == ["heading"] * MANY


def test_a_table_has_no_more_cells_than_signs() -> None:
    text = "= " * 2000 + "\n" + "a\n" * 2000
    (table,) = of_rst(text, Lines(text))
    assert sum(map(len, table.rows)) <= len(text)


def test_a_label_of_many_names_of_layers() -> None:
    setup = setup_of("resnet1202", Bench())
    assert setup is not None
    assert named_layer(setup, "fc99 " * MANY) == ""


def test_a_pattern_that_is_found_again_and_again_costs_work() -> None:
    words = "11 " * 60
    (own,) = read_exemptions([{"pattern": f"1 {words}1", "reason": "none"}])
    effort = Effort(100)
    with effort.bounding():
        assert not own.holds(words, "11", f" {words}")
    assert effort.left < 95
