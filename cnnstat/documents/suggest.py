"""Figures without marks: those of which the text says what they count, and the marks that would keep them true.

A figure whose network and quantity are certain is doubted if it does not come out. Of others only those are told that
come out: silence is better than a guess.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cnnstat.documents.checker import Checker
from cnnstat.documents.classes import of_classes
from cnnstat.documents.document import Document, Passage, UnreadableError, finding_at, unread
from cnnstat.documents.formats import formats
from cnnstat.documents.formats.markdown import begins_line
from cnnstat.documents.judging.verify import ratio
from cnnstat.documents.likeness import (
    BINARY,
    CLASSES,
    ENOUGH,
    apart,
    by_chance,
    coarse,
    is_near,
    is_other,
    loose,
    truncated,
)
from cnnstat.documents.marks.spans import spans_marked, within
from cnnstat.documents.programs import own_way
from cnnstat.documents.proposals import Proposal, readable
from cnnstat.documents.reading import answers
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.reader import Reader
from cnnstat.documents.reading.shown import COLOURS
from cnnstat.documents.rules import DOUBTFUL, UNMARKED
from cnnstat.documents.together import APART, HEADS, Judged, consistent
from cnnstat.errors import CnnstatError, UsageError
from cnnstat.files import relative
from cnnstat.findings.finding import Finding
from cnnstat.printed import Figure
from cnnstat.printed.words import ABOUT
from cnnstat.project import split
from cnnstat.quantities.values import Exact
from cnnstat.query import Bench

ALONG = frozenset([HEADS, BINARY, "MiB for MB", "buffers counted", "not rounded"])
"""Conventions that go along with another one."""
PLAIN = re.compile(r"[^\s()*+,'\"@\[\]]+")
"""A path that needs no quotes in a query."""
PARAM = re.compile(r"[a-z_]+=")
"""A reading with another value of a param: another network than the one that is named."""
EXACT = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,3}|[1-9][0-9]{6,9}", re.ASCII)
"""So many digits come out under no convention by chance."""
FEWER = ("depth", "macs", "flops")
"""But not these, which variants hardly change."""
BEFORE = re.compile("[^0-9]*")
"""What stands before the digits of a figure."""
SIGNS = frozenset(" .,")
"""What sets thousands or decimals apart in some language."""
WHOLE = "of the whole network:"
"""The reading of a part's figure as its network's."""


def suggest(checker: Checker, document: Document, marks: bool = True) -> None:
    """Add findings for figures without marks to a check.

    Args:
        checker: the check.
        document: one that it has read.
        marks: whether figures that come out are told with their marks, as others are.
    """
    if not document.kind:
        return
    try:
        reader = Reader(checker.verifier.bench, own_names(checker, document.path.parent))
        read = list(unmarked(checker, document.shown, reader))
        told = list(
            consistent(checker, document, (judged(checker, document, passage, found) for passage, found in read))
        )
        found = marked(checker, document, (each for each in told if marks or each.verdict.rule is not None))
    except UnreadableError:
        return  # reported by the check
    except UsageError as error:  # a spec that the configuration names and this document may not read
        checker.add(unread(document.path, str(error)))
        return
    except RecursionError:
        checker.add(unread(document.path, "nested too deep to look for figures without marks"))
        return
    for each in told:
        checker.add(finding_of(document, each, found.get(id(each))), document)


def own_names(checker: Checker, folder: Path) -> dict[str, tuple[str, str]]:
    """The project's own names of networks: how a query in a folder's documents calls each, and where it is."""
    found = {}
    for name, network in checker.config.names:
        path, variant = split(network)
        beside = f"{relative(path, folder)}{variant}" if path else network
        asks = beside if not path or PLAIN.fullmatch(beside) else f"'{beside}'"
        found[name] = asks, checker.project.network(beside, folder) if path else network
    return found


def unmarked(
    checker: Checker, passages: Sequence[Passage], reader: Reader
) -> Iterator[tuple[Passage, Candidate]]:  # fmt: skip
    """The figures of a document outside of marks, each once, with its passage."""
    read: defaultdict[int, list[Candidate]] = defaultdict(list)
    for passage, each in reader.document(passages):
        read[id(passage)].append(each)
    for passage in passages:
        marked = spans_marked(checker, passage) if read[id(passage)] else []
        last = -1
        for each in sorted(read[id(passage)], key=lambda each: (each.start, -each.firm)):
            if each.start >= last and (each.field or not within(each.start, marked)):
                yield passage, each
                last = each.end


def judged(checker: Checker, document: Document, passage: Passage, each: Candidate) -> Judged | None:
    """A figure with its verdict; None if there is nothing to say of it."""
    folder = document.path.parent
    known = list(answered(checker, each, folder))
    fitting = [each for each in known if checker.verifier.accepts(each[2], each[1])]
    if fitting:
        right, _, _ = min(fitting, key=lambda of: apart(ratio(of[2], of[1])) if of[2].bound else 0)
        verdict = checker.verifier.verdict(each.printed, right, folder)
        return None if loose(verdict) else Judged(passage, each, right, verdict)
    if not known or known[0][2].bound:
        return None
    query, _, _ = min(known, key=lambda of: apart(ratio(of[2], of[1])))
    exact = query.partition(".")[2] == "params" and EXACT.fullmatch(each.printed.strip())
    if exact and (own := of_classes(checker.verifier, query, int(known[0][2].value), folder)):
        return Judged(passage, each, own, checker.verifier.verdict(each.printed, own, folder))
    return doubted(checker, passage, each, query, folder) if each.firm or exact else None


def doubted(checker: Checker, passage: Passage, each: Candidate, query: str, folder: Path) -> Judged | None:
    """A figure that does not come out: the reading under which it does, or else a doubt where one is due."""
    verdict = checker.verifier.verdict(ABOUT.sub("", each.printed), query, folder)  # about, and counted otherwise
    if verdict.reading.startswith(WHOLE) and query.count(".") > 1:  # C1 + S2 + … = 60,000
        whole = f"{query.partition('.')[0]}.{query.rpartition('.')[2]}"
        return Judged(passage, each, whole, checker.verifier.verdict(each.printed, whole, folder))
    for reading in (verdict.reading, *verdict.others):
        if reading and fits(reading, query, checker.verifier.bench) and not by_chance(reading, query, each.printed):
            return Judged(passage, each, query, verdict, reading)
    if not each.firm:
        return None
    if reading := of_variants(checker, each, query, folder):
        return Judged(passage, each, query, verdict, reading)
    if reading := coarse(verdict) or truncated(verdict):
        return Judged(passage, each, query, verdict, reading)
    own, reading = own_way(checker, each, query, verdict, folder)
    if reading:
        return Judged(passage, each, own, checker.verifier.verdict(each.printed, own, folder), reading)
    weak = each.firm < 2 and not (each.column == APART and is_near(verdict, query))
    if each.column == APART and (weak or each.code or is_other(verdict, query)):
        return None  # programs count in ways of their own
    return Judged(passage, each, query, verdict, weak=weak)


def of_variants(checker: Checker, each: Candidate, query: str, folder: Path) -> str:
    """The variant of its network for which a figure comes out, with its value; "" if there is none."""
    network, _, rest = query.partition(".")
    digits = sum(map(str.isdigit, each.printed))
    if not checker.verifier.bench.known(network) or (digits < ENOUGH and rest not in FEWER):
        return ""
    others = [*answers.variants(network, checker.verifier.bench), f"{network}@mode=train"]
    asked = each._replace(queries=tuple(f"{name}.{rest}" for name in others))
    found = (
        asks for asks, value, figure in answered(checker, asked, folder) if checker.verifier.accepts(figure, value)
    )
    right = next(found, "")
    if not right and rest == "params" and digits >= ENOUGH:
        known = answered(checker, asked, folder)
        cut = next((asks for asks, value, figure in known if type(value) is int and figure.cut(value, figure.step)), "")
        return f"{cut.partition('.')[0]}, digits cut off, not rounded" if cut else ""
    exact = checker.verifier.verdict(each.printed, right, folder).exact if right else ""
    name = next((each for each in others if right == f"{each}.{rest}"), "")
    return f"{HEADS if '@' in name else name}: {exact}" if right else ""


def answered(checker: Checker, each: Candidate, folder: Path) -> Iterator[tuple[str, Exact, Figure]]:
    """The queries that a figure may be the answer to and that have one, with the figure."""
    try:
        figure = amount(each.printed)
    except UsageError:
        return
    for query in each.queries:
        try:
            value = checker.verifier.answer(query, folder).value
            yield query, value, checker.verifier.figure(figure, query, folder)
        except CnnstatError:
            continue  # a layer that exists in training only, a setting that does not fit


def fits(reading: str, query: str, bench: Bench) -> bool:
    """Whether a reading keeps to the network that the text names: a variant of it, but no other network."""
    named = query.lstrip("(").partition(".")[0].partition("@")[0].partition("[")[0]
    parts = reading.partition(":")[0].split(", ")
    others = [part for part in parts if bench.known(part)]
    if len({*parts} - {*others} - ALONG) > 1 or ("digits cut off" in parts and others):
        return False  # two liberties at once
    if BINARY in parts and len(parts) > 1 and not query.endswith("bytes"):
        return False
    if any(PARAM.match(part) for part in parts):
        return False
    if query.endswith("bytes") and (others or any(CLASSES.fullmatch(part) for part in parts)):
        return False  # sizes have few digits, and much comes near them
    return all(part.startswith(f"{named}-") or named.startswith(f"{part}-") for part in others)


def marked(checker: Checker, document: Document, told: Iterable[Judged]) -> dict[int, Proposal]:
    """The marks of figures, by the figures' ids, in formats where marks enclose figures.

    A mark that would begin its line is told and never set, so that it is not tried either.
    """
    found, tried = dict[int, Proposal](), defaultdict[int, list[Judged]](list)
    for each in told:
        encloses = formats()[each.passage.kind].bracket[1]
        text = each.passage.text[each.candidate.start : each.candidate.end]
        if each.candidate.code or each.rounded or not encloses or signs(text, each.candidate.printed):
            continue
        if begins_line(each.passage.text, each.passage.lines, each.candidate.start):
            found[id(each)] = proposal(each)
        else:
            tried[id(each.passage)].append(each)
    for every in tried.values():
        within = every[0].passage
        marks = readable(checker, within, document.path.parent, [proposal(each) for each in every])
        found.update((id(each), mark) for each, mark in zip(every, marks, strict=True) if mark is not None)
    return found


def proposal(each: Judged) -> Proposal:
    """The mark of a figure."""
    return Proposal(each.candidate.start, each.candidate.end, asks_of(each), each.verdict.rule is None)


def asks_of(each: Judged) -> str:
    """What the mark of a figure asks for."""
    return f"{each.query}{' as FLOPs' if called_flops(each) else ''}"


def called_flops(each: Judged) -> bool:
    """Whether the text calls MACs FLOPs."""
    return each.candidate.queries[0].endswith("flops") and each.query.endswith("macs")


def finding_of(document: Document, each: Judged, mark: Proposal | None) -> Finding:
    """What is told of a figure, with the mark that it may have."""
    passage, candidate, query, verdict = each.passage, each.candidate, each.query, each.verdict
    text = COLOURS.sub("", passage.text[candidate.start : candidate.end])
    own = signs(text, candidate.printed)  # which marks do not read
    found = finding_at(UNMARKED, document, passage, (candidate.start, candidate.end), "")._replace(
        query=query, printed=text, exact=verdict.exact, reading=each.reading, related=verdict.specs
    )
    encloses = candidate.code or each.rounded or own or formats()[passage.kind].bracket[1]
    said = mark.mark(passage) if mark else "" if encloses else quoting(passage, candidate, asks_of(each))
    found = found._replace(mark=document.says(said))
    if verdict.rule is not None:
        return found._replace(
            rule=UNMARKED if each.reading else DOUBTFUL,
            problem=f"{text}, but {query} is {verdict.exact}",
            suggested=verdict.suggested.removesuffix(candidate.unit).translate(own),
        )
    edit = None
    if mark and not begins_line(passage.text, passage.lines, mark.start):
        edit = passage.edit(mark.start, mark.end, said)
    problem = f"{text} is {query}{': MACs, not FLOPs' if called_flops(each) else ''}"
    if verdict.figure is not None and verdict.figure.bound:
        problem = f"{candidate.printed} holds for {query}: {verdict.exact}"
    return found._replace(problem=problem, suggested=found.mark, edit=edit, holds=True)


def signs(text: str, printed: str) -> dict[int, str]:
    """The decimal comma, or what sets the thousands apart, that a text has in place of what is read."""
    read, said = (BEFORE.sub("", each, count=1) for each in (printed, text))
    return {ord(one): other for one, other in zip(read, said, strict=False) if one in ".," and other in SIGNS - {one}}


def quoting(passage: Passage, candidate: Candidate, asks: str) -> str:
    """The comment for a figure in LaTeX and reStructuredText, which quotes the words behind it."""
    first, _ = formats()[passage.kind].bracket
    line = passage.text[candidate.end : passage.lines.range(0, passage.lines.of(candidate.end) + 1)[1]].rstrip()
    words = re.match(r"\S*(?:\s+\S+){0,2}", line)
    return f"{first}cnnstat: {{{asks}}}{words[0] if words else ''}"
