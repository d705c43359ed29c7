"""What documents are taken apart into, made by chance and held against what they were put together from."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import pytest

from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.formats.notebook import cell, strings
from cnnstat.documents.marks.anchor import exact, matches, pattern_of, read_anchor
from cnnstat.documents.marks.seeker import ANYTHING, Place, places
from cnnstat.documents.reading.html_blocks import of_html
from cnnstat.documents.reading.latex_blocks import of_latex
from cnnstat.documents.reading.rows import best_chain
from cnnstat.documents.reading.rst_blocks import of_rst
from cnnstat.documents.reading.shown import shown

SEEDS = pytest.mark.parametrize("seed", range(6))


def value(chance: random.Random, depth: int) -> Any:
    """A value of JSON."""
    kind = chance.choice(("text", "text", "list", "object", "other")) if depth else "text"
    if kind == "list":
        return [value(chance, depth - 1) for _ in range(chance.randint(0, 3))]
    if kind == "object":
        return {
            chance.choice(["a", 'b"', "c:", "d{", ""]): value(chance, depth - 1) for _ in range(chance.randint(0, 3))
        }
    return chance.choice([None, True, -1.5e3, 7]) if kind == "other" else "".join(chance.choices('a\\"é\n,:[]{}', k=4))


def walk(each: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """The texts in a value, each with its path."""
    if isinstance(each, str):
        yield path, each
    for key, inner in each.items() if isinstance(each, dict) else enumerate(each) if isinstance(each, list) else ():
        yield from walk(inner, (*path, key))


@SEEDS
def test_the_texts_of_json(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        whole = {"cells": [value(chance, 4) for _ in range(3)], "x": value(chance, 2)}
        text = json.dumps(whole, indent=chance.choice([None, 1]), ensure_ascii=chance.choice([True, False]))
        found = [(path, json.loads(f'"{text[start:end]}"')) for path, start, end in strings(text)]
        assert found == list(walk(whole)), text


@SEEDS
def test_where_the_signs_of_a_cell_stand_in_a_notebook(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(30):
        text, spans, signs = "[", list[tuple[int, int]](), list[tuple[str, int, int, int]]()
        for number in range(chance.randint(1, 3)):
            text += ', "' if number else '"'
            start = len(text)
            for sign in chance.choices('ab/é𝄞\n\t"\\', k=chance.randint(1, 6)):
                forms = [json.dumps(sign)[1:-1], *([sign] if sign not in '\n\t"\\' else [f"\\u{ord(sign):04x}"])]
                form = chance.choice(forms)
                signs.append((sign, len(text), len(text) + len(form), number))
                text += form
            spans.append((start, len(text)))
            text += '"'
        found = cell(text, spans)
        assert found.text == "".join(sign for sign, *_ in signs)
        assert [found.places.of(at) for at in range(len(signs))] == [(start, end) for _, start, end, _ in signs], text
        assert found.places.of(len(signs)) == (spans[-1][1], spans[-1][1])
        assert found.gap == (text[spans[0][1] : spans[1][0]] if len(spans) > 1 else "")
        for first in range(len(signs)):
            assert found.places.place(first, first) == (signs[first][1], signs[first][1])
            assert found.places.together(first, first)
            for last in range(first, len(signs)):
                assert found.places.place(first, last + 1) == (signs[first][1], signs[last][2])
                assert found.places.together(first, last + 1) == (signs[first][3] == signs[last][3])


@SEEDS
def test_lines_of_a_text(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        text = "".join(chance.choices(["a", "b", "\n", "\r\n", "\r", "é"], k=chance.randint(0, 12)))
        text = text.replace("\r\n", "\0").replace("\r", "\1").replace("\0", "\r\n").replace("\1", "\r")
        rows = text.replace("\r\n", "\n\0").replace("\r", "\n").split("\n")
        rows = [row.removeprefix("\0") for row in rows]
        lines = Lines(text)
        assert [lines.line(number) for number in range(len(lines.starts))] == rows
        for at in range(len(text)):
            row, column = lines.place(at)
            assert lines.starts[row - 1] + column - 1 == at
            assert text[at] in (*rows[row - 1], "\r", "\n")
        assert lines.range(0, len(rows)) == (0, len(text))


@SEEDS
def test_the_best_chain_is_the_best_of_all(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        rows, many = chance.randint(1, 4), chance.randint(1, 4)
        worths = [
            chance.choices([-1.0, 0.0, 0.5, 1.0, 2.0], k=many) if chance.random() < 0.8 else [] for _ in range(rows)
        ]
        every = [
            list(zip(own, places, strict=True))
            for size in range(min(rows, many) + 1)
            for own in combinations(range(rows), size)
            for places in combinations(range(many), size)
        ]
        valid = [chain for chain in every if all(worths[row] and worths[row][place] > 0 for row, place in chain)]
        most = max(sum(worths[row][place] for row, place in chain) for chain in valid)
        found = best_chain(worths, many)
        pairs = [(each.row, each.place) for each in found]
        assert pairs in valid
        assert [each.worth for each in found] == [worths[row][place] for row, place in pairs]
        assert sum(each.worth for each in found) == most
        alike = [chain for chain in valid if [row for row, _ in chain] == [row for row, _ in pairs]]
        best = [chain for chain in alike if sum(worths[row][place] for row, place in chain) == most]
        assert pairs == min(best, key=lambda chain: [place for _, place in chain])


def tiled(chance: random.Random, rows: int, columns: int) -> list[list[tuple[int, int, int, int]]]:
    """A table whose cells span others: for each place the top, left, height and width of its cell."""
    grid: list[list[tuple[int, int, int, int] | None]] = [[None] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if grid[row][column] is None:
                free = next((at for at in range(column, columns) if grid[row][at] is not None), columns) - column
                along, down = chance.randint(1, min(free, 2)), chance.randint(1, min(rows - row, 3))
                for one in range(row, row + down):
                    for other in range(column, column + along):
                        grid[one][other] = row, column, down, along
    return [[each for each in row if each is not None] for row in grid]


def texts(text: str, rows: Sequence[Sequence[tuple[int, int]]]) -> list[list[str]]:
    return [[text[slice(*place)].strip() for place in row] for row in rows]


@SEEDS
def test_cells_that_span_others(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        grid = tiled(chance, chance.randint(1, 4), chance.randint(2, 4))
        expected = [[f"c{top}{left}" for top, left, _, _ in row] for row in grid]
        html, latex = "<p>a</p><table>", "a\n\n\\begin{tabular}{lll}\n\\hline\n"
        for number, row in enumerate(grid):
            html += "<tr>"
            cells = []
            for column, (top, left, down, along) in enumerate(row):
                if left != column:
                    continue
                inner = f"c{top}{left}" if top == number else ""
                inner = f"\\multirow{{{down}}}{{*}}{{{inner}}}" if down > 1 and inner else inner
                cells.append(f"\\multicolumn{{{along}}}{{c}}{{{inner}}}" if along > 1 else inner)
                if top == number:
                    spans = f' rowspan="{down}"' * (down > 1) + f" colspan={along}" * (along > 1)
                    html += f"<td{spans}>c{top}{left}</td>"
            html += "</tr>" if chance.random() < 0.8 else ""
            latex += " & ".join(cells) + " \\\\" + chance.choice(["", "[2pt]", " \\hline", "\n\\midrule"]) + "\n"
        html += "</table><p>b</p>"
        latex += "\\end{tabular}\n\nb"
        one = [each for each in of_html(html, 0, len(html)) if each.kind == "table"]
        assert [texts(html, each.rows) for each in one] == [expected], html
        other = [each for each in of_latex(latex) if each.kind == "table"]
        assert [texts(latex, each.rows) for each in other] == [expected], latex
        assert [html[each.start : each.end] for each in of_html(html, 0, len(html)) if each.kind == "text"] == [
            "a",
            "b",
        ]


@SEEDS
def test_tables_of_restructured_text(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        rows, columns, head = chance.randint(2, 5), chance.randint(2, 4), chance.random() < 0.7
        grid = [["".join(chance.choices("ab1", k=chance.randint(1, 5))) for _ in range(columns)] for _ in range(rows)]
        widths = [max(len(row[at]) for row in grid) + chance.randint(0, 2) for at in range(columns)]
        ruler = " ".join("=" * width for width in widths)
        lines = [" ".join(each.ljust(width) for each, width in zip(row, widths, strict=True)) for row in grid]
        simple = "\n".join([ruler, lines[0], *([ruler] if head else []), *lines[1:], ruler])
        bar, thick = (f"+{'+'.join(sign * (width + 2) for width in widths)}+" for sign in "-=")
        lines = [
            f"| {' | '.join(each.ljust(width) for each, width in zip(row, widths, strict=True))} |" for row in grid
        ]
        framed = [bar, lines[0], thick if head else bar, *(line for row in lines[1:] for line in (row, bar))]
        listed = ".. list-table::\n" + f"   :header-rows: {int(head)}\n" * chance.choice((head, True)) + "\n"
        listed += "".join(f"   * - {row[0]}\n" + "".join(f"     - {each}\n" for each in row[1:]) for row in grid)
        comma = ".. csv-table::\n" + f"   :header: {', '.join(grid[0])}\n" * head + "\n"
        for row in grid[head:]:
            comma += "   " + ", ".join(f'"{each}"' if chance.random() < 0.5 else each for each in row) + "\n"
        for table in (simple, "\n".join(framed), listed, comma):
            text = f"Words.\n\n{table}\n\nMore words.\n"
            blocks = list(of_rst(text, Lines(text)))
            assert [each.kind for each in blocks] == ["text", "table", "text"], text
            assert texts(text, blocks[1].rows) == grid, text
            assert blocks[1].head == 1
            assert text[blocks[0].start : blocks[0].end].strip() == "Words."
            assert text[blocks[2].start : blocks[2].end].strip() == "More words."


PIECES = {
    "markdown": {
        "a": "a", "9": "9", " ": " ", "**": "", "~~": "", "<b>": "", "<sup>": "^", "<br>": " ", "<!-- x -->": "",
        "&amp;": "&", "&#215;": "×", "&nbsp;": " ", "`x 1`": "x 1", "``y``": "y", "\\times": "×", "\\,": " ",
        "\\_": "_", "\\approx": "≈", "![p](q.png)": "", "<https://a.b/c>": "", "  \n  ": " ", "\\%": "%",
        ":cite:`z`": "", "$": "", "{,}": ",",
    },
    "html": {
        "a": "a", "9": "9", " ": " ", "**": "**", "<i>": "", "</p>": " ", "<sup>": "^", "<!-- x -->": "", "&lt;": "<",
        "&nbsp;": " ", "\\cdot": "×", "\n": " ", "_": "_", "$$": "",
    },
    "latex": {
        "a": "a", "9": "9", " ": " ", "~": " ", "$": "", "\\times": "×", "\\,": " ", "\\ ": " ", "{": "", "}": "",
        "{,}": ",",
        "\\cite{b}": "", "\\textbf{": "", "\\pm": "±", "\\%": "%", "\\quad": "", "% note": "", "\\ref{c}": "",
    },
    "rst": {"a": "a", "9": "9", " ": " ", "``": "", "*": "", ":cite:`b`": "", "\\*": "", "\n  ": " ", "|sub|": ""},
    "code": {"a": "a", "9": "9", "`": "`", "\x1b[1m": "", "\x1b[38;5;9m": "", "&amp;": "&amp;"},
}  # fmt: skip
"""Pieces of each format, with what stands there for readers."""


@SEEDS
@pytest.mark.parametrize("kind", PIECES)
def test_where_what_is_shown_stands(kind: str, seed: int) -> None:
    chance = random.Random(f"{kind} {seed}")
    for _ in range(30):
        text, signs = "before.", list[tuple[str, int, int]]()
        for piece in chance.choices([*PIECES[kind]], k=chance.randint(1, 12)):
            line = [("\n", " ")] if piece[0] == "%" else []  # which ends a comment of LaTeX
            for each, seen in ((piece, PIECES[kind][piece]), *line, ("7", "7")):
                start, end = len(text), len(text) + len(each)
                alike = each == seen
                signs += [(sign, start + at * alike, start + at + 1 if alike else end) for at, sign in enumerate(seen)]
                text += each
        found = shown(text, 7, len(text), kind)
        assert found.text == "".join(sign for sign, _, _ in signs), text
        for first in range(len(signs)):
            last = chance.randint(first, len(signs) - 1)
            assert found.place(first, last + 1) == (signs[first][1], signs[last][2]), text


WORDS = ["a", "bb", "ccc", "parameters", "of", "61M", "8", "7.5", "1,000", "\n", "  ", " ", " ", " ", ".", "**"]


def in_one(pieces: Sequence[re.Pattern[str]], text: str, start: int, end: int) -> list[Place]:
    """The places of pieces that follow one another, found by one pattern of all of them."""
    whole = re.compile("".join(r"(\S.{0,60}?)" if each is ANYTHING else each.pattern for each in pieces))
    return [Place(*match.span(), match.regs[1:]) for match in whole.finditer(text, start, end)]


@SEEDS
def test_an_anchor_is_found_where_its_pattern_is(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        words = "".join(chance.choices(WORDS, k=chance.randint(3, 30)))
        text = "".join(f"{words[: chance.randint(0, len(words))]}{' x' * chance.randint(0, 300)}" for _ in range(4))
        at = chance.randint(0, len(text) - 1)
        piece = " ".join(text[at : at + chance.randint(4, 30)].split())
        asked = (
            read_anchor(f"{piece.replace('61M', '{alexnet.params}').replace('8', '{alexnet.depth}')}")
            if any(each in piece for each in ("61M", "8"))
            else read_anchor(f"{{alexnet.params}} {piece}")
        )
        pattern = pattern_of(asked, exact(asked))
        region = chance.choice([(0, len(text)), (3, len(text) - 2)])
        found = matches(asked, text, region, pattern)
        assert found == in_one(pattern, text, *region)[:2], (text, piece)
        anything = [*exact(asked)[1:], ANYTHING]
        pattern = pattern_of(asked, anything)
        assert list(places(pattern, text, *region)) == in_one(pattern, text, *region), (text, piece)
