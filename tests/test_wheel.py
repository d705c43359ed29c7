"""The wheel: built, installed into a fresh environment, run from an empty folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipapp
import zipfile
from pathlib import Path

import pytest

from cnnstat.guide import PAGES, text
from cnnstat.spec import catalog

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    build = f"from hatchling.build import build_wheel; print(build_wheel({str(target)!r}))"
    subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, capture_output=True)
    return next(target.glob("*.whl"))


def test_the_wheel_holds_the_specs_and_the_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = [path for path in (ROOT / "specs").rglob("*") if path.is_file()]
    specs = {f"cnnstat/specs/{path.relative_to(ROOT / 'specs').as_posix()}" for path in files}
    assert specs <= names
    assert "cnnstat/py.typed" in names
    assert {f"cnnstat/guide/{page}.md" for page in PAGES} <= names
    fonts = [path.name for path in (ROOT / "cnnstat/typesetting/fonts").iterdir() if path.is_file()]
    assert "OFL.txt" in fonts
    assert {f"cnnstat/typesetting/fonts/{name}" for name in fonts} <= names
    assert not [name for name in names if name.startswith(("tests/", "specs/"))]
    assert not [name for name in names if name.endswith(".png")]
    with zipfile.ZipFile(wheel) as packed:
        sizes = {each.filename: each.compress_size for each in packed.infolist()}
    own = sum(size for name, size in sizes.items() if not name.startswith("cnnstat/typesetting/fonts/"))
    assert own < 1_500_000
    assert wheel.stat().st_size - own < 800_000  # the fonts, and the table of contents


def test_the_guide_is_read_from_a_zip_too(wheel: Path, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(wheel)!r}); import cnnstat.guide as guide\n"
        "assert '.whl' in guide.__file__, guide.__file__\n"
        "print(*(len(guide.text(page)) for page in guide.PAGES))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.split() == [str(len(text(page))) for page in PAGES]


@pytest.mark.slow
def test_the_catalog_is_read_from_a_zip_too(wheel: Path, tmp_path: Path) -> None:
    """``python -m zipapp`` makes such a file of an installation; the dependencies come from this environment."""
    app, document = tmp_path / "cnnstat.pyz", tmp_path / "a.md"
    document.write_text("It has <!-- cnnstat: alexnet.params -->62M<!-- /cnnstat --> of them.\n", encoding="utf-8")
    with zipfile.ZipFile(wheel) as files:
        files.extractall(tmp_path / "app")
    (tmp_path / "app" / "__main__.py").write_text("from cnnstat.cli import main\nmain()\n")
    zipapp.create_archive(tmp_path / "app", app)
    shutil.rmtree(tmp_path / "app")

    def run(path: str, *program: str) -> dict[str, tuple[int, str, str]]:
        every = {}
        for arguments in (
            "alexnet --table", "list", "alexnet --format json", "audit alexnet --format json", "guide spec", "schema",
            "check a.md", "check a.md --affected-by alexnet", "lint --all",
        ):  # fmt: skip
            command = [sys.executable, *program, *arguments.split()]
            env = {**os.environ, "PYTHONPATH": path}
            done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=env, check=False)
            every[arguments] = done.returncode, re.sub(r"\S*/specs/", "", done.stdout), done.stderr
            assert f"{app.name}/cnnstat/specs/" in done.stdout or program[0] == "-m" or arguments != "lint --all"
        return every

    assert run(sysconfig.get_path("purelib"), app.name) == run(str(ROOT), "-m", "cnnstat")


@pytest.mark.slow
def test_a_fresh_install_runs_anywhere(wheel: Path, tmp_path: Path) -> None:
    home, empty = tmp_path / "env", tmp_path / "empty"
    empty.mkdir()
    venv.create(home, with_pip=True)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    # No network in tests: the dependencies are those of this environment, reached through a path file. Path files
    # inside that folder (an editable install of this checkout) are not followed.
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    subprocess.run(install, check=True, capture_output=True, env=env)
    where = "import cnnstat, pathlib; print(pathlib.Path(cnnstat.__file__).parent)"
    package = subprocess.run([python, "-c", where], capture_output=True, text=True, cwd=empty, env=env, check=True)
    assert package.stdout.strip().startswith(str(home))
    done = subprocess.run(
        [python.parent / "cnnstat", "alexnet", "--table"],
        capture_output=True,
        text=True,
        cwd=empty,
        env=env,
        check=True,
    )
    assert "60,965,224" in done.stdout
    listed = subprocess.run(
        [python, "-m", "cnnstat", "list"], capture_output=True, text=True, cwd=empty, env=env, check=True
    )
    assert len(listed.stdout.splitlines()) == 1 + len(catalog.networks())
    assert list(empty.iterdir()) == []
