"""Where a mark would break what other programs read, none is set; the figures are told all the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done

from cnnstat.documents.formats.drawn import places, separated

GRID = """
+---------+--------+
| Network | Params |
+=========+========+
| AlexNet | 61.0M  |
+---------+--------+
"""
SIMPLE = """
Network    Params
--------   ------
AlexNet    61.0M
VGG-16     138M
"""
MULTILINE = """
-------------------
Network    Params
--------   --------
AlexNet    61.0M

VGG-16     138M
-------------------
"""
NO_HEADINGS = """
--------   ------
AlexNet    61.0M
--------   ------
"""
BARRED = {
    "grid": GRID,
    "simple": SIMPLE,
    "multiline": MULTILINE,
    "no headings": NO_HEADINGS,
    "latex": "\n\\begin{tabular}{cc}\nAlexNet & has 61.0M parameters\\\\\n\\end{tabular}\n",
    "template": '\n{{ note("AlexNet has 61.0M parameters") }}\n',
    "template over lines": "\n{% call note() %} {{\n AlexNet has 61.0M parameters }}\n",
}


@pytest.mark.parametrize("name", BARRED)
def test_no_mark_is_set_where_it_would_break_something(name: str, inside: Callable[..., Done], tmp_path: Path) -> None:
    text = f"# A\n{BARRED[name]}\nThe parameters of AlexNet are 61.0M, in all.\n"
    (tmp_path / "a.md").write_text(text)
    told = inside("check", "--suggest", "--format", "json", "a.md", cwd=tmp_path).out
    assert told.count('"61.0M"') > 1  # the figure there is told, too
    inside("check", "--suggest", "--fix", "a.md", cwd=tmp_path)
    marked = "<!-- cnnstat: alexnet.params -->61.0M<!-- /cnnstat -->, in"
    assert (tmp_path / "a.md").read_text() == text.replace("61.0M, in", marked)


@pytest.mark.parametrize(
    ("query", "set_"), [("mobilenet_v1@width=0.75", True), ("mobilenet_v1@input=192,width=0.75", False)]
)
def test_a_mark_with_a_comma_is_not_set_in_cells_that_commas_end(
    query: str, set_: bool, inside: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[tool.cnnstat]\nnames = {{TinyNet = "{query}"}}\n')
    text = "```{csv-table} x\n:header: Network, Params\n\nTinyNet, 2.59M\n```\n\nAfter it.\n"
    (tmp_path / "a.md").write_text(text)
    inside("check", "--suggest", "--fix", "a.md", cwd=tmp_path)
    mark = f"<!-- cnnstat: {query}.params -->2.59M<!-- /cnnstat -->"
    assert (tmp_path / "a.md").read_text() == (text.replace("2.59M", mark) if set_ else text)


def test_where_they_begin_and_end() -> None:
    for text in (GRID, SIMPLE, MULTILINE, NO_HEADINGS):
        ((start, end),) = places(f"Before.\n{text}\nBehind.\n")
        assert f"Before.\n{text}\nBehind.\n"[start:end].strip() == text.strip()
    assert places("a {{ b {{ c }} d }} e {{ f") == [(2, 19)]
    assert places("\\begin{a} {{ x }} \\begin{b} \\end{b} \\end{a} x") == [(0, 43)]
    assert places("a }} \\end{b} {{ c \n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- - -\n") == []
    assert [*separated(":::{csv-table} a\n1,2\n:::\nb\n```{csv-table}\n")] == [(0, 21), (27, 42)]
