"""Settings behind a network's name, and the network of a query, told apart without reading a whole query."""

from __future__ import annotations

import pytest

from cnnstat.documents.likeness import halves
from cnnstat.query import read_query
from cnnstat.query.settings import divided, pairs
from cnnstat.query.syntax import Reference

GIVEN = {
    "": (),
    "@width=0.5": (("width", "0.5"),),
    "@width=0.5,input=192": (("width", "0.5"), ("input", "192")),
    "@input=224x192,shortcut=A": (("input", "224x192"), ("shortcut", "A")),
    "@widths=[8,16],mode=train": (("widths", "[8,16]"), ("mode", "train")),
    "@n=-1e-3": (("n", "-1e-3"),),
}


@pytest.mark.parametrize("name", ["alexnet", "VGG-16", "specs/a@b.yaml", "a.yaml:wide", "a@b=c/d.yaml"])
@pytest.mark.parametrize("given", GIVEN)
def test_settings_behind_a_name(name: str, given: str) -> None:
    assert divided(f"{name}{given}") == (name, given)
    assert pairs(given) == GIVEN[given]


@pytest.mark.parametrize(
    "text", ["alexnet@foo", "alexnet@", "alexnet@=", "alexnet@input=", "n.yaml@x", "alexnet@a=b=c"]
)
def test_what_is_no_setting(text: str) -> None:
    assert divided(text) == (text, "")


@pytest.mark.parametrize("rest", ["params", "3a.1x1.kernel", "conv1.height", "depth"])
@pytest.mark.parametrize("given", GIVEN)
def test_the_network_of_a_query(rest: str, given: str) -> None:
    """It is what the reader of queries takes for it."""
    text = f"googlenet{given}.{rest}"
    query = read_query(text)
    assert isinstance(query, Reference)
    assert (".".join(query.path), query.settings) == (f"googlenet.{rest}", GIVEN[given])
    assert halves(text) == (f"googlenet{given}", rest)
