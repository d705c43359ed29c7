"""How well networks do and what it costs, as a scene: cited accuracies against MACs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from cnnstat.charts import Accuracies
from cnnstat.drawing.metrics import text_width
from cnnstat.drawing.scene import Extent, Item, Line, Scene, Shape, Text
from cnnstat.handouts.charts import FOOT, HEAD, SIZE, text
from cnnstat.language import Language

WIDTH, HIGH, LEFT = 310.0, 150.0, 30.0
"""Points: of the chart, of the axis of accuracies, and of the room for its numbers."""
LARGEST = 15.0
"""Radius of the circle of the network with most parameters."""
SHIFTS = (0, -1, 1, -2, 2, -3, 3)
"""Lines by which a name is moved from others."""


def accuracy_chart(found: Accuracies, language: Language) -> Scene:
    """Top-1 accuracies against MACs, on a scale on which equal distances are equal ratios."""
    title = language.say("Top-1 accuracy (%) against MACs")
    costs = [math.log10(max(1, each.macs)) for each in found.points]
    rates = [float(each.accuracy) for each in found.points]
    low, high = min(costs) - 0.25, max(costs) + 0.25
    least, best = math.floor(min(rates)) - 1, math.ceil(max(rates)) + 1
    base = HEAD + HIGH

    def place(cost: float, rate: float) -> tuple[float, float]:
        return LEFT + (WIDTH - LEFT) * (cost - low) / (high - low), base - HIGH * (rate - least) / (best - least)

    items: list[Item] = [
        text(title, 0, SIZE + 1, SIZE + 1, bold=True),
        Line([(LEFT, HEAD), (LEFT, base), (WIDTH, base)], thin=True),
    ]
    for rate in round_steps(least, best):
        x, y = place(low, rate)
        items.append(Line([(x - 3, y), (x, y)], thin=True))
        items.append(text(f"{rate}", x - 5, y + 0.33 * SIZE, SIZE, color="quiet", end=True))
    for macs in round_costs(low, high):
        x, y = place(math.log10(macs), least)
        word = language.short(macs)
        items.append(Line([(x, y), (x, y + 3)], thin=True))
        items.append(text(word, x - text_width(word, SIZE) / 2, y + 12, SIZE, color="quiet"))
    largest = max(each.params for each in found.points)
    taken: list[Extent] = []
    for point, cost, accuracy in zip(found.points, costs, rates, strict=True):
        x, y = place(cost, accuracy)
        radius = max(1.5, LARGEST * math.sqrt(point.params / largest))
        items.append(Shape(circle(x, y, radius), "convolution"))
        items.append(label(point.name, x, y, radius, taken))
    about = "; ".join(f"{each.name} {each.accuracy} %, {language.short(each.macs)} MACs" for each in found.points)
    return Scene(WIDTH, base + FOOT - 8, title, f"{title}: {about}", items)


def round_steps(low: int, high: int) -> Sequence[int]:
    """About five round numbers between two."""
    step = next(each for each in (1, 2, 5, 10, 20) if (high - low) / each <= 6)
    return [each for each in range(low, high + 1) if each % step == 0]


def round_costs(low: float, high: float) -> Iterator[int]:
    """1, 2 and 5 times the powers of ten between two, which are given by their logarithms."""
    for exponent in range(max(0, math.floor(low)), math.ceil(high) + 1):
        for digit in (1, 2, 5):
            if low <= exponent + math.log10(digit) <= high:
                yield int(digit * 10**exponent)


def circle(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """A circle as a polygon of 36 corners."""
    turns = [at * math.pi / 18 for at in range(36)]
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


def label(name: str, x: float, y: float, radius: float, taken: list[Extent]) -> Text:
    """A name beside a circle, moved up or down from the names that are there."""
    width = text_width(name, SIZE)
    left = x + radius + 3 if x + radius + 3 + width <= WIDTH else x - radius - 3 - width
    tops = [y - SIZE / 2 + shift * (SIZE + 1) for shift in SHIFTS]
    places = [Extent(left, top, left + width, top + SIZE) for top in tops]
    here = next((each for each in places if not any(overlap(each, other) for other in taken)), places[0])
    taken.append(here)
    return Text(left, here.top + 0.8 * SIZE, name, width, SIZE)


def overlap(one: Extent, two: Extent) -> bool:
    return one.left < two.right and two.left < one.right and one.top < two.bottom and two.top < one.bottom
