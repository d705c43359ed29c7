"""Figures in whole documents: totals and equations, what stands around a mark, and one finding for one figure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import few_and_many, no_command
from hypothesis import strategies as st

from cnnstat.documents.checker import Checker
from cnnstat.documents.config import Config
from cnnstat.documents.fix import changes
from cnnstat.printed import Precision

STRICT = Config(precision=Precision(zeros=False))


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., tuple[list[str], str]]:
    """A function that checks a text: the findings, and the text after its edits."""

    def run(text: str, config: Config = Config(), name: str = "a.md", **more: str) -> tuple[list[str], str]:  # noqa: B008
        for path, content in {name: text, **{f"{key}.cnnstat.yaml": each for key, each in more.items()}}.items():
            (tmp_path / path).write_text(content)
        checker = Checker(config, no_command)
        for path in (name, *(f"{key}.cnnstat.yaml" for key in more)):
            checker.check_file(tmp_path / path, True)
        new = next((new for _, new in changes(checker.outcome)), text)
        told = [f"{each.rule.id} {each.message}" for each in checker.outcome.findings]
        return [each.replace(f"{tmp_path}/", "") for each in told], new

    return run


Check = Callable[..., tuple[list[str], str]]


def mark(query: str, text: str) -> str:
    return f"<!--={query}-->{text}<!--/-->"


CONV, LINEAR = mark("alexnet[conv].params", "2.3M"), mark("alexnet[linear].params", "58.6M")
WRONG_SUM = "CNS208 the figures of this equation add up to 60,965,224, its total says 60M; say 61M"
EQUATIONS = {
    f"x {CONV} + {LINEAR} = 60M y": WRONG_SUM,
    f"x 60M = {CONV} + {LINEAR} y": WRONG_SUM,
    f"x {CONV} + {LINEAR} = 61M y": "",
    f"x {CONV} + {LINEAR} = 60.9M y": "",  # of the figures as printed
    f"x **{CONV}** + **{LINEAR}** = **60M**.": WRONG_SUM,
    f"x {CONV} +\n**{LINEAR}**\n= 60M y": WRONG_SUM,
    f"| a | b |\n|---|---|\n| x | {CONV} + {LINEAR} = 60M |": WRONG_SUM,
    f"| a | b | c | d | e | f |\n|---|---|---|---|---|---|\n| x | {CONV} | + | {LINEAR} | = | 60M |": WRONG_SUM,
    f"x {CONV} + 58.6M = {mark('alexnet.params', '61M')} y": "",
    f"x {CONV} + 50M = {mark('alexnet.params', '61M')} y": (
        "CNS208 the figures of this equation add up to 52,334,080, its total says 61M"
    ),
    f"x {mark('alexnet[conv].params', '2.3')}M + {mark('alexnet[linear].params', '58.6')}M = 60M y": WRONG_SUM,
    f"x {mark('alexnet[conv].params/10**6', '2.3')} + {mark('alexnet[linear].params/10**6', '58.6')} = 60 y": (
        "CNS208 the figures of this equation add up to ≈ 60.9652, its total says 60; say 61"
    ),
    f"x {mark('lenet5.C1.params', '156')} + {mark('lenet5.C3.params', '1,516')} = 1,670 y": (
        "CNS208 the figures of this equation add up to 1,672, its total says 1,670; say 1,672"
    ),
    f"x {CONV} + {LINEAR} = about 50M y": WRONG_SUM.replace("60M; say 61M", "about 50M; say about 61M"),
    f"x {CONV} + {LINEAR} = ≈ 50M y": WRONG_SUM.replace("60M; say 61M", "≈ 50M; say ≈ 61M"),
    f"x 2 × {CONV} + {LINEAR} = 60M y": "",  # more than a sum, or none
    f"x {CONV} + {LINEAR} = 2 × 30M y": "",
    f"x {CONV} + {LINEAR} = 30M + 30M y": "",
    f"x 5M − {CONV} + {LINEAR} = 60M y": "",
    f"x {CONV} + 58.6M = 60M y": "",  # one marked figure
    f"x {CONV} + {LINEAR} = 60 y": "",  # 60 of what?
    f"x {CONV} + {LINEAR} == 60M y": "",
    f"x {CONV} + {LINEAR}\n\n= 60M y": "",
    f"- sum: {CONV} + {LINEAR} = 60M": WRONG_SUM,
}


@pytest.mark.parametrize("text", EQUATIONS)
def test_equations(text: str, check: Check) -> None:
    expected = EQUATIONS[text]
    findings, new = check(text)
    assert findings == ([expected] if expected else [])
    said = expected.partition("says ")[2].partition("; say ")
    assert new == (text.replace(said[0], said[2]) if said[2] else text)


def test_equations_of_latex(check: Check) -> None:
    text = "It has\n$2.3M + 58.6M = 60M$ weights. % cnnstat: {alexnet[conv].params} + {alexnet[linear].params} =\n"
    assert check(text, name="a.tex") == ([WRONG_SUM], text.replace("60M", "61M"))


def table(*rows: str, head: str = "| l | params |") -> str:
    return f"{head}\n|---|{'---|' * (head.count('|') - 2)}\n" + "\n".join(f"| {row} |" for row in rows) + "\n"


C1, C3 = f"c1 | {mark('lenet5.C1.params', '156')}", f"c3 | {mark('lenet5.C3.params', '1,516')}"
ONE, TWO = f"1 | {mark('alexnet.conv1.params', '34,944')}", f"2 | {mark('alexnet.conv2.params', '307,456')}"
SIX, SEVEN = f"6 | {mark('alexnet.fc6.params/10**6', '37.8')}", f"7 | {mark('alexnet.fc7.params', '16.8M')}"
ROW = f"x | {mark('lenet5.C1.params', '156')} | {mark('lenet5.C3.params', '1,516')}"
ROWS_HEAD = "| net | first | second | total |"
TOTALS = {
    table(C1, C3, "total | 1,670"): ("1,672, its total says 1,670; say 1,672", "1,672"),
    table(C1, C3, "total | 1,672"): ("", ""),
    table(ONE, TWO, "total | 342,401"): ("342,400, its total says 342,401; say 342,400", "342,400"),
    "word " * 120 + "\n\n" + table(ONE, TWO, "total | 342,401"): (
        "342,400, its total says 342,401; say 342,400", "342,400",
    ),
    table(ONE, TWO, "total | 340,000"): ("", ""),
    table(ONE, TWO, "total | 342,390"): ("342,400, its total says 342,390; say 342,400", "342,400"),
    table(SIX, SEVEN, "total | 54.5M"): ("", ""),  # one query divides by a million, the other does not
    table(SIX, SEVEN, "total | 54.9M"): ("54,534,144, its total says 54.9M; say 54.5M", "54.5M"),
    table(SIX, SEVEN, "total | 54.9", head="| l | params (M) |"): (
        "≈ 54.5341, its total says 54.9; say 54.5", "54.5",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", TOTALS)
def test_totals_are_exact(text: str, check: Check) -> None:
    problem, total = TOTALS[text]
    findings, new = check(text)
    assert findings == ([f"CNS208 the figures of this column add up to {problem}"] if problem else [])
    assert new == (text.replace(problem.partition("says ")[2].partition(";")[0], total) if problem else text)
    assert check(new) == ([], new)


def test_zeros_of_totals(check: Check) -> None:
    text = table(ONE, TWO, "total | 340,000")
    problem = "CNS208 the figures of this column add up to 342,400, its total says 340,000; say 342,400"
    assert check(text, STRICT) == ([problem], text.replace("340,000", "342,400"))


def test_columns_of_totals(check: Check) -> None:
    right, wrong = (table(f"{ROW} | {total}", head=ROWS_HEAD) for total in ("1,672", "1,670"))
    assert check(right) == ([], right)
    problem = "CNS208 the figures of this row add up to 1,672, its total says 1,670; say 1,672"
    assert check(wrong) == ([problem], right)
    for other in (
        wrong.replace("first", "…"),
        wrong.replace("total", "rest"),
        wrong.replace("lenet5.C3.params-->1,516", "lenet5.C3.connections-->151,600"),
        wrong.replace(mark("lenet5.C3.params", "1,516"), "1,516"),
    ):
        assert check(other) == ([], other)


def test_a_total_of_rows_and_columns_is_mended_once(check: Check) -> None:
    cells = mark("lenet5.C1.params", "156"), mark("lenet5.C3.params", "1,516")
    sums = mark("2 * lenet5.C1.params", "312"), mark("2 * lenet5.C3.params", "3,032")
    one = mark("lenet5.C1.params + lenet5.C3.params", "1,672")
    rows = (
        f"a | {' | '.join(cells)} | {one}",
        f"b | {' | '.join(cells)} | {one}",
        f"total | {' | '.join(sums)} | 3,345",
    )
    text = table(*rows, head=ROWS_HEAD)
    findings, new = check(text)
    assert findings == ["CNS208 the figures of this column add up to 3,344, its total says 3,345; say 3,344"]
    assert new == text.replace("3,345", "3,344")


def test_headings_with_units(check: Check) -> None:
    text = table(f"a | {mark('alexnet.params', '61.0')} | {mark('alexnet.weight_bytes', '232.6')}",
                 head="| net | parameters (million) | weight memory (MiB) |")  # fmt: skip
    assert check(text) == ([], text)


ALEX, VGG = mark("alexnet.params", "62M"), mark("vgg16.params", "139M")
MENDED = {
    f"x {ALEX} and {VGG} parameters": "x {a} and {v} parameters",
    f"x **{ALEX}** and **{VGG}** parameters": "x **{a}** and **{v}** parameters",
    f"x 62M and {VGG}": "x 62M and {v}",
    f"x {ALEX}, {VGG} or 5": "x {a}, {v} or 5",
    f"x {ALEX} + {VGG} is": "x {a} + {v} is",
    f"between {ALEX} and {VGG}": "",
    f"x between **{ALEX}** and **{VGG}**": "",
    f"x between 60M and {VGG}": "",
    f"between {ALEX} and 70M": "",
    f"x {ALEX} and 70M": "",
    f"x {ALEX} to 70M": "",
    f"x 60 to {ALEX}": "",
    f"x 60–{ALEX}": "",
    f"x {mark('alexnet.params', '62M')}에서 70M": "",
    f"x {ALEX}+ parameters": "",
}


@pytest.mark.parametrize("text", MENDED)
def test_ends_of_ranges_are_left_alone_and_others_mended(text: str, check: Check) -> None:
    right = MENDED[text].format(a=mark("alexnet.params", "61M"), v=mark("vgg16.params", "138M"))
    findings, new = check(f"x {text}")
    assert findings
    assert new == f"x {right or text}"


AROUND = {
    # words around a mark that is 61M: whether 60,965,224 is as they say
    "more than {}": False, "over {}": False, "exceeds {}": False, "above {}": False, "at least {}": False,
    "no less than {}": False, "≥ {}": False, "&gt; {}": False, "more than <b>{}</b>": False, "more than\n{}": False,
    "a minimum of {}": False, "{} 초과": False, "{}개 이상": False, "최소 {}": False, "{} or more": False,
    "{} parameters or more": False, "more than about {}": False, "$\\geq$ x, \\geq {}": False,
    "well over **{}**": False, "minimum of {}": False,
    "less than {}": True, "fewer than {}": True, "under {}": True, "up to {}": True, "at most {}": True,
    "no more than {}": True, "≤ {}": True, "less than or equal to {}": True, "최대 {}": True, "{} 이하": True,
    "{}개 미만": True, "{} or fewer": True, "{} weights or less": True,
    "see the table below {}": True, "averaged over {}": True, "adds up to {}": True, "as above {}": True,
    "moreover {}": True, "\n> {}": True, "\n> > {}": True,
}  # fmt: skip


@pytest.mark.parametrize("words", AROUND)
def test_relations_around_a_mark(words: str, check: Check) -> None:
    text = f"x {words.format(mark('alexnet.params', '61M'))}"
    findings = [each for each in check(text)[0] if not each.startswith("CNS211")]
    assert [each.partition(" ")[0] for each in findings] == ([] if AROUND[words] else ["CNS201"])
    assert check(text)[1] == text


def test_what_bounds_nothing_is_no_bound(check: Check) -> None:
    for words in ("adds up to", "see the table below", "averaged over"):
        text = f"x {words} {mark('alexnet.params', '62M')}"
        assert check(text)[1] == text.replace("62M", "61M")


def test_the_unit_of_a_bound_stands_outside(check: Check) -> None:
    for text, right in {
        f"x more than {mark('alexnet.params', '61')} million": False,
        f"x more than {mark('alexnet.params', '60')} million": True,
        f"x {mark('alexnet.params', '61')}M 초과": False,
        f"x less than {mark('alexnet.params / 10**6', '60')}M": False,
        f"x less than {mark('alexnet.params / 10**6', '61')}M": True,
        f"x more than {mark('100 * share(alexnet.fc6.params)', '70')}%": False,
        f"x more than {mark('alexnet.fc6.params / alexnet.params', '60')}%": True,
        table(f"a | more than {mark('alexnet.params', '61')}", head="| n | params (M) |"): False,
    }.items():
        findings, new = check(text)
        assert (len(findings), new) == (not right, text)


def test_a_share_that_lacks_its_percent_is_wrong(check: Check) -> None:
    text = f"x {mark('alexnet.fc6.params / alexnet.params', '0.62')}%"
    findings, new = check(text)
    assert findings == ["CNS201 0.62%, but alexnet.fc6.params / alexnet.params is 61.93 %; say 61.93"]
    assert new == text.replace("0.62", "61.93")


MACS = "the text says FLOPs, alexnet.macs asks for MACs"
ONCE = {
    "{alexnet.macs|724M} FLOPs": f"CNS215 {MACS}",
    "{alexnet.macs|1.4 GFLOPs}": f"CNS215 {MACS}; the figure is alexnet.flops",
    "{alexnet.macs|9.9 GFLOPs}": "CNS201 9.9 GFLOPs, but alexnet.macs is 724,406,816; say 0.7 GFLOPs",
    "{alexnet.flops|724M} MACs": (
        "CNS215 the text says MACs, alexnet.flops asks for FLOPs; the figure is alexnet.macs"
    ),
    "{alexnet.macs as FLOPs|724M} FLOPs": "",
    "{alexnet.macs as flops|0.7 GFLOPs}": "",
    "{alexnet.macs as FLOPs|751M} FLOPs": "CNS201 751M, but alexnet.macs is 724,406,816; say 724M",
    "{alexnet.macs as params|724M} FLOPs": f"CNS215 {MACS}",
    "{alexnet.conv1.connections as MACs|106M} MACs": "",
    "{alexnet.conv1.connections|106M} MACs": (
        "CNS214 the text says MACs, alexnet.conv1.connections asks for connections"
    ),
    "{alexnet.macs as FLOSP|724M} FLOPs": (
        "CNS206 as FLOSP: expected what the text calls the figure; did you mean 'FLOPs'?"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", ONCE)
def test_one_finding_for_one_figure(text: str, check: Check) -> None:
    query, _, figure = text.partition("}")[0][1:].partition("|")
    assert check(f"x {mark(query, figure)}{text.partition('}')[2]}")[0] == [ONCE[text]] * bool(ONCE[text])


def test_a_figure_whose_name_is_ignored_is_still_judged(check: Check) -> None:
    text = f"x {mark('alexnet.macs', '1.4 GFLOPs')} y"
    (finding,), new = check(text, Config(ignore=("CNS215",)))
    assert finding.startswith("CNS201 1.4 GFLOPs, but alexnet.macs is 724,406,816; say 0.7 GFLOPs")
    assert new == text.replace("1.4", "0.7")


def test_what_the_text_calls_a_figure_in_other_formats(check: Check) -> None:
    assert check("It has 724M FLOPs. % cnnstat: alexnet.macs as FLOPs\n", name="a.tex")[0] == []
    sidecar = 'document: n.txt\nclaims: ["{alexnet.macs as FLOPs} FLOPs"]\n'
    assert check("It has 724M FLOPs.", name="n.txt", n=sidecar)[0] == []


def test_sides_of_a_product_in_a_sidecar_file(check: Check) -> None:
    def told(claim: str, text: str = "It is [6x6x256] and 55 × 55 × 96.") -> list[str]:
        return check(text, name="n.txt", n=f'document: n.txt\nclaims: ["{claim}"]\n')[0]

    for claim in (
        "[{alexnet.pool5.height}x6x256]",
        "[6x{alexnet.pool5.width}x256]",
        "[6x6x{alexnet.pool5.channels}]",
        "[{alexnet.pool5.height}x{alexnet.pool5.width}x{alexnet.pool5.channels}]",
        "[{alexnet.pool5.output_shape}]",
        "{alexnet.conv1.height} × 55 × {alexnet.conv1.channels}.",
    ):
        assert told(claim) == []
    assert told("[{alexnet.pool5.height}x6x256]", "[7x6x256]") == [
        "CNS201 7, but alexnet.pool5.height is 6; say 6"
    ]  # fmt: skip
    assert told("[{alexnet.pool5.height}") == ["CNS201 6x6x256, but alexnet.pool5.height is 6"]


def test_a_mark_in_brackets(check: Check) -> None:
    text = f"x [{mark('alexnet.pool5.height', '7')}x6x256]"
    assert check(text) == (["CNS201 7, but alexnet.pool5.height is 6; say 6"], text.replace("7", "6"))


@pytest.mark.parametrize(
    "text", ["**How many** x <!--- cnnstat: x -", "x <!--- cnnstat: y\n\nx --> y", "x <!--- cnnstat"]
)
def test_a_comment_that_is_not_closed_ends_with_its_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text)
    checker = Checker(Config(), no_command)
    checker.check_file(tmp_path / "a.md", True)
    (finding,) = checker.outcome.findings
    assert finding.rule.id == "CNS204"
    assert finding.span is not None
    begin, end = text.index("<!---"), len(text.partition("\n")[0])
    assert (finding.span.line, finding.span.column, finding.span.end_column) == (1, begin + 1, end + 1)
    assert f"got '{text[begin:end]}'" in finding.problem


PIECES = st.sampled_from(
    ["<!--- cnnstat: x -", "<!-- cnnstat: alexnet.params -->", "<!--=alexnet.params-->", "<!--/-->", "-->", "`", "<",
     "<!-- /cnnstat -->", "**How many**", "62\nmillion", "62M", "61 ", " + ", " = ", "|", "\n", "\n\n",
     "| a | b |\n|---|---|\n", "{alexnet.params}", "% cnnstat: alexnet.params", "~", "more than ",
     ".. cnnstat: alexnet.params"]
)  # fmt: skip


def check_every_finding_is_one_line_and_its_span_has_an_end(tmp_path: Path, text: str, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text(text)
    checker = Checker(Config(), no_command)
    checker.check_file(path, True)
    for each in checker.outcome.findings:
        assert each.span is not None
        assert each.span[1:3] <= each.span[3:5]
        assert "\n" not in each.message


test_every_finding_is_one_line_and_its_span_has_an_end, test_more_every_finding_is_one_line_and_its_span_has_an_end = (
    few_and_many(
        50, 400, st.lists(PIECES, max_size=12).map("".join), st.sampled_from([".md", ".html", ".tex", ".rst"])
    )(check_every_finding_is_one_line_and_its_span_has_an_end)
)


def test_a_line_break_inside_of_a_mark(check: Check) -> None:
    text = "x <!--=alexnet.params-->62\nmillion<!--/--> y"
    findings, new = check(text)
    (finding,) = findings
    assert finding.startswith("CNS201 62 million, but alexnet.params is 60,965,224; say 61 million (other reading: ")
    assert new == text.replace("62", "61")


def test_marks_inside_of_marks(check: Check) -> None:
    inner, nested = mark("vgg16.params", "138M"), "CNS204 a mark inside a mark; figures are marked one by one"
    assert check(f"x {mark('alexnet.params', f'6 {inner}')} and {mark('alexnet.params', '61M')}")[0] == [nested]
    far = f"x <!--=alexnet.params-->6 {inner} more\n\nthe end<!--/--> y"
    assert [each.partition(";")[0] for each in check(far)[0]] == [
        "CNS204 the mark has no end", "CNS204 nothing begins that ends here",
    ]  # fmt: skip


def test_queries_of_two_folders(tmp_path: Path) -> None:
    checker = Checker(Config(), no_command)
    for folder, filters in (("a", 2), ("b", 3)):
        (tmp_path / folder).mkdir()
        line = f"  - {{name: conv1, type: conv, filters: {filters}, kernel: 3}}\n"
        (tmp_path / folder / "net.yaml").write_text(f"input: {{channels: 1, size: 4}}\nlayers:\n{line}")
        (tmp_path / folder / "a.md").write_text(f"x {mark('net.yaml.params', f'{filters}0')} y")
        checker.check_file(tmp_path / folder / "a.md", True)
    assert (checker.outcome.findings, checker.outcome.claims) == ([], 2)


def test_anchors_of_latex(check: Check) -> None:
    text = (
        "It has 61M parameters. % cnnstat: {alexnet.params} parameters\n\n"
        "% cnnstat: {vgg16.params} parameters\nIt has 138M parameters.\n"
    )
    assert check(text, name="a.tex")[0] == []
    alone = "% cnnstat: {alexnet.params}\nIt has 62M parameters.\n"
    assert check(alone, name="a.tex")[1] == alone.replace("62M", "61M")


def test_the_place_of_a_lost_anchor(program: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text("x 61M. % cnnstat: {alexnet.params} weights\n")
    done = program("check", "--format", "github", cwd=tmp_path)
    assert "file=a.tex,line=1,col=19,endLine=1,endColumn=20::a.tex:1:19: CNS207 " in done.out
