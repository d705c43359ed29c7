"""Reports as JSON. Keys are only ever added; ``schema_version`` changes when one changes its meaning.

Top level: ``schema_version``, ``tool``, ``network``, ``convention``, ``quantities``, ``layers``, ``totals`` and
``memory``. Values are unrounded integers without units; what each key means is said in ``quantities``. Of a part of a
network ``layers`` and ``totals`` hold that part, ``network`` and ``memory`` always the whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cnnstat._version import __version__
from cnnstat.analysis import Analysis
from cnnstat.analysis.memory import MODEL
from cnnstat.quantities import CONVENTIONS, FIGURES, MAC, Quantity
from cnnstat.quantities.network import NETWORK_QUANTITIES, NetworkQuantity
from cnnstat.report import layer_table
from cnnstat.spec.param import written
from cnnstat.spec.write import lines

SCHEMA_VERSION = 1


def report(analysis: Analysis, convention: str, depth: int | None = None, inside: str = "") -> dict[str, Any]:
    """The whole analysis as plain data."""
    table = layer_table(analysis, ("name", "type", *FIGURES), convention, depth, inside)
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "cnnstat", "version": __version__},
        "network": network_data(analysis, convention),
        "convention": {
            "mac": MAC,
            "flops": {"name": convention, "meaning": CONVENTIONS[convention].text},
            "per": "image",
            "mode": "train" if analysis.training else "infer",
        },
        "quantities": meanings([*NETWORK_QUANTITIES.values(), *table.columns[2:]]),
        "layers": layers_data(analysis, table.columns, table.rows),
        "totals": totals_data(table.columns, table.totals),
        "memory": {
            "model": MODEL, "dtype": analysis.dtype, "batch": analysis.batch, "optimizer": analysis.optimizer,
            "unit": "bytes", **analysis.memory._asdict(),
        },
    }  # fmt: skip


def network_data(analysis: Analysis, convention: str) -> dict[str, Any]:
    network = analysis.network
    path = Path(network.file)
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    return {
        "name": network.name,
        "title": network.title,
        "source": dict(network.source),
        "spec": {"path": path.name, "sha256": digest},
        "settings": {
            name: value if isinstance(value, bool | int | str) else float(written(value))
            for name, value in network.settings.items()
        },
        **{key: each.data(each.of(analysis, convention)) for key, each in NETWORK_QUANTITIES.items()},
    }


def meanings(quantities: Iterable[Quantity | NetworkQuantity]) -> dict[str, dict[str, str]]:
    """Unit and meaning of each figure, by its key."""
    return {each.key: {"unit": each.unit, "meaning": each.meaning} for each in quantities}


def layers_data(analysis: Analysis, columns: Any, rows: Any) -> list[dict[str, Any]]:
    """One mapping per row; ``spec`` holds the line of a layer as ``cnnstat expand`` writes it."""
    spec_lines = {line["name"]: line for line in lines(analysis.network)}
    by_name = {layer.name: layer for layer in analysis.layers}
    found = []
    for row in rows:
        data = {column.key: column.data(value) for column, value in zip(columns, row, strict=True)}
        layer = by_name.get(data["name"])
        if layer is not None:
            data["index"] = layer.order + 1
            data["inputs"] = [
                "input" if source < 0 else analysis.network.nodes[source].name for source in layer.node.inputs
            ]
            data["spec"] = spec_lines[layer.name]
            data["auxiliary"] = layer.node.auxiliary
            data["rf_aligned"], data["rf_exact"] = layer.field.aligned, layer.field.exact
        found.append(data)
    return found


def totals_data(columns: Any, totals: Any) -> dict[str, Any]:
    return {column.key: column.data(value) for column, value in zip(columns, totals, strict=True) if value is not None}


def whole(analysis: Analysis, convention: str, depth: int | None = None, inside: str = "") -> str:
    return json.dumps(report(analysis, convention, depth, inside), indent=1) + "\n"
