"""The smallest paddings with which a layer loses nothing, against trying one after the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import cnnstat
from cnnstat.analysis.fit import fits
from cnnstat.sizes.repair import fewest


@pytest.mark.parametrize("even", [True, False])
def test_fewest_rows_of_padding(even: bool, lines: Callable[..., cnnstat.Analysis]) -> None:
    for size in range(5, 12):
        for kernel in range(1, 6):
            for stride in range(1, 7):
                for before, after in ((0, 0), (1, 1), (0, 2), (2, 1)):
                    sides = f"{{top: {before}, bottom: {after}, left: 0, right: 0}}"
                    keys = f"kernel: {kernel}, stride: {stride}, padding: {sides}"
                    analysis = lines(f"- {{type: conv, filters: 1, {keys}}}", size=size)
                    (fit,) = fits(analysis.network, [each.output for each in analysis.every])
                    tried = (
                        more
                        for more in range(0, 2 * stride, 2 if even else 1)
                        if (left := (size + before + after + more - kernel) % stride) == 0
                        or (even and left <= after + more // 2)
                    )
                    found = fewest(analysis, fit, 0, even)
                    assert sum(found) == next(tried)
                    assert 0 <= found[1] - found[0] <= (0 if even else 1)
