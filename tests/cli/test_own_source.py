"""No command writes over the file that it reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SPEC = "# a remark\ninput: {channels: 3, size: 8}\nlayers: [{type: flatten}]\n"
CFG = "[net]\nchannels=3\nheight=8\nwidth=8\n[convolutional]\nfilters=2\nsize=1\n"


@pytest.mark.parametrize(
    ("words", "output"),
    [
        ("expand own.yaml", "own.yaml"),
        ("expand own.yaml", "sub/../own.yaml"),
        pytest.param("export own.yaml", "own.yaml", marks=pytest.mark.torch),
        ("import net.cfg", "net.cfg"),
        ("own.yaml --table --format markdown", "own.yaml"),
        ("diff lenet5 own.yaml --format json", "own.yaml"),
        ("get own.yaml@input=9.params --format json", "own.yaml"),
        ("lint own.yaml --format json", "own.yaml"),
        ("get own.yaml.params*2 --format json", "own.yaml"),
    ],
)
def test_the_file_that_is_read_stays(words: str, output: str, tmp_path: Path, inside: Callable[..., Any]) -> None:
    (tmp_path / "sub").mkdir()
    files = {"own.yaml": SPEC, "net.cfg": CFG}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = inside(*words.split(), "-o", output, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"cnnstat: --output: {output} is what is read; expected another file\n"
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in files} == files


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("draw own.yaml -o", "a.svg"), ("draw own.yaml -o", "a.mmd"), ("page own.yaml -o", "a.html"),
        ("handout own.yaml -o", "a.md"), ("handout own.yaml -o b.md --key", "a.md"),
        ("exercises own.yaml -o", "a.gift"), ("plot own.yaml -o", "a.svg"), ("sizes own.yaml --picture", "a.svg"),
        ("sweep own.yaml --set input=8:9 --picture", "a.svg"),
    ],
)  # fmt: skip
def test_the_file_that_is_read_stays_behind_a_link(
    words: str, link: str, tmp_path: Path, inside: Callable[..., Any]
) -> None:
    """A stranger may have put it into the folder, under the name of what the documentation tells to write."""
    pytest.importorskip("matplotlib")
    (tmp_path / "own.yaml").write_text(SPEC.replace("flatten", "conv, filters: 2, kernel: 3"), encoding="utf-8")
    before = (tmp_path / "own.yaml").read_bytes()
    (tmp_path / link).symlink_to("own.yaml")
    done = inside(*words.split(), link, cwd=tmp_path)
    assert done.code == 2
    assert done.err == f"cnnstat: --output: {link} is what is read; expected another file\n"
    assert (tmp_path / "own.yaml").read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == [link, "own.yaml"]


def test_another_file_is_written(tmp_path: Path, inside: Callable[..., Any]) -> None:
    (tmp_path / "own.yaml").write_text(SPEC, encoding="utf-8")
    assert inside("expand", "own.yaml", "-o", "new.yaml", cwd=tmp_path).code == 0
    assert inside("expand", "own.yaml", "-o", "new.yaml", cwd=tmp_path).code == 0
    assert (tmp_path / "new.yaml").is_file()
    for _ in range(2):  # a network of the catalog, and a file that has its name by now
        assert inside("expand", "lenet5", "-o", "lenet5", cwd=tmp_path).code == 0
