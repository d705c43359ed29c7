"""What somebody writes who has their types checked; test_public runs it, and mypy reads it with all the tests.

A comment ``type: ignore`` marks what a checker must find: mypy complains of one that is not needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, assert_type

import cnnstat


def figures(network: cnnstat.Network) -> dict[str, int]:
    analysis = cnnstat.analyze(network, training=True, batch=8, dtype="float16", optimizer="adam", flops="all")
    assert_type(analysis, cnnstat.Analysis)
    assert_type(analysis[0], cnnstat.LayerAnalysis)
    assert_type(analysis["C1"], cnnstat.LayerAnalysis)
    assert_type(analysis[1:3], Sequence[cnnstat.LayerAnalysis])
    assert_type(analysis.output, cnnstat.Shape)
    assert_type(analysis[0].node, cnnstat.Node)
    assert_type(analysis.to_dict(), dict[str, Any])
    assert_type(analysis._repr_html_(), str)
    return {layer.name: layer.flops for layer in analysis} | {"all": analysis.flops}


def numbers() -> tuple[int, Fraction, float, tuple[int, ...]]:
    assert_type(cnnstat.get("lenet5.params"), int | Fraction | tuple[int | Fraction, ...])
    share = cnnstat.get("lenet5.C1.params / lenet5.params", float)
    exact = cnnstat.get("lenet5.C1.params / lenet5.params", Fraction)
    return cnnstat.get("lenet5.params", int), exact, share, cnnstat.get("lenet5.C1.output_shape", tuple)


def reports(path: Path) -> list[str]:
    explained = cnnstat.explain("lenet5", "C1", ["params"], input=32)
    assert_type(explained, cnnstat.Explanation)
    compared = cnnstat.compare("lenet5", "lenet5.C1", path, cnnstat.analyze("lenet1"), quantities=("params",))
    assert_type(compared, cnnstat.Table)
    found = cnnstat.diff("lenet5", path, training=True)
    assert_type(found, cnnstat.Diff)
    assert_type(found.counts.get("added"), int | None)
    table = cnnstat.table(path, columns=["name", "params"], depth=1)
    assert_type(table, cnnstat.Table)
    shown = [str(explained), explained._repr_markdown_(), str(compared), str(found), table._repr_html_()]
    return [*shown, *cnnstat.networks().values()]


def message(name: str) -> str:
    try:
        cnnstat.load(name, input=(224, 320), width=0.5)
    except (cnnstat.SpecError, cnnstat.LayerError, cnnstat.UsageError) as error:
        assert_type(error, cnnstat.SpecError | cnnstat.LayerError | cnnstat.UsageError)
        return str(error)
    return ""


def mistakes(analysis: cnnstat.Analysis) -> None:
    """Nobody runs this."""
    print(analysis.parms)  # type: ignore[attr-defined]
    analysis[None]  # type: ignore[call-overload]
    number: int = cnnstat.get("alexnet.params")  # type: ignore[assignment]
    cnnstat.get("alexnet.params", str)  # type: ignore[arg-type]
    cnnstat.explain(number)  # type: ignore[arg-type]
    cnnstat.compare("alexnet", input=224)  # type: ignore[call-arg]
    cnnstat.diff("alexnet")  # type: ignore[call-arg]
    cnnstat.analyse("alexnet")  # type: ignore[attr-defined]
