"""Settings of a project: what each takes at its edges, what holds where none is given, and where a mistake stands."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cnnstat.documents.config import Config, find_config, read_config
from cnnstat.errors import SpecError
from cnnstat.printed import Precision

HEAD = "[tool.cnnstat]\n"
EXEMPT = '{pattern = "version *", reason = "names"}'


def read(folder: Path, text: str) -> Config:
    file = folder / "pyproject.toml"
    file.write_text(text, encoding="utf-8")
    return read_config(file)


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("min-claims = 0", "min_claims", 0), ("min-claims = 1000000000", "min_claims", 10**9),
        ("min-claims = -1", "", "expected a whole number, got -1"),
        ("min-claims = 1000000001", "", "expected a whole number, got 1000000001"),
        ("min-claims = true", "", "expected a whole number, got True"),
        ("min-coverage = 0", "min_coverage", 0), ("min-coverage = 100", "min_coverage", 100),
        ("min-coverage = 101", "", "expected a whole number from 0 to 100, got 101"),
        ("min-coverage = -1", "", "expected a whole number from 0 to 100, got -1"),
        ("about = 0", "precision", Precision(about=Fraction(0))),
        ("about = 1", "precision", Precision(about=Fraction(1))),
        ("about = 0.02", "precision", Precision(about=Fraction(1, 50))),
        ("about = 1.01", "", "expected a share from 0 to 1, as 0.1, got 1.01"),
        ("about = -0.01", "", "expected a share from 0 to 1, as 0.1, got -0.01"),
        ("about = true", "", "expected a share from 0 to 1, as 0.1, got True"),
        ("truncated = true", "precision", Precision(truncated=True)),
        ("zeros = false", "precision", Precision(zeros=False)),
        ("zeros = 0", "", "expected true or false, got 0"),
        ('exclude = ["a", "b/"]', "exclude", ("a", "b/")), ("exclude = []", "exclude", ()),
        ('exclude = ["a", 1]', "", "expected a list of texts, got ['a', 1]"),
        ('exclude = ["a\\u0000"]', "", "expected a list of texts, got "),
        ('pairs = [["a", "b"], ["c", "d", "e"]]', "pairs", (("a", "b"), ("c", "d", "e"))),
        ('pairs = [["a"]]', "", "expected lists of two documents or more"),
        ('pairs = [["a", ""]]', "", "expected lists of two documents or more"),
        ('pairs = ["a", "b"]', "", "expected lists of two documents or more"),
        ('names = {Net = "alexnet"}', "names", (("Net", "alexnet"),)),
        ('names = {ab = "alexnet"}', "", "'ab': expected a name of 3 characters or more, with a letter"),
        ('names = {" ab" = "alexnet"}', "", "' ab': expected a name of 3 characters or more, with a letter"),
        ('names = {123 = "alexnet"}', "", "'123': expected a name of 3 characters or more, with a letter"),
        ('names = {Net = " "}', "", "'Net': expected a spec's file or a network, got ' '"),
        ('names = {Net = "no.yaml"}', "", "'Net': there is no file "),
        ('names = {Net = "alexnet@foo"}', "", "'Net': expected a spec's file or a network, got 'alexnet@foo'"),
        ('names = {Net = "alexnet[conv]"}', "", "expected a spec's file or a network, got 'alexnet[conv]'"),
        ('names = {Net = "nosuch"}', "", "'Net': expected a spec's file or a network, got 'nosuch'"),
        ('names = {Net = "os:system"}', "", "'Net': expected a spec's file or a network, got 'os:system'"),
        ('names = {Net = "no.yaml@width=2"}', "", "'Net': there is no file "),
        ('names = {Net = "VGG-16@input=192"}', "names", (("Net", "VGG-16@input=192"),)),
        ("names = 1", "", "expected a table as"), ("names = {Net = 1}", "", "expected a table as"),
        (f"exempt = [{', '.join([EXEMPT] * 201)}]", "", "expected at most 200 exemptions, got 201"),
        (f'exempt = [{{pattern = "* {"a" * 199}", reason = "b"}}]', "",
         "pattern: expected at most 200 characters, got 201"),
    ],
)  # fmt: skip
def test_values_at_their_edges(line: str, field: str, value: Any, tmp_path: Path) -> None:
    if field:
        assert read(tmp_path, HEAD + line) == Config()._replace(**{field: value})
        return
    with pytest.raises(SpecError) as caught:
        read(tmp_path, HEAD + line)
    key = line.partition(" ")[0]
    assert f"pyproject.toml:2:1: [tool.cnnstat]: {key}: " in str(caught.value)
    assert value in str(caught.value)


def test_the_most_exemptions(tmp_path: Path) -> None:
    assert len(read(tmp_path, f"{HEAD}exempt = [{', '.join([EXEMPT] * 200)}]").exempt) == 200
    assert len(read(tmp_path, f'{HEAD}exempt = [{{pattern = "* {"a" * 198}", reason = "b"}}]').exempt) == 1


def test_what_holds_without_settings(tmp_path: Path) -> None:
    assert read_config(None) == read(tmp_path, "") == read(tmp_path, HEAD) == Config()
    assert Config() == ((), (), Precision(False, True, Fraction(1, 10)), 1, (), (), 0, (), ())


def test_folders_are_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "net.yaml").touch()
    found = read(tmp_path, f'{HEAD}spec-folders = ["specs"]\nnames = {{Net = "net.yaml:wide"}}')
    assert found.spec_folders == (str(tmp_path / "specs"),)
    assert found.names == (("Net", f"{tmp_path / 'net.yaml'}:wide"),)
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find_config(tmp_path / "a" / "b") == find_config(tmp_path) == tmp_path / "pyproject.toml"
    (tmp_path / "a" / "pyproject.toml").touch()
    assert find_config(tmp_path / "a" / "b") == tmp_path / "a" / "pyproject.toml"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = 1\nb = = 2\n", "2:5: not TOML: "),
        (f"a = 1\nb = {'1' * 4301}\n", "2:5: not TOML: a number of 4,301 digits"),
        (f"a = 1\n{'b.' * 64}c = 1\n", "2:1: not TOML that can be read: nested too deep"),
        ("a = 1\nb = \n", "2:5: not TOML: "),
    ],
)
def test_where_a_mistake_of_toml_stands(text: str, place: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        read(tmp_path, text)
    assert f"pyproject.toml:{place}" in str(caught.value)


def test_where_bytes_that_are_no_text_stand(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"a = 1\nbc = '\xff'\n")
    with pytest.raises(SpecError, match=r"pyproject\.toml:2:7: not UTF-8 text"):
        read_config(tmp_path / "pyproject.toml")


@pytest.mark.parametrize("name", ["net.yaml", "a@b.yaml"])
def test_a_name_with_settings(name: str, tmp_path: Path, program: Any) -> None:
    """The spec lies beside the configuration, also for documents in other folders."""
    spec = "params: {width: 1}\ninput: {channels: 3, size: 8}\nlayers:\n"
    (tmp_path / name).write_text(f"{spec}  - {{type: conv, filters: 8 * width, kernel: 3}}\n")
    (tmp_path / "pyproject.toml").write_text(f'{HEAD}names = {{TinyNet = "{name}@width=2"}}\n')
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("A TinyNet has 448 parameters.\n")  # 2 * 8 * (3 * 3 * 3 + 1)
    done = program("check", "--suggest", "--notes", "--min-claims", "0", "docs/a.md", cwd=tmp_path)
    quoted = "'../a@b.yaml'" if "@" in name else "../net.yaml"
    assert f"<!-- cnnstat: {quoted}@width=2.params -->448<!-- /cnnstat -->" in done.out
