"""The likeliest of the queries that a figure may be the answer to, with the verdict on it.

A figure that comes out for none is read as programs and people count, and is doubted only where its network and its
quantity are certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from cnnstat.documents.checker import Checker
from cnnstat.documents.cited import is_cited
from cnnstat.documents.classes import of_classes
from cnnstat.documents.document import Document, Passage
from cnnstat.documents.judging.verify import ratio
from cnnstat.documents.likeness import (
    BINARY,
    CLASSES,
    COMPARES,
    CUT,
    ENOUGH,
    TOTAL,
    apart,
    by_chance,
    coarse,
    halves,
    is_cut,
    is_near,
    is_other,
    loose,
)
from cnnstat.documents.programs import own_way
from cnnstat.documents.reading import answers
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.recognized import UNSAID, many_digits
from cnnstat.documents.together import APART, HEADS, Judged
from cnnstat.errors import CnnstatError, UsageError
from cnnstat.printed import Figure
from cnnstat.printed.words import ABOUT
from cnnstat.quantities.values import Exact
from cnnstat.query import Bench

ALONG = frozenset([HEADS, BINARY, "MiB for MB", "buffers counted", "not rounded"])
"""Conventions that go along with another one."""
PARAM = re.compile(r"[a-z_]+=")
"""A reading with another value of a param: another network than the one that is named."""
INSTEAD = " for "
"""Stands in a reading between two networks of which one takes the other's place."""
EXACT = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,3}|[1-9][0-9]{6,9}", re.ASCII)
"""So many digits come out under no convention by chance."""
WRITTEN_OUT = re.compile(r"(?<![0-9])[0-9]{1,3}(?:,?[0-9]{3})+\s?\Z", re.ASCII)
"""A large figure without a multiplier."""
FEWER = ("depth", "macs", "flops")
"""But not these, which variants hardly change."""
WHOLE = "of the whole network:"
"""The reading of a part's figure as its network's."""


def judged(checker: Checker, document: Document, passage: Passage, each: Candidate) -> Judged | None:
    """A figure with its verdict; None if there is nothing to say of it."""
    found = read(checker, document, passage, each) if each.queries else None
    if each.also and (found is None or found.verdict.rule is not None):
        known = recognized(checker, document, passage, each)
        if known is not None and (found is None or known.verdict.rule is None or known.cited):
            return known  # with 61 million parameters: not those of the layers named before
    return found


def recognized(checker: Checker, document: Document, passage: Passage, each: Candidate) -> Judged | None:
    """A figure that comes out for a network of which the text around it speaks, or that a paper prints for it."""
    folder, asked = document.path.parent, each._replace(queries=each.also)
    known = list(answered(checker, asked, folder))
    several = each.also[0].endswith(".depth") or WRITTEN_OUT.search(each.printed) or many_digits(each.printed) > 1
    query = next((asks for asks, value, figure in known if several and checker.verifier.accepts(figure, value)), "")
    if query:
        return Judged(passage, asked, query, checker.verifier.verdict(each.printed, query, folder))
    found = cited(checker, passage, asked, known, folder)
    if found is not None:
        return found
    params = [of for of in known if of[0].endswith(".params")]
    return otherwise(checker, passage, asked._replace(firm=0), params, folder) if params else None


def cited(
    checker: Checker, passage: Passage, each: Candidate, known: Sequence[tuple[str, Exact, Figure]], folder: Path
) -> Judged | None:  # fmt: skip
    """A figure that a source in the catalog prints for its network, right or wrong; None if none does.

    Of depths only those that come out if more is counted: ``27 layers if we also count pooling``.
    """
    for query, _, figure in known:
        depth = query.endswith(".depth")
        if (depth or not each.changed) and is_cited(query, figure):
            found = doubted(checker, passage, each._replace(firm=2, code=False), query, folder)
            if found is not None and (found.reading or not depth):
                return found._replace(candidate=each, weak=False, cited=True)
    return None


def otherwise(
    checker: Checker, passage: Passage, each: Candidate, known: Sequence[tuple[str, Exact, Figure]], folder: Path
) -> Judged | None:  # fmt: skip
    """Parameters of a variant or, to all digits, of a network that people train or count otherwise; else None."""
    if EXACT.fullmatch(each.printed.strip()):
        for query, _, figure in known:  # the network that its own sentence names comes first
            if own := of_classes(checker.verifier, query, int(figure.value), folder):
                return Judged(passage, each, own, checker.verifier.verdict(each.printed, own, folder))
            counted = checker.verifier.in_full(query, folder).get(figure.value, "")
            if counted and fits(counted, query, each.printed, checker.verifier.bench):
                verdict = checker.verifier.verdict(each.printed, query, folder)
                return Judged(passage, each, query, verdict, f"{counted}: {int(figure.value):,}")
        return None
    query, _, figure = min(known, key=lambda of: apart(ratio(of[2], of[1])))
    reading = of_variants(checker, each, query, folder) if many_digits(each.printed) >= UNSAID else ""
    if not reading:
        return None
    return Judged(passage, each, query, checker.verifier.verdict(each.printed, query, folder), reading)


def read(checker: Checker, document: Document, passage: Passage, each: Candidate) -> Judged | None:
    """A figure by what the words around it say of it; None if there is nothing to say."""
    folder = document.path.parent
    known = list(answered(checker, each, folder))
    fitting = [each for each in known if checker.verifier.accepts(each[2], each[1])]
    if fitting:
        right, _, _ = min(fitting, key=lambda of: apart(ratio(of[2], of[1])) if of[2].bound else 0)
        verdict = checker.verifier.verdict(each.printed, right, folder)
        return None if loose(verdict) else Judged(passage, each, right, verdict)
    if not known or known[0][2].bound:
        return None
    query, value, figure = min(known, key=lambda of: apart(ratio(of[2], of[1])))
    exact = halves(query)[1] == "params" and EXACT.fullmatch(each.printed.strip())
    if exact and (own := of_classes(checker.verifier, query, int(known[0][2].value), folder)):
        return Judged(passage, each, own, checker.verifier.verdict(each.printed, own, folder))
    if found := cited(checker, passage, each, [(query, value, figure)], folder):
        return found
    if each.firm or exact:
        return doubted(checker, passage, each, query, folder)
    if (TOTAL.fullmatch(query) or COMPARES.fullmatch(query)) and sum(map(str.isdigit, each.printed)) > 1:
        verdict = checker.verifier.verdict(ABOUT.sub("", each.printed), query, folder)
        if reading := (CUT if is_cut(figure, value) else coarse(verdict, query)):
            return Judged(passage, each, query, verdict, reading)
        own, reading = own_way(checker, each, query, verdict, folder)
        if reading:
            return Judged(passage, each, own, checker.verifier.verdict(each.printed, own, folder), reading)
    return None


def doubted(checker: Checker, passage: Passage, each: Candidate, query: str, folder: Path) -> Judged | None:
    """A figure that does not come out: the reading under which it does, or else a doubt where one is due."""
    verdict = checker.verifier.verdict(ABOUT.sub("", each.printed), query, folder)  # about, and counted otherwise
    if verdict.reading.startswith(WHOLE) and query.count(".") > 1:  # C1 + S2 + … = 60,000
        whole = f"{halves(query)[0]}.{query.rpartition('.')[2]}"
        return Judged(passage, each, whole, checker.verifier.verdict(each.printed, whole, folder))
    if COMPARES.fullmatch(query) and is_cut(verdict.figure, verdict.value):
        return Judged(passage, each, query, verdict, CUT)
    for reading in (verdict.reading, *verdict.others):
        taken = reading and fits(reading, query, each.printed, checker.verifier.bench)
        if taken and not by_chance(reading, query, each.printed):
            return Judged(passage, each, query, verdict, reading)
    if not each.firm:
        return None
    if reading := of_variants(checker, each, query, folder):
        return Judged(passage, each, query, verdict, reading)
    if reading := coarse(verdict, query) or (CUT if is_cut(verdict.figure, verdict.value) else ""):
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
    network, rest = halves(query)
    digits = sum(map(str.isdigit, each.printed))
    if checker.verifier.setup(network, folder) is None or (digits < ENOUGH and rest not in FEWER):
        return ""
    others = [*answers.variants(network, checker.verifier.bench), f"{network}@mode=train"]
    asked = each._replace(queries=tuple(f"{name}.{rest}" for name in others))
    found = (
        asks for asks, value, figure in answered(checker, asked, folder) if checker.verifier.accepts(figure, value)
    )
    right = next(found, "")
    if not right and rest == "params" and digits >= ENOUGH:
        known = answered(checker, asked, folder)
        cut = next((asks for asks, value, figure in known if is_cut(figure, value)), "")
        return f"{halves(cut)[0]}, {CUT}" if cut else ""
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


def fits(reading: str, query: str, printed: str, bench: Bench) -> bool:
    """Whether a reading keeps to the network that the text names: a variant of it, but no other network."""
    named = query.lstrip("(").partition(".")[0].partition("@")[0].partition("[")[0]
    parts = reading.partition(":")[0].split(", ")
    others = [part for part in parts if bench.in_catalog(part)]
    several = len({*parts} - {*others} - ALONG) > 1 and not EXACT.fullmatch(printed.strip())
    if several or ("digits cut off" in parts and others):
        return False  # two liberties at once
    if BINARY in parts and len(parts) > 1 and not query.endswith("bytes"):
        return False
    if any(PARAM.match(part) or bench.in_catalog(part.partition(INSTEAD)[2]) for part in parts):
        return False
    if query.endswith("bytes") and (others or any(CLASSES.fullmatch(part) for part in parts)):
        return False  # sizes have few digits, and much comes near them
    return all(part.startswith(f"{named}-") or named.startswith(f"{part}-") for part in others)
