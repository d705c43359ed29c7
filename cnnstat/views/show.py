"""The report of ``show``: the summary of a network, or the table of its layers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.fit import lossless
from cnnstat.analysis.setting import DEFAULT, Setting, read_setting
from cnnstat.errors import UsageError
from cnnstat.quantities.table import Table, layer_table
from cnnstat.render import View
from cnnstat.views.request import Locate, read_network, reader

if TYPE_CHECKING:  # only a summary needs them
    from cnnstat.quantities.summary import Section, Summary

MENDED = "Without --table, the summary shows what would mend it."


def view(
    network: str,
    layer: str = "",
    table: bool = False,
    columns: str = "",
    input: str | None = None,
    settings: list[str] | None = None,
    depth: int | None = None,
    locate: Locate = str,
    **asked: Any,
) -> View:
    """The summary or the table that is asked for; the arguments are those of the command.

    Args:
        locate: resolves names of networks, whose meaning may depend on the document.
        asked: mode, batch, dtype, optimizer and flops.
    """
    setting = read_setting(asked, "--")
    network = locate(network)
    analysis, inside = analysed(network, layer, input, settings, setting)
    if not (table or columns or inside or depth):
        from cnnstat.quantities.summary import summarize

        return View("summary", summarize(analysis, lost_sections(analysis, network, settings or ())))
    if (setting.batch, setting.optimizer) != (DEFAULT.batch, DEFAULT.optimizer):
        raise UsageError("--batch and --optimizer concern memory, which a table does not show")
    wanted = [name.strip() for name in columns.split(",")] if columns else None
    return View("table", table_of(analysis, inside, wanted, depth, MENDED))


def analysed(
    network: str, layer: str, input: str | None, settings: list[str] | None, setting: Setting
) -> tuple[Analysis, str]:  # fmt: skip
    """The analysis of the network, and the layer or block of it that is asked for."""
    loaded = read_network(network, input, settings or ())
    analysis = analyze_network(loaded, setting, partial=True)
    return analysis, layer and resolved(analysis, layer)


def table_of(
    analysis: Analysis, layer: str = "", columns: Sequence[str] | None = None, depth: int | None = None, hint: str = ""
) -> Table:  # fmt: skip
    """The layers of a network, or of a part of it, with notes if the input does not fit.

    Args:
        analysis: the analysis of the network.
        layer: the layer or block to show; all layers if empty.
        columns: keys of columns; the usual ones if None.
        depth: how many levels of names to show; None shows every layer.
        hint: a further note if the input does not fit.
    """
    report = layer_table(analysis, columns, depth, layer)
    return replace(report, notes=[*report.notes, *lost_notes(analysis, hint)])


def summary_of(analysis: Analysis) -> Summary:
    """The summary of an analysis; if the input does not fit, it says what is lost."""
    from cnnstat.quantities.summary import summarize

    return summarize(analysis, unfit_sections(analysis))


def resolved(analysis: Analysis, layer: str) -> str:
    """The layer's name, after a check that it exists in this mode."""
    if not {each.order for each in analysis.layers} & set(analysis.network.select(layer)):
        raise UsageError(f"{layer} exists in training only; --mode train shows it")
    return layer


def loses(analysis: Analysis) -> bool:
    """Whether the input does not fit, so that rows or columns are never read; of a network known in part nobody can
    tell what of the image that is."""
    if analysis.counts.unknown:
        return False
    return not lossless(analysis.network, [each.output for each in analysis.every], analysis.training)


def lost_notes(analysis: Analysis, hint: str) -> list[str]:
    """The notes of a table on an input that does not fit."""
    if not loses(analysis):
        return []
    from cnnstat.sizes.sections import sentences

    return [*sentences(analysis), *filter(None, [hint])]


def unfit_sections(analysis: Analysis) -> list[Section]:
    """The sections of a summary on such an input that need the network only at this size."""
    if not loses(analysis):
        return []
    from cnnstat.sizes.sections import unfit

    return unfit(analysis)


def lost_sections(analysis: Analysis, name: str, settings: Iterable[str]) -> list[Section]:
    """All sections of a summary on such an input, including repairs."""
    if not loses(analysis):
        return []
    from cnnstat.sizes.sections import sections

    read = reader(name, settings)
    return sections(analysis, analyze_network(read(None), Setting(analysis.training)), read)
