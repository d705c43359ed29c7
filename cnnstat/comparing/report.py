"""What differs as a table: equal changes in one row, the totals above."""

from __future__ import annotations

from cnnstat.analysis.setting import CONVENTIONS
from cnnstat.comparing.differences import Differences, Total
from cnnstat.comparing.rows import Difference, Rows, signed
from cnnstat.quantities import MAC, PER_IMAGE, Column, Words
from cnnstat.quantities.table import Table, partial_notes
from cnnstat.quantities.totals import TOTALS
from cnnstat.text import numbers

COLUMNS = (
    Column("status", "What", "changed, renamed, added or removed"),
    Column("layer", "Layer", "name; braces hold the texts that stand in its place, in parentheses is how many layers"),
    Column("keys", "Keys", "the keys that differ, as a spec writes them"),
    Column("output_shape", "Output", "channels × height × width, or features"),
    Column("params", "Params", "how many parameters more", "numbers", numeric=True),
    Column("macs", "MACs", "how many multiply-accumulates more", "multiply-accumulates", numeric=True),
)
LARGEST_SHARE = 10
"""So many times as much is told without a percentage."""
SAME = "No differences: every layer, key and figure of the one is that of the other."
NO_COMMON = (
    "No common layers: none with weights has the name and type, or the type and keys, of one of the other, so that "
    "only totals compare."
)
LEFT_OUT = "Auxiliary heads exist in training only and are left out"
HEADS = f"{LEFT_OUT} (--mode train holds them beside each other)."
GIVEN = "A row without keys: the layer is the same, and what it is given is not."
NOT_COMPARED = "Titles, sources and witnesses are not compared."


def diff_table(found: Differences) -> Table:
    """The changes and the totals that differ."""
    rows = Rows(found.analyses, found.layers).all() if found.common else []
    if found.recipe:
        told = ", ".join(each.text for each in found.recipe)
        rows.append([*map(Words, ("changed", "recipe", told, "")), Difference(0), Difference(0)])
    title = f"{found.one.title} → {found.two.title}"
    return Table(title, COLUMNS, rows, (), notes(found), facts(found))


def facts(found: Differences) -> list[tuple[str, str]]:
    """How many layers changed, and the totals that differ."""
    if not found.differs:
        return []
    counts = {status: f"{count:,} {status}" for status, count in found.counts.items()}
    kept = len(found.analyses[0].layers) - sum(each.one is not None for each in found.layers)
    told = [
        ("changes", ", ".join([*counts.values(), f"{kept:,} the same"]) if found.common else "no common layers found")
    ]
    told += [
        (TOTALS[each.key].title, total_text(each)) for each in found.totals if each.one != each.two or each.bounded
    ]
    same = [TOTALS[each.key].title for each in found.totals if each.one == each.two and not each.bounded]
    return [*told, *([("the same", ", ".join(same))] if same else [])]


def total_text(total: Total) -> str:
    """``3,857,973,248 → 4,089,184,256 (+231,211,008, +6.0 %)``."""
    values = " → ".join("–" if each is None else each.text for each in (total.one, total.two))
    difference, first = total.difference, total.one and total.one.exact
    if difference is None or not isinstance(first, int):
        return values
    share = f", {percent(difference, first)}" if abs(difference) < LARGEST_SHARE * first else ""
    told = (
        f"{'+' if difference > 0 else '−'}{numbers.binary(abs(difference))}" if is_bytes(total) else signed(difference)
    )
    return f"{values} ({told}{share})"


def is_bytes(total: Total) -> bool:
    return TOTALS[total.key].unit == "bytes"


def percent(difference: int, first: int) -> str:
    """A difference as a share, with its sign."""
    return f"{'+' if difference > 0 else '−'}{numbers.percent(abs(difference), first)}"


def notes(found: Differences) -> list[str]:
    """What a reader must know."""
    heads = any(node.auxiliary for each in found.analyses if not each.training for node in each.network.nodes)
    last = [*([HEADS] if heads else []), NOT_COMPARED]
    if not found.differs:
        return [SAME, *last]
    said = [] if found.common or found.unsearched else [NO_COMMON]
    if found.unsearched and not found.common:
        said.append(
            f"No common layers found: {found.unsearched:,} without a name in common are too many to be searched in "
            "full, so that only totals compare."
        )
    elif found.unsearched:
        said.append(
            f"{found.unsearched:,} layers without a name in common are too many to be aligned by their place; they are "
            "told as removed and added."
        )
    flops = CONVENTIONS[found.analyses[0].setting.flops].text
    said.append(f"{MAC}. {flops}. {PER_IMAGE[0].upper()}{PER_IMAGE[1:]}; Params and MACs of a row are differences.")
    said += partial_notes(found.analyses)
    if found.common and any(each.status == "changed" and not each.keys for each in found.layers):
        said.append(GIVEN)
    return [*said, *last]
