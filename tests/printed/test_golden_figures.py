"""Figures as people print them: what each states, which values agree with it, and how others are written in its style.

The figures stand in ``figures.txt``. A golden text has all that is read of each, and for some values how they agree
with it and how they would be printed instead; ``--accept`` writes it anew, and then its lines are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from cnnstat.errors import UsageError
from cnnstat.printed import Figure, Precision, read_figure, write_figure

PRINTED = (Path(__file__).parent / "figures.txt").read_text(encoding="utf-8").splitlines()
RULES = {"": Precision(), " cut": Precision(truncated=True), " strict": Precision(zeros=False, about=Fraction(1, 100))}
SIDES = [(96, 55, 55), (96, 55), (4096,), (0, 1, 1), (2048, 7, 7)]


def values(figure: Figure) -> Iterator[int | Fraction]:
    """Values at the edges of what a figure may mean."""
    tenth = abs(figure.value) / 10
    for unit in dict.fromkeys((figure.step, figure.round, figure.coarse, *[2 * tenth] * figure.about)):
        for at in dict.fromkeys((figure.value, figure.last)):
            yield from (at + unit / 2, at + unit / 2 + unit / 1000, at - unit / 2, at - unit / 2 - unit / 1000)
            yield from (at, at + unit * 9 / 10, at - unit * 9 / 10)


OTHERS = (0, 7, 999, 1000, 12_345, 138_357_544, 9_999_999_999, Fraction(1, 3), Fraction(2, 700), -5)
"""Values that are written in the style of each figure."""


def told(figure: Figure) -> Iterator[str]:
    """All that is read of a figure."""
    for name, value in figure._asdict().items():
        if name != "text" and value not in ("", False, ()):
            yield f"{name} {value}"
    yield from (f"is {name}" for name in ("plain", "sized") if getattr(figure, name))


def agreements(figure: Figure) -> Iterator[str]:
    """How values agree with a figure, by some rules of precision."""
    for value in dict.fromkeys(values(figure)):
        fits = [(rule.fit(figure, value), rule.accepts(figure, value)) for rule in RULES.values()]
        said = [f"{fit.word or '-'}{f' to {fit.unit}' if fit.unit else ''}{' right' * right}" for fit, right in fits]
        yield f"{float(value):.12g} {' / '.join(dict.fromkeys(said))}"


def written(figure: Figure) -> Iterator[str]:
    """How values are written in the style of a figure."""
    every: list[int | Fraction | tuple[int, ...]] = [
        *(figure.value * each for each in (2, Fraction(1, 3))),
        *OTHERS,
        *SIDES,
    ]
    for value in dict.fromkeys(every):
        texts = [write_figure(figure, value, rule) for rule in RULES.values()]
        if any(texts):
            yield f"{value} → {' / '.join(map(str, dict.fromkeys(texts)))}"


@pytest.mark.parametrize("part", range(6))
def test_what_figures_state(part: int, accept: Callable[[str, str], str]) -> None:
    lines = []
    for text in PRINTED[part::6]:
        try:
            figure = read_figure(text)
        except UsageError as error:
            lines.append(f"{text}: {error}")
            continue
        lines += [
            f"{text}: {', '.join(told(figure))}",
            f"    {'; '.join(agreements(figure))}",
            f"    {'; '.join(written(figure))}",
        ]
    found = "\n".join(lines) + "\n"
    assert found == accept(f"figures/{part}.txt", found)
