"""Hard cases of ``cnnstat check``: what an attacker found, each with what must happen."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import run_inside

from cnnstat.documents import document
from cnnstat.documents.checker import Checker
from cnnstat.documents.config import Config
from cnnstat.documents.fix import changes
from cnnstat.documents.marks.blocks import Text
from cnnstat.errors import UsageError

MARK = "<!--=alexnet.params-->99M<!--/-->"


def echoed(words: Sequence[str], own: str, folder: Path) -> Text:
    """Stands for what a block shows."""
    return Text(f"**{' '.join(words)}**\n", False)


def check(folder: Path, name: str, text: str | bytes) -> Checker:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    checker = Checker(Config(), echoed)
    checker.check_file(path, True)
    return checker


def told(folder: Path, name: str, text: str | bytes) -> list[str]:
    """The findings' rules with the printed figures, or the problems where there are none."""
    return [f"{each.rule.id} {each.printed or each.problem}" for each in check(folder, name, text).outcome.findings]


def mended(folder: Path, name: str, text: str) -> str:
    """A document after its edits."""
    return next((new for _, new in changes(check(folder, name, text).outcome)), text)


LATEX = {
    # line: query, and what --fix writes; the same where it is right; nothing where it is no figure that is read
    r"is 62\% here": ("share(alexnet.fc6.params)", r"is 62\% here"),
    "is 62 percent": ("share(alexnet.fc6.params)", "is 62 percent"),
    "more than 60M": ("alexnet.params", "more than 60M"),
    "less than 62M": ("alexnet.params", "less than 62M"),
    r"has 62\,M": ("alexnet.params", r"has 61\,M"),
    "has 62~million": ("alexnet.params", "has 61~million"),
    r"has \SI{62}{M}": ("alexnet.params", r"has \SI{61}{M}"),
    "has $62$ million": ("alexnet.params", "has $61$ million"),
    r"has $62 \times 10^{6}$": ("alexnet.params", r"has $61 \times 10^{6}$"),
    r"has $62\times10^{6}$": ("alexnet.params", r"has $61\times10^{6}$"),
    r"has $7\times7$": ("alexnet.conv1.kernel", r"has $11\times11$"),
    r"has \textbf{62.4M}": ("alexnet.params", r"has \textbf{61.0M}"),
    r"is 62~\% x": ("share(alexnet.fc6.params)", r"is 62~\% x"),
    "at least $60$M": ("alexnet.params", "at least $60$M"),
    "은 6,097~만 개": ("alexnet.params", "은 6,097~만 개"),
    "has $>60$M": ("alexnet.params", "has $>60$M"),
    r"has 62{\,}M": ("alexnet.params", ""),
    "has 62 $M$": ("alexnet.params", ""),
    "has 62-63M": ("alexnet.params", ""),
    "has 62--63 million": ("alexnet.params", ""),
    "has 62Mio": ("alexnet.params", ""),
    "a row of $60$--62M": ("{alexnet.params} x", ""),
    "a change of -62M": ("{alexnet.params} x", ""),
}


@pytest.mark.parametrize("line", LATEX)
def test_a_figure_is_read_to_its_end_or_not_at_all(line: str, tmp_path: Path) -> None:
    query, expected = LATEX[line]
    text = f"It {line} x % cnnstat: {query}\n"
    assert mended(tmp_path, "a.tex", text) == text.replace(line, expected or line)
    rules = [each.partition(" ")[0] for each in told(tmp_path, "a.tex", text)]
    assert rules == ([] if expected == line else ["CNS201"] if expected else ["CNS207"])


def test_comments_are_not_searched_for_figures(tmp_path: Path) -> None:
    text = "% cnnstat: alexnet.depth\n% cnnstat: alexnet.params / 2\n\n30.5M\n"
    assert mended(tmp_path, "a.tex", text) == text
    assert told(tmp_path, "a.tex", text) == ["CNS201 30.5M"]
    assert told(tmp_path, "a.tex", "Many weights. % 62M\n% cnnstat: alexnet.params\n61M % 62M\n") == []
    rst = ".. cnnstat: alexnet.depth\n\n.. cnnstat: alexnet.depth\n\n.. a remark of 7\n\nIt has 8.\n"
    assert told(tmp_path, "a.rst", rst) == []


@pytest.mark.parametrize(
    "directive",
    ["raw:: html", "RAW:: html", "|x| raw:: html", "Code-Block:: text", "MATH::", "jupyter-execute::", "testcode::",
     "mermaid::", "py:testcode::", "|a b|  GraphViz::"],
)  # fmt: skip
def test_directives_of_no_prose(directive: str, tmp_path: Path) -> None:
    text = f".. {directive}\n\n   .. cnnstat: alexnet.params\n\n   99M\n"
    assert told(tmp_path, "a.rst", text) == []
    assert told(tmp_path, "b.rst", text.replace(directive, "note::")) == ["CNS201 99M"]


def test_comments_that_contradict_each_other_mend_nothing(tmp_path: Path) -> None:
    text = "% cnnstat: {alexnet.params} parameters\n% cnnstat: {vgg16.params} parameters\nIt has 62M parameters.\n"
    assert mended(tmp_path, "a.tex", text) == text
    assert told(tmp_path, "a.tex", text) == ["CNS201 62M"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "".join("  " * depth + "- a\n" for depth in range(11)) + f"\n# New\n\nx {MARK}",
        f"A comment begins with `<!--`. x {MARK}",
        f"x <!--> {MARK}",
        f"<x y='`'>{MARK}`",
        f"<http://x/`>{MARK}`",
        f"[a](b`c) {MARK} `",
        f'[a](b "it`s") {MARK} it`s',
        f"| a | b | c |\n|---|---|---|\n| ` | {MARK} | ` |",
        "x <!-- cnnstat: alexnet.params -->\r\n99M<!-- /cnnstat -->\r\n",
        f"text\n    {MARK}",
        f"<div>\n{MARK}\n</div>",
    ],
)
def test_no_mark_is_overlooked_in_markdown(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, "a.md", text) == ["CNS201 99M"]


SEEN = [
    r"x \<!--=alexnet.params-->99M\<!--/-->",
    "<!-- ==== Part ==== -->",
]


@pytest.mark.parametrize("text", SEEN)
def test_what_readers_do_not_take_for_a_comment_is_none(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, "a.md", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Use \\verb|\\begin{verbatim}| here.\n\n99M % cnnstat: alexnet.params\n",
        "% \\begin{verbatim}\n99M % cnnstat: alexnet.params\n",
        "\\begin{verbatim}x\\end{verbatim}\n99M % cnnstat: alexnet.params\n",
        "99M %% cnnstat: alexnet.params\n",
        "\\begin{verbatim*}\n\\end{verbatim*}\n99M % cnnstat: alexnet.params\n",
    ],
)
def test_no_mark_is_overlooked_in_latex(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, "a.tex", text) == ["CNS201 99M"]


@pytest.mark.parametrize(
    "text",
    [
        "..\n   cnnstat: alexnet.params\n\n99M\n",
        "- .. cnnstat: alexnet.params\n\n  99M\n",
        ".. [1] foot\n\n   .. cnnstat: alexnet.params\n\n   99M\n",
    ],
)
def test_no_mark_is_overlooked_in_rst(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, "a.rst", text) == ["CNS201 99M"]


SLIPS = {
    "a.md": ["x <!--- cnnstat: alexnet.params --->99M", "x <!-- cnnstats: alexnet.params -->99M"],
    "a.tex": ["99M % see cnnstat: alexnet.params", "99M % CNNSTAT: alexnet.params"],
    "a.rst": [".. Cnnstat: alexnet.params\n\n99M"],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in SLIPS.items() for text in texts])
def test_a_slip_is_told(name: str, text: str, tmp_path: Path) -> None:
    (only,) = told(tmp_path, name, text)
    assert only.startswith("CNS204 expected cnnstat: QUERY or /cnnstat, got ")


def test_notebooks(tmp_path: Path) -> None:
    cell = {"cell_type": "markdown", "metadata": {}}
    text = json.dumps({"cells": [{**cell, "source": ["x <!--=alexnet.params-->62.4M", "<!--/-->"]}]})
    assert mended(tmp_path, "a.ipynb", text) == text.replace("62.4", "61.0")
    escaped = (
        '{"cells":[{"cell_type":"markdown","source":"x \\u003c!--=alexnet.params--\\u003e99M\\u003c!--/--\\u003e"}]}'
    )
    assert told(tmp_path, "a.ipynb", escaped) == ["CNS201 99M"]
    block = ["<!-- cnnstat: alexnet --table -->\n", "<!-- /cnnstat -->\n", "end"]
    new = mended(tmp_path, "a.ipynb", json.dumps({"cells": [{**cell, "source": block}]}, indent=1))
    source = json.loads(new)["cells"][0]["source"]
    assert source[2] == "**alexnet --table**\n"
    assert source[-1] == "end"
    assert told(tmp_path, "a.ipynb", new) == []
    for wrong in ('{"cells":[{"source":"cnnstat"}],"cells":[]}', '{"cells":{"x":1},"cnnstat":1}'):
        (only,) = told(tmp_path, "a.ipynb", wrong)
        assert only.startswith("CNS209 no notebook: ")
    assert told(tmp_path, "a.ipynb", '{"cells":[1,{"cell_type":"markdown","source":"cnnstat"}]}') == []
    surrogate = json.dumps(
        {"cells": [{**cell, "source": "<!-- cnnstat: alexnet --table -->\n\ud800\n<!-- /cnnstat -->"}]}
    )
    assert told(tmp_path, "a.ipynb", surrogate)[0].startswith("CNS203 ")


def test_a_large_notebook_without_marks(tmp_path: Path) -> None:
    output = {"cell_type": "code", "source": [], "outputs": ["<!-- a page -->" + "x" * 10_000_000]}
    text = {"cells": [output, {"cell_type": "markdown", "source": ["AlexNet"]}]}
    assert told(tmp_path, "a.ipynb", json.dumps(text)) == []
    text["cells"][1]["source"] = [f"x {MARK}"]
    assert told(tmp_path, "a.ipynb", json.dumps(text)) == [
        "CNS209 has marks and more than 10 MB: too large to be checked"
    ]


def test_totals_are_whole_words(tmp_path: Path) -> None:
    head = "| Network | Params |\n|---|---|\n| AlexNet | <!--=alexnet.params-->61.0M<!--/--> |\n"
    head += "| VGG16 | <!--=vgg16.params-->138.4M<!--/--> |\n"
    for row in ("| All-CNN | 1.4M |", "| Overall-Net | 5M |", "| … | … |\n| Total | 5M |"):
        assert told(tmp_path, "a.md", f"{head}{row}\n") == []
    for name in ("Total", "**Grand total**", "_Total_", "Total (conv only)", "총 합계", "Sum:"):
        assert told(tmp_path, "a.md", f"{head}| {name} | 5M |\n") == ["CNS208 5M"]
    three = "| Network | Params (M) |\n|---|---|\n" + "| a | <!--=vgg16.params/10**6-->138<!--/--> |\n" * 3
    assert told(tmp_path, "a.md", f"{three}| Total | 415 |\n") == []
    assert told(tmp_path, "a.md", f"{three}| Total | 414 |\n") == []  # of the figures as printed
    assert told(tmp_path, "a.md", f"{three}| Total | 416 |\n") == ["CNS208 416"]


def test_totals_in_the_unit_of_their_heading(tmp_path: Path) -> None:
    head = "| l | params (M) |\n|---|---|\n| a | <!--=alexnet.params-->61.0<!--/--> |\n"
    head += "| b | <!--=vgg16.params-->138.4<!--/--> |\n"
    assert told(tmp_path, "a.md", f"{head}| total | 199.3 |\n") == []
    assert mended(tmp_path, "a.md", f"{head}| total | 198.3 |\n") == f"{head}| total | 199.3 |\n"
    assert told(tmp_path, "a.md", f"{head}| c | 5 |\n| total | 204.3 |\n") == []
    assert mended(tmp_path, "a.md", f"{head}| total | 1 |\n") == f"{head}| total | 199 |\n"
    assert mended(tmp_path, "a.md", f"{head}| total | 0.1 |\n") == f"{head}| total | 0.1 |\n"  # too far off


def test_totals_with_units_of_their_own(tmp_path: Path) -> None:
    head = "| l | params (M) |\n|---|---|\n| a | <!--=alexnet.params-->61.0M<!--/--> |\n"
    head += "| b | <!--=vgg16.params-->138.4M<!--/--> |\n"
    assert told(tmp_path, "a.md", f"{head}| total | 199.3M |\n") == []
    assert told(tmp_path, "a.md", f"{head}| total | 5M |\n") == ["CNS208 5M"]
    assert told(tmp_path, "a.md", f"{head}| total | 5 |\n") == ["CNS208 5"]
    assert mended(tmp_path, "a.md", f"{head}| total | 150M |\n") == f"{head}| total | 199M |\n"


PARTS = [
    "x &gt; <!--=alexnet.params-->60M<!--/-->",
    "x > <!--=alexnet.params-->60M<!--/-->",
    "x < <!--=alexnet.params-->62M<!--/-->",
    "x ≤ <!--=alexnet.params-->62M<!--/-->",
    "x \\approx <!--=alexnet.params-->60M<!--/-->",
]


@pytest.mark.parametrize("text", PARTS)
def test_signs_outside_of_a_mark_count(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, "a.md", text) == []


@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_signs_of_quotations_and_tags_are_no_bounds(name: str, tmp_path: Path) -> None:
    for text in ("x\n> y <!--=alexnet.params-->60M<!--/-->", "<td><!--=alexnet.params-->60M<!--/--></td>"):
        assert "CNS201 60M" in told(tmp_path, name, text)
    assert told(tmp_path, "a.md", "x ~~<!--=alexnet.params-->60M<!--/-->~~") == ["CNS201 60M"]


@pytest.mark.parametrize("behind", ["+", "–70M", " to 70M", "-<!--=vgg16.params-->138M<!--/-->", " and 70M"])
def test_an_end_of_a_range_is_not_mended(behind: str, tmp_path: Path) -> None:
    text = f"x <!--=alexnet.params-->60M<!--/-->{behind}"
    assert mended(tmp_path, "a.md", text) == text
    assert told(tmp_path, "a.md", text) == ["CNS201 60M"]


def test_an_empty_mark_is_filled_with_what_holds_there(tmp_path: Path) -> None:
    for text in ("more than <!--=alexnet.params--><!--/-->M", "an <!--=alexnet.params--><!--/-->억"):
        assert mended(tmp_path, "a.md", text) == text


def test_a_sidecar_file_with_its_document(tmp_path: Path) -> None:
    from cnnstat.documents.fix import edited

    (tmp_path / "a.md").write_text("It has <!--=alexnet.params-->62M<!--/--> parameters")
    (tmp_path / "a.cnnstat.yaml").write_text('document: ../x/a.md\nclaims: ["{alexnet.params}<!--/-->"]\n')
    (tmp_path.parent / "x").symlink_to(tmp_path)
    checker = Checker(Config(), echoed)
    checker.check_file(tmp_path / "a.md", True)
    ((document, edits),) = checker.outcome.edited.values()
    new = {Path(os.path.realpath(tmp_path / "a.md")): edited(document.text, edits).encode()}
    again = Checker(Config(), echoed, texts=new)
    for name in ("a.md", "a.cnnstat.yaml"):
        again.check_file(tmp_path / name, True)
    assert again.outcome.findings == []


TAGS = ["<td title=it's>x</td> ", '<img width=5"> ', "<script></scripty>'</script> ", "İ" * 40 + "<script></script>"]


@pytest.mark.parametrize("before", TAGS)
def test_no_mark_is_overlooked_in_html(before: str, tmp_path: Path) -> None:
    assert told(tmp_path, "a.html", f"{before}{MARK}<p>x</p>") == ["CNS201 99M"]


def test_each_total_of_a_table(tmp_path: Path) -> None:
    rows = "| a | <!--=alexnet.conv1.params-->34,944<!--/--> |\n| b | <!--=alexnet.conv2.params-->307,456<!--/--> |\n"
    part = f"{rows}| subtotal | 342,400 |\n"
    table = f"| l | params |\n|---|---|\n{part}{part}| total | 684,800 |\n"
    assert told(tmp_path, "a.md", table) == []
    assert told(tmp_path, "a.md", table.replace("684,800", "684,801")) == ["CNS208 684,801"]
    wrong = table.replace("342,400 |\n| total", "342,401 |\n| total")
    assert told(tmp_path, "a.md", wrong) == ["CNS208 342,401"]


def test_ratios_are_not_added(tmp_path: Path) -> None:
    rows = "".join(f"| {name} | <!--={name}.params / alexnet.params-->100%<!--/--> |\n" for name in ["alexnet"] * 2)
    assert told(tmp_path, "a.md", f"| l | share |\n|---|---|\n{rows}| total | 100% |\n") == []


def test_what_does_not_add_up_is_not_added(tmp_path: Path) -> None:
    text = "| layer | RF |\n|---|---|\n| conv1 | <!--=alexnet.conv1.rf-->11<!--/--> |\n"
    text += "| conv2 | <!--=alexnet.conv2.rf-->51<!--/--> |\n| total | 51 |\n"
    assert told(tmp_path, "a.md", text) == []


UNITS = {
    "an <!--=alexnet.params--><!--/-->M": "an <!--=alexnet.params-->61<!--/-->M",
    "an <!--=alexnet.params--><!--/--> million": "an <!--=alexnet.params-->61<!--/--> million",
    "an <!--=alexnet.params-->60,965,224<!--/--> million": "an <!--=alexnet.params-->60,965,224<!--/--> million ",
    "**<!--=vgg16.params-->138<!--/-->** M": "",
    "a <!--=vgg16.params-->138<!--/-->&nbsp;M": "",
    "| net | size (MB) |\n|---|---|\n| a | <!--=alexnet.params*4-->244<!--/--> |": "",
    "| net | depth at 70% (%) |\n|---|---|\n| a | <!--=alexnet.depth-->8<!--/--> |": "",
    "See the table below <!--=alexnet.params-->60965224<!--/--> x": "",
    "VGG-16 has <!--=vgg16.params-->138<!--/--> million": "",
    "VGG-16 has <!--=vgg16.params-->139<!--/--> million": "VGG-16 has <!--=vgg16.params-->138<!--/--> million",
    "a <!--=share(vgg16[linear].params)-->89<!--/--> %": "",
    "a <!--=share(vgg16[linear].params)-->88<!--/-->%": "a <!--=share(vgg16[linear].params)-->89<!--/-->%",
    "a <!--=vgg16.params-->1억 3,836<!--/-->만 개": "",
    "| net | params (M) |\n|---|---|\n| a | <!--=vgg16.params-->138<!--/--> |": "",
    "| net | GMACs |\n|---|---|\n| a | <!--=vgg16.macs-->15.5<!--/--> |": "",
    "| net | params (M) |\n|---|---|\n| a | <!--=vgg16.params / 10**6-->138<!--/--> |": "",
    "| net | params (M) |\n|---|---|\n| a | <!--=vgg16.params-->139<!--/--> |": (
        "| net | params (M) |\n|---|---|\n| a | <!--=vgg16.params-->138<!--/--> |"
    ),
}


@pytest.mark.parametrize("text", UNITS)
def test_units_outside_of_the_mark(text: str, tmp_path: Path) -> None:
    assert mended(tmp_path, "a.md", text) == (UNITS[text].strip() or text)
    assert bool(told(tmp_path, "a.md", text)) == bool(UNITS[text])


QUANTITIES = [
    "- Parameters: <!--=alexnet.params-->61M<!--/-->\n- MACs: <!--=alexnet.macs-->724M<!--/-->",
    "It has <!--=alexnet.params-->61M<!--/-->\n\nMACs are more.",
    "It has <!--=alexnet.params-->61M<!--/-->  \nMACs: more.",
    "params <!--=alexnet.params-->61M<!--/--> - MACs <!--=alexnet.macs-->724M<!--/-->",
    "x <!--=alexnet.fc6.params-->37.8M<!--/--> of layer fc6, <!--=alexnet.params-->61M<!--/--> layer weights",
    "x <!--=alexnet.params-->61M<!--/--> Mac users",
    "| l | per-layer parameters |\n|---|---|\n| a | <!--=alexnet.params-->61M<!--/--> |",
    "| l | params / MACs |\n|---|---|\n| a | <!--=alexnet.macs-->724M<!--/--> |",
    "- | layer | params |\n  |---|---|\n  | a | <!--=alexnet.params-->61M<!--/--> |",
]


@pytest.mark.parametrize("text", QUANTITIES)
def test_words_that_belong_to_another_figure(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, "a.md", text) == []


def test_a_figure_far_off_is_not_mended(tmp_path: Path) -> None:
    text = "x <!--=vgg16.params-->138<!--/--> things"
    assert mended(tmp_path, "a.md", text) == text
    (finding,) = check(tmp_path, "a.md", text).outcome.findings
    assert finding.problem == "138, but vgg16.params is 138,357,544; is a unit missing?"
    assert finding.suggested == ""


def test_a_misnamed_figure_is_not_mended(tmp_path: Path) -> None:
    text = "x <!--=vgg16.macs-->138M<!--/--> parameters"
    assert mended(tmp_path, "a.md", text) == text
    assert told(tmp_path, "a.md", text) == ["CNS214 138M"]


def test_line_ends_of_old_macs(tmp_path: Path) -> None:
    new = mended(tmp_path, "a.md", "<!-- cnnstat: alexnet --table -->\r<!-- /cnnstat -->\r")
    assert "\n" not in new
    assert "\r\r**alexnet --table**\r\r<!-- /cnnstat sum=" in new


def test_files_whose_names_read_alike(tmp_path: Path) -> None:
    texts = {"a\nb.md": "x <!--=alexnet.params-->62M<!--/-->", "a\\nb.md": "other <!--=alexnet.params-->62M<!--/-->"}
    checker = Checker(Config(), echoed)
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        checker.check_file(tmp_path / name, True)
    new = {document.path.name: text for document, text in changes(checker.outcome)}
    assert new == {name: text.replace("62M", "61M") for name, text in texts.items()}


def test_pipes_and_devices(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    os.mkfifo(tmp_path / "s.yaml")
    os.mkfifo(tmp_path / "c.cnnstat.yaml")
    (tmp_path / "z.md").symlink_to("/dev/zero")
    (tmp_path / "d.md").mkdir()
    checker = Checker(Config(), echoed)
    for name in ("a.md", "c.cnnstat.yaml", "z.md", "d.md"):
        checker.check_file(tmp_path / name, True)
    assert [each.problem for each in checker.outcome.findings] == [
        "cannot read: no regular file", "cannot read: no regular file", "cannot read: no regular file",
        "cannot read: a folder",
    ]  # fmt: skip
    assert told(tmp_path, "b.md", f"x <!--={tmp_path}/s.yaml.params-->1<!--/-->")[0].startswith("CNS206 ")


BIG: dict[str, tuple[str, int]] = {
    "ticks.md": (MARK + '` " ` ' * 30_000, 2),
    "open.md": (MARK + "<!--" * 50_000, 2),
    "spans.md": (f"x `a` {MARK} " * 3_000, 3_000),
    "blanks.md": (f"x <!-- cnnstat: a{' ' * 100_000}x-->", 1),
    "more.md": (f"{MARK}<!--{' ' * 100_000}x", 2),
    "stars.md": (f"| a | b |\n|---|---|\n| x | {MARK} |\n| x | {MARK} |\n| x | a{'*' * 50_000} |\n| Total | 1 |\n", 2),
    "hints.md": ("AlexNet has 61M parameters.\n\n" * 2_000, 0),
    "stack.tex": ("% cnnstat: alexnet.params\n" * 3_000, 3_000),
    "stack.rst": ("  .. cnnstat: alexnet.params\n" * 3_000, 3_000),
    "tags.html": (MARK + "<a " * 50_000, 1),
    "open.html": (MARK + "<!--" * 50_000, 1),
    "ends.html": (MARK + "</a " * 50_000, 1),
}


@pytest.mark.parametrize("name", BIG)
def test_nothing_takes_quadratic_time(name: str, tmp_path: Path) -> None:
    """Each took minutes, or would; a run of the tests would not end."""
    text, count = BIG[name]
    assert len(told(tmp_path, name, text)) == count


def test_folders_that_cannot_be_read(tmp_path: Path) -> None:
    from cnnstat.documents.collect import refuse

    with pytest.raises(UsageError, match="a: cannot read: Permission denied"):
        refuse(PermissionError(13, "Permission denied", "a"))


def test_many_anchors_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text("word 61M parameters xx\n" * 2_000)
    claims = "".join('  - "word {alexnet.params} parameters {alexnet.params}"\n' for _ in range(100))
    found = told(tmp_path, "n.cnnstat.yaml", f"document: n.txt\nclaims:\n{claims}")
    assert len(found) == 100
    assert found[0].startswith("CNS207 the words 'word {alexnet.params} parameters {alexnet.params}' do not stand in ")


def test_a_name_that_the_file_system_cannot_hold(tmp_path: Path) -> None:
    text = 'document: "\\ud800.md"\nclaims: ["{alexnet.params} x"]\n'
    (only,) = told(tmp_path, "n.cnnstat.yaml", text)
    assert only.startswith("CNS209 ")


def test_a_large_notebook_whose_marks_are_escaped(tmp_path: Path) -> None:
    """JSON may write each letter as an escape; in a small notebook such marks are found, so in a large one, too."""
    mark = "a <!-- \\u0063nnstat: alexnet.params -->99M<!-- /\\u0063nnstat -->"
    cells = f'{{"cells": [{{"cell_type": "markdown", "source": "{mark}"}}], "metadata": {{"x": "%s"}}}}'
    for filler, said in (("", "CNS201 99M"), ("x" * document.LARGEST, "CNS209 has marks and more than 10 MB")):
        (tmp_path / "a.ipynb").write_text(cells % filler)
        done = run_inside("check", "a.ipynb", "-f", "concise", cwd=tmp_path)
        assert (done.code, said in done.out) == (1, True), done.out


def test_files_of_nothing_but_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger's file of many gigabytes may hold nothing but zeros; no more is read of it than may be."""
    monkeypatch.setattr(document, "HUGE", 2_000_000)
    (tmp_path / "a.md").write_text("x" * 2_000_001)
    (tmp_path / "b.txt").write_text("x" * 2_000_001)
    (tmp_path / "c.md").write_text("AlexNet has <!--=alexnet.depth-->9<!--/--> layers.\n".ljust(2_000_000))
    (tmp_path / "b.cnnstat.yaml").write_text("document: b.txt\nclaims: ['{alexnet.params} x']\n")
    done = run_inside("check", "-f", "concise", cwd=tmp_path)
    assert "a.md:1:1: CNS209 cannot read: more than 2 MB" in done.out
    assert "c.md:1:34: CNS201 9, but alexnet.depth is 8; say 8" in done.out
    assert "b.cnnstat.yaml:1:11: CNS209 document: cannot read" in done.out
    assert (done.code, done.err) == (1, "")


def test_a_configuration_of_nothing_but_room(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\0" * 1_000_001)
    done = run_inside("check", "-f", "concise", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("pyproject.toml: more than 1,000,000 bytes; a configuration is never that large\n")
