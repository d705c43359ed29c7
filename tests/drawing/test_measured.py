"""Every network of the catalog and of tests/nets draws on one page, and nothing in it overlaps."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import others_slow
from drawing_measure import blocks_that_overlap, faults

import cnnstat
from cnnstat.drawing.draw import scene_of
from cnnstat.drawing.page import page_named
from cnnstat.drawing.ways import Wish

NETS = sorted(str(path) for path in (Path(__file__).parent.parent / "nets").glob("*.yaml"))
NAMES = list(cnnstat.networks())


@pytest.mark.parametrize("page", ["16:9", "a4", "letter"])
@pytest.mark.parametrize("name", others_slow([*NAMES, *NETS]), ids=lambda name: Path(name).stem)
def test_every_network(name: str, page: str) -> None:
    scene = scene_of(cnnstat.analyze(name), Wish(page=page_named(page)))
    assert faults(scene) == []
    assert blocks_that_overlap(scene) == []
