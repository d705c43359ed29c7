"""Where marks are found in documents of each format, and what is refused as one."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import few_and_many
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cnnstat.documents.document import Document, UnreadableError
from cnnstat.documents.formats.comment import Comment
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.judging.prose import ALONE, bare
from cnnstat.documents.marks.anchor import find, of_region, read_anchor
from cnnstat.documents.marks.pairs import Broken, Generated, Mark, pairs
from cnnstat.errors import UsageError


def found(text: str, suffix: str = ".md") -> list[tuple[str, str]]:
    """What a document's marks enclose with their queries; of blocks the command, of what is broken the problem."""
    document = Document(Path(f"a{suffix}"), f"a{suffix}", text.encode())
    items: list[tuple[str, str]] = []
    for passage in document.passages:
        for each in pairs(passage.text, passage.comments):
            for item in of_region(each, passage.text) if isinstance(each, Comment) else [each]:
                if isinstance(item, Mark):
                    items.append((item.asks, passage.text[item.start : item.end]))
                elif isinstance(item, Generated):
                    items.append(("block", item.command))
                else:
                    items.append(("broken", item.problem.partition(";")[0]))
    return items


LONG = "<!-- cnnstat: alexnet.params -->61M<!-- /cnnstat -->"
SHORT = "<!--=alexnet.params-->61M<!--/-->"
MARK = [("alexnet.params", "61M")]


@pytest.mark.parametrize(
    "text",
    [
        f"AlexNet has {LONG} parameters",
        f"AlexNet has {SHORT} parameters",
        f"# {LONG}",
        f"- item {LONG}",
        f"> quoted {LONG}\n> more",
        f"| a | b |\n|---|---|\n| x | {SHORT} |\n",
        f"*emphasis {LONG}*",
        f"`code` {LONG} `code`",
        f"a ` tick {LONG}",
        f"a \\` {LONG} \\`",
        f"`` ` `` {LONG} ``",
        f"<p>\nHTML {LONG}\n</p>",
        "x <!-- \n cnnstat: alexnet.params\n -->61M<!-- /cnnstat\n-->",
        f"text\n    {LONG} goes on, indented",
        f"```\ncode\n```\n{LONG}",
    ],
)
def test_marks_in_markdown(text: str) -> None:
    assert found(text) == MARK
    assert found(text.replace("\n", "\r\n")) == MARK
    assert found(f"\ufeff{text}") == MARK


@pytest.mark.parametrize(
    "text",
    [
        f"`{LONG}`",
        f"`` ` {LONG} ``",
        f"`begins\n{LONG.replace('<!--', 'x <!--', 1)} ends`",
        f"```\n{LONG}\n```",
        f"~~~ html\n{LONG}\n~~~",
        f"para\n\n    {LONG}",
        f"- item\n\n        {LONG}",
        f"> ```\n> {LONG}\n> ```",
        "<!-- a comment about alexnet -->61M<!-- another -->",
    ],
)
def test_code_is_left_alone(text: str) -> None:
    assert found(text) == []


BROKEN = {
    f"{LONG[:-17]} parameters": "the mark has no end",
    "<!-- cnnstat: a.b -->61M\n\nmore<!-- /cnnstat -->": "the mark has no end in its paragraph",
    "61M<!-- /cnnstat -->": "nothing begins that ends here",
    "<!-- cnnstat: a.b -->6<!-- cnnstat: c.d -->1M<!-- /cnnstat --><!-- /cnnstat -->": "a mark inside a mark",
    "<!-- cnnstat alexnet.params -->61M": "expected cnnstat: QUERY or /cnnstat, got 'cnnstat alexnet.params'",
    "<!-- CNNSTAT: alexnet.params -->": "expected cnnstat: QUERY or /cnnstat, got 'CNNSTAT: alexnet.params'",
    "<!-- cnnstat: -->61M<!-- /cnnstat -->": "expected a query behind cnnstat:",
    "<!-- cnnstat: alexnet --table -->\ntext": "the block has no end",
}


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_mark_is_said_once(text: str) -> None:
    assert found(text) == [("broken", BROKEN[text])]


def test_a_mark_behind_a_broken_one_counts() -> None:
    assert found(f"x <!-- cnnstat: a.b -->6 and {LONG}") == [("broken", "the mark has no end"), *MARK]


def test_blocks() -> None:
    text = "<!-- cnnstat: alexnet --table -->\n\n| a |\n\n<!-- /cnnstat sum=0123abcd -->\n" + LONG
    assert found(text) == [("block", "alexnet --table"), *MARK]


@pytest.mark.parametrize(
    ("text", "suffix", "expected"),
    [
        ("x <!-- cnnstat: alexnet -->61M<!-- /cnnstat -->", ".md", [("alexnet", "61M")]),
        ("<!-- cnnstat: alexnet --> \n\nx\n\n<!-- /cnnstat -->", ".md", [("block", "alexnet")]),
        ("<!-- cnnstat: alexnet -->\nx", ".md", [("broken", "the block has no end")]),
        ("<!-- cnnstat: alexnet.params -->\n61M<!-- /cnnstat -->", ".md", [("alexnet.params", "\n61M")]),
        ("<!-- cnnstat: 1 - 1 -->\n0<!-- /cnnstat -->", ".md", [("1 - 1", "\n0")]),
        ("<!-- cnnstat: alexnet -->", ".md", [("broken", "the block has no end")]),
        ("<!-- cnnstat: schema -->\n<!-- /cnnstat -->", ".md", [("block", "schema")]),
        (
            "A 61M net % cnnstat: alexnet\n% /cnnstat\n",
            ".tex",
            [("alexnet", "61M"), ("broken", "nothing begins")],
        ),
        ("% cnnstat: alexnet\nA net of 61M.\n", ".tex", [("alexnet", "61M")]),
    ],
)
def test_a_name_alone_on_its_line_is_a_block(text: str, suffix: str, expected: list[tuple[str, str]]) -> None:
    told = found(text, suffix)
    assert [(kind, words.removesuffix(" that ends here")) for kind, words in told] == expected


def test_html() -> None:
    page = f"<p>{LONG}</p><pre>{SHORT}</pre>"
    assert found(page, ".html") == MARK * 2
    assert found(f"<p>\r\n\r{LONG}", ".html") == MARK


def test_latex() -> None:
    text = (
        "It has 61M parameters and 8 layers. % cnnstat: {alexnet.params} parameters\n"
        "\\% cnnstat: alexnet.depth 8\n"
        "% cnnstat: {alexnet.depth}\\ layers\n\n"
        "With 8\\ layers\nand more.\n"
        "\\begin{verbatim}\n5 % cnnstat: alexnet.depth\n\\end{verbatim}\n"
        "Two 3 or 4 % cnnstat: alexnet.depth\n"
    )
    assert found(text, ".tex") == [
        ("alexnet.params", "61M"),
        ("alexnet.depth", "8"),
        ("broken", "2 figures stand in the text of this comment"),
    ]


def test_rst() -> None:
    text = (
        ".. cnnstat: {alexnet.params}\n   parameters, {alexnet.depth} layers\n\n"
        "With 61M parameters,\n8 layers.\n\n"
        ".. note::\n\n   .. cnnstat: alexnet.depth\n\n   It has 8.\n\n"
        ".. tab-set:: unknown to docutils\n\n   .. cnnstat: alexnet.depth\n\n   It has 9.\n\n"
        ".. code-block:: rst\n\n   .. cnnstat: alexnet.depth\n\n   7\n\n"
        "Literally::\n\n   .. cnnstat: alexnet.depth\n\n   6\n\n"
        ".. a comment\n\n   .. cnnstat: alexnet.depth\n"
    )
    assert found(text, ".rst") == [
        ("alexnet.params", "61M"),
        ("alexnet.depth", "8"),
        ("alexnet.depth", "8"),
        ("alexnet.depth", "9"),
    ]


def notebook(*sources: object) -> str:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": source} for source in sources]
    cells.append({"cell_type": "code", "metadata": {}, "outputs": [], "source": [f"# {LONG}"]})
    return json.dumps({"cells": cells, "metadata": {"x": LONG}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def test_notebooks() -> None:
    text = notebook(["# 약\n", 'It "has" ' + LONG[:20], LONG[20:] + "\n"], f"é {SHORT}", "nothing")
    assert found(text, ".ipynb") == MARK * 2
    document = Document(Path("a.ipynb"), "a.ipynb", text.encode())
    for passage in document.passages:
        start = passage.text.index("61M")
        edit = passage.edit(start, start + 3, 'é"\n')
        assert edit is not None
        assert document.text[edit.start : edit.end] == "61M"
        assert edit.text.startswith('\\u00e9\\"\\n')  # in the style of the file


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{cnnstat", "no notebook: Expecting property name enclosed in double quotes"),
        ('["cnnstat"]', "no notebook: expected a notebook of format 4, with a list of cells"),
        ("[" * 100_000 + "cnnstat", "nested too deep to be read"),
    ],
)
def test_no_notebooks(text: str, problem: str) -> None:
    with pytest.raises(UnreadableError, match=re.escape(problem)):
        found(text, ".ipynb")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (" **61M** ", "61M"),
        ("`61M`", "61M"),
        ("<b>61&nbsp;million</b>", "61\u00a0million"),
        (r"$1.8 \times 10^{9}$", "1.8 ×10^9"),
        ("1.8×10<sup>9</sup>", "1.8×10^9"),
        ("60\u202f965\u202f224", "60,965,224"),
        (r"60{,}965{,}224", "60,965,224"),
        (r"\num{60965224}", "60965224"),
        (r"94.86\%", "94.86%"),
        ("(61M)", "61M"),
        ("약 6,000만 개", "약 6,000만 개"),
        ("", ""),
    ],
)
def test_markup_is_taken_off_and_put_on(text: str, plain: str) -> None:
    printed = bare(text)
    assert printed.text == plain
    dressed = printed.dressed(printed.text)
    assert dressed is not None
    assert text[: printed.start] + dressed + text[printed.end :] == text


def test_an_exponent_may_change() -> None:
    assert bare(r"$1.8 \times 10^{9}$").dressed("2.1 ×10^10") == r"2.1 \times 10^{10}"
    assert bare("1.8×10<sup>9</sup>").dressed("2.1×10^8") == "2.1×10<sup>8</sup>"
    assert bare("60\u202f965\u202f224").dressed("965") is None


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("VGG-16 has 138M parameters in 16 layers.", ["138M", "16"]),
        (
            "about 60 million, ~61M, 약 6,000만 개, 6억 3,000만 개",
            ["about 60 million", "~61M", "약 6,000만", "6억 3,000만"],
        ),
        ("1.8×10⁹ or 1.8e9 at 94.86% and 1/12, 12x", ["1.8×10⁹", "1.8e9", "94.86%", "1/12", "12x"]),
        ("55×55×96 = 290,400 of 3.8 GFLOPs", ["55×55×96 = 290,400", "3.8 GFLOPs"]),
        ("conv1, v2.0.1, a1b, #12, 12.5.3", []),
        ("29MB, 2.3 MiB", ["29MB", "2.3 MiB"]),
    ],
)
def test_figures_in_prose(text: str, figures: list[str]) -> None:
    assert [match[0] for match in ALONE.finditer(text)] == figures


def test_anchors() -> None:
    text = "It has 650,000 neurons\nand  60 million {params}; 11*11*3 = 363 weights."
    whole = (0, len(text))

    def figures(words: str) -> list[str]:
        return [
            each.problem if isinstance(each, Broken) else text[each.start : each.end]
            for each in find(read_anchor(words), text, whole, 0)
            if not isinstance(each, Generated)
        ]

    (million,) = figures("{a.b} million")  # the word is part of the figure
    assert million.startswith("the words '{a.b} million' do not stand there; in line 2 ")
    assert figures("has {a.b}neurons") == [
        "the words 'has {a.b}neurons' do not stand there; with other blanks they stand in line 1: 'has 650,000 neurons'"
    ]
    assert figures("{alexnet.neurons} neurons and {alexnet.params} {{params}}") == ["650,000", "60 million"]
    assert figures("{a.b}*")[0].startswith("the words '{a.b}*' do not stand there; in line 2 ")
    assert figures("{a.b} ") == ["the words '{a.b} ' stand there more than once; add words"]
    for wrong in ("no query", "{}", "a } b {x.y}"):
        with pytest.raises(UsageError, match="expected a query in braces"):
            read_anchor(wrong)


def test_lines() -> None:
    lines = Lines("\ufeffa\r\nbc\rd\n")
    assert [lines.line(number) for number in range(4)] == ["\ufeffa", "bc", "d", ""]
    assert lines.place(1) == (1, 1)
    assert lines.place(5) == (2, 2)
    assert lines.place(7) == (3, 1)


INLINE = [
    SHORT,
    "`<!--`",
    "](",
    "![",
    '"',
    "'",
    "<http://x/`>",
    "<x y='`'>",
    "`",
    "``",
    "\\`",
    "\\\\",
    "*",
    " | ",
    "text ",
    "a",
    "<b>",
    "[a](b)",
    "<a@b.c>",
    "<!-- x -->",
    "&amp;",
]
LINES = [
    "```\n",
    "\n```\n",
    "~~~\n",
    "    ",
    "\t",
    "> ",
    "- ",
    "1. ",
    "# ",
    "\n",
    "\n\n",
    "---\n",
    "<div>\n",
    "</div>\n",
]
FRAGMENTS = st.sampled_from([*INLINE, *LINES, "| a | b |\n|---|---|\n"])


class Comments(HTMLParser):
    """Counts the comments of a piece of HTML, as the standard library reads it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.count = 0
        self.feed(text)
        self.close()

    def handle_comment(self, data: str) -> None:
        self.count += data == "=alexnet.params"


def comments_in(tokens: list[Token]) -> int:
    """The comments in what a whole parser read; those in the description of an image too."""
    return sum(
        Comments(each.content).count
        if each.type == "html_block"
        else (each.content == "<!--=alexnet.params-->" and each.type == "html_inline")
        + comments_in(each.children or [])
        for each in tokens
    )


def check_marks(text: str) -> None:
    expected = comments_in(MarkdownIt("commonmark").enable("table").parse(text))
    document = Document(Path("a.md"), "a.md", text.encode())
    assert sum(each.kind == "query" for passage in document.passages for each in passage.comments) == expected


test_marks_are_what_a_whole_parser_takes_for_comments, test_many_marks_are = few_and_many(
    300, 3000, st.lists(FRAGMENTS, max_size=14).map("".join)
)(check_marks)


@pytest.mark.parametrize("hyphens", ["-", "--", "!", "-!"])
@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_more_hyphens_around_a_mark_hide_nothing(hyphens: str, suffix: str) -> None:
    """To browsers these are comments as any; a document that has no other mark is read for them, too."""
    text = f"<p>a <!--{hyphens}=alexnet.params{hyphens[::-1]}-->99M<!--{hyphens}/{hyphens[::-1]}--></p>\n"
    assert found(text, suffix)
    if suffix == ".html":
        assert found(text, suffix) == [("alexnet.params", "99M")]


ITEMS = [
    ":a: {}\n\n    99M parameters\n", "a. {}\n\n   99M parameters\n", "(1) {}\n\n    99M parameters\n",
    "-a  {}\n\n    99M parameters\n", "--long FILE  {}\n\n    99M parameters\n", "#. i. {}\n\n      99M parameters\n",
    "- :a: {}\n\n      99M parameters\n", "1. .. code::\n\n      x\n\n   {}\n   99M parameters\n",
    "1. .. note::\n\n      ..\n\n      {}\n      99M parameters\n", "- A::\n\n  > x\n\n  {}\n\n  99M parameters\n",
    "a. B::\n\n      x\n\n   {}\n\n   99M parameters\n", ":a: .. code\n\n    {}\n\n    99M parameters\n",
]  # fmt: skip


@pytest.mark.parametrize("text", ITEMS)
def test_comments_in_items_of_all_kinds_of_lists(text: str) -> None:
    """What hides text, a literal block, code or a comment, ends with the item, not with the line that begins it."""
    assert found(text.format(".. cnnstat: alexnet.params"), ".rst") == [("alexnet.params", "99M")]


def test_what_begins_items_is_read_in_one_way() -> None:
    assert found("i. " * 7000 + ":a: " * 7000 + "x .. cnnstat: a.b\n", ".rst")[0][0] == "broken"


ODD_PLACES = [
    ".. note:: {}\n\n   99M parameters\n", ".. [1] {}\n\n   99M parameters\n", "| {} |\n| 99M parameters |\n",
    "| ..            |\n|    cnnstat: a.b |\n|               |\n| 99M           |\n", "| {}\n| 99M parameters\n",
    ".. |x| replace:: {}\n", "99M parameters {}\n",
    ".. note:: ..\n             cnnstat: alexnet.params\n\n          99M parameters\n",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD_PLACES)
def test_a_comment_behind_something_else_in_its_line_is_told(text: str) -> None:
    """It may be one to docutils, in the body of a field or a cell; what is not checked is said."""
    page = f"{text.format('.. cnnstat: alexnet.params')}\n.. cnnstat: vgg16.params\n\n138.4M parameters\n"
    assert [each[0] for each in found(page, ".rst")].count("broken") == 1
    assert ("vgg16.params", "138.4M") in found(page, ".rst")


@pytest.mark.parametrize("text", ["``.. cnnstat: a.b``", "a::\n\n   b .. cnnstat: a.b", "see `.. cnnstat: a.b`"])
def test_an_example_of_a_comment_is_none(text: str) -> None:
    assert found(f"{text}\n\n.. cnnstat: vgg16.params\n\n138.4M\n", ".rst") == [("vgg16.params", "138.4M")]


@pytest.mark.parametrize(
    "text",
    [
        "\\newcommand{\\x}{\\begin{verbatim}}\n", "\\begin{lstlisting}\n", "\\end{verbatim}\n\\begin{verbatim}\n",
        "\\newcommand{\\x}{\\begin{Verbatim}}\n%\n\\begin{Verbatim}\na\n\\end{Verbatim}\n",
    ],
)  # fmt: skip
def test_an_environment_that_nothing_ends_hides_no_marks(text: str) -> None:
    """LaTeX would stop there, unless it stands in a macro, which sets what follows as text."""
    page = f"{text}AlexNet has 99M parameters. % cnnstat: alexnet.params\n"
    assert found(page, ".tex") == [("alexnet.params", "99M")]
