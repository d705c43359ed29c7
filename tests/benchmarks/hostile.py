"""How time grows with what a stranger's file holds: ``python tests/benchmarks/hostile.py``.

Each case at three sizes, one twice the other, in a process of its own; and the exponent that fits: 1 where twice the
input takes twice the time, below where starting up takes most of it. The figures are processor seconds, so that a busy
machine changes them little. A case may take 5 s and 1 GB at its largest size, which is that of a file of 20 KB or more.
"""

from __future__ import annotations

import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

SECONDS, MEGABYTES, STEEPEST = 5.0, 1000, 1.4
HEAD = "input: {channels: 3, size: SIZE}\nlayers:\n  - {name: a, type: conv, filters: 8, kernel: 1}\n"
MARK = "It has <!-- cnnstat: alexnet.params -->61M<!-- /cnnstat --> of them.\n"


class Case(NamedTuple):
    """A kind of input.

    Attributes:
        name: what grows.
        largest: how many of it at most.
        files: writes so many into a folder.
        arguments: of the program.
    """

    name: str
    largest: int
    files: Callable[[int], dict[str, str]]
    arguments: str


def chain(count: int, keys: str = "kernel: 3, padding: 1", size: int = 32) -> dict[str, str]:
    """A network of equal layers."""
    line = f"  - {{name: b, type: conv, filters: 8, {keys}, repeat: {count}}}\n"
    return {"net.yaml": HEAD.replace("SIZE", str(size)) + line}


def pool(count: int) -> dict[str, str]:
    line = f"  - {{name: p, type: adaptive_avgpool, size: {count}}}\n"
    return {"net.yaml": HEAD.replace("SIZE", "13") + line}


def branches(count: int) -> dict[str, str]:
    line = "      - [{type: conv, filters: 2, kernel: 3, stride: 2}, {type: flatten}]\n"
    return {"net.yaml": f"{HEAD.replace('SIZE', '4096')}  - name: c\n    type: concat\n    branches:\n{line * count}"}


def dilated(count: int) -> dict[str, str]:
    return chain(50, f"kernel: {count}, padding: {count - 1}, dilation: 2", 1000)


def anchors(text: str, claims: list[str]) -> dict[str, str]:
    lines = "".join(f"  - {json.dumps(each)}\n" for each in claims)
    return {"n.txt": text, "n.cnnstat.yaml": f"document: n.txt\nclaims:\n{lines}"}


def strides(count: int) -> dict[str, str]:
    """Merges of branches that have all strides."""
    branches = "".join(f"          - [{{type: maxpool, kernel: 1, stride: {at}}}]\n" for at in range(1, 41))
    block = f"blocks:\n  b:\n    layers:\n      - type: add\n        branches:\n{branches}"
    return {"net.yaml": f"input: {{channels: 1, size: 1}}\n{block}layers:\n  - {{block: b, repeat: {count}}}\n"}


def sources(count: int) -> dict[str, str]:
    """A merge that reads the map behind an upsampling again and again."""
    lines = f"  - {{name: u, type: upsample, scale: 4096}}\n  - {{type: add, from: [{', '.join(['u'] * count)}]}}\n"
    return {"net.yaml": f"input: {{channels: 1, size: 1}}\nlayers:\n{lines}"}


def letters(count: int) -> dict[str, str]:
    """A list of names, given to each instance of a block."""
    block = "params: {a: 1}\nblocks:\n  b: {args: {x: 1}, layers: [{type: relu}]}\n"
    line = f"  - {{block: b, x: [{', '.join(['a'] * count)}], repeat: 1000}}\n"
    return {"net.yaml": f"input: {{channels: 1, size: 8}}\n{block}layers:\n{line}"}


def mistaken(count: int) -> dict[str, str]:
    """Lines of which each has mistakes."""
    return {"net.yaml": HEAD.replace("SIZE", "8") + "  - {type: conv, filters: widht, kernl: 3, bias: 1}\n" * count}


def listed(count: int) -> dict[str, str]:
    """Lines that use a long list, and defaults."""
    head = f"params: {{w: [{', '.join(['8'] * 1000)}]}}\ndefaults: {{conv: {{kernel: 1, activation: relu}}}}\n"
    return {"net.yaml": head + HEAD.replace("SIZE", "8") + '  - {type: conv, filters: "w[7]"}\n' * count}


def spaced(count: int) -> dict[str, str]:
    return {".gitignore": f"a{' ' * count}b\n", "a.md": "Nothing.\n"}


def ignored(count: int) -> dict[str, str]:
    return {".gitignore": "*a" * count + "b\n", "a" * 250 + ".md": "Nothing.\n"}


def notebook(count: int) -> dict[str, str]:
    sources = [MARK, *["some words of a line\n"] * count]
    return {"n.ipynb": json.dumps({"cells": [{"cell_type": "markdown", "source": sources}], "nbformat": 4})}


def outputs(count: int) -> dict[str, str]:
    shown = [{"data": {"image/png": "A" * count}}]
    made = [{"cell_type": "markdown", "source": MARK}, {"cell_type": "code", "source": "", "outputs": shown}]
    return {"n.ipynb": json.dumps({"cells": made, "nbformat": 4})}


def sentence(count: int) -> dict[str, str]:
    """One sentence of so many figures."""
    return {"n.md": f"AlexNet has {'61M ' * count}parameters.\n"}


def images(count: int) -> dict[str, str]:
    """Figures of one network at so many sizes of the image."""
    sizes = (f"ResNet-50 at {size}x{size} needs {size}.5 GMACs." for size in range(100, 100 + count))
    return {"n.md": "\n".join(sizes)}


NAMED = '[tool.cnnstat]\nnames = {TinyNet = "net.yaml"}\n'


def own(count: int, line: str, deep: int = 1) -> dict[str, str]:
    """A line of text as often as 18 KB hold it, about a network of so many blocks, each with blocks inside of it."""
    blocks = [f"  b{at}:\n    layers:\n      - {{name: y, block: b{at - 1}}}\n" for at in range(1, deep)]
    first = "blocks:\n  b0:\n    layers:\n      - {name: x, type: conv, filters: 16, kernel: 3, padding: 1}\n"
    last = f"layers:\n  - {{name: b, block: b{deep - 1}, repeat: {count}}}\n"
    spec = f"input: {{channels: 3, size: 32}}\n{first}{''.join(blocks)}{last}"
    text = f"# TinyNet\n\n{line * (18_000 // len(line.encode()))}\n"
    return {"pyproject.toml": NAMED, "net.yaml": spec, "n.md": text}


def marked(count: int) -> dict[str, str]:
    """Figures of a network of nested blocks at so many inputs."""
    marks = (f"<!-- cnnstat: net.yaml@input={33 + at}.params -->1<!-- /cnnstat --> of them.\n\n" for at in range(count))
    return {**own(2_000, "-", 45), "n.md": "".join(marks)}


def wide(count: int) -> dict[str, str]:
    """Tables of so many columns beside a network of many layers."""
    title, row = (f"|{name}|{'|'.join([cell] * count)}|\n" for name, cell in (("Layer", "output"), ("conv", "7×7")))
    return {"n.md": f"# ResNet-1202\n\n{(title + '|---' * (count + 1) + '|' + chr(10) + row * 9 + chr(10)) * 5}"}


def unlike(count: int) -> dict[str, str]:
    """Two networks whose layers, norms and activations all differ, each in a line."""
    made = {}
    for name, slope in (("net", "index/10007"), ("other", "index/10009")):
        norm, act = "{type: batchnorm, eps: '1/(index+1)'}", f"{{type: leaky_relu, slope: {slope}}}"
        line = (
            f"  - {{name: a, type: conv, filters: 1+index%97, kernel: 3, norm: {norm}, activation: {act}, repeat: N}}\n"
        )
        made[f"{name}.yaml"] = f"input: {{channels: 3, size: 30000}}\nlayers:\n{line.replace('N', str(count))}"
    return made


def brackets(count: int) -> dict[str, str]:
    return {"n.md": f"{MARK}\nAlexNet 61M parameters {'[' * count}\n"}


def tangles(count: int) -> dict[str, str]:
    """Blocks of 39 layers that are no series of branches."""
    chance = random.Random(1)
    lines = ["{name: a0, type: relu}", "{name: a1, type: relu, from: input}"]
    for at in range(2, 39):
        other = chance.randrange(max(0, at - 6), at - 1)
        lines.append(f"{{name: a{at}, type: add, from: [a{at - 1}, a{other}]}}")
    block = f"blocks:\n  b: {{layers: [{', '.join(lines)}]}}\n"
    line = f"  - {{name: x, block: b, repeat: {count}}}\n"
    return {"net.yaml": f"input: {{channels: 4, size: 32}}\n{block}layers:\n{line}"}


def tangled(count: int) -> dict[str, str]:
    """Some tangles, each of 13 layers that read all of the tangle before them; no two are alike."""
    lines, before = ["{name: s, type: conv, filters: 4, kernel: 1}"], "s"
    for tangle in range(count):
        own = [f"t{tangle}_{at}" for at in range(13)]
        for at, name in enumerate(own):
            side = 2 * (tangle + at) + 1
            window = f"conv, filters: 4, kernel: {side}, padding: {side // 2}, from: {before}"
            reads = f"add, from: [{', '.join(own[:at])}]" if at > 1 else window
            lines.append(f"{{name: {name}, type: {reads}}}")
        before = own[-1]
    listed = "".join(f"  - {line}\n" for line in lines)
    return {"net.yaml": f"input: {{channels: 4, size: 8}}\nlayers:\n{listed}"}


def commented(count: int) -> dict[str, str]:
    """Comments on one paragraph, with as many figures."""
    return {"a.tex": "%cnnstat:1\n" * count + "1 " * 5 * count}


def totalled(count: int) -> dict[str, str]:
    """A table of as many rows of totals as other rows."""
    marks = "AlexNet has <!--=alexnet.depth-->8<!--/-->, VGG-16 <!--=vgg16.depth-->16<!--/--> layers.\n\n"
    return {
        "a.md": f"{marks}|a|b|\n|-|-|\n{'|a|1|' + chr(10)}{('|a|1|' + chr(10)) * count}{('|Σ|1|' + chr(10)) * count}"
    }


def paired(count: int) -> dict[str, str]:
    """A line of figures, none of which the other version of the document states."""
    pair = '[tool.cnnstat]\npairs = [["a.md", "b.md"]]\n'
    return {
        "pyproject.toml": pair,
        "b.md": "Nothing.\n",
        "a.md": "가" + "".join(f"<!--={n}-->{n}<!--/-->" for n in range(count)),
    }


def drawn(count: int) -> dict[str, str]:
    """Drawings that a document shows, and as many lines of a .gitignore file."""
    names = [f"{at}.svg" for at in range(count)]
    shown = "".join(f"![]({name})\n" for name in names)
    return {".gitignore": "%x\n" * 4 * count, "a.md": shown, **dict.fromkeys(names, "<svg/>")}


def figures(count: int) -> dict[str, str]:
    return {"n.md": MARK * count}


def fields(count: int) -> dict[str, str]:
    """A field of a network at so many input sizes."""
    lines = "".join(f"    - {{prints: 1, query: vgg16@input={33 + at}.conv1_1.rf}}\n" for at in range(count))
    return {"c.yaml": f"paper: P\nshort: S\nclaims:\n  a:\n{lines}"}


def renamed(count: int) -> dict[str, str]:
    """Two networks whose layers have no names in common, with kernels in no order; every seventh is in one alone."""
    made = {"net.yaml": [], "other.yaml": []}  # type: dict[str, list[str]]
    kernel = 1
    for at in range(count):
        kernel = kernel * 16_807 % 2_147_483_647
        line = f"type: conv, filters: 8, kernel: {1 + 2 * (kernel % 4)}, padding: same}}\n"
        made["net.yaml"].append(f"  - {{name: a{at}, {line}")
        made["other.yaml"] += [f"  - {{name: b{at}, {line}"] if at % 7 else []
    return {name: HEAD.replace("SIZE", "8") + "".join(lines) for name, lines in made.items()}


def differing(count: int) -> dict[str, str]:
    """A chain of layers that all differ from their neighbours, with all that can follow one."""
    keys = "kernel: 3, padding: 1, norm: batchnorm, activation: relu, dropout: 0.5"
    lines = "".join(f"  - {{type: conv, filters: {1 + at % 7}, {keys}}}\n" for at in range(count))
    return {"net.yaml": f"input: {{channels: 3, size: 16}}\nlayers:\n{lines}"}


def varied(count: int) -> dict[str, str]:
    """A chain of layers that all differ, in few lines."""
    line = "  - {type: conv, filters: 1 + index % 97, kernel: 1 + 2 * (index % 4), padding: same, repeat: COUNT}\n"
    return {"net.yaml": HEAD.replace("SIZE", "32") + line.replace("COUNT", str(count))}


def added(count: int) -> dict[str, str]:
    """A chain of merges."""
    line = "  - {type: add, branches: [[], [{type: conv, filters: 8, kernel: 3, padding: 1}]], repeat: COUNT}\n"
    return {"net.yaml": HEAD.replace("SIZE", "32") + line.replace("COUNT", str(count))}


def strided(size: int) -> dict[str, str]:
    """An input of so many pixels, on whose maps there are a few."""
    line = "  - {type: conv, filters: 9, kernel: 9999, stride: 9973, padding: 5000, repeat: 2}\n"
    return {"net.yaml": f"input: {{channels: 3, size: {size}}}\nlayers:\n{line}"}


def logo(count: int) -> dict[str, str]:
    """A picture whose style has so many comments, the last without an end."""
    return {"a.svg": f"<svg xmlns='http://www.w3.org/2000/svg'><style>{'/*filter ' * count}</style></svg>"}


def blanks(count: int) -> dict[str, str]:
    """A text of blanks behind the word for a layer, in Caffe's format."""
    return {"net.prototxt": f"layer{' ' * count}x"}


def parts(count: int) -> dict[str, str]:
    """A layer of Caffe's that slices its map into blocks of different sizes, and one that joins them."""
    tops = " ".join(f'top: "t{at}"' for at in range(count))
    points = " ".join(f"slice_point: {at * (at + 1) // 2 + 1}" for at in range(count - 1))
    bottoms = " ".join(f'bottom: "t{at}"' for at in range(count))
    head = f'input: "d" input_dim: 1 input_dim: {count * (count + 1)} input_dim: 2 input_dim: 2\n'
    cut = f'layer {{ name: "s" type: "Slice" bottom: "d" {tops} slice_param {{ {points} }} }}\n'
    return {"net.prototxt": f'{head}{cut}layer {{ name: "c" type: "Concat" {bottoms} top: "c" }}\n'}


def heads(count: int) -> dict[str, str]:
    """Layers that all read the image."""
    line = f"  - {{type: conv, filters: 3, kernel: 3, padding: 1, from: input, output: true, repeat: {count}}}\n"
    return {"net.yaml": f"input: {{channels: 3, size: 32}}\nlayers:\n{line}"}


def merged(count: int) -> dict[str, str]:
    """Branches that all read the image and meet in one merge."""
    branches = ",".join(["&b [{type: relu}]", *["*b"] * (count - 1)])
    return {"net.yaml": HEAD.replace("SIZE", "8") + f"  - {{type: add, branches: [{branches}]}}\n"}


def tabled(count: int) -> dict[str, str]:
    """Layers with long tables of the maps that they read, and others."""
    rows = ", ".join(f"[{at}, {at + 1}]" for at in range(299))
    keys = "name: c, type: conv, kernel: 3, padding: 1"
    line = f"  - {{{keys}, table: [{rows}, [0]], repeat: {count}}}\n"
    net = f"input: {{channels: 300, size: 32}}\nlayers:\n{line}"
    other = f"input: {{channels: 3, size: 32}}\nlayers:\n  - {{{keys}, filters: 8+index, repeat: 3000}}\n"
    return {"net.yaml": net, "other.yaml": other}


def one_block(count: int) -> dict[str, str]:
    """Kernels with their filters, which none of many convolutions behind each other have."""
    own = ", ".join(f'qqq{at}z = "net.yaml@input={at + 9}"' for at in range(7))
    text = "".join(f"qqq{at}z\n\n{'3x3 64 3x3 65) ' * 160}\n\n" for at in range(7))
    return {**chain(count), "pyproject.toml": f"[tool.cnnstat]\nnames = {{{own}}}\n", "a.md": text}


def quoted(count: int) -> dict[str, str]:
    """Lines without signs, each of which goes on in all the quotations that the first one begins."""
    text = f"{'> ' * (count // 150)}x\n" + "1\n" * count
    return {"a.md": text, "b.md": text.replace("\n", "\r"), "c.mdx": f"    x\n\n{text}"}


def worded(count: int) -> dict[str, str]:
    """Words that each comment quotes around twenty figures, and that stand nowhere."""
    quotes = [f"{{a}}a{at}" + "{a}b" * 19 for at in range(count)]
    comments = "".join(f"1 b a{at} % cnnstat: {each}\n\n" for at, each in enumerate(quotes))
    claims = ", ".join(f'"{each}"' for each in quotes)
    return {"a.tex": comments, "b.txt": "x", "b.cnnstat.yaml": f"document: b.txt\nclaims: [{claims}]\n"}


def exempted(count: int) -> dict[str, str]:
    """Many small documents, each held against the files of many exemptions."""
    rules = ", ".join(f'{{file = "?[!a]?[!a]?[!a]{at}", reason = "x"}}' for at in range(150))
    return {"pyproject.toml": f"[tool.cnnstat]\nexempt = [{rules}]\n", **{f"{at}.md": "1" for at in range(count)}}


def called(count: int) -> dict[str, str]:
    """Many small documents in a project with many own names of networks."""
    own = ", ".join(f'qq{at:x}z = "net.yaml"' for at in range(600))
    documents = {f"{at}.md": "1" for at in range(count)}
    return {**chain(1), "pyproject.toml": f"[tool.cnnstat]\nnames = {{{own}}}\n", **documents}


def numbered(count: int) -> dict[str, str]:
    """Numbers of layers, which members of the families of own names might have."""
    variants = "".join(f"  a{at}: {{}}\n" for at in range(count))
    own = ", ".join(f'Net{letter} = "net.yaml:a1"' for letter in "abc")
    text = "".join(f"Neta {', '.join(str(100 + at % 800 + one) for one in range(6))} layers.\n\n" for at in range(300))
    net = chain(1)["net.yaml"] + f"variants:\n{variants}"
    return {"net.yaml": net, "pyproject.toml": f"[tool.cnnstat]\nnames = {{{own}}}\n", "a.md": text}


def chosen(count: int) -> dict[str, str]:
    """A param of many choices, and as many networks with a hundred other params."""
    params = f"  k: {{default: 1, choices: [{', '.join(map(str, range(1, count + 1)))}]}}\n"
    params += "".join(f"  p{at}: 1\n" for at in range(100))
    variants = "".join(f"  v{at}: {{}}\n" for at in range(count))
    layer = "layers:\n  - {type: conv, filters: k, kernel: 1}\n"
    net = f"input: {{channels: 1, size: 8}}\nparams:\n{params}{layer}variants:\n{variants}"
    return {"net.yaml": net}


def long_tables(count: int) -> dict[str, str]:
    return {"a.tex": "\\begin{longtable}{c}\\end{longtable}\n" * count}


def shown(count: int) -> dict[str, str]:
    """Generated blocks that show a table of many rows."""
    return {**chain(5_000), "a.md": "<!-- cnnstat: net.yaml -t -c rf -->\n<!-- /cnnstat -->\n\n" * count}


def looked_up(count: int) -> dict[str, str]:
    """A thousand figures, of so many networks in turn."""
    names = [f"qqq{at:x}z" for at in range(count)]
    variants = "".join(f"  v{at}: {{input: {{size: {at + 9}}}}}\n" for at in range(count))
    own = ", ".join(f'{name} = "net.yaml:v{at}"' for at, name in enumerate(names))
    text = "".join(f"{name} 3×3=9,001.\n\n" for _ in range(1000 // count) for name in names)
    net = chain(799)["net.yaml"] + f"variants:\n{variants}"
    return {"net.yaml": net, "pyproject.toml": f"[tool.cnnstat]\nnames = {{{own}}}\n", "a.md": text}


def patterns(count: int) -> dict[str, str]:
    """Lines of a .gitignore, each of files in some folder, and as many files in folders inside each other."""
    deep = ["/".join(["q" * 40] * (1 + at % 60)) for at in range(count)]
    return {
        ".gitignore": "".join(f"**/x{at}*/*.md\n" for at in range(count)),
        **{f"{folder}/{at}.md": "" for at, folder in enumerate(deep)},
    }


def alternating(count: int) -> dict[str, str]:
    """Lines of a .gitignore that ignore and do not in turn, and four times as many folders."""
    lines = "".join(f"{'!' * (at % 2)}a{'ab'[at % 2]}/*\n" for at in range(count))
    return {".gitignore": lines, **{f"{at:x}/a.md": "" for at in range(4 * count)}}


def summed(count: int) -> dict[str, str]:
    """Lines with many signs between figures and their sum."""
    line = f"<!--=1-->1<!--/-->+<!--=1-->1<!--/-->{'+1' * 55}{' =' * 20} 1\n"
    return {"n.md": line * count}


def left_out(count: int) -> dict[str, str]:
    """So many blocks, each of which but the last calls two, down to lines that are left out."""
    levels = count.bit_length() - 1
    blocks = "".join(f"  b{at + 1}: {{layers: [{{block: b{at}}}, {{block: b{at}}}]}}\n" for at in range(levels))
    text = f"blocks:\n  b0: {{layers: [{{type: relu, when: false}}]}}\n{blocks}"
    return {"net.yaml": f"{text}{HEAD.replace('SIZE', '8')}  - {{name: x, block: b{levels}}}\n"}


CASES = [
    Case("blocks without layers, exercises", 16_384, left_out, "exercises net.yaml"),
    Case("lines of a .gitignore and deep files", 700, patterns, "check ."),
    Case("lines of a .gitignore in turn and folders", 450, alternating, "check ."),
    Case("signs of equations", 95, summed, "check n.md"),
    Case(
        "figures without words, --suggest",
        9_500,
        lambda n: {"n.md": f"# AlexNet\n\n{'1=' * n}"},
        "check --suggest n.md",
    ),
    Case("equal layers, explain", 10_000, lambda n: chain(n - 1), "explain net.yaml"),
    Case("equal layers, explain one", 10_000, lambda n: chain(n - 1), "explain net.yaml b_1"),
    Case("equal layers, sizes", 10_000, lambda n: chain(n - 1), "sizes net.yaml"),
    Case("varied layers, sizes", 9_990, varied, "sizes net.yaml"),
    Case("equal layers, export", 9_900, lambda n: chain(n), "export net.yaml"),
    Case("equal layers, lint", 10_000, lambda n: chain(n - 1), "lint net.yaml"),
    Case("equal layers, diff", 10_000, lambda n: chain(n - 1), "diff net.yaml net.yaml@input=33"),
    Case("renamed layers, diff", 6_000, renamed, "diff net.yaml other.yaml"),
    Case("equal layers, draw", 10_000, lambda n: chain(n - 1), "draw net.yaml -o net.svg"),
    Case("equal layers, draw in the terminal", 10_000, lambda n: chain(n - 1), "draw net.yaml"),
    Case("layers of the image, draw", 9_990, heads, "draw net.yaml -o net.svg"),
    Case("branches of one merge, draw", 6_500, merged, "draw net.yaml"),
    Case("equal layers, plot", 10_000, lambda n: chain(n - 1), "plot net.yaml"),
    Case("tangles, draw", 250, tangles, "draw net.yaml -o net.svg"),
    Case("lines of tangles, draw", 20, tangled, "draw net.yaml -o net.svg"),
    Case("branches, draw", 150, branches, "draw net.yaml -o net.svg"),
    Case("equal layers, page", 2_000, lambda n: chain(n - 1), "page net.yaml -o net.html"),
    Case("equal layers, handout", 2_000, lambda n: chain(n - 1), "handout net.yaml -o net.pdf"),
    Case("different layers, page", 300, differing, "page net.yaml -o net.html"),
    Case("different layers, handout", 300, differing, "handout net.yaml -o net.pdf"),
    Case("pixels of the input, page", 1_000_000, strided, "page net.yaml -o net.html"),
    Case("merges, crosscheck", 1_600, added, "crosscheck net.yaml --device meta"),
    Case("comments of a logo's style", 40_000, logo, "handout lenet5 --logo a.svg -o net.pdf"),
    Case("blanks of a prototxt", 1_000_000, blanks, "net.prototxt"),
    Case("blocks of a prototxt's slice", 900, parts, "net.prototxt"),
    Case("ever smaller maps, sizes", 4_000, lambda n: chain(n, "kernel: 3", 9_000), "sizes net.yaml"),
    Case("outputs of an adaptive pool", 4_096, pool, "explain net.yaml p"),
    Case("branches that end flat, lint", 300, branches, "lint net.yaml"),
    Case("width of dilated windows, lint", 100_000, dilated, "lint net.yaml"),
    Case("width of dilated windows, sizes", 100_000, dilated, "sizes net.yaml"),
    Case("blanks below an anchor", 2_000_000, lambda n: anchors(" " * n, ["{alexnet.params}"]), "check n.cnnstat.yaml"),
    Case("anchors", 800, lambda n: anchors(" " * 19_000, ["{alexnet.params}"] * n), "check n.cnnstat.yaml"),
    Case("merges of all strides, lint", 6, strides, "lint net.yaml"),
    Case("sources behind an upsampling", 990, sources, "net.yaml"),
    Case("lists of names", 1_400, letters, "net.yaml"),
    Case("lines with mistakes", 15_000, mistaken, "net.yaml"),
    Case("lines that use a list", 5_000, listed, "net.yaml"),
    Case("blanks of a .gitignore", 400_000, spaced, "check ."),
    Case("stars of a .gitignore", 8_000, ignored, "check ."),
    Case("lines of a notebook's cell", 250_000, notebook, "check n.ipynb"),
    Case("bytes of a notebook's outputs", 9_600_000, outputs, "check n.ipynb"),
    Case("open brackets, --suggest", 20_000, brackets, "check --suggest n.md"),
    Case("figures of a sentence", 5_000, sentence, "check --suggest n.md"),
    Case("names of networks, --suggest", 10_000, lambda n: {"n.md": "VGG-16. " * n}, "check --suggest n.md"),
    Case("arrows, --suggest", 5_000, lambda n: {"n.md": f"VGG-16 {'64 → ' * n}512\n"}, "check --suggest n.md"),
    Case("sizes of images, --suggest", 400, images, "check --suggest n.md"),
    Case("columns of tables, --suggest", 58, wide, "check --suggest n.md"),
    Case("kernels with filters, --suggest", 9_990, lambda n: own(n, "3×3, 16; 1×1, 17 q "), "check --suggest n.md"),
    Case("sums of nested blocks, --suggest", 9_990, lambda n: own(n, "1+1+14=16; ", 10), "check --suggest n.md"),
    Case("numbers in tables of maps, diff", 440, tabled, "diff net.yaml other.yaml"),
    Case("convolutions of one block, --suggest", 9_000, one_block, "check --suggest a.md"),
    Case("networks in turn, --suggest", 80, looked_up, "check --suggest a.md"),
    Case("rows of generated blocks, --fix", 30, shown, "check --fix a.md"),
    Case("receptive fields, --suggest", 9_990, lambda n: own(n, "RF 9 "), "check --suggest n.md"),
    Case("lines that go on in quotations", 9_500, quoted, "check --suggest a.md"),
    Case("documents and exempt files, --coverage", 4_000, exempted, "check --coverage ."),
    Case("documents and own names, --suggest", 400, called, "check --suggest ."),
    Case("numbers of layers and own names, --suggest", 900, numbered, "check --suggest a.md"),
    Case("choices and variants, reconcile", 800, chosen, "reconcile net.yaml.params 123M"),
    Case("comments on one paragraph, LaTeX", 900, commented, "check a.tex"),
    Case("rows of totals", 1_500, totalled, "check a.md"),
    Case("figures of a line of a pair", 860, paired, "check a.md"),
    Case("drawings beside a .gitignore", 750, drawn, "check --coverage a.md"),
    Case("words with figures between them, LaTeX", 190, worded, "check a.tex"),
    Case("words with figures between them, sidecar", 190, worded, "check b.txt"),
    Case("the same, ended by CR alone", 9_500, quoted, "check --suggest b.md"),
    Case("the same, in MDX", 9_500, quoted, "check --suggest c.mdx"),
    Case("long tables of LaTeX, --suggest", 22_000, long_tables, "check --suggest a.tex"),
    Case("counts of layers, --suggest", 9_990, lambda n: own(n, "10 conv + 1 fc; "), "check --suggest n.md"),
    Case("nested blocks at many inputs", 24, marked, "check n.md"),
    Case("layers that all differ, diff", 3_990, unlike, "diff net.yaml other.yaml"),
    Case("claims on fields", 400, fields, "audit --claims c.yaml"),
    Case("marked figures", 8_000, figures, "check n.md"),
]


def cost(arguments: str, folder: Path) -> tuple[float, float]:
    """Processor seconds and peak megabytes of the program."""
    command = [sys.executable, "-m", "cnnstat", *arguments.split()]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        deadline = time.monotonic() + 20 * SECONDS
        while (done := os.wait4(child.pid, os.WNOHANG))[0] == 0:
            if time.monotonic() > deadline:
                child.kill()
            time.sleep(0.01)
        child.returncode = os.waitstatus_to_exitcode(done[1])
    assert child.returncode in (0, 1, 2, -9), child.returncode
    return done[2].ru_utime + done[2].ru_stime, done[2].ru_maxrss / 1024


def measured(case: Case) -> list[tuple[float, float]]:
    """The costs at a quarter, at half and at the whole of a case's size."""
    found = []
    for part in (4, 2, 1):
        with tempfile.TemporaryDirectory() as name:
            for path, text in case.files(case.largest // part).items():
                (Path(name) / path).parent.mkdir(parents=True, exist_ok=True)
                (Path(name) / path).write_text(text, encoding="utf-8")
            found.append(min(cost(case.arguments, Path(name)) for _ in range(2)))
    return found


def main() -> None:
    failed = []
    print(f"{'what there is so much of':34} {'at most':>10} {'seconds at ¼, ½ and all':>24} {'exponent':>9} {'MB':>5}")
    for case in CASES:
        costs = measured(case)
        (first, _), (second, _), (last, most) = costs
        exponent = (math.log2(second / first) + math.log2(last / second)) / 2
        times = " ".join(f"{seconds:6.2f}" for seconds, _ in costs)
        print(f"{case.name:34} {case.largest:10,} {times:>24} {exponent:9.2f} {most:5.0f}", flush=True)
        if last > SECONDS or most > MEGABYTES or exponent > STEEPEST:
            failed.append(case.name)
    if failed:
        sys.exit(f"more than {SECONDS:.0f} s, {MEGABYTES} MB or an exponent of {STEEPEST}: {', '.join(failed)}")


if __name__ == "__main__":
    main()
