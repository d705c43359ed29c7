"""The sections of a summary, and notes of a table, about an input that does not fit."""

from __future__ import annotations

from cnnstat.analysis import Analysis
from cnnstat.analysis.sweep import Load
from cnnstat.derivation.fitting import lost
from cnnstat.quantities.summary import Section
from cnnstat.sizes.misfit import Misfit, misfit
from cnnstat.sizes.progression import fitting
from cnnstat.sizes.repair import Repair, remaining, repairs
from cnnstat.sizes.witness import testimonies, testimony
from cnnstat.text import numbers


def sections(analysis: Analysis, own: Analysis, load: Load) -> list[Section]:
    """What is lost at an input, how to repair that, and what the paper's own figures imply for the input.

    Args:
        analysis: the network at the input in question.
        own: the network at its spec's own input.
        load: gives the network at a size.
    """
    found = misfit(analysis, own)
    if found is None:
        return []
    made, size = [unfit_section(found, analysis)], size_of(analysis)
    if found.changes and found.own is not None:
        there = "×".join(map(str, found.own))
        made.append(Section(f"at {size} instead of the spec's own {there}", changes_of(found)))
    known = fitting(own.network)
    mended = [repair_line(each) for each in repairs(analysis, load, known)]
    if known is not None:
        mended.insert(0, ("square inputs that fit", known.exact.text))
    made.append(Section("what would mend it, wholly or in part", mended))
    said = testimony(own.network, testimonies(own.network, load))
    return [*made, *([Section("what the paper's own figures say of the input", said)] if said else [])]


def unfit(analysis: Analysis) -> list[Section]:
    """Only the first of these sections, on what is lost; the others need the network at other sizes."""
    found = misfit(analysis)
    return [] if found is None else [unfit_section(found, analysis)]


def unfit_section(found: Misfit, analysis: Analysis) -> Section:
    return Section(f"at {size_of(analysis)} not everything fits", layers_of(found))


def size_of(analysis: Analysis) -> str:
    side = analysis.network.input
    return f"{side.height}×{side.width}"


def sentences(analysis: Analysis) -> list[str]:
    """What is lost at an input, in short sentences."""
    found = misfit(analysis)
    return [] if found is None else [f"{name}: {text}." for name, text in layers_of(found)]


def layers_of(found: Misfit) -> list[tuple[str, str]]:
    lines = [*found.layers]
    rows, columns = found.unseen
    if rows or columns:
        lines.append(("in the end", f"{lost(rows, columns)} of the image never reach the output"))
    return lines


def changes_of(found: Misfit) -> list[tuple[str, str]]:
    shares = [f" ({each.share})" if each.share else "" for each in found.changes]
    return [
        (each.name, f"{each.here} instead of {each.there}{share}")
        for each, share in zip(found.changes, shares, strict=True)
    ]


def repair_line(repair: Repair) -> tuple[str, str]:
    """What to change, the resulting sizes, and the costs."""
    analysis = repair.analysis
    parts = [repair.how] if repair.how else []
    if analysis.features is not None:
        parts.append(f"{analysis.features.name} {analysis.features.output}")
    parts.append(f"{numbers.si(analysis.params)} parameters, {numbers.si(analysis.macs)} MACs")
    return repair.what, "; ".join([*parts, *remaining(repair)])
