"""``cnnstat check --coverage``: every number is checked, exempt with a reason, or listed."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from textwrap import dedent

import pytest
from conftest import Done

import cnnstat
from cnnstat.documents.coverage.find import of_drawing
from cnnstat.documents.coverage.numbers import HEADING, numbers
from cnnstat.documents.coverage.pictures import LARGEST, Picture, texts
from cnnstat.findings.coverage import percent_text

Check = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def check(program: Callable[..., Done], tmp_path: Path) -> Check:
    """A function that runs the command with --coverage and gives its exit code and the lines of both streams."""

    def run(*arguments: str) -> tuple[int, list[str]]:
        done = program("check", "--coverage", "--format", "concise", *arguments, cwd=tmp_path)
        said = (done.out + done.err.removeprefix("cnnstat: ")).replace(f"{tmp_path}/", "")
        return done.code, said.splitlines()

    return run


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


def listed(done: tuple[int, list[str]]) -> list[str]:
    """The unchecked numbers of a run, with their places."""
    return [line.replace(" is neither checked nor exempt", "") for line in done[1] if " CNS216 " in line]


def row(done: tuple[int, list[str]], file: str) -> list[str]:
    """A row of the table, without its first cell."""
    return next(line.removeprefix(file).split() for line in done[1] if line.startswith(f"{file}  "))


# Which numbers count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AlexNet has 61M parameters, 1.4 GFLOPs and 8 layers.", ["61M", "1.4 GFLOPs", "8"]),
        ("약 6,100만개의 매개변수와 8개 층", ["약 6,100만", "8"]),
        ("62-63M, 3,4 and 1,234.5; 5px", ["62", "63M", "3", "4", "1,234.5", "5"]),
        ("1×1, 3x3x64 and [3, 224, 224]", ["1×1", "3x3x64", "3", "224", "224"]),
        ("50 %, 1/2, 1e-5, 1.8×10^9, 1:10", ["50 %", "1/2", "1e-5", "1.8×10^9", "1", "10"]),
        ("ResNet-50, conv1, CIFAR-10, top-5, VGG_16, v2, #12, x^2", []),
        ("Table 3, Tables 3, 4 and 5, Figure 2(b), Sec. 3.1, § 2, Eq. (5), pp. 3–5, [12], [3-5]", []),
        ("표 3, 그림 2, 3.1절, 제3장, 2번째", []),
        ("layer 3 has 256 maps, stages 1 to 5, blocks 3×3", ["256", "3×3"]),
        ("Python 3.11+, PyTorch >= 2.5, version 2, v1.5, 12.5.1, Apache License 2.0, CC BY 4.0", []),
        ("2012-09-30, 3 November 2012, Nov 3, 2012, 2012년 11월 3일, 2010–2012, 10:20:30", []),
        ("in 2012, since 2015, (2012), (Krizhevsky et al., 2012), ILSVRC 2012, © 2024", []),
        ("in 2000 steps, 2048 units, 10년", ["2000", "2048", "10"]),
        ("1st, 2nd, 3D, arXiv:1512.03385, commit 3f2a91c", []),
        ("HTTP/1.1, MobileNet_v2_1.4_224, GPL-3.0, 22.x, 0.12.x, 0x45, version: 3, e2e.v1.5-b2", []),
        ("about 60M, top-5 of 61M", ["about 60M", "61M"]),
        ("Table 3, 61M", ["61M"]),
        ("Figure 2 × 3", ["2 × 3"]),
    ],
)
def test_which_numbers_of_a_text_count(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in numbers(text)] == found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("## 2. Related work", "## 2. "),
        ("2.1 Method", "2.1 "),
        ("2 Related work", "2 "),
        ("61M parameters", None),
        ("1.5 million weights", None),
        ("3 networks", None),
        ("8.2 GFLOPs", None),
    ],
)
def test_the_number_of_a_heading(text: str, number: str | None) -> None:
    match = HEADING.match(text)
    assert (match[0] if match else None) == number


MARKDOWN = """\
---
version: 7
---

# 1. AlexNet with 61M

VGG 16 and AlexNet <!-- 99 --> have [16 layers](https://example.org/16) and `64` of `conv2d(3, 64)`.

1. Batches of 128
2. ![an image of 224](a1.png)

| layer 1 | 34,944 |
|---|---|
| conv1 | **96** |

```python
x = 3
```

<p>55 maps, <code>x = 4</code></p>
"""


def test_numbers_of_markdown(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.md", MARKDOWN)
    assert listed(check()) == [
        "a.md:5:19: CNS216 61M",
        "a.md:7:38: CNS216 16",
        "a.md:7:77: CNS216 64",
        "a.md:9:15: CNS216 128",
        "a.md:10:18: CNS216 224",
        "a.md:12:13: CNS216 34,944",
        "a.md:14:13: CNS216 96",
        "a.md:20:4: CNS216 55",
    ]


def test_numbers_of_html(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.html", """\
        <head><title>5</title><style>a {b: 3}</style></head>
        <h2>2. Nets of 61M</h2><p>8&nbsp;layers <code>x 5</code> <!-- 99 --></p>
        <svg><text>5.5M</text></svg><table><tr><td>34,944</td></tr></table><pre>55</pre>
        """)  # fmt: skip
    assert listed(check()) == [
        "a.html:2:16: CNS216 61M",
        "a.html:2:27: CNS216 8",
        "a.html:3:12: CNS216 5.5M",
        "a.html:3:44: CNS216 34,944",
    ]


def test_numbers_of_latex(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.tex", r"""
        \documentclass[11pt]{article} \setlength{\parskip}{3pt}
        \title{AlexNet has 61M}
        \begin{document}
        \section{2 Nets} \vspace{3mm} \includegraphics[width=0.5\textwidth]{a1.pdf} % 44
        It needs $1.8 \times 10^9$ MACs \cite{kriz2012}, 7\% more, \texttt{12}, \verb|13|, Table~\ref{tab:1}.
        \begin{verbatim}
        9 layers
        \end{verbatim}
        \begin{tabular}{lp{3cm}}
        conv1 & 34,944 \\[2pt]
        \end{tabular}
        \end{document}
        """)  # fmt: skip
    assert listed(check()) == [
        "a.tex:3:20: CNS216 61M",
        "a.tex:6:11: CNS216 1.8 × 10^9",
        "a.tex:6:50: CNS216 7%",
        "a.tex:11:9: CNS216 34,944",
    ]


def test_numbers_of_restructuredtext(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.rst", """\
        2. Nets of 61M
        ==============

        It has 8 layers, ``x = 5``. See :ref:`table 7`.

        .. image:: 2024.png
           :width: 50

        1. 96 maps
        2. 256 maps

        .. code-block:: python

           x = 3

        .. A comment of 77 words.

        =====  ======
        layer  params
        =====  ======
        conv1  34,944
        =====  ======
        """)  # fmt: skip
    assert listed(check()) == [
        "a.rst:1:12: CNS216 61M",
        "a.rst:4:8: CNS216 8",
        "a.rst:9:4: CNS216 96",
        "a.rst:10:4: CNS216 256",
        "a.rst:21:8: CNS216 34,944",
    ]


def test_numbers_of_a_notebook(check: Check, tmp_path: Path) -> None:
    source = [
        "61M and\n",
        "<!--=alexnet.depth-->8<!--/--> layers, <!-- cnnstat: exempt of training -->90<!-- /cnnstat -->",
    ]
    cells = [{"cell_type": "markdown", "source": source}, {"cell_type": "code", "source": ["x = 3"]}]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}))
    done = check()
    assert listed(done) == ["a.ipynb:1:50: CNS216 61M"]
    assert row(done, "a.ipynb") == ["3", "1", "1", "1", "50.0", "%"]


# What is checked, what is exempt


DOCUMENT = """\
AlexNet has <!-- cnnstat: alexnet.params -->61.0M<!-- /cnnstat --> parameters and 8 layers.

Trained for <!-- cnnstat: exempt of training -->90<!-- /cnnstat --> epochs.

<!-- cnnstat: exempt measured on one GPU -->

It takes 12 ms for <!--=alexnet.depth-->8<!--/--> layers, and <!-- cnnstat: exempt a guess -->13<!-- /cnnstat --> ms.

<!-- /cnnstat -->

Another 14.
"""


def test_the_report(program: Callable[..., Done], tmp_path: Path) -> None:
    put(tmp_path, "a.md", DOCUMENT)
    done = program("check", "--coverage", cwd=tmp_path)
    assert (done.code, done.out) == (0, dedent("""\
        a.md:1:83: CNS216 unchecked-number
          8 is neither checked nor exempt
          1 │ AlexNet has <!-- cnnstat: alexnet.params -->61.0M<!-- /cnnstat --> parameters and 8 layers.
            │                                                                                   ^

        a.md:11:9: CNS216 unchecked-number
          14 is neither checked nor exempt
          11 │ Another 14.
             │         ^^

        document  numbers  checked  exempt  unchecked  coverage
        a.md            7        2       3          2    50.0 %
        all             7        2       3          2    50.0 %

        a.md: 1 number exempt: of training
        a.md: 1 number exempt: measured on one GPU
        a.md: 1 number exempt: a guess

        2 notes; 2 figures checked in 1 document.
        """))  # fmt: skip


def test_generated_blocks_and_figures_in_words_are_checked(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "own.yaml", "input: {channels: 1, size: 4}\nlayers:\n  - {type: conv, filters: 2, kernel: 3}\n")
    block = "<!-- cnnstat: own.yaml --table --columns name,params,output_shape -->\n<!-- /cnnstat -->"
    put(tmp_path, "a.md", f"{block}\n\nAlexNet has 5 and <!--=alexnet.conv1.stride-->`4`<!--/-->.\n")
    done = check("--fix")
    rows = [line for line in (tmp_path / "a.md").read_text().splitlines() if line.startswith("|")]
    assert [[cell.strip(" *") for cell in each.strip("|").split("|")] for each in rows[2:]] == [
        ["conv1", "20", "2×2×2"],
        ["total", "20", ""],
    ]
    assert [line.split()[-1] for line in listed(done)] == ["5"]
    assert row(done, "a.md") == ["8", "7", "0", "1", "87.5", "%"]  # also those of the line below the table


def test_json(program: Callable[..., Done], tmp_path: Path) -> None:
    put(tmp_path, "a.md", "It has 8 layers, <!-- cnnstat: exempt of training -->90<!-- /cnnstat --> epochs.\n")
    put(tmp_path, "b.md", "It has none.\n")
    data = json.loads(program("check", "--coverage", "--format", "json", cwd=tmp_path).out)
    counts = {"numbers": 2, "checked": 0, "exempt": 1, "unchecked": 1, "percent": 0.0}
    exemption = {"line": 1, "column": 54, "number": "90", "reason": "of training"}
    assert data["coverage"] == {**counts, "documents": [{"file": "a.md", **counts, "exemptions": [exemption]}]}
    assert [(each["rule"], each["column"], each["printed"]) for each in data["findings"]] == [("CNS216", 8, "8")]
    assert "coverage" not in json.loads(program("check", "--min-claims", "0", "--format", "json", cwd=tmp_path).out)


def test_a_run_of_github(program: Callable[..., Done], tmp_path: Path) -> None:
    put(tmp_path, "a.md", "It has <!--=alexnet.depth-->8<!--/--> layers, and 5.\n")
    summary = tmp_path / "summary"
    env = {"GITHUB_STEP_SUMMARY": str(summary)}
    done = program("check", "--coverage", "--format", "github", "a.md", cwd=tmp_path, env=env)
    assert done.out.splitlines() == [
        "::notice title=cnnstat (CNS216),file=a.md,line=1,col=51,endLine=1,endColumn=52::"
        "a.md:1:51: CNS216 5 is neither checked nor exempt",
        "coverage: 50.0 %",
        "1 note; 1 figure checked in 1 document.",
    ]
    assert "| a.md     |       2 |       1 |      0 |         1 |   50.0 % |" in summary.read_text(encoding="utf-8")


def test_from_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "a.md", "It has <!--=alexnet.depth-->8<!--/--> layers, and 5.\n")
    report = cnnstat.check("a.md", coverage=True)
    assert report.ok
    assert report.coverage is not None
    assert report.coverage.total.percent == 50
    assert cnnstat.check("a.md").coverage is None
    assert not cnnstat.check("a.md", min_coverage=51).ok
    with pytest.raises(cnnstat.CnnstatError, match="min_coverage: expected a whole number from 0 to 100, got 101"):
        cnnstat.check("a.md", min_coverage=101)


def test_figures_that_a_sidecar_file_quotes_are_checked(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "talk.txt", "1) 659,272 neurons, 6,097만개, 5 layers\n")
    put(
        tmp_path,
        "talk.cnnstat.yaml",
        'document: talk.txt\nclaims: ["{alexnet.neurons} neurons", "{alexnet.params}개"]\n',
    )
    done = check()
    assert listed(done) == ["talk.txt:1:30: CNS216 5"]
    assert row(done, "talk.txt") == ["3", "2", "0", "1", "66.6", "%"]


def test_exempt_lines_and_paragraphs(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.tex", """\
        Over 5 runs. % cnnstat: exempt not ours
        % cnnstat: exempt of training
        It took 90 epochs
        of 128 images.

        And 3 more.
        """)  # fmt: skip
    put(tmp_path, "a.rst", """\
        .. cnnstat: exempt of training

        It took 90 epochs
        of 128 images.

        And 3 more.
        """)  # fmt: skip
    done = check()
    assert listed(done) == ["a.rst:6:5: CNS216 3", "a.tex:6:5: CNS216 3"]
    assert done[1][-6:-1] == [
        "",
        "a.rst: 2 numbers exempt: of training",
        "a.tex: 1 number exempt: not ours",
        "a.tex: 2 numbers exempt: of training",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "a <!-- cnnstat: exempt -->5<!-- /cnnstat -->",
            "a.md:1:3: CNS204 an exemption says why its numbers are not checked: cnnstat: exempt REASON",
        ),
        (
            "a <!-- cnnstat: exempt of training -->5",
            "a.md:1:3: CNS204 the exemption has no end; expected <!-- /cnnstat -->",
        ),
        (
            "<!-- cnnstat: exempt of training -->5<!-- /cnnstat --> a",
            "a.md:1:1: CNS204 an exemption that begins a line of Markdown makes the line HTML; let a word begin it, or "
            "give the comment a line of its own",
        ),
        (
            "a ![<!-- cnnstat: exempt of training -->5<!-- /cnnstat -->](b.png)",
            "a.md:1:5: CNS204 an exemption in front matter, in the description of an image or inside mathematics is "
            "shown there; let it enclose the whole",
        ),
        ("a 5 <!-- /cnnstat -->", "a.md:1:5: CNS204 nothing begins that ends here"),
        (
            "```math\n<!-- cnnstat: exempt a -->\n```",
            "a.md:2:1: CNS204 a mark inside of mathematics is shown there",
        ),
    ],
)
def test_exemptions_that_are_none(program: Callable[..., Done], tmp_path: Path, text: str, problem: str) -> None:
    put(tmp_path, "a.md", f"{text}\n")
    done = program("check", "--min-claims", "0", "--format", "concise", cwd=tmp_path)
    first, last = done.out.splitlines()
    assert (done.code, last) == (1, "1 error; 0 figures checked in 1 document.")
    assert first.startswith(problem)


def test_a_network_called_exempt_is_one(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.md", "a <!-- cnnstat: exempt.params -->5<!-- /cnnstat -->\n")
    assert "there is no network 'exempt'" in check()[1][0]


def test_exemptions_of_the_configuration(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "pyproject.toml", """\
        [tool.cnnstat]
        exempt = [
          {pattern = "* epochs", reason = "of training"},
          {pattern = "batches of *", reason = "of the recipe"},
          {pattern = "Top 5", reason = "a name"},
          {pattern = "*회", reason = "횟수"},
          {file = "docs/*.md", reason = "of others"},
          {pattern = "* ms", file = "a.md", reason = "measured"},
        ]
        """)  # fmt: skip
    put(tmp_path, "a.md", "It took **90**\nepochs with batches of 128, Top 5 and 12 ms; 90 epochsx, Top 50, 3회에 5.\n")
    put(tmp_path, "b.md", "It took 12 ms.\n")
    put(tmp_path, "docs/c.md", "It has 8 layers.\n")
    done = check()
    assert listed(done) == [
        "a.md:2:46: CNS216 90",
        "a.md:2:62: CNS216 50",
        "a.md:2:70: CNS216 5",
        "b.md:1:9: CNS216 12",
    ]
    assert [line for line in done[1] if " exempt: " in line] == [
        "a.md: 1 number exempt: of training",
        "a.md: 1 number exempt: of the recipe",
        "a.md: 1 number exempt: a name",
        "a.md: 1 number exempt: measured",
        "a.md: 1 number exempt: 횟수",
        "docs/c.md: 1 number exempt: of others",
    ]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ('"a"', """expected a list of tables, as {pattern = "* epochs", reason = "of training"}, got 'a'"""),
        ('[{pattern = "* a"}]', 'an exemption says why: expected a reason, as {pattern = "* epochs", reason'),
        ('[{reason = "a"}]', 'expected a pattern or a file, as {pattern = "* epochs", reason = "of training"}'),
        ('[{patern = "* a", reason = "a"}]', "there is no key 'patern'; did you mean 'pattern'?"),
        ('[{pattern = 5, reason = "a"}]', "pattern: expected a text, got 5"),
        ('[{pattern = "*", reason = "a"}]', "pattern: expected words with one star in place of the number, got '*'"),
        ('[{pattern = "* of *", reason = "a"}]', "pattern: expected words with one star in place of the number"),
        (
            '[{pattern = "of", reason = "a"}]',
            "pattern: expected words with a number, or a star in place of it, got 'of'",
        ),
        ('[{file = "[", reason = "a"}]', "file: '[' is no pattern of .gitignore: a bracket is not closed"),
        ('[{pattern = "* ' + "a" * 200 + '", reason = "a"}]', "pattern: expected at most 200 characters, got 202"),
        ("[" + '{pattern = "* a", reason = "a"}, ' * 201 + "]", "expected at most 200 exemptions, got 201"),
    ],
)
def test_exemptions_of_the_configuration_that_are_none(check: Check, tmp_path: Path, value: str, problem: str) -> None:
    put(tmp_path, "pyproject.toml", f"[tool.cnnstat]\nexempt = {value}\n")
    code, (line,) = check()
    assert code == 2
    assert line.startswith(f"pyproject.toml:2:1: [tool.cnnstat]: exempt: {problem}")


# Badges and drawings


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        ("https://img.shields.io/badge/params-61M-blue", "params : 61M"),
        ("https://img.shields.io/badge/MACs-0.7%20G-blue.svg?style=flat", "MACs : 0.7 G"),
        ("https://img.shields.io/badge/top--5_error-15.3%25-red", "top-5 error : 15.3%"),
        ("https://img.shields.io/static/v1?badge=&label=a&message=b", ""),
        ("https://img.shields.io/badge?label=params&message=61M", "params : 61M"),
        ("https://example.org/61M-blue.png", ""),
        ("http://[/badge/a-1-b", ""),
    ],
)
def test_what_a_badge_shows(to: str, shown: str) -> None:
    assert Picture(to, (0, 0)).badge == shown


def test_badges(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.md", """\
        ![params](https://img.shields.io/badge/params-61M-blue) [![0.7G MACs](https://x.org/badge/MACs-0.7G-blue)](a)
        <img src="https://x.org/badge/depth-8-blue" alt="8 layers"> ![top 5][top] `![a](https://x.org/badge/a-3-b)`

            ![a](https://x.org/badge/a-4-b)

        [top]: https://x.org/badge/error-15.3%25-red
        """)  # fmt: skip
    assert listed(check()) == [
        "a.md:1:47: CNS216 61M",
        "a.md:1:60: CNS216 0.7G",
        "a.md:2:50: CNS216 8",
        "a.md:2:61: CNS216 15.3%",
        "a.md:2:67: CNS216 5",
    ]


DRAWING = """\
<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "&b;&b;"> <!ENTITY b "123">]>
<svg width="100"><title>7M</title><style>text {x: 5}</style><!-- <text>9</text> -->
<text x="1">&a; 61&#77; <tspan y="2">params</tspan></text>
<text aria-hidden="true">61M</text><text/><text>5 %</text></svg>
"""


def test_the_texts_of_a_drawing() -> None:
    assert [DRAWING[start:end] for start, end in texts(DRAWING)] == [
        '&a; 61&#77; <tspan y="2">params</tspan>',
        "5 %",
    ]


def test_drawings(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "docs/net.svg", DRAWING)
    put(tmp_path, "large.svg", "x" * (LARGEST + 1))
    put(tmp_path, ".gitignore", "secret.svg\n")
    put(tmp_path, "secret.svg", DRAWING)
    put(tmp_path, "docs/a.md", """\
        ![a](net.svg#x) ![again](/docs/net.svg) <img src="../large.svg"> ![a](../../out.svg) ![a](none.svg)
        ![a](https://x.org/a.svg) ![a](/secret.svg) ![a](%00.svg)
        """)  # fmt: skip
    put(tmp_path, "pyproject.toml", "")
    done = check()
    assert listed(done) == ["docs/net.svg:3:17: CNS216 61M", "docs/net.svg:4:49: CNS216 5 %"]
    assert [line for line in done[1] if "CNS218" in line] == [
        "docs/a.md:1:51: CNS218 the numbers in '../large.svg' are not counted: is larger than 1 MB",
        "docs/a.md:1:71: CNS218 the numbers in '../../out.svg' are not counted: lies outside of the project",
        "docs/a.md:1:91: CNS218 the numbers in 'none.svg' are not counted: cannot read: No such file or directory",
        "docs/a.md:2:32: CNS218 the numbers in '/secret.svg' are not counted: is ignored by git",
        "docs/a.md:2:50: CNS218 the numbers in '\\x00.svg' are not counted: no name of a file holds a zero byte",
    ]
    assert row(done, "docs/net.svg") == ["2", "0", "0", "2", "0.0", "%"]


def test_a_sidecar_file_checks_a_drawing(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "net.svg", "<svg><text>61M params</text></svg>\n")
    put(tmp_path, "net.cnnstat.yaml", 'document: net.svg\nclaims: ["{alexnet.params} params"]\n')
    put(tmp_path, "a.md", "![AlexNet](net.svg)\n")
    done = check()
    assert listed(done) == []
    assert row(done, "net.svg") == ["1", "1", "0", "0", "100.0", "%"]


# How much must be checked


@pytest.mark.parametrize(
    ("percent", "text"),
    [(None, "–"), (Fraction(0), "0.0 %"), (Fraction(9999, 100), "99.9 %"), (Fraction(100), "100.0 %")],
)
def test_a_percentage_is_cut_off(percent: Fraction | None, text: str) -> None:
    assert percent_text(percent) == text


def test_the_least(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.md", "It has <!--=alexnet.depth-->8<!--/--> layers, 5 and 6.\n")
    code, lines = check("--min-coverage", "33")
    assert code == 0
    code, lines = check("--min-coverage", "34")
    assert (code, lines[2]) == (1, "CNS217 1 of 3 numbers are checked, 33.3 %, expected at least 34 %")
    put(tmp_path, "pyproject.toml", "[tool.cnnstat]\nmin-coverage = 34\n")
    assert check()[0] == 1
    assert check("--min-coverage", "0")[0] == 0


def test_the_least_asks_for_coverage(program: Callable[..., Done], tmp_path: Path) -> None:
    put(tmp_path, "a.md", "It has 5.\n")
    done = program("check", "--min-coverage", "1", "--format", "concise", cwd=tmp_path)
    assert (done.code, done.out.splitlines()[1]) == (
        1, "CNS217 0 of 1 numbers are checked, 0.0 %, expected at least 1 %",
    )  # fmt: skip


def test_nothing_is_all_of_nothing(check: Check, tmp_path: Path) -> None:
    put(tmp_path, "a.md", "It has <!-- cnnstat: exempt a guess -->5<!-- /cnnstat --> layers.\n")
    done = check("--min-coverage", "100")
    assert (done[0], row(done, "all")) == (0, ["1", "0", "1", "0", "–"])


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--diff",), "--coverage reports on whole documents, --diff does not: give one of them"),
        (
            ("--affected-by", "alexnet"),
            "--coverage reports on whole documents, --affected-by does not: give one of them",
        ),
        (("--min-coverage", "101"), "--min-coverage: expected a whole number of at least 0, got 101 (at most 100)"),
    ],
)
def test_what_does_not_go_together(
    program: Callable[..., Done], tmp_path: Path, arguments: tuple[str, ...], problem: str
) -> None:  # fmt: skip
    done = program("check", "--coverage", *arguments, cwd=tmp_path)
    assert (done.code, done.err) == (2, f"cnnstat: {problem}\n")


@pytest.mark.parametrize("value", ["101", "-1", "true", '"90"', "90.5"])
def test_a_least_that_is_none(check: Check, tmp_path: Path, value: str) -> None:
    put(tmp_path, "pyproject.toml", f"[tool.cnnstat]\nmin-coverage = {value}\n")
    code, (line,) = check()
    assert code == 2
    assert line.startswith(
        "pyproject.toml:2:1: [tool.cnnstat]: min-coverage: expected a whole number from 0 to 100, got "
    )


def test_what_cannot_be_read_is_said_once(check: Check, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"<!--=alexnet.depth-->8<!--/--> \xff 5\n")
    put(tmp_path, "b.ipynb", "<!-- cnnstat: 5 -->\n")
    code, lines = check()
    assert code == 1
    assert [line.split(": ")[0] for line in lines if "CNS209" in line] == ["a.md:1:32", "b.ipynb:1:1"]


def test_fixing_and_counting(check: Check, tmp_path: Path) -> None:
    path = put(tmp_path, "a.md", "It has <!--=alexnet.depth-->9<!--/--> layers, and 5.\n")
    done = check("--fix")
    assert path.read_text() == "It has <!--=alexnet.depth-->8<!--/--> layers, and 5.\n"
    assert listed(done) == ["a.md:1:51: CNS216 5"]
    assert done[1][-1] == "1 finding mended; 1 note; 1 figure checked in 1 document."


def test_numbers_of_a_drawing_stand_in_its_texts() -> None:
    drawing = "<svg><text>a 61M b</text><text>8 c</text></svg>"
    found = list(of_drawing(drawing))
    assert [(each.text, each.at, each.around) for each in found] == [("61M", 2, "a 61M b"), ("8", 0, "8 c")]
    assert [drawing[each.start : each.end] for each in found] == ["61M", "8"]
