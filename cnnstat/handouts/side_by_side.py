"""Several networks on the pages of one handout: their figures, their charts, what changes from one to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from cnnstat.charts import Accuracies, accuracies
from cnnstat.claims import Claim
from cnnstat.comparing.cited import UNKNOWN, cited, claims_of
from cnnstat.comparing.diff import Diff, diff
from cnnstat.comparing.differences import Total
from cnnstat.comparing.networks import compare_networks
from cnnstat.comparing.report import LARGEST_SHARE, percent
from cnnstat.comparing.subject import Subject
from cnnstat.handouts.accuracy import accuracy_chart
from cnnstat.handouts.amount import Amount
from cnnstat.handouts.charts import total_chart
from cnnstat.handouts.glance import drawing_of
from cnnstat.handouts.layers import middle
from cnnstat.handouts.topic import Topics
from cnnstat.language import Language, message
from cnnstat.publishing.content import Beside, Block, Grid, Heading, Paragraph, Picture, Run, plain
from cnnstat.quantities import Bytes, Count
from cnnstat.quantities.totals import TOTALS
from cnnstat.text import numbers

FIGURES = ("input_shape", "depth", "params", "macs", "rf", "weight_bytes", "peak_bytes")
"""What stands side by side."""
MOST_COLUMNS = 4
"""Networks that stand as columns; more stand as rows."""
STATUSES = {
    "changed": message("changed"), "renamed": message("renamed"),
    "added": message("added"), "removed": message("removed"),
}  # fmt: skip
TOLD = ("params", "macs", "rf", "weight_bytes")
"""Figures that are told of what changed."""


def comparison_part(topics: Topics, amount: Amount, language: Language) -> list[Block]:
    """The networks' figures side by side, with ratios to the first where there is room."""
    sides = topics.sides(language)
    found = compare_networks(sides, FIGURES)
    names = [each.title for each in sides]
    titles = {key: language.word(TOTALS[key].title) if key in TOTALS else language.say("input") for key in FIGURES}
    cells = [texts[1:] for texts in found.layouts.beside.texts()]  # the figures of the networks, and their ratios
    if len(names) <= MOST_COLUMNS:
        ratio = [language.say("{one} / {two}", one=names[1], two=names[0])] if len(names) == 2 else []
        head = [language.say("Figure"), *names, *ratio]
        rows = [[titles[key], *texts[: len(head) - 1]] for key, texts in zip(FIGURES, cells, strict=True)]
        grid = Grid(head, [False, *[True] * (len(head) - 1)], rows, wide=True)
    else:
        rows = [[middle(name), *(row[at] for row in cells)] for at, name in enumerate(names)]
        grid = Grid([language.say("Network"), *titles.values()], [False, *[True] * len(FIGURES)], rows, wide=True)
    return [Heading(language.say("Side by side")), grid]


def totals_part(topics: Topics, amount: Amount, language: Language) -> list[Block]:
    """Parameters and MACs of each network, as bars."""
    left, right = (Picture(total_chart(topics, what, language), what) for what in ("params", "macs"))
    return [Beside([left], [right])]


def chart_part(topics: Topics, amount: Amount, language: Language) -> list[Block]:
    """Cited accuracies against MACs, of the networks that were tested on the same images."""
    sides = topics.sides(language)
    found = comparable(sides)
    if found is None:
        return []
    images = found.points[0].images
    notes = [
        language.say(
            "Top-1 accuracy on {images}, cited; a circle's area is its network's parameters. A network that costs "
            "less and does better stands farther up and to the left.",
            images=images,
        )
    ]
    known = {each.name for each in found.points}
    if len(found.points) < len(sides):
        others = ", ".join(each.title for each in sides if each.title not in known)
        notes.append(language.say("Without a cited accuracy on these images: {names}.", names=others))
    claims = {side.title: claims_of(side.analysis.network)[0] for side in sides if side.title in known}
    cites = "; ".join(f"{name}: {cited_at(each, language)}" for name, each in claims.items())
    notes.append(language.say("Cited: {sources}.", sources=cites))
    said = [Paragraph(plain(each), small=True) for each in notes]
    picture = Picture(accuracy_chart(found, language), "accuracy")
    return [Heading(language.say("Accuracy and cost")), Beside([picture], said, 0.62)]


def cited_at(claim: Claim, language: Language) -> str:
    """``He 2015, table 3, ResNet-50``."""
    return ", ".join(filter(None, [claim.paper.short, language.place(claim.place), language.row(claim.row)]))


def comparable(sides: Sequence[Subject]) -> Accuracies | None:
    """The accuracies of the largest group of networks that were tested on the same images; None below two."""
    images = {each.title: cited(each.analysis.network, "accuracy_on") for each in sides}
    groups = Counter(value.text for value in images.values() if value != UNKNOWN).most_common(1)
    if not groups or groups[0][1] < 2:
        return None
    found = [each for each in sides if images[each.title].text == groups[0][0] and has_accuracy(each)]
    return accuracies(found) if len(found) > 1 else None


def has_accuracy(side: Subject) -> bool:
    return cited(side.analysis.network, "top1_accuracy") != UNKNOWN


def drawings_part(topics: Topics, amount: Amount, language: Language) -> list[Block]:
    """Each network as a drawing, as high as there is room for all."""
    found: list[Block] = [Heading(language.say("The networks"))]
    for each in topics.each:
        title = each.title(language)
        runs = Run(title, "strong"), Run("  "), Run(each.under(language), "quiet")
        found.append(Paragraph(runs, apart=True, keep=True))
        found += drawing_of(each, max(90, amount.drawing * 2 // len(topics.each)), language)
    return found


def changes_part(topics: Topics, amount: Amount, language: Language) -> list[Block]:
    """What changes from each network to the next: figures, and layers where most of them have a counterpart."""
    found: list[Block] = [Heading(language.say("From one to the next"))]
    most = max(3, amount.changes // (len(topics.each) - 1))
    for one, two in pairwise(topics.sides(language)):
        found += told(diff(one, two), most, language)
    return found


def told(found: Diff, most: int, language: Language) -> Iterator[Block]:
    """One step: a sentence with figures, and a table of the changed layers."""
    begin = Run(f"{found.one.title} → {found.two.title}: ", "strong")
    if not found.differs:
        yield Paragraph((begin, Run(language.say("nothing differs."))), apart=True)
        return
    counts = [f"{numbers.grouped(count)} {language.say(STATUSES[each])}" for each, count in found.counts.items()]
    steps = [step(each, language) for each in found.totals if each.key in TOLD and each.one != each.two]
    layers = [language.say("layers: {counts}", counts=", ".join(counts))] if alike(found) else []
    yield Paragraph((begin, *plain("; ".join([*layers, *steps]) + ".")), apart=True)
    if alike(found):
        yield from layer_changes(found, most, language)


def step(total: Total, language: Language) -> str:
    """``parameters 61.0 M → 7.00 M (−88.5 %)``."""
    one, two = total.one, total.two
    title = language.word(TOTALS[total.key].title)
    values = [
        "–" if each is None
        else language.short(int(each.number)) if isinstance(each, Count) and not isinstance(each, Bytes)
        else each.text
        for each in (one, two)
    ]  # fmt: skip
    first = int(one.number) if isinstance(one, Count) else 0
    return f"{title} {' → '.join(values)}{more(first, total.difference or 0)}"


def more(first: int, difference: int) -> str:
    """A difference as a share, `` (−88.5 %)``; what is many times as much as such, `` (× 1,016)``."""
    if not first or not difference:
        return ""
    if difference >= LARGEST_SHARE * first:
        return f" (× {numbers.grouped(round(Fraction(first + difference, first)))})"
    return f" ({percent(difference, first)})"


def alike(found: Diff) -> bool:
    """Whether most layers of both have a counterpart, so that a table of the others says something."""
    sizes = [len(each.layers) for each in found.analyses]
    lone = sum(each.status in ("added", "removed") for each in found.layers)
    return found.common and bool(found.layers) and 2 * lone < max(sizes)


def layer_changes(found: Diff, most: int, language: Language) -> Iterator[Block]:
    """The first changes as a table."""
    table = found.table
    keys = [column.key for column in table.columns]
    rows = [[language.say(STATUSES[texts[0]]), *map(middle, texts[1:])] for texts in table.texts()[:most]]
    head = [
        language.say("What"), language.say("Layer"), language.say("Keys"),
        *(language.word(column.title) for column in table.columns[keys.index("output_shape") :]),
    ]  # fmt: skip
    rest = len(table.rows) - len(rows)
    caption = language.plural("{count} more change", "{count} more changes", rest) if rest else ""
    yield Grid(head, [column.numeric for column in table.columns], rows, caption=caption)
