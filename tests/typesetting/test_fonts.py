"""The fonts that come along: their licence, their size, their names, and that a zip offers them too."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from cnnstat.typesetting import fonts

MOST = {"NotoSansKR": 300_000, "CnnstatSans": 32_000, "NotoSansMath": 22_000}


def test_they_are_small_and_their_licence_names_each() -> None:
    licence = (fonts.folder() / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    for path in fonts.folder().glob("*-*.*"):
        family = path.name.partition("-")[0]
        assert path.stat().st_size <= MOST[family]
        assert family in licence
    assert {path.stem for path in fonts.folder().glob("*.woff2")} == set(fonts.WOFF2)
    assert fonts.woff2("NotoSansKR-Regular")[:4] == b"wOF2"
    assert len(fonts.woff2("NotoSansKR-Regular")) <= 180_000


@pytest.mark.skipif(
    importlib.util.find_spec("typst") is None, reason="typst is not installed: pip install 'cnnstat[pdf]'"
)
def test_typst_finds_them() -> None:
    from cnnstat.typesetting import compiling

    found = {(each.family, each.weight) for each in compiling.font_set(False).fonts()}
    assert {(family, weight) for family in (fonts.KOREAN, fonts.LATIN) for weight in (400, 700)} <= found


def test_they_are_read_from_a_zip_too(tmp_path: Path) -> None:
    packed = tmp_path / "cnnstat.zip"
    with zipfile.ZipFile(packed, "w") as target:
        for path in {*(ROOT / "cnnstat").rglob("*.py"), *(ROOT / "cnnstat/typesetting/fonts").glob("*.*")}:
            target.write(path, path.relative_to(ROOT))
    code = (
        f"import sys; sys.path.insert(0, {str(packed)!r}); from cnnstat.typesetting import fonts\n"
        "found = fonts.folder(); print(found); print(*sorted(each.name for each in found.iterdir()))\n"
        "print(len(fonts.woff2('NotoSansMath-Regular')))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)
    place, names, size = done.stdout.splitlines()
    assert names.split() == sorted(path.name for path in fonts.folder().glob("*.?tf"))
    assert int(size) == len(fonts.woff2("NotoSansMath-Regular"))
    assert not Path(place).exists()  # the copy goes with the process
