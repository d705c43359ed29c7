"""LaTeX: signs that it knows, tables that fit onto a page, and every report compiled where there is a TeX."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import FEW
from hypothesis import given
from hypothesis import strategies as st

from cnnstat.algebra.formula import Name
from cnnstat.algebra.trace import Traced
from cnnstat.derivation import Equation
from cnnstat.render.formats import latex
from cnnstat.spec import catalog
from cnnstat.text.tex import escape, unknown

Run = Callable[..., "Done"]

NAMES = list(catalog.networks())
REPORTS = [
    *(f"{name}{view}" for name in NAMES for view in ("", " --table") if name != "resnet1202"),
    *(f"{command} {name}" for name in NAMES for command in ("audit", "explain", "sizes")),
    "resnet1202 --table", "audit", "list", "reconcile resnet50.macs 4.1B", "explain alexnet --compare vgg16",
    *(f"explain alexnet {layer}" for layer in ("conv1", "norm1", "pool1", "fc6")),
    *(f"explain lenet5 {layer}" for layer in ("S2", "C3", "output")), "explain googlenet 3a", "explain inception_v3 5b",
    "get alexnet.conv1.params/alexnet.params --explain",
]  # fmt: skip


class Done:
    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("latex")


def made(report: str, inside: Run) -> str:
    done = inside(*report.split(), "--format", "latex")
    assert (done.code, done.err) == (0, "")
    return done.out


def others_slow(report: str) -> Any:
    """A report as a parameter of a test; that on most networks of the catalog is left to ``pytest -m slow``."""
    about = set(report.split()).intersection(NAMES)
    few = {*FEW} - {"googlenet", "vgg16", "resnet50"}
    return pytest.param(report, marks=[pytest.mark.slow] * (bool(about) and not about & few))


@pytest.mark.parametrize("report", [others_slow(each) for each in REPORTS])
def test_reports_hold_signs_that_latex_knows(report: str, inside: Run) -> None:
    text = made(report, inside)
    assert unknown(text) == ""
    assert text.startswith("% needs \\usepackage{")
    loaded = re.match(r"% needs \\usepackage\{([a-z,]+)\}\n", text)
    assert loaded
    used = {
        "booktabs",
        *(["amsmath"] if text.count("align*") else []),
        *(["graphicx"] if "\\resizebox" in text else []),
    }
    used |= {"rotating"} if "sideways" in text else set()
    # An explanation may hold no table, and always says that it is mathematics.
    assert set(loaded[1].split(",")) - {"amsmath"} == used - {"amsmath"}
    assert "amsmath" in loaded[1] or "align*" not in text


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX here")
@pytest.mark.parametrize("columns", ["", "twocolumn,"])
def test_reports_compile_and_fit(columns: str, inside: Run, tmp_path: Path) -> None:
    """All in one document, as users load it. Formulas may reach into the margin; tables may not."""
    reports = REPORTS if not columns else REPORTS[::7]
    body = [rf"\input{{{at}}}\clearpage" for at in range(len(reports))]
    for at, report in enumerate(reports):
        (tmp_path / f"{at}.tex").write_text(made(report, inside), encoding="utf-8")
    lines = [rf"\documentclass[{columns}a4paper]{{article}}\usepackage{{amsmath,booktabs,graphicx,rotating}}"]
    lines += [r"\hbadness=10000\vbadness=10000\begin{document}", *body, r"\end{document}"]
    (tmp_path / "all.tex").write_text("\n".join(lines), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    wide = [float(width) for width in re.findall(r"Overfull \\hbox \(([0-9.]+)pt too wide\)", done.stdout)]
    if not columns:
        assert max(wide, default=0) < 20
        assert "Float too large" not in done.stdout
        assert "Overfull \\vbox" not in done.stdout


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("α = 10⁻⁴", r"$\alpha$ = 10$^-$$^4$"),
        ("6.61±0.16, ρ", r"6.61$\pm$0.16, $\rho$"),
        ("a -- b – c --- d", "a -{}- b -- c -{}-{}- d"),
        ("::error::a", ":{}:error:{}:a"),
        ("1 < 2 | 3 > 2", "1 $<$ 2 $|$ 3 $>$ 2"),
        ("Szegedy, Łódź “x”", "Szegedy, Łódź ``x''"),
        ("a_b{c}\\d#$%&~^`", r"a\_b\{c\}\textbackslash{}d\#\$\%\&\textasciitilde{}\textasciicircum{}\textasciigrave{}"),
    ],
)  # fmt: skip
def test_signs(text: str, written: str) -> None:
    assert escape(text) == written
    assert unknown(escape(text)) == ""


def test_a_script_that_latex_does_not_know_is_named(inside: Run, tmp_path: Path) -> None:
    spec = "title: 작은 망\ninput: {channels: 3, size: 8}\nlayers:\n  - {type: relu}\n"
    (tmp_path / "own.yaml").write_text(spec, encoding="utf-8")
    text = inside("own.yaml", "--table", "-f", "latex", cwd=tmp_path).out
    assert text.startswith("% needs \\usepackage{booktabs,graphicx}, and a package or an engine that sets 작은망\n")


PLAIN = "\\begin{table}\n\\centering\n\\caption"
NARROW = "\\begin{table}\n\\centering\n\\setlength{\\tabcolsep}{3pt}\n\\caption"
TURNED = NARROW.replace("{table}", "{sidewaystable}")


@pytest.mark.parametrize(
    ("columns", "begin", "scaled"),
    [(8, PLAIN, False), (10, NARROW, False), (11, NARROW, True), (21, NARROW, True), (22, TURNED, True)],
)
def test_the_plainest_way_that_fits(columns: int, begin: str, scaled: bool) -> None:
    """Five digits have 26.5 points and two gaps of 6 or 3: 8 × 38.5 < 345, 10 × 32.5 < 345, 21 × 32.5 < 2 × 345."""
    grid = latex.Grid(["n"] * columns, [True] * columns, [["12345"] * columns] * 5)
    text = latex.floating("Title", grid)
    assert text.startswith(begin)
    assert ("\\resizebox" in text) == scaled


@given(st.lists(st.lists(st.text("ab c", max_size=80), min_size=2, max_size=2), max_size=80))
def test_parts_hold_every_row_once(rows: list[list[str]]) -> None:
    rows = [[f"row {number}", *texts] for number, texts in enumerate(rows)]
    grid = latex.Grid(["name", "one", "other"], [False, False, False], rows, ["total", "", ""])
    how = latex.fit(grid)._replace(high=60)
    assert [row for part in grid.parts(how) for row in part] == rows
    written = "\n".join(latex.tabulars(grid, how))
    assert re.findall(r"^row \d+", written, re.MULTILINE) == [row[0] for row in rows]
    assert written.count("total") == 1
    assert sum(how.sentences.values()) <= latex.WIDE


def test_long_sums_are_broken_in_front_of_a_plus() -> None:
    step = r"\left(1 + 2\right) \times 3 + \frac{4 + 5}{6} + \text{a name} + 7"
    assert list(latex.terms(step)) == [
        r"\left(1 + 2\right) \times 3",
        r" + \frac{4 + 5}{6}",
        r" + \text{a name}",
        " + 7",
    ]
    equation = Equation("sum", sum((Traced(1, Name(f"number {at} of them", 1)) for at in range(9)), start=Traced(0, 0)))
    lines = list(latex.chain(equation))
    assert lines[0].startswith(r"\text{sum} &= \text{number 0 of them} + ")
    assert lines[1].startswith(r"&\quad + \text{number")
    assert lines[-1] == "&= 9"
    assert [*"012345678"] == re.findall("number (.) of", "".join(lines))


def test_long_words_of_narrow_columns_may_be_broken() -> None:
    assert latex.broken("mobilenet_v1@width=0.5.macs", 80) == (
        r"\raggedright mobilenet\_\allowbreak{}v1@\allowbreak{}width=\allowbreak{}0.\allowbreak{}5.\allowbreak{}macs"
    )
    assert latex.broken("in section 4.2, 0.5", 60) == r"\raggedright in section 4.2, 0.5"
    assert latex.broken("alexnet.params", 80) == "alexnet.params"
