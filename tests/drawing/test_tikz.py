"""Drawings as TikZ: a small file read in full, strangers' names as text, and files that compile on their own."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import cnnstat
from cnnstat.drawing.draw import scene_of
from cnnstat.drawing.formats import tikz
from cnnstat.drawing.scene import Line, Scene, Shape, Text, rectangle

HOSTILE = (
    "\\input{/etc/passwd}", "\\immediate\\write18{touch x}", "$x$ % { } # & _ ^ ~", "^^5cinput{x}",
    "}}; \\end{tikzpicture}", "a--b, ,, ''", "한국어 층 conv", "漢字 α → ≤ – × − · ²", "é ø ß Ł", "\x1b[31m\u202e\n\t",
    "\"q\" 'x' `y` <z> |w|", "?` !`", "\ud800",
)  # fmt: skip
SMALL = r"""\begin{document}
\begin{tikzpicture}[x=1bp, y=-1bp]
\useasboundingbox[fill=paper] (0,0) rectangle (100,50);
\draw[box, fill=convolution, rounded corners=2bp] (10,10) -- (60,10) -- (60,30) -- (10,30) -- cycle;
\path[hatch, rounded corners=2bp] (10,10) -- (60,10) -- (60,30) -- (10,30) -- cycle;
\draw[box, rounded corners=2bp] (10,10) -- (60,10) -- (60,30) -- (10,30) -- cycle;
\draw[box, fill=frame, dash pattern=on 3bp off 2bp] (0,0) -- (5,0) -- (2.5,5) -- cycle;
\node[words, text=ink] at (12,20.5) {\fitted{40}{\fontsize{9bp}{9bp}\selectfont\bfseries{}conv 3×3, \#1}};
\draw[link, head] (60,20) -- (90,20);
\draw[thin link] (60,25) -- (90,25);
\end{tikzpicture}
\end{document}
"""


def body(scene: Scene) -> str:
    said = tikz.written(scene)
    return said[said.index("\\begin{document}") :]


def hostile() -> Scene:
    lines = [Text(10, 20 + 14 * at, each, 100, 10, bold=at % 2 == 0) for at, each in enumerate(HOSTILE)]
    return Scene(200, 250, "\\end{document}\n^^M", HOSTILE[0], lines)


def test_small() -> None:
    box = Shape(rectangle(10, 10, 50, 20), "convolution", 2, hatched=True)
    frame = Shape([(0, 0), (5, 0), (2.5, 5)], "frame", dashed=True)
    text = Text(12, 20.5, "conv 3×3, #1", 40, 9, bold=True)
    lines = [Line([(60, 20), (90, 20)], arrow=True), Line([(60, 25), (90, 25)], thin=True)]
    assert body(Scene(100, 50, "a", "b", [box, frame, text, Text(0, 0, " ", 1, 9), *lines])) == SMALL


def test_names_of_strangers_are_text() -> None:
    said = tikz.written(hostile())
    assert said.startswith("\\documentclass")  # editors obey comments as "% !TeX program = ..."
    comments = [line for line in said.splitlines() if line.startswith("%")]
    assert not [each for each in comments if "end{document}" in each or "/etc/passwd" in each]
    texts = re.findall(r"\\selectfont(?:\\bfseries)?\{\}(.*)\}\};", said)
    assert texts[:3] == [
        r"\textbackslash{}input\{/etc/passwd\}",
        r"\textbackslash{}immediate\textbackslash{}write18\{touch x\}",
        r"\$x\$ \% \{ \} \# \& \_ \textasciicircum{} \textasciitilde{}",
    ]
    assert texts[5:8] == [
        r"a-{}-b, ,{}, '{}'",
        r"\others{한국어} \others{층} conv",
        r"\others{漢字} $\alpha$ $\rightarrow$ $\leq$ – × $-$ · ²",
    ]
    assert len(texts) == len(HOSTILE)


def test_other_fonts_are_looked_for_only_where_a_script_needs_them() -> None:
    assert "newfontfamily" in tikz.written(hostile())
    assert "newfontfamily" not in tikz.written(scene_of(cnnstat.analyze("googlenet")))


@pytest.mark.skipif(
    shutil.which("pdflatex") is None
    or subprocess.run(["kpsewhich", "standalone.cls", "tikz.sty"], capture_output=True, check=False).returncode != 0,
    reason="there is no LaTeX with TikZ here",
)
@pytest.mark.parametrize("scene", [hostile(), scene_of(cnnstat.analyze("alexnet"))], ids=["hostile", "alexnet"])
def test_it_compiles(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "net.tex").write_text(tikz.written(scene), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "-jobname=net"]
    command.append("\\pdfobjcompresslevel=0\\input{net.tex}")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    page = (tmp_path / "net.pdf").read_bytes()
    box = re.search(rb"/MediaBox\s*\[([^]]*)\]", page)
    assert box is not None
    assert [float(each) for each in box[1].split()] == pytest.approx([0, 0, scene.width, scene.height], abs=0.02)
