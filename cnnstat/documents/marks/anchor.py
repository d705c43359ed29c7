"""Anchors: the words around a figure, with the query in braces where the figure stands.

``{alexnet.neurons} neurons`` finds *650,000 neurons*. Blanks and line breaks are one; a brace that is meant is
doubled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from cnnstat.documents.formats.comment import Comment
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.judging.prose import ALONE, CONTINUES, FIGURE, goes_before
from cnnstat.documents.marks.pairs import Broken, Item, Mark
from cnnstat.documents.marks.seeker import ANYTHING, Place, places
from cnnstat.effort import spend
from cnnstat.errors import UsageError, shown

Pattern = re.Pattern[str]
PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
FIRST = r"(?<![0-9A-Za-z_.,])(?<![0-9][-–×*^/])"
SIDE = re.compile(r"(?<![0-9.,])((?>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+))(?![0-9]|[.,][0-9])")
"""One side of a product, whose other sides are quoted: {alexnet.pool5.height}x6x256."""
CROSS = r"\s*[×xX*]\s*"
CROSSED = re.compile(rf"{CROSS}[0-9]"), re.compile(rf"[0-9]{CROSS}\Z"), re.compile(CROSS)
"""How words go on behind a side, how they end in front of one, and what stands between two."""
SIGNS = "*_`$"
"""Emphasis and mathematics, which may stand around a figure."""
DRESS = f"[{SIGNS}]{{0,3}}+"
TOKEN = re.compile(r"\s?\S{0,20}")
MOST = 20_000
"""Characters in which a hint is looked for."""
TRIED = 5
"""Figures of an anchor in whose place a hint is looked for, one at a time."""
MOST_QUERIES = 20
"""Queries in one anchor."""
AROUND = 400
"""Characters around a word in which its anchor is looked for."""
ANYWHERE = 1 / 2
"""Units of work for a character of a text in which a figure may begin anywhere, as its anchor has no word."""
AGAIN, OPENED = 1 / 10_000, 1 / 400
"""Units of work for a character of a text and one of an anchor, where the text repeats what the anchor begins with; and
where anything may stand in the place of a figure."""


class Anchor(NamedTuple):
    """The words around a figure.

    Attributes:
        text: as written.
        parts: words and, at odd places, queries.
        word: the longest of its words, by which it is looked for; "" where it has none.
    """

    text: str
    parts: tuple[str, ...]
    word: str

    @property
    def asks(self) -> tuple[str, ...]:
        """The queries, in order."""
        return self.parts[1::2]


def read_anchor(text: str) -> Anchor:
    """An anchor from its text.

    Raises:
        UsageError: it has no query in braces, or a brace alone.
    """
    parts: list[str] = []
    at, words = 0, ""
    for match in PIECE.finditer(text):
        words += text[at : match.start()]
        at = match.end()
        if match[0] in ("{{", "}}"):
            words += match[0][0]
        elif match[1] and match[1].strip():
            parts += [words, match[1].strip()]
            words = ""
        else:
            raise UsageError(
                f"{shown(text)}: expected a query in braces, as {{alexnet.params}}; a brace itself is doubled"
            )
    if not parts:
        raise UsageError(f"{shown(text)}: expected a query in braces where the figure stands, as {{alexnet.params}}")
    if len(parts) > 2 * MOST_QUERIES:
        raise UsageError(f"{shown(text)}: more than {MOST_QUERIES} queries; quote the words around fewer figures")
    parts.append(words + text[at:])
    literal = sorted((word for each in parts[::2] for word in each.split()), key=len)
    return Anchor(text, tuple(parts), literal[-1] if literal else "")


def pattern_of(anchor: Anchor, figures: Sequence[Pattern], loose: bool = False) -> list[Pattern]:
    """What finds words with figures between them, piece by piece.

    A blank can match in one way only, and none stands at an end, so that a search takes time in proportion to the text.

    Args:
        anchor: the words.
        figures: what finds each of the figures.
        loose: whether blanks may stand, or lack, between all words and figures.
    """
    blank = r"\s*+" if loose else r"\s++"
    found: list[Pattern] = []
    for number, part in enumerate(anchor.parts):
        if number % 2:
            found.append(figures[number // 2])
            continue
        begins, ends = (loose or edge.isspace() for edge in (part[:1], part[-1:]))
        first, last = number == 0, number == len(anchor.parts) - 1
        words = blank.join(map(re.escape, part.split()))
        if not words:
            found += [re.compile(blank)] if begins and not first and not last else []
            continue
        before = (r"(?<=\s)" if part[:1].isspace() else "") if first else blank if begins else ""
        behind = (r"(?=\s)" if part[-1:].isspace() else "") if last else blank if ends else ""
        found.append(re.compile(before + words + behind))
    return found


def exact(anchor: Anchor) -> list[Pattern]:
    """What finds each of an anchor's figures as it should stand there."""
    return [SIDE if is_side(anchor, number) else exact_at(anchor, number) for number in range(1, len(anchor.parts), 2)]


def exact_at(anchor: Anchor, number: int) -> Pattern:
    """What finds a figure. Signs that the anchor quotes beside it are not also its dress: a text is read in one way."""
    front, back = anchor.parts[number - 1], anchor.parts[number + 1]
    taken = front[-1:] in SIGNS if front else number > 1
    return dressed("" if taken else DRESS, "" if back and back[0] in SIGNS else DRESS)


@cache
def dressed(before: str, behind: str) -> Pattern:
    """What finds the whole of a figure or nothing of it, with what it may be dressed in."""
    return re.compile(f"{FIRST}{before}((?>{FIGURE})){behind}")


def is_side(anchor: Anchor, number: int) -> bool:
    """Whether a figure of an anchor is one side of a product."""
    behind, before, between = CROSSED
    front, back = anchor.parts[number - 1], anchor.parts[number + 1]
    inner = (back if number + 2 < len(anchor.parts) else "", front if number > 1 else "")
    return bool(behind.match(back) or before.search(front) or any(between.fullmatch(each) for each in inner))


def matches(
    anchor: Anchor,
    text: str,
    region: tuple[int, int],
    pattern: Sequence[Pattern],
    most: int = 10**7,
    again: float = AGAIN,
) -> list[Place]:
    """Up to two places of an anchor; looked for around its longest word, in so many characters at most."""
    spend((region[1] - region[0]) // 50)
    each = 1 / 5 + again * len(anchor.text)
    if not anchor.word:
        spend((region[1] - region[0]) * (each + ANYWHERE))
        return list(islice(places(pattern, text, *region), 2))
    found: list[Place] = []
    reach = 2 * len(anchor.text) + AROUND
    looked, last = 0, region[0]
    at = text.find(anchor.word, *region)
    while at != -1 and len(found) < 2 and looked < most:
        start = max(last, at - reach)  # the words may begin where the last window ends
        end = min(region[1], at + reach)
        while (after := text.find(anchor.word, at + 1, end)) != -1 and end < region[1]:
            at, end = after, min(region[1], after + reach)  # words that stand close are looked at together
        looked += end - start
        spend((end - start) * each)
        found += islice(places(pattern, text, start, end), 2)
        last = found[-1].end if found else last
        at = text.find(anchor.word, end, region[1])
    return found[:2]


def find(
    anchor: Anchor, text: str, region: tuple[int, int], at: int, where: str = "there"
) -> list[Mark | Broken]:  # fmt: skip
    """The figures of an anchor.

    Args:
        anchor: the words.
        text: where to look.
        region: between which offsets.
        at: where the anchor itself stands.
        where: how a message calls the text.
    """
    found = matches(anchor, text, region, pattern_of(anchor, exact(anchor)))
    if len(found) == 1:
        return [
            Mark(*span, ask, at, *span) if is_side(anchor, 2 * number + 1) else figure_at(text, span, ask, at)
            for number, (span, ask) in enumerate(zip(found[0].figures, anchor.asks, strict=True))
        ]
    if found:
        return [
            Broken(at, at + 1, f"the words {shown(anchor.text, 80)} stand {where} more than once; add words", lost=True)
        ]
    return [
        Broken(
            at,
            at + 1,
            f"the words {shown(anchor.text, 80)} do not stand {where}{hint(anchor, text, region)}",
            lost=True,
        )
    ]


def hint(anchor: Anchor, text: str, region: tuple[int, int]) -> str:
    """Why an anchor may not be found."""
    found = exact(anchor)
    loose = matches(anchor, text, region, pattern_of(anchor, found, loose=True), MOST)
    if loose:
        start, end, _ = loose[0]
        line = Lines(text).place(start)[0]
        return f"; with other blanks they stand in line {line}: {shown(text[start:end].strip(), 80)}"
    for number in range(min(len(found), TRIED) if anchor.word and stands(anchor, text, region) else 0):
        figures = [*found[:number], ANYTHING, *found[number + 1 :]]
        between = matches(anchor, text, region, pattern_of(anchor, figures), MOST, OPENED)
        if between:
            line, what = Lines(text).place(between[0].start)[0], shown(text[slice(*between[0].figures[number])].strip())
            return f"; in line {line} {what} stands between them, which is no figure that can be read"
    return ""


def stands(anchor: Anchor, text: str, region: tuple[int, int]) -> bool:
    """Whether all words of an anchor stand in a text, wherever; found in time that is proportional to both."""
    spend((region[1] - region[0]) // 50)
    plain = " ".join(text[slice(*region)].split())
    return all(" ".join(each.split()) in plain for each in anchor.parts[::2])


def figure_at(text: str, span: tuple[int, int], ask: str, at: int) -> Mark | Broken:
    """A figure that was found; one that begins earlier or goes on in a way that is not read is no shorter one."""
    if CONTINUES.match(text, span[1]) or goes_before(text, span[0]):
        first = max(text.rfind(blank, max(0, span[0] - 12), span[0]) for blank in " \t\n") + 1
        end = TOKEN.match(text, span[1])
        whole = shown(text[first or span[0] : end.end() if end else span[1]].strip())
        return Broken(*span, f"{whole} is not read as one figure; write it so, as 61M, 61\\,M or 61 million", lost=True)
    return Mark(*span, ask, at, *span)


@lru_cache(maxsize=1)
def figures_in(text: str, region: tuple[int, int]) -> Sequence[tuple[int, int]]:
    """Where the figures of a region stand, of which many comments may speak, one behind the other."""
    spend((region[1] - region[0]) // 10)
    return [each.span() for each in ALONE.finditer(text, *region)]


def only_figure(asks: str, text: str, region: tuple[int, int], at: int) -> Mark | Broken:
    """The figure of a line's or paragraph's comment that has a query only: there must be one figure."""
    found = figures_in(text, region)
    if len(found) == 1:
        return figure_at(text, found[0], asks, at)
    problem = f"{len(found)} figures stand" if found else "no figure stands"
    return Broken(
        at, at + len(asks), f"{problem} in the text of this comment; quote the words, as {{{asks}}} parameters", True
    )


def of_region(comment: Comment, text: str) -> Sequence[Item]:
    """The figures that a comment of a line or paragraph speaks of."""
    assert comment.region is not None
    if "{" not in comment.words:
        return [only_figure(comment.words, text, comment.region, comment.at)]
    try:
        found = read_anchor(comment.words)
    except UsageError as error:
        return [Broken(comment.start, comment.end, str(error))]
    return find(found, text, comment.region, comment.at)
