"""Figures without marks: those beside a network's name and a word for a quantity, and the marks that they should have.

The search is narrow, so that its findings are worth reading: in a sentence it takes a figure with its quantity
(``138M parameters``, ``parameters: 3.5M``), in a table a cell below the heading of a quantity. The network is the
nearest one named before it in the paragraph or row, or else after it, or else in the last heading. If a layer of that
network is named in between, or begins the row, that layer is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cnnstat.documents.checker import Checker
from cnnstat.documents.document import Document, Passage, UnreadableError, finding_at, unread
from cnnstat.documents.formats import html
from cnnstat.documents.formats.markdown import Stretch, begins_line, layout, visible
from cnnstat.documents.judging.named import said_before, said_behind, said_by, said_of, unit_of
from cnnstat.documents.judging.prose import ALONE, CONTINUES, around, bare, goes_before
from cnnstat.documents.judging.sums import cells
from cnnstat.documents.judging.verify import Verdict
from cnnstat.documents.rules import DOUBTFUL, UNMARKED
from cnnstat.findings.finding import Finding
from cnnstat.query import Bench

OF = re.compile(r"[^.,;:()]*\b(?:of|in|for)\s+(?:the\s+)?[*_`]*", re.IGNORECASE)
"""Words that join a figure to a network named after it."""
NEAR = 60
"""The most characters between a figure and a network named after it."""
OURS = re.compile(r"\b(?:we|our|ours|my|this work)\b|우리", re.IGNORECASE)
"""Words of a sentence about the authors' own network, whose figures are not doubted."""
SENTENCE = re.compile(r"[.!?]\s|[。]|\n\s*\n")


class Candidate(NamedTuple):
    """A figure and the queries that it may be the answer to.

    Attributes:
        start, end: its offsets.
        queries: the queries, the most likely first.
        sure: whether its network is named in its sentence or row; otherwise a mark is proposed, but no error reported.
        unit: the unit of its column's heading.
    """

    start: int
    end: int
    queries: tuple[str, ...]
    sure: bool
    unit: str = ""


@lru_cache(maxsize=4)
def names(bench: Bench) -> re.Pattern[str]:
    """A pattern of the catalog's networks as people write them: ResNet-50, MobileNet V2, VGG16."""
    found = []
    for name in sorted(bench.names(), key=len, reverse=True):
        parts = re.findall(r"[a-z]+|[0-9]+", name.lower())
        found.append(r"[-_ ]?".join(parts))
    return re.compile(rf"(?<![A-Za-z0-9.])(?:{'|'.join(found)})(?![A-Za-z0-9])", re.IGNORECASE)


def suggest(checker: Checker, document: Document) -> None:
    """Add findings for figures without marks to a check."""
    if document.kind not in ("markdown", "notebook"):
        return
    bench = checker.verifier.bench
    try:
        passages = document.passages or [Passage(document.text, "markdown", (), document.lines, document.text)]
        read = [each for each in passages if document.kind == "markdown" or each.places is not None]
        found = [(passage, each) for passage in read for each in candidates(passage, bench)]
    except UnreadableError:
        return  # reported by the check
    except RecursionError:
        checker.add(unread(document.path, "nested too deep to look for figures without marks"))
        return
    for passage, each in found:
        finding = judged(checker, document, passage, each)
        if finding is not None:
            checker.add(finding, document)


def judged(checker: Checker, document: Document, passage: Passage, each: Candidate) -> Finding | None:
    """The finding for a figure without a mark; None if there is nothing to say about it."""
    text = passage.text[each.start : each.end]
    folder = document.path.parent
    before = around(passage.text, each.start, each.end).before
    queries = each.queries[:1] if before else each.queries  # "less than so many FLOPs" holds for the MACs too
    verdicts = [(query, checker.verifier.verdict(f"{before}{text}{each.unit}", query, folder)) for query in queries]
    known = [(query, verdict) for query, verdict in verdicts if verdict.figure is not None]
    if not known:
        return None
    for query, verdict in known:
        if verdict.rule is None:
            found = told(document, passage, each, query, verdict)._replace(rule=UNMARKED, reading="")
            if query.endswith("macs") and each.queries[0].endswith("flops"):
                return found._replace(problem=f"{text} is {query}: MACs, not FLOPs", suggested="")
            mark = f"<!-- cnnstat: {query} -->{text}<!-- /cnnstat -->"
            edit = None
            if not begins_line(passage.text, passage.lines, each.start):
                edit = passage.edit(each.start, each.end, mark)
            return found._replace(problem=f"{text} is {query}", suggested=mark, edit=edit)
    query, verdict = next(((query, verdict) for query, verdict in known if verdict.reading), known[0])
    if not verdict.reading and not each.sure:
        return None
    return told(document, passage, each, query, verdict)._replace(
        rule=UNMARKED if verdict.reading else DOUBTFUL, problem=f"{text}, but {query} is {verdict.exact}"
    )


def told(
    document: Document, passage: Passage, each: Candidate, query: str, verdict: Verdict
) -> Finding:  # fmt: skip
    found = finding_at(DOUBTFUL, document, passage, (each.start, each.end), "")
    return found._replace(
        query=query,
        printed=passage.text[each.start : each.end],
        exact=verdict.exact,
        suggested=verdict.suggested.removesuffix(each.unit),
        reading=verdict.reading,
        related=verdict.specs,
    )


def candidates(passage: Passage, bench: Bench) -> Iterator[Candidate]:
    """The figures of a passage that have no mark, with the queries that they may be."""
    blocks = layout(passage.text)
    marked = spans_marked(passage)
    heading = ""
    every: list[Candidate] = []
    for stretch in blocks.prose:
        start, end = passage.lines.range(stretch.first, stretch.last)
        text = passage.text[start:end]
        if text.lstrip(" >").startswith("#"):
            mention = list(names(bench).finditer(text))
            heading = mention[-1][0] if mention else heading
        at = bisect_right(blocks.tables, stretch.first, key=lambda each: each.first) - 1
        table = blocks.tables[at] if at >= 0 else None
        if table is not None and stretch.first < table.last:
            found = in_row(passage, table, stretch, heading, bench) if stretch.first > table.first + 1 else iter(())
        else:
            found = in_sentence(passage.text, start, end, heading, bench)
        every += [each for each in found if not within(each.start, marked)]
    seen = set(visible(passage.text, [each.start for each in every]))
    yield from (each for each in every if each.start in seen)


def spans_marked(passage: Passage) -> list[tuple[int, int]]:
    """The offsets of marks and generated blocks, including their comments, and of other comments."""
    found = list(html.spans(passage.text))
    closed = [each for each in passage.comments if each.kind == "close"]
    for first in passage.comments:
        if first.kind in ("query", "command"):
            at = bisect_left(closed, first.end, key=lambda each: each.start)
            found += [(first.start, closed[at].end)] if at < len(closed) else []
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def within(offset: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether an offset is inside one of some spans, which are in order and do not overlap."""
    at = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return at >= 0 and offset < spans[at][1]


def in_sentence(text: str, start: int, end: int, heading: str, bench: Bench) -> Iterator[Candidate]:
    """The figures of a paragraph that have a word for a quantity beside them."""
    mentions = list(names(bench).finditer(text, start, end))
    breaks = [start, *(match.end() for match in SENTENCE.finditer(text, start, end))]
    for match in ALONE.finditer(text, start, end):
        if CONTINUES.match(text, match.end()) or goes_before(text, match.start()):
            continue
        key = said_behind(text, match.end()) or said_of(match[0]) or said_before(text, match.start(), start)
        at = bisect_right(mentions, match.start(), key=lambda each: each.start())
        before, behind = (mentions[at - 1] if at else None), (mentions[at] if at < len(mentions) else None)
        begin = breaks[bisect_right(breaks, match.start()) - 1]
        name = before[0] if before else heading
        sure = (
            before is not None
            and before.start() >= begin
            and not OURS.search(text, max(begin, match.start() - 5 * NEAR), match.start())
        )
        if behind and (not name or OF.fullmatch(text[match.end() : min(behind.start(), match.end() + NEAR)])):
            name, sure = behind[0], not SENTENCE.search(text, match.end(), min(behind.start(), match.end() + NEAR))
        if key and name:
            since = before.end() if before else start
            found = queries(bench, name, text[since : match.start()], key)
            yield Candidate(match.start(), match.end(), found, sure)


def in_row(passage: Passage, table: Stretch, row: Stretch, heading: str, bench: Bench) -> Iterator[Candidate]:
    """The figures of a table's row whose heading names a quantity."""
    text, lines = passage.text, passage.lines
    head = cells(text, *lines.range(table.first, table.first + 1))
    own = cells(text, *lines.range(row.first, row.first + 1))
    if not own:
        return
    label = text[slice(*own[0])]
    mention = names(bench).search(label)
    name = mention[0] if mention else heading
    for (first, last), (start, end) in zip(head, own, strict=False):
        title = text[first:last]
        key = said_by(title)
        plain = bare(text[start:end])
        if not key or not name or not ALONE.fullmatch(plain.text):
            continue
        found = queries(bench, name, label, key)
        if mention is None and not any(f".{bare(label).text}." in each for each in found):
            continue  # a row that names neither a network nor a layer
        yield Candidate(start + plain.start, start + plain.end, found, True, unit_of(title))


def queries(bench: Bench, name: str, before: str, key: str) -> tuple[str, ...]:
    """The queries that a figure may be: of the layer named before it, or else of the network; FLOPs may be MACs."""
    network = bench.known(name) or name
    setup = bench.setup(network, ())
    words = re.findall(r"[A-Za-z0-9_]+(?:[./-][A-Za-z0-9_]+)*", before[-5 * NEAR :])
    layer = next((word for word in reversed(words) if setup.analysis.network.has(word)), "")
    keys: Sequence[str] = ("flops", "macs") if key == "flops" else (key,)
    of = f"{network}.{layer}" if layer and key != "depth" else network
    return tuple(f"{of}.{each}" for each in keys)
