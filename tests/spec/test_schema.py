"""The JSON Schema beside the reader: it takes what the reader takes, and what it refuses the reader refuses."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import few_and_many
from hypothesis import example
from hypothesis import strategies as st

import cnnstat
from cnnstat.layers import FOLLOWER_KEYS, FOLLOWERS, TYPES
from cnnstat.network.recipe import Recipe
from cnnstat.spec import catalog
from cnnstat.spec.document import Spec
from cnnstat.spec.expand import expand
from cnnstat.spec.functions import FUNCTIONS
from cnnstat.spec.literal import NO_WORDS, WORDS
from cnnstat.spec.schema import spec_schema
from cnnstat.spec.source import read_text

NETS = Path(__file__).parent.parent / "nets"
FILES = [*catalog.files(), *sorted(NETS.glob("*.yaml"))]
SCHEMA = spec_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def spec_of(line: dict[str, Any], **sections: Any) -> dict[str, Any]:
    return {**sections, "input": {"channels": 3, "size": 16}, "layers": [line]}


def problems(line: dict[str, Any], **sections: Any) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(spec_of(line, **sections))]


def refusal(line: dict[str, Any], **sections: Any) -> str:
    """What the reader says; "" where it takes the spec."""
    text = yaml.safe_dump(spec_of(line, **sections), allow_unicode=True)
    try:
        expand(Spec(read_text(text, "net.yaml"), "net.yaml"))
    except cnnstat.CnnstatError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_spec_passes(file: Traversable) -> None:
    VALIDATOR.validate(yaml.safe_load(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("sections", [{}, {"params": {"width": 1}}, {"blocks": {"b": {"layers": []}}}], ids=str)
@pytest.mark.parametrize(
    "value",
    [
        {"bias": "yes"},
        {"bias": "Off"},
        {"kernel": "3x3"},
        {"kernel": "010"},
        {"filters": "0x10"},
        {"filters": "1_000"},
        {"filters": "1if true else 2"},
        {"filters": "1e1if true else 2"},
        {"padding": "relu"},
        {"stride": "null"},
        {"activation": "valid"},
        {"filters": "min"},
        {"padding": "1:30"},
        {"norm": "relu"},
        {"filters": "width.x"},
        {"filters": "width{0}"},
        {"filters": "3 ; 4"},
        {"dropout": "half?"},
        {"dropout": "half!"},
        {"filters": "3"},
        {"kernel": ["3", 1]},
        {"filters": "2 * 010"},
        {"when": "on"},
        {"filters": "if"},
        {"filters": "é"},
    ],
    ids=str,
)
def test_words_and_slips_are_no_expressions(value: dict[str, str], sections: dict[str, Any]) -> None:
    line = {"type": "conv", "filters": 3, "kernel": 3, **value}
    assert problems(line, **sections)
    assert refusal(line, **sections)


@pytest.mark.parametrize(
    "value",
    [
        {"activation": "rellu"},
        {"padding": "full"},
        {"norm": "batch_norm"},
        {"filters": "16 * width"},
        {"bias": "wahr"},
        {"kernel": ["k", 3]},
        {"activation": {"type": "elu", "alpha": "a"}},
        {"padding": {"top": "p"}},
    ],
    ids=str,
)
def test_unknown_words_are_refused_where_nothing_declares_names(value: dict[str, Any]) -> None:
    """A schema does not see which params there are; where there are none it knows that the word means nothing."""
    line = {"type": "conv", "filters": 3, "kernel": 3, **value}
    assert problems(line)
    assert refusal(line)
    inner = {"type": "concat", "branches": [[line]]}
    assert problems(inner)
    assert refusal(inner)
    assert not problems(line, params={"width": 1})


@pytest.mark.parametrize(
    "value",
    [
        {"filters": "2 ** 3"},
        {"filters": "channels * 2"},
        {"padding": "1 if index == 1 else 0"},
        {"bias": "not true"},
        {"activation": "'relu' if index == 1 else 'none'"},
        {"activation": " relu "},
        {"activation": False},
        {"filters": "make_divisible(8.5 * 1e1, 8)"},
        {"filters": "ceil(.5 * 3.)"},
        {"filters": 3.0},
        {"padding": {"top": "1 + 1"}},
        {"dropout": "1/3"},
        {"filters": "(3)"},
        {"filters": "1 if 'a' != \"b's\" else 2"},
        {"filters": "-(-3)"},
        {"filters": "+3 + 1"},
        {"norm": {"type": "batchnorm", "affine": "1 < 2"}},
        {"lrn": "none"},
    ],
    ids=str,
)
def test_expressions_pass(value: dict[str, Any]) -> None:
    line = {"type": "conv", "filters": 3, "kernel": 3, **value}
    assert refusal(line) == ""
    assert problems(line) == []


WRITTEN = (
    "+ - * ** / // % ( ) , < >= == != = . ' [ ] : { # é x _ 'a' \"b\" if else and or not in is lambda true false width "
    "act index channels 0 3 010 1e3 1.5 .5 5. 1e 0x1 1_0"
)
PIECES = [*sorted({*WORDS, *NO_WORDS, *FUNCTIONS}), *WRITTEN.split(), " ", "  "]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join)
SPACED = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map(" ".join)
NUMBERS = st.one_of(st.integers(-2, 20), st.sampled_from([0.5, 3.0, 1e20, -1.5]), st.booleans(), st.none())
VALUES = st.recursive(
    st.one_of(TEXTS, SPACED, NUMBERS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["type", "top", "left", "alpha", "p", "eps", "x"]), inner, max_size=3),
    ),
    max_leaves=4,
)
KEYS = sorted(
    {key for layer in TYPES.values() for key in layer.keys} | {*FOLLOWERS, "when", "repeat", "auxiliary", "output", "x"}
)
BASES: dict[str, dict[str, Any]] = {
    "conv": {"filters": 4, "kernel": 3}, "maxpool": {"kernel": 2}, "linear": {"features": 5}, "relu": {},
    "groupnorm": {"groups": 3}, "elu": {}, "dropout": {}, "adaptive_avgpool": {"size": 2}, "lrn": {"size": 3},
}  # fmt: skip


@example("conv", "padding", "' '", False)
@example("conv", "activation", "r'relu'", False)
@example("conv", "activation", "width", True)
@example("elu", "alpha", " ", False)
def check_refused(kind: str, key: str, value: Any, params: bool) -> None:
    line = {"type": kind, **BASES[kind], key: value}
    sections: dict[str, Any] = {"params": {"width": 2, "act": "relu"}} if params else {}
    found = problems(line, **sections)
    if found:
        assert refusal(line, **sections), (line, sections, found)


test_what_the_schema_refuses_the_reader_refuses, test_more_that_the_schema_refuses = few_and_many(
    150, 1000, st.sampled_from(sorted(BASES)), st.sampled_from(KEYS), VALUES, st.booleans()
)(check_refused)


@example("recipe", "optimizer", "sgdd")
@example("recipe", "about", 2012)
@example("input", "size", "16 * width")
def check_sections(section: str, key: str, value: Any) -> None:
    sections: dict[str, Any] = {"recipe": {"optimizer": "sgd"}, "input": {"channels": 3, "size": 16}}
    sections[section] = {**sections[section], key: value}
    text = yaml.safe_dump({**sections, "layers": [{"type": "relu"}]}, allow_unicode=True)
    try:
        cnnstat.analyze(expand(Spec(read_text(text, "net.yaml"), "net.yaml")))
    except cnnstat.CnnstatError:
        return
    if "null" not in text:  # a text for people to the reader, nothing to a schema
        assert VALIDATOR.is_valid(yaml.safe_load(text)), text


test_sections_are_refused_alike, test_more_sections_are = few_and_many(
    100, 500, st.sampled_from(["input", "recipe"]), st.sampled_from(sorted({*Recipe.keys, "size", "height"})), VALUES
)(check_sections)


def test_hovering_says_what_a_key_means() -> None:
    """Editors show the first description that they meet on the way into a value: there is none below a key's own."""
    conv = SCHEMA["$defs"]["layer-conv"]["properties"]
    assert "zeros around the map" in conv["padding"]["description"]
    for key, meaning in FOLLOWER_KEYS.items():
        assert SCHEMA["$defs"][f"follower-{key}"]["description"] == meaning
    assert "description" not in SCHEMA["$defs"]["expression"]
    for each in TYPES:
        assert SCHEMA["$defs"][f"layer-{each}"]["title"] == each


def test_a_line_without_a_type_has_no_other_keys_to_offer() -> None:
    """An editor applies what stands behind an `if` that holds; an empty line, which is null, must not fulfil one."""
    for each in SCHEMA["$defs"]["line"]["allOf"]:
        assert not jsonschema.Draft202012Validator(each["if"]).is_valid(None)
        assert not jsonschema.Draft202012Validator(each["if"]).is_valid({})


def test_patterns_mean_the_same_to_python_and_to_browsers() -> None:
    """No lookbehind, no possessive quantifiers, no named groups: what the standard's dialect has, and what Rust has."""
    patterns = re.findall(r"'pattern': (?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")", str(SCHEMA))
    assert patterns
    for one, other in patterns:
        assert not re.search(r"\(\?<|\(\?P|[+*?]\+|\\[AZz]", one or other)


@pytest.mark.skipif(shutil.which("check-jsonschema") is None, reason="check-jsonschema is not installed")
def test_a_client_of_the_schema_agrees(tmp_path: Path) -> None:
    (tmp_path / "slip.yaml").write_text(
        "input: {channels: 3, size: 8}\nlayers:\n  - {type: conv, filters: 3, kernel: 3, activation: rellu}\n"
    )
    schema = str(catalog.folder() / "spec.schema.json")
    good = ["check-jsonschema", "--schemafile", schema, *map(str, FILES)]
    assert subprocess.run(good, capture_output=True, check=False).returncode == 0
    done = subprocess.run([*good, str(tmp_path / "slip.yaml")], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "slip.yaml::$.layers[0].activation: 'rellu' does not match" in done.stdout
