"""``cnnstat crosscheck NAME…``: the analyzer compared with PyTorch, FLOP counters, autograd and torchvision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cnnstat.analysis import analyze_network
from cnnstat.analysis.setting import Setting
from cnnstat.cli.ending import expect
from cnnstat.cli.progress import progress
from cnnstat.cli.settings import (
    FORMAT_HELP,
    INPUT_HELP,
    NETWORK_HELP,
    OUTPUT_HELP,
    Params,
    choices,
    complete_network,
    write,
    write_text,
)
from cnnstat.errors import UsageError
from cnnstat.network.graph import Network
from cnnstat.quantities import MAC, PER_IMAGE, Column, Count, Missing, Words
from cnnstat.quantities.table import Table, layer_table
from cnnstat.spec import catalog
from cnnstat.spec.expand import expand
from cnnstat.views.request import check_choice, read_network

if TYPE_CHECKING:  # PyTorch is imported when the command runs
    from cnnstat.pytorch.crosscheck import Report
    from cnnstat.render.terminal import Line

PLACE = 14  # in the help

FORMATS = ("table", "json")
DEVICES = ("auto", "cpu", "cuda", "mps", "meta")
DEVICE_HELP = "Where models run; meta holds no numbers and is fast."
TOOLS_HELP = "What other programs count: thop, ptflops and others, with commas between them, or all."
GAP = 2
COLUMNS = ("name", "type", "output_shape", "params", "buffers", "macs")


def crosscheck(
    networks: Annotated[
        list[str] | None, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network, show_default=False)
    ] = None,
    all: Annotated[bool, typer.Option("--all", help="Every network of the catalog.")] = False,
    device: Annotated[str, typer.Option("--device", **choices(DEVICES, DEVICE_HELP))] = "auto",
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Params = None,
    tools: Annotated[str, typer.Option("--tools", metavar="[all|NAMES]", help=TOOLS_HELP)] = "",
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, FORMAT_HELP))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
) -> int:
    """Compare the analyzer with PyTorch and other counters.

    With the built model, two FLOP counters, autograd and torchvision; exit code 1 on a mismatch. With --tools, what
    other counters print for the model and what they count besides MACs; exit code 1 if something is left unexplained.
    """
    chosen = format or ("json" if output is not None and output.suffix.lower() == ".json" else "table")
    check_choice("--format", chosen, FORMATS)
    wanted = chosen_networks(networks or [], all, input, settings or [])
    if tools:
        if device != "auto":
            raise UsageError("--tools and --device exclude each other: the tools choose their device")
        return show_tools(wanted, tools, chosen, output)
    from cnnstat.pytorch.crosscheck import crosscheck as check
    from cnnstat.pytorch.device import choose

    choose(device)  # so that a wrong device is an error before anything runs
    with progress() as tell:
        reports = []
        for number, network in enumerate(wanted, 1):
            tell(number, len(wanted), network.name)
            reports.append(check(network, device))
    code = expect(0 if all_agree(reports) else 1)
    if chosen == "json":
        from cnnstat.render.envelope import document

        write(document(data(reports)), output)
    else:
        show(reports, output)
    return code


def show_tools(networks: Sequence[Network], tools: str, format: str, output: Path | None) -> int:
    """Show what other counters print for each network; the exit code is 1 if a figure is not explained."""
    from cnnstat.pytorch.counting import ask, chosen
    from cnnstat.pytorch.counting.report import data_of, table_of

    counters = chosen(tools)  # so that a wrong name is an error before anything runs
    found = []
    with progress() as tell:
        for number, network in enumerate(networks, 1):
            tell(number, len(networks), network.name)
            found.append(ask(network, counters))
    code = expect(0 if all(each.agrees for each in found) else 1)
    if format == "json":
        from cnnstat.render.envelope import document

        convention = {"mac": MAC, "per": "image", "mode": "infer"}
        write(document({"convention": convention, "networks": [data_of(each) for each in found]}), output)
    else:
        from cnnstat.render import terminal

        tables = [table_of(each) for each in found]
        if output is None and terminal.on_terminal():
            terminal.emit(tables_view, tables)
        else:
            write_text(terminal.text(tables_view, tables), output)
    return code


def tables_view(tables: Sequence[Table], limit: int | None) -> list[Line]:
    """Tables below each other."""
    from cnnstat.render.terminal import table_view

    lines: list[Line] = []
    for each in tables:
        lines += [[], *table_view(each, limit)]
    return lines[1:]


def all_agree(reports: Iterable[Report]) -> bool:
    """Whether nothing differs anywhere."""
    return not any(report.mismatches for report in reports)


def chosen_networks(names: list[str], every: bool, size: str | None, settings: Sequence[str]) -> list[Network]:
    """The networks that the command line asks for."""
    if every and names:
        raise UsageError("--all and names exclude each other")
    if not every and not names:
        raise UsageError("expected the name of a network, or --all; `cnnstat list` shows them all")
    if (size is not None or settings) and (every or len(names) > 1):
        raise UsageError("--input and --set go with a single network")
    if every:
        return [expand(spec, name) for name, spec in catalog.networks().items()]
    return [read_network(name, size, settings) for name in names]


def data(reports: Iterable[Report]) -> dict[str, Any]:
    """All reports as plain data."""
    from cnnstat.pytorch.crosscheck.data import report_data

    return {
        "convention": {"mac": MAC, "per": "image", "mode": "train"},
        "networks": [report_data(report) for report in reports],
    }


def show(reports: Sequence[Report], output: Path | None) -> None:
    """Show a table of one network's layers, or a line for each of several networks."""
    from cnnstat.render import terminal

    view = one_view if len(reports) == 1 else many_view
    if output is None and terminal.on_terminal():
        terminal.emit(view, reports)
    else:
        write_text(terminal.text(view, reports), output)


AGREEMENT = Column("agreement", "Agreement", "what each tool says")


SHOWN = {"name", "type", "output_shape", AGREEMENT.key}
"""Columns that are shown however narrow the terminal is."""


def layers_of(report: Report) -> Table:
    """The analyzer's figures for every layer, and the tools that agree."""
    from cnnstat.pytorch.crosscheck.texts import agreement

    table = layer_table(analyze_network(report.network, Setting(training=True)), COLUMNS)
    held = [layer.analysis.counts.parameters for layer in report.layers]
    buffers = [each.buffers + each.fixed for each in held]  # torch keeps fixed weights as buffers
    place = COLUMNS.index("buffers")
    rows = [
        [*row[:place], Count(kept), *row[place + 1 :], Words(agreement(layer))]
        for row, kept, layer in zip(table.rows, buffers, report.layers, strict=True)
    ]
    totals = [*table.totals[:place], Count(sum(buffers)), *table.totals[place + 1 :], Missing("")]
    return replace(table, columns=[*table.columns, AGREEMENT], rows=rows, totals=totals)


def one_view(reports: Sequence[Report], limit: int | None) -> list[Line]:
    """One network, layer by layer."""
    from cnnstat.pytorch.crosscheck import texts
    from cnnstat.render.terminal import columns_width, fitting, wrapped

    (report,) = reports
    table = layers_of(report)
    ranked = [replace(column, priority=0 if column.key in SHOWN else 1) for column in table.columns]
    rows = [[column.title for column in ranked], *table.texts(), table.total_texts()]
    widths = columns_width(rows)
    kept = fitting(replace(table, columns=ranked), widths, limit)
    head, *body, total = ([(row[index], widths[index], ranked[index].numeric) for index in kept] for row in rows)
    rule: Line = [("─" * (sum(widths[index] + GAP for index in kept) - GAP), "dim")]
    lines: list[Line] = [[(report.network.title, "bold")], [], grid(head, "bold"), rule]
    lines += [*(grid(row, "") for row in body), rule, grid(total, "bold"), []]
    left_out = [column.title for index, column in enumerate(ranked) if index not in kept]
    if left_out:
        lines += wrapped(f"No room for {', '.join(left_out)}: widen the terminal.", limit)
    lines += notes([f"{MAC}. Input {report.network.input}, {PER_IMAGE}, auxiliary heads included."], limit)
    lines += notes([*texts.conventions(reports), *texts.unmeasured(report)], limit)
    if report.twin is not None:
        lines += notes(texts.twin_lines(report.twin), limit)
    return [*lines, *ending(reports, limit)]


def many_view(reports: Sequence[Report], limit: int | None) -> list[Line]:
    """A line for each network, and the mismatches."""
    from cnnstat.pytorch.crosscheck import texts
    from cnnstat.render.terminal import columns_width

    rows = [texts.HEAD, *(texts.summary(report) for report in reports)]
    widths = columns_width(rows)
    lines = [
        grid([(cell, width, index > 0) for index, (cell, width) in enumerate(zip(row, widths, strict=True))], "")
        for row in rows
    ]
    counted = "Of how many layers each tool was asked; rf: of how many merges and ends of features."
    unmeasured = [sentence for report in reports for sentence in texts.unmeasured_count(report)]
    said = notes([counted, *texts.conventions(reports), *unmeasured], limit)
    return [*lines, [], *said, *ending(reports, limit)]


def grid(cells: Iterable[tuple[str, int, bool]], style: str) -> Line:
    """A line of cells; each is a text, its width, and whether it is aligned to the right."""
    from cnnstat.render.terminal import padded

    pieces = [(padded(text, width, right), style) for text, width, right in cells]
    return [piece for each in pieces for piece in (each, (" " * GAP, ""))][:-1]


def notes(sentences: Iterable[str], limit: int | None) -> list[Line]:
    from cnnstat.render.terminal import wrapped

    return [line for sentence in sentences for line in wrapped(sentence, limit, "dim")]


def ending(reports: Sequence[Report], limit: int | None) -> list[Line]:
    """The differences, and the verdict."""
    from cnnstat.pytorch.crosscheck import texts

    apart: list[Line] = [[(line, "red")] for report in reports for line in texts.differing(report)]
    if apart:
        apart = [[], [("The tool's value, then the analyzer's:", "bold")], *apart]
    return [*apart, [], [(texts.verdict(reports), "green" if all_agree(reports) else "red")]]
