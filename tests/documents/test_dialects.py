"""Marks in what mkdocs-material, MyST, Quarto's Pandoc and GitHub make of a page; each was built there by hand once."""

from __future__ import annotations

import pytest
from test_content import ATTRIBUTE
from test_marks import LONG, MARK, SHORT, found

UNKNOWN = "a mark in a directive that is not known here is not checked"
MATHEMATICS = "a mark inside of mathematics is shown there, and not checked"


@pytest.mark.parametrize(
    "text",
    [
        f"- a\n\n      AlexNet has {SHORT}\n",
        f"1. a\n\n       AlexNet has {SHORT}\n",
        f"- a\n\n      | a | b |\n      |---|---|\n      | x | {SHORT} |\n",
        f"1. a\n    - b\n\n           AlexNet has {SHORT}\n",
        f"> - a\n>\n>       AlexNet has {SHORT}\n",
        f"<div>\n\n    AlexNet has {SHORT}\n\n</div>",
        f"<table>\n  <tr>\n    <td>AlexNet</td>\n\n    <td>{SHORT}</td>\n  </tr>\n</table>",
    ],
)
def test_mkdocs_shows_as_text_what_is_code_to_others(text: str) -> None:
    assert found(text) == MARK


@pytest.mark.parametrize(
    "text",
    [
        f"- a\n\n        AlexNet has {SHORT}\n",
        f"<div>a</div>\n\n    AlexNet has {SHORT}\n",
        f"<div>\n\na\n\n</div>\n\nb\n\n    AlexNet has {SHORT}\n",
        f"- a\n\nb\n\n    AlexNet has {SHORT}\n",
        f"- a\n\n  ```\n  AlexNet has {SHORT}\n  ```\n",
    ],
)
def test_what_is_code_to_all_stays_code(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("marker", ["(@)", "(@good)", "a.", "#.", "(1)", "i)", "A. ", "iv."])
def test_paragraphs_of_the_lists_of_pandoc(marker: str) -> None:
    assert found(f"{marker} a\n\n    AlexNet has {SHORT}\n") == MARK


def test_tables_of_pandoc() -> None:
    rows = f"     12     {SHORT}\n    123     1\n"
    assert found(f"  Right     Left\n-------     ------\n{rows}") == MARK
    ruled = "-" * 40
    head = f"{ruled}\n Name     Params\n-------- -------------------------------\n"
    assert found(f"{head}b        1\n\n      c   {SHORT}\n{ruled}\n") == MARK
    assert found(f"a\n\n---\n\n    {SHORT}\n") == []


def test_fields_of_myst() -> None:
    assert found(f":AlexNet: has {SHORT}\n") == MARK
    assert found(f":AlexNet:\n    AlexNet\n\n    has {SHORT}\n") == MARK


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"AlexNet {{sub}}`has {SHORT}`", UNKNOWN),
        (f"AlexNet {{abbr}}`x ({SHORT})`", UNKNOWN),
        (f"**AlexNet** {{math}}`P = {SHORT}`", MATHEMATICS),
        (f"AlexNet `<b>{SHORT}</b>`{{=html}} b", UNKNOWN),
        (f":::{{math}}\nP = {SHORT}\n:::", MATHEMATICS),
        (f"::::{{note}}\n:::{{math}}\nP = {SHORT}\n:::\n::::", MATHEMATICS),
        (f"- a\n\n  :::{{raw}} html\n  {SHORT}\n  :::", UNKNOWN),
        (f":::{{eval-rst}}\n{SHORT}\n", UNKNOWN),
        (f"```\nnever closed\n{LONG}", "a mark in a fence that is not closed is not checked"),
        (f"```\nnever closed\n\n{LONG}\n", "a mark in a fence that is not closed is not checked"),
        (f"> ~~~ python\n> {LONG}\n\nb", "a mark in a fence that is not closed is not checked"),
    ],
)
def test_what_is_text_to_one_of_them_is_a_finding(text: str, problem: str) -> None:
    (only,) = found(text)
    assert only[0] == "broken"
    assert only[1].startswith(problem)


@pytest.mark.parametrize(
    "text",
    [
        f'``` py title="{SHORT}"\na\n```',
        f"*[HTML]: AlexNet has {SHORT}",
        f'::: {{.callout-note title="AlexNet has {SHORT}"}}\na\n:::',
        f"![a](b){{fig-alt='AlexNet has {SHORT}'}}",
        f'# AlexNet {{#id title="{SHORT}"}}',
        f"```{{figure}} a.png\n:alt: AlexNet has {SHORT}\n\ncaption\n```",
        f":::{{figure}} a.png\n:name: a\n:alt: AlexNet has {SHORT}\n\ncaption\n:::",
        f"See http://a.b/{SHORT} there",
        f"See <http://a.b/{SHORT}>",
        f"<iframe>AlexNet has {SHORT}</iframe>",
        f"<script>\n'{SHORT}'\n</script>",
        f"A <script>'{SHORT}'</script>",
    ],
)
def test_attributes_and_addresses_in_the_ways_of_builders(text: str) -> None:
    (only,) = found(text)
    assert only == ("broken", ATTRIBUTE)


@pytest.mark.parametrize(
    "text",
    [
        f"AlexNet {{code}}`{SHORT}`",
        f"AlexNet {{x}} `{SHORT}`",
        f":::{{code-block}} md\n{SHORT}\n:::",
        f"```{{figure}} a.png\n:alt: `{SHORT}`\n\ncaption\n```",
    ],
)
def test_code_of_directives_and_roles_stays_code(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        f":::{{note}}\n:class: tip\n\nAlexNet has {SHORT}\n:::",
        f"```{{csv-table}}\n:header: AlexNet, has {SHORT}\n\na, b\n```",
        f"```{{note}}\na\n:alt: {SHORT}\n```",
        f"AlexNet {{has = {SHORT}}}",
        f"See http://a.b/ {SHORT}",
        f"[a](http://a.b){SHORT} b",
        f"See {{a='b'}} has {SHORT}",
        f":::{{math-like}}\nAlexNet has {SHORT}\n:::",
        f":::{{note}} AlexNet has {SHORT}\n:::",
    ],
)
def test_what_only_looks_like_these_is_checked(text: str) -> None:
    assert found(text) == MARK


def test_a_row_without_a_bar_that_begins_with_a_mark_is_html_to_github() -> None:
    from cnnstat.documents.formats.lines import Lines
    from cnnstat.documents.formats.markdown import comments

    seen = {"line": f"{SHORT} | a\n---|---\n{SHORT} | c", "": f"| {SHORT} | a |\n|---|---|\n| {SHORT} | c |"}
    for where, text in seen.items():
        assert [each.seen for each in comments(text, Lines(text)) if each.kind == "query"] == [where, where]
