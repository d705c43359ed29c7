"""Edges of documents: what is refused, and what just is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done, no_command

from cnnstat.documents import config, document, session
from cnnstat.documents.checker import Checker
from cnnstat.documents.config import Config, not_toml
from cnnstat.documents.coverage import survey
from cnnstat.documents.exemptions import LONGEST as LONGEST_PATTERN
from cnnstat.documents.exemptions import MOST as MOST_EXEMPTIONS
from cnnstat.documents.exemptions import Exemptions, read_exemptions
from cnnstat.documents.formats import latex, markdown
from cnnstat.documents.ignore import Patterns
from cnnstat.documents.judging import sums
from cnnstat.documents.marks.anchor import MOST_QUERIES, read_anchor
from cnnstat.documents.patch import unified
from cnnstat.documents.reading import networks, reckoned
from cnnstat.documents.reading.html_blocks import MOST_COLUMNS, of_html
from cnnstat.documents.reading.latex_blocks import latex_table, spanned
from cnnstat.documents.reading.tokens import LONGEST, sentences
from cnnstat.errors import UsageError
from cnnstat.query import Bench

Program = Callable[..., Done]
MARK = "<!--=alexnet.depth-->8<!--/-->"


def test_the_deepest_bracket_of_a_file_that_is_nested_too_deep_is_named() -> None:
    error = not_toml(RecursionError(), "a = [1, [2]]\nb = [[1], {c = [[4]]}]\nd = [[[5]]]\n", "a.toml")
    assert str(error) == "a.toml:2:17: not TOML that can be read: nested too deep"
    assert str(not_toml(RecursionError(), "\n[[", "a.toml")).startswith("a.toml:2:2: ")


def test_text_for_terminals_as_code() -> None:
    assert latex.as_code("a\nb", "", 0) == "\\begin{verbatim}\na\nb\n\\end{verbatim}"
    for text in ("\\end{verbatim}", "a \\end  { verbatim}"):
        with pytest.raises(UsageError, match=r"what it prints holds \\end\{verbatim\}, which would end the block"):
            latex.as_code(text, "", 0)
    assert markdown.as_code("a", "", 0) == "```text\na\n```"
    assert markdown.as_code("a ```` b", "", 0) == "`````text\na ```` b\n`````"
    inside = "```{note}\n\nhere\n```\n"
    assert markdown.as_code("a", inside, 2) == "~~~text\na\n~~~"
    with pytest.raises(UsageError) as caught:
        markdown.as_code("a\n ```", inside, 2)
    assert str(caught.value) == ("what it prints has a line that begins with ```, which ends the directive around it")
    with pytest.raises(UsageError, match="for which this directive has no fence; leave --format out"):
        markdown.as_code("a", "~~~~{note}\n```{tip}\n\nhere\n```\n~~~~\n", 3)


def findings(path: Path) -> list[str]:
    """What is found in a document, without its folder."""
    checker = Checker(Config(), no_command)
    checker.check_file(path, True)
    return [f"{each.rule.id} {each.problem}" for each in checker.outcome.findings]


def test_documents_of_so_many_bytes_are_parsed_and_no_larger_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    own = tmp_path / "a.md"
    text = f"AlexNet has {MARK.replace('8', '9')} layers.\n"
    own.write_text(text, encoding="utf-8")
    monkeypatch.setattr(document, "LARGEST", len(text))
    assert findings(own) == ["CNS201 9, but alexnet.depth is 8"]
    own.write_text(f"{text}\n", encoding="utf-8")
    assert findings(own) == ["CNS209 has marks and more than 0 MB: too large to be checked"]
    own.write_text("AlexNet has 61M parameters.\n" * 9, encoding="utf-8")  # without marks it may be larger
    assert findings(own) == []
    assert document.Document(own, "a.md", own.read_bytes()).prose == []


def test_no_document_becomes_too_large_to_be_checked_again(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    wrong = f"AlexNet has {MARK.replace('8', '9')} layers.\n"
    large = f"{wrong}\n<!-- cnnstat: lenet5 --table -->\n<!-- /cnnstat -->\n"
    for name, text in (("a.md", large), ("b.md", wrong)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(session, "LARGEST", len(large) + 1)
    done = program("check", "--fix", "a.md", "b.md", cwd=tmp_path)
    assert done.code == 2
    assert done.err == "cnnstat: a.md: cannot write: mended, it would have more than 0 MB\n"
    assert [(tmp_path / name).read_text(encoding="utf-8") for name in ("a.md", "b.md")] == [
        large, wrong.replace("9", "8")
    ]  # fmt: skip
    assert program("check", "--diff", "a.md", cwd=tmp_path).err == done.err


def test_a_sidecar_file_names_a_document_with_an_endless_name(tmp_path: Path, program: Program) -> None:
    """In a folder that is looked through, whether git leaves the document out is asked first."""
    name = "n" * 5000
    (tmp_path / "n.cnnstat.yaml").write_text(f"document: {name}\nclaims: ['{{alexnet.params}} parameters']\n")
    done = program("check", ".", cwd=tmp_path)
    assert (done.code, done.err) == (1, "")
    assert "n.cnnstat.yaml:1:11: CNS209 unreadable-document\n  document: cannot read 'nnn" in done.out
    assert "File name too long" in done.out


def test_a_sidecar_file_names_a_document_that_can_be_read(tmp_path: Path, program: Program) -> None:
    (tmp_path / "a.txt").write_text("AlexNet has 9 layers.\n", encoding="utf-8")
    for name, problem in (
        ("a.txt", "a.txt:1:13: CNS201 9, but alexnet.depth is 8; say 8"),
        ("b.txt", "a.cnnstat.yaml:1:11: CNS209 document: cannot read 'b.txt': No such file or directory"),
    ):
        side = f'document: {name}\nclaims: ["{{alexnet.depth}} layers"]\n'
        (tmp_path / "a.cnnstat.yaml").write_text(side, encoding="utf-8")
        said = program("check", "a.cnnstat.yaml", "--format", "concise", "--min-claims", "0", cwd=tmp_path).out
        assert said.splitlines()[0] == problem


def test_a_configuration_of_so_many_bytes_is_read_and_no_larger_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Program
) -> None:  # fmt: skip
    text = '[tool.cnnstat]\nignore = ["CNS201"]\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    (tmp_path / "a.md").write_text(f"It has {MARK}\n", encoding="utf-8")
    monkeypatch.setattr(config, "LARGEST", len(text))
    assert program("check", "a.md", cwd=tmp_path).code == 0
    monkeypatch.setattr(config, "LARGEST", len(text) - 1)
    done = program("check", "a.md", cwd=tmp_path)
    assert done.code == 2
    assert f"more than {len(text) - 1} bytes; a configuration is never that large" in done.err


def test_numbers_of_documents_and_drawings_that_are_too_large_are_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Program
) -> None:  # fmt: skip
    (tmp_path / "a.md").write_text("AlexNet has 8 layers. ![x](a.svg)\n", encoding="utf-8")
    (tmp_path / "a.svg").write_text("<svg><text>5</text></svg>\n", encoding="utf-8")
    words = ("check", "--coverage", "--format", "concise", "a.md")
    counted = [line for line in program(*words, cwd=tmp_path).out.splitlines() if "CNS216" in line]
    assert counted == [
        "a.md:1:13: CNS216 8 is neither checked nor exempt", "a.svg:1:12: CNS216 5 is neither checked nor exempt",
    ]  # fmt: skip
    for name, value in (("LARGEST_DOCUMENT", 34), ("LARGEST", 26)):
        monkeypatch.setattr(survey, name, value)
        if name == "LARGEST":
            assert "CNS216 5" in program(*words, cwd=tmp_path).out
    monkeypatch.setattr(survey, "LARGEST", 25)
    assert "is larger than 0 MB" in program(*words, cwd=tmp_path).out
    monkeypatch.setattr(survey, "LARGEST_DOCUMENT", 33)
    said = program(*words, cwd=tmp_path).out
    assert "a.md:1:1: CNS209 has more than 0 MB: too large for its numbers to be counted" in said


def test_a_link_out_of_the_project_is_no_document_of_it(tmp_path: Path, program: Program) -> None:
    project = tmp_path / "project"
    (project / "docs").mkdir(parents=True)
    (project / "pyproject.toml").write_text("[tool.cnnstat]\n", encoding="utf-8")
    (tmp_path / "a.md").write_text(f"It has {MARK}\n", encoding="utf-8")
    side = 'document: a.md\nclaims: ["{alexnet.depth}"]\n'
    (tmp_path / "b.cnnstat.yaml").write_text(side, encoding="utf-8")
    for name in ("a.md", "b.cnnstat.yaml"):
        (project / "docs" / name).symlink_to(tmp_path / name)
    done = program("check", "docs", "--format", "concise", "--min-claims", "0", cwd=project)
    away = "a link that leads outside of the project"
    assert [line for line in done.out.splitlines() if "CNS209" in line] == [
        f"docs/a.md:1:1: CNS209 {away}; name the file itself to check it", f"docs/b.cnnstat.yaml:1:1: CNS209 {away}",
    ]  # fmt: skip


def test_long_sentences_are_cut_at_their_last_blank_or_else_where_they_are_too_long() -> None:
    assert list(sentences("a" * LONGEST)) == [(0, LONGEST)]
    assert list(sentences("a" * (LONGEST + 1))) == [(0, LONGEST), (LONGEST, LONGEST + 1)]
    assert list(sentences(f"{'a' * 9} {'a' * LONGEST}")) == [(0, 10), (10, LONGEST + 10)]
    assert list(sentences(f"{'a' * (LONGEST - 1)} b")) == [(0, LONGEST), (LONGEST, LONGEST + 1)]
    assert list(sentences(f"{'a' * LONGEST} b")) == [(0, LONGEST), (LONGEST, LONGEST + 2)]
    assert list(sentences("A b. C d? E f! G i.e. h. I")) == [(0, 5), (5, 10), (10, 15), (15, 25), (25, 26)]


def test_an_anchor_has_so_many_queries_and_no_more() -> None:
    most = " a ".join(["{alexnet.depth}"] * MOST_QUERIES)
    assert len(read_anchor(most).asks) == MOST_QUERIES
    with pytest.raises(UsageError, match=f"more than {MOST_QUERIES} queries; quote the words around fewer figures"):
        read_anchor(f"{most} a {{alexnet.depth}}")


def test_so_many_settings_and_rows_are_tried_in_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "MOST_SETTINGS", 2)
    monkeypatch.setattr(networks, "MOST_COMPARED", 12)
    reader = networks.Networks(Bench(), {})
    asked = ("lenet5", "lenet5@input=32", "lenet5@input=32", "lenet5@input=36", "lenet5@input=40", "lenet5")
    assert [reader.setup(each) is not None for each in asked] == [True, True, True, True, False, True]
    assert [reader.compares(2, 3), reader.compares(3, 2), reader.compares(1, 1)] == [True, True, False]


def test_cells_of_pages_reach_through_so_many_columns() -> None:
    for along, wide in ((1, 1), (3, 3), (MOST_COLUMNS, MOST_COLUMNS), (MOST_COLUMNS + 1, MOST_COLUMNS), (999, 60)):
        text = f"<table><tr><td colspan={along}>a</td><td>b</td></tr></table>"
        (block,) = of_html(text, 0, len(text))
        assert len(block.rows[0]) == min(wide + 1, MOST_COLUMNS)
    text = "<table><tr><td rowspan=3 colspan=2>a<td>b<tr><td>c<tr><td>d<tr><td>e<td>f<td>g</table>"
    (block,) = of_html(text, 0, len(text))
    assert ["".join(text[slice(*cell)] for cell in row) for row in block.rows] == ["aab", "aac", "aad", "efg"]
    assert (block.start, block.end, block.head) == (0, len(text), 1)


def test_cells_of_latex_reach_through_so_many_columns_and_rows() -> None:
    text = "\\multicolumn{3}{c}{a} & b \\\\ \\multirow{2}{*}{c} & d & e & f \\\\ & g & h & i"
    block = latex_table(text, 0, len(text))
    assert [" ".join(text[slice(*cell)].strip() for cell in row) for row in block.rows] == [
        "a a a b",
        "c d e f",
        "c g h i",
    ]
    for along, wide in ((60, 60), (99, 60), (0, 1)):
        text = f"\\multicolumn{{{along}}}{{c}}{{a}}"
        assert len(latex_table(text, 0, len(text)).rows[0]) == wide
    assert spanned("\\multirow{999}{*}{a}", 0, 20) == (300, 1, (18, 19))
    assert spanned("\\multirow{0}{*}{a}", 0, 18) == (1, 1, (0, 18))


def test_long_cells_hold_no_figure_that_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "LONGEST", 5)
    assert [sums.is_total(each) for each in ("Total", "Total:", "**Sum", "Sums")] == [True, False, True, False]


def test_results_of_equations_and_large_terms() -> None:
    said = [
        (each.start, each.end, each.value, each.rounded) for each in reckoned.results("9 = 1,000, 10,000, 9,999, = 999")
    ]
    assert said == [(4, 9, 1000, False), (11, 17, 10000, False)]
    assert [each.value for each in reckoned.results("= 1.5M, ~ 2K (= 3000) = ~4000 (5,000) 12.5K")] == [
        1_500_000, 3000, 4000, 5000, 12_500,
    ]  # fmt: skip


def test_what_exemptions_are_refused() -> None:
    def refused(value: object) -> str:
        with pytest.raises(ValueError, match=r".") as caught:
            read_exemptions(value)
        return str(caught.value)

    example = 'as {pattern = "* epochs", reason = "of training"}'
    own = {"pattern": "* epochs", "reason": "of training"}
    assert refused("a") == f"expected a list of tables, {example}, got 'a'"
    assert refused([own, 5]).startswith(f"expected a list of tables, {example}, got ")
    assert refused([own] * (MOST_EXEMPTIONS + 1)) == "expected at most 200 exemptions, got 201"
    assert len(read_exemptions([own] * MOST_EXEMPTIONS)) == MOST_EXEMPTIONS
    assert refused([own | {"patern": "a"}]) == "there is no key 'patern'; did you mean 'pattern'?"
    assert refused([own | {"file": " "}]).startswith("file: expected a text, got ")
    assert refused([{"pattern": "* epochs"}]) == f"an exemption says why: expected a reason, {example}"
    assert refused([{"reason": "a"}]) == f"expected a pattern or a file, {example}"
    assert (
        refused([own | {"pattern": "*" + "a" * LONGEST_PATTERN}]) == "pattern: expected at most 200 characters, got 201"
    )
    assert read_exemptions([own | {"pattern": "*" + "a" * (LONGEST_PATTERN - 1)}])
    for pattern in ("* a *", "*"):
        assert refused([own | {"pattern": pattern}]).startswith(
            "pattern: expected words with one star in place of the number"
        )
    assert refused([own | {"pattern": "epochs"}]).startswith(
        "pattern: expected words with a number, or a star in place of it"
    )
    assert refused([own | {"file": "a["}]).startswith("file: 'a[' is no pattern of .gitignore: ")


@pytest.mark.parametrize(
    ("pattern", "exempt"),
    [
        ("* epochs", ["90 epochs", "for 90  epochs.", "90\nepochs"]),
        ("for * epochs", ["for 90  epochs."]),
        ("90 epochs", ["90 epochs", "for 90  epochs.", "90\nepochs"]),
        ("90", ["90 epochs", "for 90  epochs.", "90\nepochs", "90에서", "190, 90"]),
        ("e*", []),
        ("r 90", []),
        ("for 90", ["for 90  epochs."]),
        ("*에", ["90에서"]),
        ("* epoch", []),
        ("or * epochs", []),
    ],
)
def test_which_numbers_an_exemption_holds_for(pattern: str, exempt: list[str]) -> None:
    texts = ["90 epochs", "for 90  epochs.", "90\nepochs", "90에서", "190, 90"]
    own = read_exemptions([{"pattern": pattern, "reason": " of \n training "}])
    held = [each for each in texts if Exemptions(own, None).reason(each, each.rindex("90"), each.rindex("90") + 2)]
    assert held == exempt
    if exempt:
        at = exempt[0].rindex("90")
        assert Exemptions(own, None).reason(exempt[0], at, at + 2) == "of training"


def test_which_files_an_exemption_is_for() -> None:
    own = read_exemptions([{"file": "docs/*.md", "reason": "a"}, {"file": "*.txt", "pattern": "5 *", "reason": "b"}])
    said = {
        path: Exemptions(own, path).reason("5 6", 2, 3) for path in ("docs/a.md", "docs/b/a.md", "a.txt", "b/a.txt")
    }
    assert said == {"docs/a.md": "a", "docs/b/a.md": "", "a.txt": "b", "b/a.txt": "b"}
    assert Exemptions(own, None).reason("5 6", 2, 3) == ""


def test_what_patterns_of_git_ignore() -> None:
    lines = ["*.log", "!keep.log", "build/", "/only", "a/**/b", "# c", "", "d[0-9]", "e?", "\\#f", "g/*"]
    paths = {
        "x.log": True, "y/x.log": True, "keep.log": False, "build": None, "build/a": True, "y/build/a": True,
        "only": True, "y/only": None, "a/b": True, "a/x/y/b": True, "a/x": None, "# c": None, "d5": True, "d": None,
        "ef": True, "e": None, "#f": True, "g/h": True, "g/h/i": True, "g": None,
    }  # fmt: skip
    own = Patterns(lines)
    assert {path: own.say(path, False) for path in paths} == paths
    assert own.say("build", True) is True
    assert Patterns([]).say("a", False) is None
    with pytest.raises(ValueError, match=r"."):
        Patterns(["a["], strict=True)
    assert Patterns(["a[", "b"]).say("b", False) is True


def test_patches_show_three_lines_around_and_join_what_is_near() -> None:
    old = [f"{number}\n" for number in range(20)]
    near, far = list(old), list(old)
    near[3], near[10] = "a\n", "b\n"
    far[3], far[11] = "a\n", "b\n"
    heads = [
        "".join(line for line in unified(old, new, "x", "y") if line.startswith(("@", "-", "+"))) for new in (near, far)
    ]
    assert heads == [
        "--- x\n+++ y\n@@ -1,14 +1,14 @@\n-3\n+a\n-10\n+b\n",
        "--- x\n+++ y\n@@ -1,7 +1,7 @@\n-3\n+a\n@@ -9,7 +9,7 @@\n-11\n+b\n",
    ]
    assert list(unified(old, old, "x", "y")) == []
    assert "".join(unified(["a\n"], ["a\n", "b\n"], "x", "y")) == "--- x\n+++ y\n@@ -1 +1,2 @@\n a\n+b\n"
    assert "".join(unified([], ["b\n"], "x", "y")) == "--- x\n+++ y\n@@ -0,0 +1 @@\n+b\n"
    assert "".join(unified(["b\n"], [], "x", "y")) == "--- x\n+++ y\n@@ -1 +0,0 @@\n-b\n"
    same = ["a\n"] * 4
    assert "".join(unified(same, [*same[:2], "b\n", *same[2:]], "x", "y")) == (
        "--- x\n+++ y\n@@ -1,4 +1,5 @@\n a\n a\n+b\n a\n a\n"
    )


def test_a_sidecar_file_speaks_of_no_document_that_git_ignores_unless_that_is_named(
    tmp_path: Path, program: Program
) -> None:  # fmt: skip
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("a.txt\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("AlexNet has 9 layers.\n", encoding="utf-8")
    (tmp_path / "a.cnnstat.yaml").write_text('document: a.txt\nclaims: ["{alexnet.depth} layers"]\n', encoding="utf-8")
    words = ("check", "--format", "concise", "--min-claims", "0")
    for path in (".", "a.cnnstat.yaml"):
        said = program(*words, path, cwd=tmp_path).out.splitlines()[0]
        assert said.endswith("a.cnnstat.yaml:1:11: CNS209 document: 'a.txt' is ignored by git; name it to check it")
    assert program(*words, "a.txt", cwd=tmp_path).out.splitlines()[0] == (
        "a.txt:1:13: CNS201 9, but alexnet.depth is 8; say 8"
    )


def test_a_document_of_more_than_a_megabyte_is_told_by_how_many(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "LARGEST_DOCUMENT", 1_000_000)
    for many, told in ((1_000_000, False), (1_000_001, True)):
        (tmp_path / "a.md").write_text("\n" * many, encoding="utf-8")
        said = program("check", "--coverage", "--format", "concise", "a.md", cwd=tmp_path).out
        assert ("CNS209 has more than 1 MB: too large for its numbers to be counted" in said) == told
