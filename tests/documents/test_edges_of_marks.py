"""Marks, totals, patches and findings at the edges of what each takes: one more, or one fewer, is something else."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from cnnstat.documents import document
from cnnstat.documents.coverage.unread import aside, in_latex, in_tags
from cnnstat.documents.document import Document, finding_at
from cnnstat.documents.exemptions import LONGEST as LONGEST_PATTERN
from cnnstat.documents.exemptions import Exemptions, is_apart, read_exemptions
from cnnstat.documents.formats import html, latex, markdown, rst
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.formats.notebook import Places
from cnnstat.documents.judging.additive import Counted, counted
from cnnstat.documents.judging.sums import cells, is_total
from cnnstat.documents.judging.verify import FAR, is_far, may_name_file, ratio
from cnnstat.documents.marks.anchor import DRESS, MOST_QUERIES, exact, find, is_side, read_anchor
from cnnstat.documents.marks.pairs import FARTHEST, Broken, Mark, pairs
from cnnstat.documents.patch import stretch, unified
from cnnstat.documents.rules import UNREAD
from cnnstat.documents.translations import listed
from cnnstat.effort import Effort
from cnnstat.errors import UsageError
from cnnstat.printed import read_figure
from cnnstat.query import Bench, read_query


def test_words_of_an_exemption_reach_over_as_many_blanks() -> None:
    """A pattern as long as may be is found where each of its blanks is two."""
    words = "a " * (LONGEST_PATTERN // 2 - 2)
    (own,) = read_exemptions([{"pattern": f"{words}* b", "reason": "names"}])
    for blank in (" ", "  "):
        text = f"x {words}".replace(" ", blank) + f"61{blank}b"
        assert Exemptions((own,), None).reason(text, text.index("61"), text.index("61") + 2) == "names"


def test_words_are_whole_where_no_letter_goes_on() -> None:
    assert not is_apart("one for", "or", " a", " a")
    assert is_apart("one: or", "or", " a", " a")
    assert not is_apart("or", "or", " ab c", " a")
    assert is_apart("or", "or", " a, b", " a")
    assert is_apart("가or", "or", " a는", " a")


def test_an_exemption_is_looked_for_with_a_limit() -> None:
    (own,) = read_exemptions([{"pattern": "1", "reason": "names"}])
    text = "1" * 50
    for units, enough in ((15.01, True), (14.99, False)):  # 50 places, none of a whole word
        meter = Effort(units)
        found = list(meter.within(Exemptions((own,), None).reason(text, at, 49) for at in (1,)))
        assert found == [""] * enough
        assert meter.reached == (not enough)


def test_a_finding_shows_its_line_unless_that_is_long(tmp_path: Path) -> None:
    for text, at, shown in (
        (f"{'x' * 5}\n" * 500 + "last", 3000, "last"), ("y" * 1000, 9, "y" * 1000), ("y" * 1000 + "\nz", 9, ""),
        ("y" * 1001, 9, ""), ("\ufeffa\nb", 1, "a"),
    ):  # fmt: skip
        own = Document(tmp_path / "a.md", "a.md", text.encode())
        assert finding_at(UNREAD, own, None, (at, at + 1), " a \n problem ").source == shown
        assert finding_at(UNREAD, own, None, (at, at + 1), " a \n problem ").problem == "a problem"
    assert document.LONGEST == 1000


def test_code_of_each_format() -> None:
    assert html.as_code('a "b" <c> & d', "", 0) == '<pre>\na "b" &lt;c&gt; &amp; d\n</pre>'
    assert rst.as_code("a\n\n  b ", "", 0) == "::\n\n   a\n\n     b"
    assert latex.hidden("a % b\r\n%c\r\nd", Lines("a % b\r\n%c\r\nd")) == "a    \r\n  \r\nd"


def test_lines_inside_of_elements_that_no_empty_line_ends() -> None:
    for text, raw in (
        ("a <xmp>\nb\n\nc\n\nd</xmp>\n\ne", [0, 1, 1, 1, 1, 1, 0, 0]),
        ("<script>\n\na\n\n</script>\n\nb", [0, 1, 1, 1, 1, 0, 0]),
        ("<div>\n\na\n\n</div>", [0, 0, 0, 0, 0]), ("x\na <xmp>\n\nb", [0, 1, 1, 1]), ("<!-- a\n\nb -->", [0, 1, 1]),
        ("a <xmp>b</xmp>\n\nc", [0, 0, 0]),
    ):  # fmt: skip
        assert list(markdown.layout(text).raw) == raw, text


def test_what_is_no_text_of_a_page() -> None:
    assert list(in_latex("5\\begin{document}6")) == [(0, 1), (1, 1)]
    assert list(in_latex("\\begin{document}6")) == [(0, 0), (0, 0)]
    assert list(in_latex("5 and 6")) == []
    text = "5\\title{6}7\\begin{document}8\\begin{verbatim}9\\end{verbatim}\\verb|1|"
    assert [text[first:last] for first, last in in_latex(text)] == [
        "5", "7", "\\begin{verbatim}9\\end{verbatim}", "\\verb|1|",
    ]  # fmt: skip
    text = "a</code><code>1</code>2</code><code>3<code>4</code>5"
    assert [text[first:last] for first, last in in_tags(text)] == ["1</code>", "4</code>"]
    assert list(aside("<script>1</style>2</script>3")) == [(0, 27)]


def test_cells_of_rows() -> None:
    for row, expected in (
        ("| a | b |", [" a ", " b "]), ("a | b", ["a ", " b"]), ("| a", [" a"]), ("a |", ["a "]), ("a", ["a"]),
        ("> | a | b |  ", [" a ", " b "]), ("||", [""]), ("| a \\| b |", [" a \\| b "]), ("x | a |", ["x ", " a "]),
    ):  # fmt: skip
        assert [row[first:last] for first, last in cells(row, 0, len(row))] == expected, row
        text = f"..{row}.."
        assert [text[first:last] for first, last in cells(text, 2, 2 + len(row))] == expected
    assert [is_total(each) for each in ("Total", "**Sum**", "_Total_", "subtotal", "Total of it", "", "t" * 999)] == [
        True, True, True, True, False, False, False,
    ]  # fmt: skip


def test_how_far_a_figure_is_from_a_value() -> None:
    assert ratio(read_figure("1"), 5) == 0.2
    assert ratio(read_figure("5"), 1) == 5
    assert (
        ratio(read_figure("0"), 1)
        is ratio(read_figure("1"), 0)
        is ratio(None, 1)
        is ratio(read_figure("1"), None)
        is None
    )
    assert ratio(read_figure("1"), (1, 2)) is ratio(read_figure("1"), -1) is None
    far = Fraction(FAR)
    for printed, value, expected in (
        (1, far, True), (1, far - 1, False), (1, -far, True), (far, 1, True), (far - 1, 1, False),
        (0, 1, True), (1, 0, True),
    ):  # fmt: skip
        assert is_far(Fraction(printed), value) == expected
    assert [may_name_file(each) for each in ("alexnet.params", "a.yaml", "A.YML", "'a'", '"a"')] == [
        False, True, True, True, True,
    ]  # fmt: skip


def mark(anchor: str, text: str) -> list[str]:
    """The figures that an anchor finds in a text, or its problem."""
    found = find(read_anchor(anchor), text, (0, len(text)), 0)
    return [text[each.start : each.end] if isinstance(each, Mark) else each.problem for each in found]


def test_figures_beside_quoted_signs() -> None:
    for anchor, text, expected in (
        ("{a.b} layers", "**8** layers", ["8"]), ("**{a.b}** layers", "**8** layers", ["8"]),
        ("has {a.b}", "it has $8$.", ["8"]), ("{a.b}/{c.d} x", "*8*/9 x", ["8", "9"]),
        ("{a.b}x{c.d} y", "7x9 y", ["7", "9"]), ("are {a.b}x6x{c.d}.", "are 7x6x9.", ["7", "9"]),
        ("are 7x{a.b}.", "are 7x9.", ["9"]), ("of {a.b} x {c.d} z", "of 8 x 9 z", ["8", "9"]),
    ):  # fmt: skip
        assert mark(anchor, text) == expected, anchor
    sides = read_anchor("{a}x{b} and {c} of {d}, {e}×6, 7 X {f}; {g}* {h}")
    assert [is_side(sides, number) for number in range(1, 16, 2)] == [True, True, False, False, True, True, True, True]
    assert len(exact(sides)) == 8
    for anchor, dressed in (("{a} b", 2), ("*{a} b", 1), ("{a}* b", 1), ("*{a}* b", 0), ("b {a}", 2), ("*b {a} b*", 2)):
        assert exact(read_anchor(anchor))[0].pattern.count(DRESS) == dressed, anchor
    assert [each.pattern.count(DRESS) for each in exact(read_anchor("{a}{b}"))] == [2, 1]


def test_anchors_at_their_edges() -> None:
    assert read_anchor("{{a}} {b} ").parts == ("{a} ", "b", " ")
    assert read_anchor("{{a}} {b} ").word == "{a}"
    assert read_anchor(" {a} b cd {e} fg").word == "fg"
    for wrong in ("{", "a {} b", "a { } b", "a } b", "none"):
        with pytest.raises(UsageError, match="expected a query in braces"):
            read_anchor(wrong)
    assert len(read_anchor("{a} b " * MOST_QUERIES).asks) == MOST_QUERIES


def test_why_an_anchor_is_not_found() -> None:
    lost, no_figure = "do not stand there", "stands between them, which is no figure that can be read"
    for text, problem in (
        ("has 8layers", f"{lost}; with other blanks they stand in line 1: 'has 8layers'"),
        ("\nhas many layers", f"{lost}; in line 2 'many' {no_figure}"), ("had 8 layers", lost),
        ("has 8 layers, has 9 layers", "stand there more than once; add words"),
        ("has 8-9 layers", f"{lost}; in line 1 '8-9' {no_figure}"),
    ):  # fmt: skip
        assert mark("has {a.b} layers", text) == [f"the words 'has {{a.b}} layers' {problem}"], text


def test_words_of_an_anchor_that_is_not_found_are_told_in_80_signs() -> None:
    anchor, quoted = f"has {{a.b}} {'x' * 80}", f"'has {{a.b}} {'x' * 67}…'"
    assert mark(anchor, "nothing") == [f"the words {quoted} do not stand there"]
    twice = f"has 8 {'x' * 80}, has 9 {'x' * 80}"
    assert mark(anchor, twice) == [f"the words {quoted} stand there more than once; add words"]
    beside = f"; with other blanks they stand in line 2: 'has 8{'x' * 72}…'"
    assert mark(anchor, f"\nhas 8{'x' * 80}") == [f"the words {quoted} do not stand there{beside}"]


def items(text: str) -> list[str]:
    """What comments of a document come to."""
    (passage,) = Document(Path("a.md"), "a.md", text.encode()).passages
    return [
        text[each.start : each.end] if isinstance(each, Mark) else each.problem if isinstance(each, Broken) else "block"
        for each in pairs(text, passage.comments)
        if not hasattr(each, "kind")
    ]


def test_how_far_the_end_of_a_mark_may_be() -> None:
    for many, broken in ((FARTHEST, False), (FARTHEST + 1, True)):
        (found,) = items(f"a <!--=b.c-->{'x' * many}<!--/-->")
        assert (found == "the mark has no end in its paragraph; expected <!--/-->") == broken
    far, near = items(f"a <!--=b.c-->{'x' * (FARTHEST + 1)}<!--/--> <!--=f.g-->4<!--/-->")
    assert (far, near) == ("the mark has no end in its paragraph; expected <!--/-->", "4")
    assert items("a <!--=b.c-->1<!--=d.e-->2<!--/-->3<!--/--> <!--=f.g-->4<!--/-->") == [
        "a mark inside a mark; figures are marked one by one", "4",
    ]  # fmt: skip
    assert len(items("a <!--=b.c-->1<!--=d.e-->2<!--/-->\n\n3<!--/--> <!--=f.g-->4<!--/-->")) == 4


def test_blanks_at_the_ends_of_an_anchor() -> None:
    for anchor, text, found in (
        ("{a.b} layers", "8 layersx", True),
        ("{a.b} layers ", "8 layersx", False),
        ("{a.b} layers ", "8 layers x", True),
        ("has {a.b}", "xhas 8", True),
        (" has {a.b}", "xhas 8", False),
        (" has {a.b}", "x has 8", True),
    ):
        assert (mark(anchor, text) == ["8"]) == found, anchor


def test_a_comment_in_front_of_the_last_line() -> None:
    text = "% cnnstat: a.b\n61M"
    (comment,) = latex.comments(text, Lines(text))
    assert comment.region == (15, 18)


def test_lines_behind_the_last_one() -> None:
    lines = Lines("a\nb")
    assert [lines.range(*each) for each in ((0, 1), (1, 2), (1, 9), (5, 9))] == [(0, 2), (2, 3), (2, 3), (2, 3)]


def test_so_many_versions_are_named() -> None:
    names = [f"{number}.md" for number in range(12)]
    assert listed(names[:1], " and ") == "0.md"
    assert listed(names[:10], ", ") == ", ".join(names[:10])
    assert listed(names[:11], ", ") == ", ".join([*names[:10], "1 more"])
    assert listed(names, ", ") == ", ".join([*names[:10], "2 more"])


def test_heads_of_hunks() -> None:
    assert [stretch(*each) for each in ((0, 0), (0, 1), (4, 5), (0, 2), (4, 4), (4, 9))] == [
        "0,0", "1", "5", "1,2", "4,0", "5,5",
    ]  # fmt: skip
    old, new = [f"{each}\n" for each in "abcdefghijklmn"], [f"{each}\n" for each in "abcXefghijklmY"]
    assert "".join(unified(old, new, "x", "y")) == (
        "--- x\n+++ y\n@@ -1,7 +1,7 @@\n a\n b\n c\n-d\n+X\n e\n f\n g\n@@ -11,4 +11,4 @@\n k\n l\n m\n-n\n+Y\n"
    )
    same = [f"{each}\n" for each in "aabbaabb"]
    assert "".join(unified(same, [*same[:5], "z\n", *same[5:]], "x", "y")).count("+z") == 1


def test_places_of_a_text_in_a_file() -> None:
    own = Places()
    assert own.of(5) == (0, 0)
    own.add(0, 10, 13, escape=False)  # three characters as they are
    own.add(3, 13, 19, escape=True)  # one, written as six
    own.add(4, 30, 32, escape=False)  # two in another string
    assert [own.of(at) for at in range(7)] == [(10, 11), (11, 12), (12, 13), (13, 19), (30, 31), (31, 32), (32, 32)]
    assert own.place(0, 4) == (10, 19)
    assert own.place(2, 2) == (12, 12)
    assert own.place(3, 6) == (13, 32)
    assert own.together(0, 4)
    assert own.together(4, 6)
    assert own.together(5, 5)
    assert not own.together(3, 5)
    assert [own.stretch(at) for at in range(6)] == [0, 0, 0, 1, 2, 2]


@pytest.mark.parametrize(
    ("query", "quantity", "scale"),
    [
        ("alexnet.params", "params", 1),
        ("alexnet.rf", None, 1),
        ("alexnet.conv1.params + alexnet.conv2.params", "params", 1),
        ("alexnet.params - vgg16.params", "params", 1),
        ("alexnet.weights + alexnet.biases", "weights biases", 1),
        ("alexnet.params + alexnet.depth", None, 1),
        ("alexnet.depth + alexnet.params", None, 1),
        ("alexnet.params / 10**6", "params", 10**6),
        ("alexnet.params * 1000", "params / 1/1000", 1),
        ("alexnet.connections / 1024**2", "connections", 1024**2),
        ("alexnet.params / 1024**5", "params / 1125899906842624", 1),
        ("alexnet.params / 10**3 / 10**3", "params", 10**6),
        ("alexnet.params / 12", "params / 12", 1),
        ("alexnet.macs * 2", "macs / 1/2", 1),
        ("alexnet.macs * 2 / 10**9", "macs / 1/2", 10**9),
        ("alexnet.params / 10**6 + vgg16.params / 10**6", "params", 10**6),
        ("alexnet.params / 10**6 + vgg16.params", None, 1),
        ("alexnet.macs / 10**6 - alexnet.params / 10**6", "macs params", 10**6),
        ("alexnet.params / vgg16.params", None, 1),
        ("alexnet.params / 0", None, 1),
        ("alexnet.depth / 10", None, 1),
        ("2 * alexnet.params", None, 1),
        ("5", None, 1),
    ],
)
def test_what_can_be_added(query: str, quantity: str | None, scale: int) -> None:
    expected = None if quantity is None else Counted(quantity, Fraction(scale))
    assert counted(read_query(query), Bench()) == expected
