"""What readers see right beside a mark belongs to its figure: it is judged with it, or said to stand there."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import no_command
from hypothesis import given
from hypothesis import strategies as st

from cnnstat.documents.checker import Checker
from cnnstat.documents.config import Config
from cnnstat.documents.fix import changes
from cnnstat.documents.judging.beside import beside
from cnnstat.documents.judging.elements import Elements
from cnnstat.documents.judging.judge import COMPUTED
from cnnstat.documents.judging.view import COST, MOST, UNSEEN
from cnnstat.effort import Effort

EXACT = "<!--=alexnet.params-->60,965,224<!--/-->"
MILLIONS = "<!--=alexnet.params-->61.0M<!--/-->"
PLAIN = "<!--=alexnet.params-->61.0<!--/-->"


def told(folder: Path, text: str, name: str = "a.md") -> list[str]:
    """The findings' rules, with the figure that readers are said to see."""
    (folder / name).write_text(text, encoding="utf-8")
    checker = Checker(Config(), no_command)
    checker.check_file(folder / name, True)
    found = checker.outcome.findings
    assert checker.outcome.claims
    return [f"{each.rule.id} {each.problem.partition(', which goes on')[0]}" for each in found]


GLUED = {
    # what stands there, and what readers see
    f"has 1{MILLIONS}": "161.0M",
    f"has 9.{MILLIONS}": "9.61.0M",
    f"has 1,{EXACT}": "1,60,965,224",
    f"has .{MILLIONS}": ".61.0M",
    f"has 10^{PLAIN}": "10^61.0",
    f"has 10**{PLAIN}": "10**61.0",
    "has 10<sup><!--=alexnet.depth-->8<!--/--></sup>": "10^8",
    "has 1e<!--=alexnet.depth-->8<!--/-->": "1e8",
    f"has -{MILLIONS}": "-61.0M",
    f"has (−{MILLIONS})": "(−61.0M)",
    f"| a |\n|---|\n|-{MILLIONS}|": "-61.0M",
    f"has 1<b></b>{MILLIONS}": "161.0M",
    f"has 1<!-- x -->{MILLIONS}": "161.0M",
    f"has 1<i title='a'>{MILLIONS}</i>": "161.0M",
    f"has 1**{MILLIONS}**": "161.0M",
    f"has **1**{MILLIONS}": "161.0M",
    f"has 1&#8288;{MILLIONS}": "161.0M",
    f"has 1\u2060\u200b{MILLIONS}": "161.0M",
    f"has &#49;{MILLIONS}": "161.0M",
    f"has [1](x){MILLIONS}": "161.0M",
    f"has ¹{MILLIONS}": "^161.0M",
    f"has ٣{MILLIONS}": "٣61.0M",
    "has 1\u2009<!--=alexnet.depth * 0 + 965-->965<!--/-->": "1\u2009965",
    f"has {EXACT},000": "60,965,224,000",
    f"has {EXACT}00": "60,965,22400",
    f"has {EXACT}.5": "60,965,224.5",
    f"has {EXACT} 000": "60,965,224 000",
    f"has {EXACT}\u202f000": "60,965,224\u202f000",
    f"has {EXACT}<sup>3</sup>": "60,965,224^3",
    f"has {EXACT}³": "60,965,224^3",
    f"has {EXACT}^3": "60,965,224^3",
    f"has {EXACT}<b>00</b>": "60,965,22400",
    f"has {EXACT}**00**": "60,965,22400",
    f"has {EXACT}&#48;": "60,965,2240",
    f"has {EXACT}<!-- x -->\\,000": "60,965,224\u2009000",
    f"has {EXACT}<!--=alexnet.depth*0-->0<!--/-->": "60,965,2240",
    f"has {EXACT} bn": "60,965,224 bn",
    f"has {EXACT}Mio": "60,965,224Mio",
    f"has {EXACT} millions": "60,965,224 millions",
    f"has {EXACT} hundred": "60,965,224 hundred",
    f"has {EXACT}兆": "60,965,224兆",
    f"has {EXACT}‰": "60,965,224‰",
    f"has {EXACT}십": "60,965,224십",
    f"has {PLAIN}M million": "61.0M million",
    f"has {PLAIN} million × 10^3": "61.0 million × 10^3",
    f"has {MILLIONS}^2": "61.0M^2",
    f"has {MILLIONS} **2": "61.0M **2",
    f"has {PLAIN}M^2": "61.0M^2",
    f"has {PLAIN} million^2": "61.0 million^2",
    f"has {MILLIONS} (×10³)": "61.0M (×10^3)",
    f"has {EXACT} (in 10<sup>3</sup>)": "60,965,224 (in 10^3)",
    f"has {MILLIONS} ($\\times 10^3$)": "61.0M (× 10^3)",
    f"has {EXACT}О": "60,965,224О",
    f"has З{EXACT}": "З60,965,224",
    f"has l{EXACT} of": "l60,965,224",
    f"has I,{EXACT} of": "I,60,965,224",
    f"has {EXACT},O00 of": "60,965,224,O00",
    f"has {EXACT}<b>O</b> of": "60,965,224O",
    f"has {EXACT}○": "60,965,224○",
    f"has {EXACT}^2^": "60,965,224^2^",
    f"has {EXACT}٬000": "60,965,224٬000",
    "has <!--=alexnet.depth-->8<!--/--> ½ layers": "8 ½",
    "has <!--=alexnet.depth-->eight<!--/-->een layers": "eighteen",
    "has twenty-<!--=alexnet.depth-->eight<!--/--> layers": "twenty-eight",
    "has <!--=alexnet.depth-->eight<!--/-->-hundred layers": "eight-hundred",
    "hat <!--=alexnet.depth-->acht<!--/-->zehn Schichten": "achtzehn",
    "AlexNet은 열<!--=alexnet.depth-->여덟<!--/--> 층이다": "열여덟",
    "有 十<!--=alexnet.depth-->八<!--/--> 层": "十八",
}


@pytest.mark.parametrize("text", GLUED)
def test_a_figure_that_goes_on_outside_of_its_mark(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, text)[0] == f"CNS205 readers see {GLUED[text]!r}"
    assert {each.partition(" ")[0] for each in told(tmp_path, text)} == {"CNS205"}


@pytest.mark.parametrize(
    "text",
    [
        "has an <!--=alexnet.depth-->eight<!--/-->-layer structure",
        "은 총<!--=alexnet.depth-->여덟<!--/-->개의 층이다",
        "有<!--=alexnet.depth-->八<!--/-->层", "(<!--=alexnet.depth-->eight<!--/-->) layers",
    ],
)  # fmt: skip
def test_a_number_in_words_that_ends_with_its_mark(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, text) == []


SCALED = [
    f"has {EXACT} million", f"has {EXACT} **million**", f"has {EXACT} Million", f"has {EXACT}<b>K</b>",
    f"has {EXACT}&#75;", f"has {EXACT} × 10^3", f"has {EXACT} × 10<sup>3</sup>", f"has {EXACT}×10³", f"has {EXACT}e3",
    f"has {EXACT}m", f"has {EXACT}%", f"has {PLAIN} **billion**",
    f"has {EXACT}<i></i>만",
    f"has {MILLIONS} bytes", f"has {MILLIONS}B", f"has {MILLIONS}iB",
    f"has {MILLIONS}<b>iB</b>",
    f"has {PLAIN}M bytes", f"has {PLAIN} million **bytes**", f"has {EXACT}&nbsp;Bytes", f"is a {EXACT}-byte file",
    "has <!--=alexnet.params-->61M Bytes<!--/-->", "a <!--=alexnet.params-->61M-byte<!--/--> file",
    "has <!--=alexnet.weight_memory-->232.6 M<!--/-->B", "has <!--=alexnet.weight_memory-->243.9 M<!--/-->iB",
]  # fmt: skip


@pytest.mark.parametrize("text", SCALED)
def test_a_multiplier_behind_a_mark_counts(text: str, tmp_path: Path) -> None:
    assert [each[:6] for each in told(tmp_path, text) if each[:6] != "CNS214"] == ["CNS201"]


def test_a_multiplier_that_makes_no_figure(tmp_path: Path) -> None:
    (found,) = told(tmp_path, f"has {MILLIONS} million")
    assert found == "CNS205 '61.0M million': 'million' stands behind another multiplier; alexnet.params is 60,965,224"


RIGHT = [
    f"has {PLAIN} million parameters",
    f"has {PLAIN} **million** parameters",
    f"has {PLAIN}<b>M</b>",
    f"has {PLAIN}&#77;",
    f"has {PLAIN} Million",
    f"has {PLAIN} × 10^6",
    f"has {PLAIN} × 10<sup>6</sup>",
    f"has {PLAIN}e6",
    f"has **{PLAIN}**M",
    "has $<!--=alexnet.params-->61.0<!--/-->$ million",
    f"has {PLAIN}×10⁶ weights",
    f"has {PLAIN}m",
    "has <!--=alexnet.params/10**6-->61.0<!--/--> million",
    "has <!--=alexnet.weight_bytes/2**20-->233<!--/--> MiB",
    "has <!--=alexnet.weight_bytes/2**20-->233<!--/--> MB",
    "has <!--=alexnet.weight_memory-->232.6 M<!--/-->iB of memory",
    "has <!--=alexnet.weight_memory-->243.9 M<!--/-->B of memory",
    "has <!--=alexnet.weight_memory-->243.9 <!--/-->M bytes of memory",
    "has <!--=alexnet.weight_bytes-->243,860,896<!--/--> bytes or so",
    "has <!--=alexnet.weight_bytes/10**6-->243.9<!--/--> million bytes",
    "has <!--=alexnet.params-->61 m<!--/-->illion parameters",
    "has <!--=alexnet.params-->61M parameter<!--/-->s",
    f"has {MILLIONS}parameters",
    f"has {MILLIONS} byte-sized parameters",
    "is <!--=share(alexnet.fc6.params)*100-->61.9<!--/-->%",
    f"has {MILLIONS}<sup>1</sup>",
    f"has {MILLIONS}¹",
    f"has {MILLIONS}² and",
    f"has {MILLIONS}^2^ and",
    f"has {MILLIONS}$^2$ and",
    f"has {PLAIN} million⁹",
    f"has 2×{MILLIONS}/2",
    f"has 1/{MILLIONS}",
    f"has {MILLIONS}[1](#x)",
    f"has {EXACT}[^1]",
    f"has ({EXACT}), x",
    f"has {EXACT}. 5 of",
    f"has {EXACT}, 5",
    "VGG-<!--=vgg16.depth-->16<!--/-->",
    "VGG<!--=vgg16.depth-->16<!--/--> is",
    "an <!--=alexnet.depth-->8<!--/-->-layer net",
    "has <!--=alexnet.conv1.height-->55<!--/-->×55×96 maps",
    "(3,<br><!--=alexnet.conv1.height-->55<!--/-->",
    "kernel 11×<!--=alexnet.conv1.kernel-->11<!--/-->",
    "(<!--=alexnet.conv1.channels-->96<!--/-->,<!--=alexnet.conv1.height-->55<!--/-->,<!--=alexnet.conv1.width-->55<!--/-->)",
    "has <!--=vgg16.depth-->16<!--/-->–<!--=vgg19.depth-->19<!--/--> layers",
    f"- {MILLIONS}\n- 1\n",
    f"1. x\n2. y {MILLIONS}",
    f"| a | b |\n|---|---|\n| 1|{MILLIONS}|",
    f"has {EXACT} BN",
    f"has 1 {MILLIONS} 2",
    f"has {EXACT}\n\n000 of",
    f"has {EXACT}\n\nmillion of",
    f"> has {EXACT}\n>\n> million of",
    f"has {EXACT}  \nmillion of",
    f"1\n\n{EXACT} of",
    f"conv1_{MILLIONS}",
    "<!--=resnet50.depth-->50<!--/--> bn layers",
    f"Model{EXACT}or",
    f"pool{EXACT}, or",
    f"VGGI {EXACT} I think",
    f"I: {EXACT} o",
    f"has {EXACT}or more",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_stands_beside_a_mark_and_is_none_of_its_figure(text: str, tmp_path: Path) -> None:
    assert [each for each in told(tmp_path, f"x {text}") if each[:6] == "CNS205" or each[:6] == "CNS201"] == []


def test_a_unit_that_begins_in_the_mark_decides_what_is_written(tmp_path: Path) -> None:
    """243.9 MiB would be another size than 243,860,896 bytes, which are 232.6 MiB."""
    path, wrong = tmp_path / "a.md", "has <!--=alexnet.weight_memory-->243.9 M<!--/-->iB\n"
    told(tmp_path, wrong)
    assert mended(path) == wrong.replace("243.9", "232.6")


def mended(path: Path) -> str:
    """A document after one round of edits."""
    checker = Checker(Config(), no_command)
    checker.check_file(path, True)
    return next((new for _, new in changes(checker.outcome)), path.read_text())


def test_a_query_that_multiplies_is_in_no_unit(tmp_path: Path) -> None:
    assert told(tmp_path, "has <!--=alexnet.params*1-->60,965,224<!--/--> million")[0].startswith("CNS201")
    assert told(tmp_path, "has <!--=alexnet.params/10**4-->6,097<!--/--> million")[0].startswith("CNS201")


def test_anchored_figures_are_seen_alike(tmp_path: Path) -> None:
    for text in ("1<b></b>61.0M params", "61.0M params"):
        (tmp_path / "a.md").write_text(f"It has {text}")
        (tmp_path / "s.cnnstat.yaml").write_text('document: a.md\nclaims: ["{alexnet.params} params"]\n')
        checker = Checker(Config(), no_command)
        checker.check_file(tmp_path / "s.cnnstat.yaml", True)
        found = [each.problem.partition(",")[0] for each in checker.outcome.findings]
        assert found == (["readers see '161.0M'"] if text[0] == "1" else [])


def test_html_and_latex(tmp_path: Path) -> None:
    assert told(tmp_path, f"<p>2*{EXACT}*3</p>", "a.html") == []
    assert told(tmp_path, f"<td>1</td><td>{EXACT}</td><td>0</td>", "a.html") == []
    assert told(tmp_path, f"<p>1<span>{MILLIONS}</span></p>", "a.html") == ["CNS205 readers see '161.0M'"]
    line = "It has 60,965,224{}000 parameters % cnnstat: has {alexnet.params}\n"
    assert told(tmp_path, f"x\n{line}", "a.tex")[0].startswith("CNS205")
    for behind in (
        "\\textnormal{K}",
        "\\thinspace{}billion",
        "\\char48",
        "\\-0",
        "\\/0",
        "\\symbol{48}",
        "\\textperthousand",
    ):
        line = f"It has 60,965,224{behind} weights % cnnstat: has {{alexnet.params}}\n"
        assert [each[:6] for each in told(tmp_path, line, "a.tex")][:1] in (["CNS205"], ["CNS201"]), behind
    line = "It has \\char49 60,965,224 weights % cnnstat: {alexnet.params} weights\n"
    assert told(tmp_path, line, "a.tex")[0].startswith("CNS205")
    assert told(tmp_path, "It has 8 % cnnstat: {alexnet.depth}\n", "a.tex") == []


def test_long_comments_are_looked_through() -> None:
    text = f"1<!--{'x' * 9000}-->{'<b></b>' * 50}|M|{'<!--' + 'y' * 9000 + '-->'}<i></i>2"
    begin = text.index("|M|")
    seen = beside(text, begin, begin + 3, "markdown")
    assert (seen.before, seen.behind) == ("1", "2")


SEEN = [
    '1<span title=">"></span>{}', "1<a href='x>y'></a>{}", '{}<span title=">">,000</span>', '{}<i title=">">K</i>',
    "1<!--x--!><span hidden>z<!--y--></span>{}", "1<!--><span hidden>z<!--y--></span>{}", "{}<!--x--!>,000<!--y-->",
    "1<span hidden>x</span>{}", "1<?x?>{}", "1<![CDATA[]]>{}", "{}<span hidden>x</span>,000",
    "{}<b class='a' hidden=''>x</b>,000", "{}<template>x</template>,000", "{}kilobytes", "{} megabytes", "{} (million)",
    "10³ × {}", "$10^3 \\times$ {}", "10<sup>3</sup> · {}",
    "{}  million", "- {}\n  million", "> {}\n> million", "{}  000", "- {}\n  000", "> {}\n> 000", "{}\t million",
    "> > {}\n> > million",
    "{}К", "{}М", "{} М", "{}Ｋ", "{}𝐊", "{}&Mfr;", "{}-million", "{}‑million", "{}\u2008000", "{}\u2005000",
]  # fmt: skip
"""Tags with a > in a value, elements that are hidden, multipliers in other places, letters and blanks of other widths,
styles and alphabets."""


@pytest.mark.parametrize("text", SEEN)
def test_what_only_looks_like_something_else_belongs_to_the_figure(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, f"A {text.format(EXACT)} parameters\n")


@pytest.mark.parametrize("text", ["1\ufe0f{}", "1\u034f{}", "{}\ufe0f0", "{}\u3164\u03010", "[1][x]{}", "{}[0][X]"])
def test_signs_that_are_not_drawn_and_links_by_a_label(text: str, tmp_path: Path) -> None:
    (found,) = told(tmp_path, f"A {text.format(EXACT)} parameters\n\n[x]: y\n")
    assert found.startswith("CNS205 readers see ")
    if "[" in text:
        assert told(tmp_path, f"A {text.format(EXACT)} parameters\n") == []


LONG = "x" * 3000
HIDDEN = [
    f"1<b title='{LONG}'></b>{{}}", f"{{}}<b title='{LONG}'></b>,000", f"1<span hidden>{LONG}</span>{{}}",
    "1<span hidden><span></span>x</span>{}", "1<span hidden><!-- </span> -->x</span>{}", "1<b title='>' hidden>x</b>{}",
    '1<b style="display: none">x</b>{}', "1<script>x</script >{}", f"1<?{LONG}>{{}}", f"1<!X {LONG}>{{}}",
    "1<!-- <span hidden> -->{}", "<!-- <span hidden> --> 1</span>{}", f"1[](http://{'y' * 500}){{}}",
    "{}<!-->000", "{}<!-- x --!>000", "1<!-- x --!>{}", f"1<b title='{'<' * 30}'></b>{{}}",
]  # fmt: skip
"""Tags, elements, comments and addresses of any length, inside each other, and with each end that browsers know."""


@pytest.mark.parametrize("text", HIDDEN, ids=lambda text: text.replace(LONG, "…"))
def test_what_is_not_shown_is_passed_over_as_a_whole(text: str, tmp_path: Path) -> None:
    for name in ("a.md", "a.html"):
        (found,) = told(tmp_path, f"<p>A {text.format(EXACT)} parameters\n", name)
        assert found.startswith("CNS205 readers see "), name


UNTOLD = "CNS205 what readers see beside it cannot be told: too many tags and comments stand there, or too long ones"


@pytest.mark.parametrize(
    "between",
    ["<b></b>" * 200, "<!---->" * 301, "\u200b" * 301, f"<!--{'x' * 30_000}-->"],
    ids=["tags", "comments", "signs", "long"],
)
def test_what_is_too_far_away_is_not_guessed(between: str, tmp_path: Path) -> None:
    assert told(tmp_path, f"x 1{between}{EXACT} parameters") == [UNTOLD]
    assert told(tmp_path, f"x {EXACT}{between}000 parameters") == [UNTOLD]


def test_where_a_comment_begins_that_begins_twice(tmp_path: Path) -> None:
    """In HTML with the first sign; in Markdown the first may be code."""
    assert told(tmp_path, f"x 1<!-- <!-- x -->{EXACT}", "a.html") == ["CNS205 readers see '160,965,224'"]
    assert told(tmp_path, f"x 1<!-- <!-- x -->{EXACT}") == [UNTOLD]
    assert told(tmp_path, f"`<!--` begins 1<!-- x -->{EXACT}") == [UNTOLD]
    assert told(tmp_path, f"`<!--` begins comments: {EXACT} {EXACT} {EXACT}") == []


@pytest.mark.parametrize("piece", ["<b></b>", "<!--=0-->", "*_", "\u200b", "<s hidden>", "</s>", "a", "<", "> <"])
def test_a_mark_looks_at_some_hundred_pieces(piece: str) -> None:
    text = f"{piece * 5000}|M|{piece * 5000}"
    begin = text.index("|M|")
    meter = Effort(10**9)
    with meter.bounding():
        beside(text, begin, begin + 3, "markdown")
    assert 10**9 - meter.left <= 2 * (MOST + UNSEEN + 1) * COST


@given(st.lists(st.sampled_from(["<b>", "</b>", "<i hidden>", "</i>", "<!--", "-->", "x", "<a '", "'>", "<br/>"])))
def test_tags_are_found_from_both_ends(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = Elements(text)
    ends = {start: end for start in range(len(text)) if (end := found.end(start)) >= 0}
    assert all(found.start(end) == start for start, end in ends.items() if found.is_hidden(start))
    assert all(text[start] == "<" and text[end - 1] == ">" for start, end in ends.items())
    for start, end in ends.items():
        if found.is_hidden(start):
            inside = text[start:end]
            assert inside.startswith("<i hidden>")
            assert inside.endswith("</i>")


SHOWN = {
    # what stands in a page of MDX, and what readers are said to see
    f'has {{"1"}}{MILLIONS}': "161.0M",
    f"has {{'1'}}{MILLIONS}": "161.0M",
    f"has {{`1`}}{MILLIONS}": "161.0M",
    f"has {{ 1 }}{MILLIONS}": "161.0M",
    f"has <b>{{1.5}}</b>{{/* x */}}{MILLIONS}": "1.561.0M",
    f'has {EXACT}{{"00"}}': "60,965,22400",
    f'has {EXACT}<b>{{" 000"}}</b>': "60,965,224 000",
}


@pytest.mark.parametrize("text", SHOWN)
def test_a_literal_in_braces_is_shown_by_mdx(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, text, "a.mdx")[0] == f"CNS205 readers see {SHOWN[text]!r}"


@pytest.mark.parametrize(
    "text",
    [
        f'has{{" "}}{MILLIONS}{{" "}}parameters',
        f"has {{x}} {MILLIONS} {{y}}",
        f"has {{x && <b>{MILLIONS}</b>}} parameters",
        f"<B a={{x}} b={{1}} c={{'1'}}>{MILLIONS}</B> parameters",
        f"## has {MILLIONS} {{#id}}",
        f"has {{/* 1 */}}{MILLIONS}{{/* 1 */}}",
        f"has \\{{{MILLIONS}\\}}",
        f"has $\\frac{{1}}{{2}}$ {MILLIONS}",
    ],
)
def test_braces_of_mdx_that_change_no_figure(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, text, "a.mdx") == []


@pytest.mark.parametrize("expression", ["{x}", "{f({a: 1})}", "{1 + 1}", "{1.50}", "{01}", '{"\\u0031"}', "{`${x}`}"])
def test_an_expression_right_beside_a_mark_is_not_guessed(expression: str, tmp_path: Path) -> None:
    for text in (f"has {expression}{MILLIONS}", f"has {expression}<b></b>{MILLIONS}", f"has {MILLIONS}{expression}"):
        assert told(tmp_path, text, "a.mdx") == [f"CNS205 {COMPUTED}"]
        assert told(tmp_path, text, "a.md") == []


@pytest.mark.parametrize("template", ["{{ x }}", "{{< var x >}}", "{{x}}"])
def test_a_template_right_beside_a_mark_is_not_guessed(template: str, tmp_path: Path) -> None:
    for name in ("a.md", "a.html", "a.mdx"):
        assert told(tmp_path, f"a has {template}{MILLIONS}", name) == [f"CNS205 {COMPUTED}"]
        assert told(tmp_path, f"a has {MILLIONS}{template}", name) == [f"CNS205 {COMPUTED}"]
        assert told(tmp_path, f"a {template} has {MILLIONS} {template}", name) == []


SIXTEEN = "<!--=vgg16.depth-->16<!--/-->"
TURNED = [
    f"\u202e{SIXTEEN}\u202c", f"\u202eof many words in front of it, {SIXTEEN}", f"&#x202E;{SIXTEEN}",
    f"&#8238;{SIXTEEN}", f"\u202ea\nb {SIXTEEN}", f"<bdo dir=rtl>{SIXTEEN}</bdo>",
    f"<bdo dir='rtl'>a <b>{SIXTEEN}</b></bdo>", f"\u202e\u202aa\u202c {SIXTEEN}",
    f"<span style='direction:rtl;unicode-bidi:bidi-override'>{SIXTEEN}</span>",
]  # fmt: skip
STRAIGHT = [
    f"\u202eabc\u202c {SIXTEEN}", f"\u202eabc\n\n<p>x {SIXTEEN}", f"<bdo dir=rtl>a</bdo> {SIXTEEN}",
    f"\u202a{SIXTEEN}\u202c", f"<bdo dir=ltr>{SIXTEEN}</bdo>", f"\u200f{SIXTEEN}", f"<div dir=rtl>{SIXTEEN}</div>",
    f"{SIXTEEN}\u202e", f"\u202ea<br>\n{SIXTEEN}"
]  # fmt: skip


@pytest.mark.parametrize("name", ["a.md", "a.html"])
def test_digits_that_readers_see_in_reverse_order(name: str, tmp_path: Path) -> None:
    for text in TURNED:
        (found,) = told(tmp_path, f"<p>A {text}\n", name)
        assert found.startswith("CNS205 an override of direction (U+202E, <bdo>) is in force there"), text
    for text in STRAIGHT:
        assert told(tmp_path, f"<p>A {text}\n", name) == [], text
    assert bool(told(tmp_path, f"<p>A\u202e\n\nx {SIXTEEN}\n", name)) == (name == "a.html")
