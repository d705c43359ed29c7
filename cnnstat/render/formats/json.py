"""Reports as JSON.

Top level, behind the envelope: ``network``, ``convention``, ``quantities``, ``layers``, ``totals`` and
``memory``. Values are unrounded integers without units; what each key means is said in ``quantities``. Of a part of a
network ``layers`` and ``totals`` hold that part, ``network`` and ``memory`` always the whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnstat.analysis import Analysis
from cnnstat.analysis.fit import fits
from cnnstat.analysis.memory import MODEL
from cnnstat.analysis.setting import CONVENTIONS
from cnnstat.analysis.sweep import Sweep
from cnnstat.quantities import FIGURES, MAC, Column, Dimensions, Quantity, Value
from cnnstat.quantities.table import Table, layer_table
from cnnstat.quantities.totals import TOTALS
from cnnstat.render.envelope import document
from cnnstat.sizes.report import SizesReport
from cnnstat.spec import catalog
from cnnstat.spec.param import written
from cnnstat.spec.write import lines

if TYPE_CHECKING:
    from cnnstat.comparing import Comparison
    from cnnstat.comparing.changes import LayerChange
    from cnnstat.comparing.diff import Diff

ENDINGS = (".json",)


def report(analysis: Analysis, depth: int | None = None, inside: str = "") -> dict[str, Any]:
    """The whole analysis as plain data."""
    setting = analysis.setting
    table = layer_table(analysis, ("name", "type", "inputs", *FIGURES), depth, inside)
    return {
        "network": network_data(analysis),
        "convention": {
            "mac": MAC,
            "flops": {"name": setting.flops, "meaning": CONVENTIONS[setting.flops].text},
            "per": "image",
            "mode": "train" if analysis.training else "infer",
        },
        "quantities": meanings([*TOTALS.values(), *table.columns[3:]]),
        "layers": layers_data(analysis, table.columns, table.rows),
        "totals": totals_data(table.columns, table.totals),
        "memory": {
            "model": MODEL, "dtype": setting.dtype, "batch": setting.batch, "optimizer": setting.optimizer,
            "unit": "bytes", **analysis.memory.to_dict(), **bounds(memory_bounds(analysis)),
        },
    }  # fmt: skip


def network_data(analysis: Analysis) -> dict[str, Any]:
    network = analysis.network
    written_in = catalog.content(network.file)
    digest = hashlib.sha256(written_in).hexdigest() if written_in is not None else None
    return {
        "name": network.name,
        "title": network.title,
        "source": dict(network.source),
        "spec": {"path": Path(network.file).name, "sha256": digest},
        "settings": {
            name: [plain(each) for each in value] if isinstance(value, list) else plain(value)
            for name, value in network.settings.items()
        },
        **figures({key: each.of(analysis) for key, each in TOTALS.items()}),
    }


def figures(values: Mapping[str, Value | None]) -> dict[str, Any]:
    """Figures by their keys; null where there is none, or nobody knows it."""
    lower = [key for key, value in values.items() if value is not None and value.at_least]
    return {**{key: value and value.data for key, value in values.items()}, **bounds(lower)}


def bounds(keys: Sequence[str]) -> dict[str, Any]:
    """The keys of the figures beside them that are lower bounds, if there are any."""
    return {"at_least": list(keys)} if keys else {}


def memory_bounds(analysis: Analysis) -> list[str]:
    """The figures of the memory that are lower bounds: all of them where a part of the network is not known."""
    numbers = analysis.memory.to_dict().items() if analysis.counts.unknown else ()
    return [key for key, value in numbers if isinstance(value, int)]


def plain(value: Any) -> Any:
    """The value of a param as JSON has it."""
    return value if isinstance(value, bool | int | str) else float(written(value))


def meanings(quantities: Iterable[Column]) -> dict[str, dict[str, str]]:
    """Unit and meaning of each figure, by its key."""
    return {each.key: {"unit": each.unit, "meaning": each.meaning} for each in quantities}


def layers_data(analysis: Analysis, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> list[dict[str, Any]]:
    """One mapping per row; ``inputs`` names the rows that it reads, ``spec`` holds the line of a layer as
    ``cnnstat expand`` writes it, ``unread`` the rows and columns at the far end of its map that no window reads (null
    of layers without windows)."""
    spec_lines = {line["name"]: line for line in lines(analysis.network)}
    by_name = {layer.name: layer for layer in analysis.layers}
    shapes = [each.output for each in analysis.every]
    unread = {
        fit.order: [fit.rows.unread, fit.columns.unread] for fit in fits(analysis.network, shapes, analysis.training)
    }
    found = []
    for row in rows:
        data = row_data(columns, row)
        layer = by_name.get(data["name"])
        if layer is not None:
            data["index"] = layer.order + 1
            data["inputs"] = data.pop("inputs")  # behind the figures
            data["spec"] = spec_lines[layer.name]
            data["auxiliary"] = layer.node.auxiliary
            data["unread"] = unread.get(layer.order)
            field = layer.field
            found_out = (field.aligned, field.exact, field.with_gates.exact) if field.known else (None,) * 3
            data.update(zip(("rf_aligned", "rf_exact", "rf_union_exact"), found_out, strict=True))
        found.append(data)
    return found


def totals_data(columns: Sequence[Column], totals: Sequence[Value]) -> dict[str, Any]:
    """The totals of the columns that have one."""
    pairs = zip(columns, totals, strict=True)
    return figures({each.key: value for each, value in pairs if isinstance(each, Quantity) and each.sums})


def row_data(columns: Sequence[Column], row: Sequence[Value]) -> dict[str, Any]:
    """A row of a table."""
    return figures({column.key: value for column, value in zip(columns, row, strict=True)})


def whole(analysis: Analysis, depth: int | None = None, inside: str = "") -> str:
    return document(report(analysis, depth, inside), ascii_only=True)


def table_data(what: str, table: Table) -> dict[str, Any]:
    """A table's rows as plain data, under a key of their own."""
    return {what: [row_data(table.columns, row) for row in table.rows]}


def rows(what: str, table: Table) -> str:
    return document(table_data(what, table), ascii_only=True)


def comparison_data(found: Comparison) -> dict[str, Any]:
    """Networks side by side: the figures of each, beside them their multiples of the first one's, ``…_ratio``; and
    the same as rows of figures."""
    table = found.layouts.across
    return {
        "convention": {
            "mac": MAC,
            "flops": {"name": found.convention, "meaning": CONVENTIONS[found.convention].text},
            "per": "image",
        },
        "quantities": meanings(table.columns),
        **table_data("networks", table),
        **table_data("rows", found),
        "notes": list(table.notes),
    }


def comparison(found: Comparison) -> str:
    return document(comparison_data(found), ascii_only=True)


def layer_change(change: LayerChange) -> dict[str, Any]:
    """A layer that differs."""
    return {
        "status": change.status,
        "one": change.one and change.one.name,
        "two": change.two and change.two.name,
        "keys": {each.key: [each.one, each.two] for each in change.keys},
        "figures": {key: [value and value.data for value in pair] for key, pair in change.figures.items()},
    }


def diff_data(found: Diff) -> dict[str, Any]:
    """What differs between two networks, each layer by itself; what one side lacks is null."""
    sides = [
        {"network": side.title, "name": side.analysis.network.name, "title": side.analysis.network.title}
        for side in (found.one, found.two)
    ]
    return {
        "one": sides[0],
        "two": sides[1],
        "differs": found.differs,
        "common": found.common,
        "unaligned": found.unsearched,
        "totals": {
            each.key: {
                **figures({"one": each.one, "two": each.two}), "difference": each.difference,
            }
            for each in found.totals
        },
        "layers": [layer_change(each) for each in found.layers],
        "recipe": {each.key: [each.one, each.two] for each in found.recipe},
    }  # fmt: skip


def diff(found: Diff) -> str:
    return document(diff_data(found), ascii_only=True)


def sizes(found: SizesReport) -> str:
    """The input sizes of a network.

    ``fitting`` is null where they were not searched; a set holds every ``period``-th size from each of ``firsts``, and
    ``others``. ``witnesses`` are figures that the paper prints, with the inputs at which each comes out when sizes are
    rounded up, and down (only one where that makes no difference to any of them); ``agreed`` are those at which all do.
    """
    known, at = found.fitting, found.sweep
    network = found.network
    data = {
        "network": {"name": network.name, "title": network.title, "input_shape": Dimensions(network.input).data},
        "fitting": known
        and {
            "period": known.period,
            **{which: getattr(known, which)._asdict() for which in ("runs", "exact", "lossless")},
        },
        "witnesses": [
            {
                "says": each.says,
                "section": each.section,
                "formula": each.formula,
                "value": each.value,
                "inputs": {said.rounding: said.inputs[number] for said in found.said},
            }
            for number, each in enumerate(network.witnesses)
        ],
        "agreed": {said.rounding: said.agreed for said in found.said},
        "sizes": [size_data(at, index) for index in range(len(at.sides))],
    }
    return document(data, ascii_only=True)


def size_data(found: Sweep, at: int) -> dict[str, Any]:
    """One input size; of one at which the network does not run nothing else is known."""
    if not found.runs[at]:
        return {"input": found.sides[at], "runs": False}
    rows, columns = found.seen[at]
    return {
        "input": found.sides[at],
        "runs": True,
        "exact": found.exact[at],
        "lossless": found.lossless[at],
        "features": found.features[at],
        "unseen": [found.sides[at] - rows, found.sides[at] - columns],
        "params": found.params[at],
        "macs": found.macs[at],
        "layers": {
            name: {"output": each.outputs[at], "exact": each.exact[at], "unread": each.unread[at]}
            for each in found.places
            for name in each.names
        },
    }
