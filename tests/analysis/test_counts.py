"""Sums of counts, by hand."""

from __future__ import annotations

from cnnstat.analysis.counts import Counts, total
from cnnstat.layers import Ops, Parameters

ONE = Counts(Parameters(1, 2, 3, 4, 5, 6), 7, 8, Ops(1, 2, 3, 4, 5), 9, 1)


def test_sums() -> None:
    assert total([]) == (Parameters(0, 0, 0, 0, 0, 0), 0, 0, Ops(0, 0, 0, 0, 0), 0, 0)
    assert total([ONE]) == ONE
    assert total([ONE, ONE]) == (Parameters(2, 4, 6, 8, 10, 12), 14, 16, Ops(2, 4, 6, 8, 10), 18, 2)


def test_what_is_trained_and_what_is_an_operation() -> None:
    assert ONE.params == 1 + 2 + 3 + 6  # neither fixed weights nor buffers
    assert ONE.flops("2macs") == 2 * 8
    assert ONE.flops("all") == 2 * 8 + 15
