"""What papers print of a network, with verdicts, the most telling first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from cnnstat.claims import Checked, Reading
from cnnstat.claims.claim import Claim
from cnnstat.claims.report import as_printed
from cnnstat.claims.report import reading_text as counted_text
from cnnstat.handouts.amount import Amount
from cnnstat.handouts.topic import Topic
from cnnstat.language import Language, message
from cnnstat.printed.figure import HOLDS
from cnnstat.publishing.content import Block, Grid, Heading, Paragraph, plain
from cnnstat.quantities import QUANTITIES
from cnnstat.quantities.totals import TOTALS
from cnnstat.query import Reference, references
from cnnstat.text import numbers
from cnnstat.text.printable import shortened

OWN = re.compile(r"\A[^.@]+\.?")
"""The network's own name in front of a query, which the page need not repeat."""
LONGEST = 40
"""Characters of a quotation."""
TELLING = ("differs", "other convention", "truncated", "rounds", "exact")
"""Verdicts, that which says most first."""
WEIGHTY = ("params", "macs", "flops", "neurons", "connections", "depth")
"""Figures of a network that are quoted most."""
WORDS = {
    "exact": message("exact"),
    "rounds": message("rounds to it"),
    "truncated": message("digits cut off"),
    "differs": message("does not follow"),
}
COUNTED = {
    each: each
    for each in (
        message("weights only"), message("without γ and β of norms"), message("buffers counted"),
        message("fixed weights counted"), message("K = 1,024"), message("without linear layers"),
        message("without the last layer"), message("2 FLOPs per MAC"), message("MACs, not FLOPs"),
        message("norms counted, 2 per output"), message("bias additions counted"), message("biases not counted"),
        message("input counted"), message("a bias unit counted"), message("pools counted"), message("of its block"),
        message("of the whole network"), message("input channels not counted"), message("one GPU's half"),
        message("with the auxiliary heads"),
    )
}  # fmt: skip
"""Ways of counting that have words; others are names of networks and of settings, as input 256."""


def rank(each: Checked, source: str) -> tuple[int, bool, int, int, Fraction]:
    """The place of a verdict in the list: totals first, then the network's own source, then what is farther off."""
    claim = each.claim
    asked = list(references(claim.query)) if claim.query is not None else []
    whole = all(len(reference.path) == 1 and reference.path[0] in WEIGHTY for reference in asked)
    told = TELLING.index(each.verdict)
    far = each.excess
    other = claim.paper.text != source
    return (told // 2 if whole else told + 2, other, told, len(asked), -abs(far) if far is not None else Fraction(0))


def printed_part(topic: Topic, amount: Amount, language: Language) -> list[Block]:
    """The printed figures that say most, each with what the architecture gives."""
    every = [each for each in topic.printed if each.verdict in TELLING]
    if not every:
        return []
    seen: set[tuple[str, str]] = set()
    kept = []
    source = topic.analysis.network.source.get("paper", "")
    for each in sorted(every, key=lambda each: rank(each, source)):
        key = each.claim.asks, verdict(each, language)
        if key not in seen:
            kept.append(each)
            seen.add(key)
    shown = kept[: amount.printed]
    papers = list(dict.fromkeys(each.claim.paper.short for each in shown))
    marks = {paper: f"[{number}] " if len(papers) > 1 else "" for number, paper in enumerate(papers, 1)}
    head = [
        language.say("Printed"),
        language.say("Where"),
        language.say("The figure"),
        language.say("Architecture"),
        language.say("Verdict"),
    ]
    rows = [row(each, topic.analysis.network.name, marks, language) for each in shown]
    told = counts(every, len(shown), [f"{marks[paper]}{paper}" for paper in papers], language)
    return [
        Heading(language.say("What the paper prints")),
        Grid(head, [False, False, False, True, False], rows),
        Paragraph(plain(told), small=True),
    ]


def row(each: Checked, own: str, marks: Mapping[str, str], language: Language) -> list[str]:
    claim = each.claim
    where = marks[claim.paper.short] + ", ".join(filter(None, [language.place(claim.place), language.row(claim.row)]))
    value = as_printed(each.value, claim.printed) if each.value is not None else ""
    quote = f"{claim.prints}{f' ({claim.unit})' if claim.unit else ''}"
    texts = [shortened(each, LONGEST) for each in (quote, where, figure(claim, own, language))]
    return [*texts, value, verdict(each, language)]


def figure(claim: Claim, own: str, language: Language) -> str:
    """What a figure is, in words where the query names it alone; without the network's own name in front."""
    query = claim.query
    if isinstance(query, Reference) and not query.selector and query.path[0] == own and len(query.path) > 1:
        *inside, key = query.path[1:]
        place = ".".join(inside)
        title = QUANTITIES[key].title if key in QUANTITIES and place else TOTALS[key].title if key in TOTALS else key
        what = decapitalized(language.word(title))
        if place == "input" and key == "output_shape":
            what, place = language.word("input"), ""
        told = language.say("{what} of {place}", what=what, place=place) if place else what
        return ", ".join([told, *(f"{name}={value}" for name, value in query.settings)])
    return OWN.sub("", claim.asks) if claim.asks.startswith((f"{own}.", f"{own}@")) else claim.asks


def decapitalized(word: str) -> str:
    """A title inside of a line; ``MACs`` and ``RF`` stay."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]


def verdict(each: Checked, language: Language) -> str:
    """The verdict, with what it rests on."""
    if each.reading is not None:
        return f"{reading_text(each.reading, language)}: {counted_text(each.reading, each.claim.printed)}"
    if each.verdict == "differs" and each.excess is not None:
        share = numbers.percent(abs(each.excess.numerator), each.excess.denominator)
        if each.excess > 0:
            return language.say("{share} too high", share=share)
        return language.say("{share} too low", share=share)
    return language.say(WORDS[each.verdict])


def reading_text(reading: Reading, language: Language) -> str:
    """What is counted instead."""
    return ", ".join(
        language.say(COUNTED[each.text]) if each.text in COUNTED else each.text for each in reading.conventions
    )


def counts(every: list[Checked], shown: int, papers: list[str], language: Language) -> str:
    """How many figures are known, how they come out, and where they stand."""
    right = sum(each.verdict in HOLDS for each in every)
    other = sum(each.verdict == "other convention" for each in every)
    off = len(every) - right - other
    if other or off:
        verdicts = [
            language.say("{count} follow from the architecture", count=right) if right else "",
            language.say("{count} when something else is counted", count=other) if other else "",
            language.say("{count} do not", count=off) if off else "",
        ]
        listed = ", ".join(filter(None, verdicts))
        told = [language.say("{count} printed figures: {verdicts}.", count=len(every), verdicts=listed)]
    else:
        told = [
            language.plural(
                "The one printed figure follows from the architecture.",
                "All {count} printed figures follow from the architecture.", right,
            )
        ]  # fmt: skip
    if shown < len(every):
        told.append(language.say("Shown are {count}, the most telling first.", count=shown))
    return " ".join([*told, language.say("Printed in {sources}.", sources="; ".join(papers))])
