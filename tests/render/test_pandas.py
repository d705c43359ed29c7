"""Tables as DataFrames: a row per layer, a column per figure, integers as integers."""

from __future__ import annotations

import importlib.util
import io
import os
import sys
from collections.abc import Callable
from typing import Any

import pytest

import cnnstat
from cnnstat.quantities import Column, Count, Missing, Value, Words
from cnnstat.quantities.table import Table

needs_pandas = pytest.mark.skipif(
    importlib.util.find_spec("pandas") is None and not os.environ.get("CNNSTAT_REQUIRE_TORCH"),  # CI demands everything
    reason="pandas is not installed: pip install 'cnnstat[pandas]'",
)


def test_without_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    for result in (cnnstat.analyze("lenet1"), cnnstat.table("lenet1")):
        with pytest.raises(cnnstat.UsageError) as caught:
            result.to_pandas()
        assert str(caught.value) == ("a DataFrame needs pandas, which is not installed: pip install 'cnnstat[pandas]'")


@needs_pandas
@pytest.mark.parametrize("network", ["lenet5", "alexnet", "googlenet", "inception_v3", "mobilenet_v2"])
def test_a_row_for_each_layer(network: str) -> None:
    analysis = cnnstat.analyze(network, flops="all")
    frame = analysis.to_pandas()
    assert list(frame["name"]) == [layer.name for layer in analysis]
    for column in ("params", "macs", "connections", "flops"):
        assert frame[column].dtype == "int64"
        assert list(frame[column]) == [getattr(layer, column) for layer in analysis]
        assert frame[column].sum() == getattr(analysis, column)
    assert list(frame["output_shape"]) == [
        layer.output[:1] if layer.output.flat else layer.output[:3] for layer in analysis
    ]
    assert list(frame["inputs"][:1]) == [("input",)]
    floats = {column for column in frame if frame[column].dtype.kind == "f"}
    assert floats == set()


@needs_pandas
def test_columns_are_those_of_the_table() -> None:
    frame = cnnstat.table("alexnet", columns=["name", "macs_share", "rf"], depth=1).to_pandas()
    assert list(frame.columns) == ["name", "macs_share", "rf"]
    assert frame["rf"].dtype == "int64"
    assert frame["macs_share"].sum() == pytest.approx(1, abs=1e-5)


@needs_pandas
def test_fields_whose_axes_differ_are_pairs_throughout() -> None:
    analysis = cnnstat.analyze("inception_v3")
    wanted = [(layer.field.vertical.size, layer.field.horizontal.size) for layer in analysis]
    assert any(height != width for height, width in wanted)
    assert list(analysis.to_pandas()["rf"]) == wanted


def table_of(*values: Value) -> Table:
    return Table("t", [Column("a", "A")], [[value] for value in values], (), ())


@needs_pandas
@pytest.mark.parametrize(
    ("values", "dtype", "cells"),
    [((Count(1), Count(2)), "int64", [1, 2]),
     ((Count(1), Missing()), "Int64", [1, None]),
     ((Count(2**63), Count(1)), "object", [2**63, 1]),
     ((Count(-(2**63)), Missing()), "object", [-(2**63), None]),
     ((Words("x"), Count(1)), "object", ["x", 1]),
     ((Missing(), Missing()), "object", [None, None]),
     ((), "object", [])],
)  # fmt: skip
def test_kinds_of_columns(values: tuple[Value, ...], dtype: str, cells: list[Any]) -> None:
    column = table_of(*values).to_pandas()["a"]
    assert column.dtype == dtype
    assert column.astype("object").where(column.notna(), None).to_list() == cells


@needs_pandas
def test_a_comparison() -> None:
    frame = cnnstat.compare("alexnet", "vgg16", quantities=["params", "macs"]).to_pandas()
    assert list(frame.columns) == ["figure", "alexnet", "vgg16", "ratio"]
    assert list(frame["alexnet"]) == [60965224, 724406816]
    assert frame["vgg16"].dtype == "int64"


@needs_pandas
def test_csv_is_read_as_the_guide_says(inside: Callable[..., Any]) -> None:
    import pandas

    text = inside("alexnet", "--format", "csv").out
    frame = pandas.read_csv(io.StringIO(text), dtype_backend="numpy_nullable")
    assert frame["params"].dtype == "Int64"
    assert frame["params"].sum() == cnnstat.analyze("alexnet").params
