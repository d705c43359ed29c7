"""Questions across several networks: which has most of something, and how many times as many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.language import Language, message
from cnnstat.publishing.content import Grid
from cnnstat.quizzes.chance import Chance
from cnnstat.quizzes.kinds.kind import kind
from cnnstat.quizzes.question import FEWEST_CHOICES, MOST_CHOICES, Choice, Question, Wrong, offered
from cnnstat.quizzes.studied import Studies
from cnnstat.quizzes.wording import paragraph, title_of
from cnnstat.text import numbers

COMPARED: dict[str, tuple[str, Callable[[Analysis], int]]] = {
    "params": (message("parameters"), lambda each: each.params),
    "macs": (message("MACs"), lambda each: each.macs),
    "connections": (message("connections"), lambda each: each.connections),
}
"""Totals that are compared, with their names."""
MOST_COMPARED = 40
"""Networks of which pairs are asked about; of more, the first."""
CLOSE = Fraction(101, 100)
"""Figures less than this apart are not told apart by a question."""
FAR = 1000
"""So many times as much is more than three digits show."""


class Sides(NamedTuple):
    """Networks that are compared in one of their totals; the first is what the others are held against."""

    networks: tuple[Analysis, ...]
    key: str


def pairs(studies: Studies) -> list[Sides]:
    """Two networks of which the second has more."""
    found = []
    for one, other in permutations([each.analysis for each in studies[:MOST_COMPARED]], 2):
        for key, (_, get) in COMPARED.items():
            if get(one) and CLOSE <= Fraction(get(other), get(one)) < FAR and title_of(one) != title_of(other):
                found.append(Sides((one, other), key))
    return found


def groups(studies: Studies) -> list[Sides]:
    """All networks, if they have different titles and one has most."""
    analyses = [each.analysis for each in studies]
    titles = {title_of(each) for each in analyses}
    if len(analyses) < FEWEST_CHOICES or len(titles) < len(analyses):
        return []
    return [Sides(tuple(analyses), key) for key, (_, get) in COMPARED.items() if clear(sorted(map(get, analyses)))]


def clear(values: Sequence[int]) -> bool:
    """Whether the largest value is clearly the largest."""
    return values[-1] >= CLOSE * values[-2] > 0


def times(above: int, below: int) -> tuple[Fraction, str]:
    """A ratio to three digits, exact as it is shown, and its text."""
    text = numbers.number(Fraction(above, below), 3).removeprefix("≈ ")
    return Fraction(text.replace(",", "")), text


@kind("times", 2, pairs, "how many times as much of two networks")
def ratio(found: Sides, chance: Chance, language: Language) -> Question:
    (one, other), key = found
    what, get = COMPARED[key]
    first, second = title_of(one, language), title_of(other, language)
    right, text = times(get(other), get(one))
    wrongs = [each for each in mistaken(one, other, key, language) if apart(right, each.exact)]
    asked = language.say(
        "{second} has how many times as many {what} as {first}? Give three digits.",
        what=language.say(what), first=first, second=second,
    )  # fmt: skip
    return Question(
        "times", f"{second} / {first}: {language.say(what)}", [paragraph(asked), table(found.networks, language)],
        text, [paragraph(divided(get(other), get(one), text))], offered(chance, right, text, wrongs),
        facts=("times", key, get(one), get(other)), networks=tuple(map(title_of, found.networks)),
    )  # fmt: skip


def mistaken(one: Analysis, other: Analysis, key: str, language: Language) -> list[Wrong]:
    """Mistakes with a ratio of two networks."""
    get = COMPARED[key][1]
    found = [
        (own(other), own(one), language.say("{what} compared", what=language.say(name)))
        for each, (name, own) in COMPARED.items()
        if each != key and own(one)
    ]
    found += [
        (get(one), get(other), language.say("divided the wrong way round")),
        (get(other) - get(one), get(one), language.say("the difference taken, not the multiple")),
        (get(other) + get(one), get(one), language.say("one too many: the sum taken")),
    ]
    if key == "macs":
        found.append((2 * get(other), get(one), language.say("FLOPs of one held against MACs of the other: × 2")))
    return [
        Wrong(value, said, mistake, told=divided(above, below, said))
        for above, below, mistake in found
        for value, said in [times(above, below)]
    ]


def apart(one: Fraction, other: object) -> bool:
    """Whether two ratios are told apart by somebody who rounds."""
    return isinstance(other, Fraction) and other > 0 and not 1 / CLOSE <= one / other <= CLOSE


def divided(above: int, below: int, text: str) -> str:
    """A ratio with its numbers: ``3 / 2 = 1.5``."""
    sign = "=" if Fraction(above, below) == Fraction(text.replace(",", "")) else "≈"
    return f"{numbers.grouped(above)} / {numbers.grouped(below)} {sign} {text}"


def table(networks: Sequence[Analysis], language: Language) -> Grid:
    """The totals of networks."""
    head = [language.say("network"), *(language.say(what) for what, _ in COMPARED.values())]
    rows = [
        [title_of(each, language), *(numbers.grouped(get(each)) for _, get in COMPARED.values())] for each in networks
    ]
    return Grid(head, (False, True, True, True), rows)


@kind("most", 1, groups, "which of several networks has most")
def most(found: Sides, chance: Chance, language: Language) -> Question:
    networks, key = found
    what, get = COMPARED[key]
    largest = max(networks, key=get)
    others = [each for each in networks if each is not largest]
    chosen = [largest, *chance.some(others, min(MOST_CHOICES - 1, len(others)))]
    chosen = chance.shuffled(chosen)
    choices = []
    for each in chosen:
        leads = next(
            (name for name, own in COMPARED.values() if name != what and own(each) == max(map(own, networks))), ""
        )
        told = language.say("has fewer")
        if leads:
            told = language.say("has fewer: the one with most {what}", what=language.say(leads))
        right = each is largest
        choices.append(Choice(title_of(each, language), right, "" if right else told))
    asked = language.say("Which of these networks has the most {what}? Estimate first.", what=language.say(what))
    return Question(
        "most", language.say("most {what}", what=language.say(what)), [paragraph(asked)], title_of(largest, language),
        [table(chosen, language)], tuple(choices),
        facts=("most", key, tuple(sorted(map(get, chosen)))), networks=tuple(map(title_of, chosen)),
    )  # fmt: skip
