"""The contributor's page: its drawing and its tables are the package as it is."""

from __future__ import annotations

import re

from conftest import ROOT
from pages import CONTRIBUTING, prose, texts
from test_structure import PACKAGE, PARTS

TEXT = CONTRIBUTING.read_text(encoding="utf-8")
ROOMS = sorted((path.parent.name for path in PACKAGE.glob("*/__init__.py")), key=lambda room: PARTS[room])
ARROW = re.compile(r"^ +(\w+)(?:\(\[.*?\]\))? -->(?:\|[^|]+\|)? (\w+)(?:\(\[.*?\]\))?$", re.MULTILINE)


def arrows() -> list[tuple[str, str]]:
    (drawing,) = texts(CONTRIBUTING, "mermaid")
    assert drawing.count("-->") == len(ARROW.findall(drawing)), "one arrow a line"
    return ARROW.findall(drawing)


def test_the_drawing_shows_every_room_and_no_other() -> None:
    (drawing,) = texts(CONTRIBUTING, "mermaid")
    drawn = {end for arrow in arrows() for end in arrow} | set(re.findall(r"^ +(\w+)$", drawing, re.MULTILINE))
    outside = set(re.findall(r"(\w+)\(\[", drawing)) | {"end"}
    assert drawn - outside == set(ROOMS)


def test_arrows_go_one_way() -> None:
    for start, end in arrows():
        if start in PARTS and end in PARTS:
            assert PARTS[start] < PARTS[end], (start, end)


def test_the_table_shows_every_room_in_order() -> None:
    table = TEXT.partition("| room | holds |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == ROOMS
    beside = TEXT.partition("Beside the rooms stand")[2].partition("\n\n")[0]
    files = {path.name for path in PACKAGE.glob("*.py") if not path.name.startswith("_")}
    assert set(re.findall(r"`(\w+\.py)`", beside)) == files


def test_the_files_that_it_names_exist() -> None:
    named = re.findall(r"`(?:python |bash )?((?:cnnstat|tests|specs|\.ci)/[\w./<>]+)`", prose(CONTRIBUTING))
    assert len(named) > 20
    for name in named:
        assert (ROOT / name.partition("<")[0]).exists(), name


def test_the_one_command_is_the_first() -> None:
    first, *_ = texts(CONTRIBUTING, "sh")
    assert first == "bash .ci/run\n"
    assert (ROOT / ".ci" / "run").is_file()
