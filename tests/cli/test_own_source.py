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


def test_another_file_is_written(tmp_path: Path, inside: Callable[..., Any]) -> None:
    (tmp_path / "own.yaml").write_text(SPEC, encoding="utf-8")
    assert inside("expand", "own.yaml", "-o", "new.yaml", cwd=tmp_path).code == 0
    assert inside("expand", "own.yaml", "-o", "new.yaml", cwd=tmp_path).code == 0
    assert (tmp_path / "new.yaml").is_file()
    for _ in range(2):  # a network of the catalog, and a file that has its name by now
        assert inside("expand", "lenet5", "-o", "lenet5", cwd=tmp_path).code == 0
