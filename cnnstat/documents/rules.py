"""The rules for documents."""

from __future__ import annotations

from cnnstat.findings.rule import Rule

WRONG = Rule(
    "CNS201", "wrong-figure", "error",
    "A figure in a document is not what the architecture gives at the precision printed: half a unit of the last "
    "digit, more where it says about or its zeros look rounded, as in 650,000.",
    "Write what the message suggests (--fix does), or ask for the figure that is meant.",
)  # fmt: skip
STALE = Rule(
    "CNS202", "stale-block", "error",
    "A generated block is not what its command prints today.",
    "`cnnstat check --fix` writes it anew.",
)  # fmt: skip
EDITED = Rule(
    "CNS203", "edited-block", "error",
    "A generated block was changed by hand: its checksum does not fit its text. It is never overwritten.",
    "Undo the change and move it out of the block; or empty the block and run `cnnstat check --fix`.",
)  # fmt: skip
BROKEN = Rule(
    "CNS204", "broken-mark", "error",
    "A mark has no end, no beginning or another mark inside, or its words are not `cnnstat: QUERY` and `/cnnstat`; or "
    "it stands in a directive, mathematics, a link's title or an attribute, which are not checked and may show it.",
    "A mark is <!-- cnnstat: alexnet.params -->61M<!-- /cnnstat -->, within one paragraph.",
)  # fmt: skip
UNREADABLE = Rule(
    "CNS205", "no-figure", "error",
    "What a mark encloses is not one figure: none, several, a part of one, or one that cannot be read.",
    "Enclose one figure, as 61.1M, 60,965,224, 94.86%, 55×55×96 or 6,000만.",
)  # fmt: skip
UNRESOLVED = Rule(
    "CNS206", "unresolved-query", "error",
    "The query of a mark, or the command of a block, cannot be carried out: a network, layer or figure that does not "
    "exist, or a spec that cannot be read.",
    "`cnnstat get QUERY` says the same; a path is relative to the document's folder.",
)  # fmt: skip
LOST = Rule(
    "CNS207", "lost-anchor", "error",
    "The words around a figure, as a sidecar file or a comment quotes them, stand nowhere in the text, or more than "
    "once.",
    "Quote words that stand there once.",
)  # fmt: skip
SUM = Rule(
    "CNS208", "wrong-sum", "error",
    "The marked figures of a column, a row or an equation, of a quantity that adds up, are not its total.",
    "Correct the total, or add the missing row; where rows are left out, say so in a row of its own, as | … | … |.",
)  # fmt: skip
UNREAD = Rule(
    "CNS209", "unreadable-document", "error",
    "A document cannot be read: no permission, no UTF-8, a loop of links, not the format that its ending says, or "
    "too large.",
)  # fmt: skip
NOTHING = Rule(
    "CNS210", "nothing-checked", "error",
    "Fewer figures were checked than --min-claims asks for (1, if it is not given): a check of nothing would always "
    "pass.",
    "Mark figures, name other paths, or give --min-claims 0.",
)  # fmt: skip
HTML_LINE = Rule(
    "CNS211", "mark-begins-line", "warning",
    "A mark begins a line of Markdown, which makes the whole line a block of HTML: it leaves its paragraph, and "
    "*stars* in it are shown as stars. Or it stands in front matter, in the description of an image or inside of "
    "mathematics, where it is shown itself.",
    "Let the line begin with a word; in a table cell and behind a word a mark does no harm. Let it enclose a formula "
    "as a whole.",
)  # fmt: skip
DOUBTFUL = Rule(
    "CNS212", "doubtful-figure", "warning",
    "With --suggest: a figure without a mark stands beside a network's name and does not come out, whatever is "
    "counted.",
    "Correct it; or leave it, if another network is meant.",
)  # fmt: skip
UNMARKED = Rule(
    "CNS213", "unmarked-figure", "note",
    "With --suggest: a figure without a mark that comes out, with the mark that would keep it true; or that comes out "
    "under another reading only.",
)  # fmt: skip

OTHER = Rule(
    "CNS214", "other-quantity", "error",
    "The words beside a marked figure, or the heading above it, name another quantity than its query asks for: 61M "
    "MACs of a query for params.",
    "Correct the query, or the word.",
)  # fmt: skip
MACS_AS_FLOPS = Rule(
    "CNS215", "macs-as-flops", "warning",
    "A figure is called FLOPs and its query asks for MACs, or the other way round. Papers do so; here FLOPs are twice "
    "the MACs.",
    "Correct the word or the query; or say in the mark what the text calls the figure, as alexnet.macs as FLOPs; or "
    "ignore this rule, if FLOPs means multiply-accumulates throughout.",
)  # fmt: skip
UNCHECKED = Rule(
    "CNS216", "unchecked-number", "note",
    "With --coverage: a number that is neither checked nor exempt.",
    "Mark it, if an architecture gives it; otherwise exempt it with a reason: <!-- cnnstat: exempt REASON -->90<!-- "
    "/cnnstat -->, or exempt in [tool.cnnstat].",
)  # fmt: skip
LOW_COVERAGE = Rule(
    "CNS217", "low-coverage", "error",
    "Less of the numbers that are not exempt is checked than --min-coverage asks for.",
    "Mark or exempt those that are listed as unchecked.",
)  # fmt: skip
NO_PICTURE = Rule(
    "CNS218", "uncounted-picture", "note",
    "With --coverage: an SVG file that a document shows cannot be read or lies outside of the project, so the numbers "
    "in it are not counted.",
)  # fmt: skip
MISSING_FACT = Rule(
    "CNS219", "missing-fact", "error",
    "A fact is marked in one language version of a document and in another one it is not, as pairs in [tool.cnnstat] "
    "says which belong together.",
    "State and mark it in both, or in none.",
)  # fmt: skip
NO_FACTS = Rule(
    "CNS220", "no-facts", "note",
    "Documents that pairs in [tool.cnnstat] says are versions of one have no marks, so nothing is compared.",
)  # fmt: skip

RULES = {
    rule.id: rule
    for rule in (
        WRONG, STALE, EDITED, BROKEN, UNREADABLE, UNRESOLVED, LOST, SUM, UNREAD, NOTHING, HTML_LINE, DOUBTFUL,
        UNMARKED, OTHER, MACS_AS_FLOPS, UNCHECKED, LOW_COVERAGE, NO_PICTURE, MISSING_FACT, NO_FACTS,
    )
}  # fmt: skip
