"""Every message of the package stands in the catalog of every language, with the same values."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from cnnstat.language import CODES, ENGLISH, language_named
from cnnstat.language.korean import CATALOGS, KOREAN, PARTICLES, Korean, with_particle

PACKAGE = Path(__file__).parents[2] / "cnnstat"


def messages() -> Iterator[tuple[str, str]]:
    """Every message that is said, and where."""
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)) if re.search(r"\b(say|message|plural)\(", source) else ():
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            at = {"say": [0], "message": [0], "plural": [0, 1]}.get(called, [])
            for place in at if len(node.args) > max(at, default=0) else []:
                if isinstance(text := node.args[place], ast.Constant):
                    assert isinstance(text.value, str)
                    one = called == "plural" and place == 0
                    yield ("" if one else text.value), f"{path.relative_to(PACKAGE)}:{node.lineno}"


@cache
def said() -> dict[str, str]:
    """Every message that is said, and where it is said last; read when a test asks, not when tests are collected."""
    return {text: where for text, where in messages() if text}


def test_no_two_catalogs_say_it_differently() -> None:
    said: dict[str, str] = {}
    for name in CATALOGS:
        for text, told in import_module(f"cnnstat.language.korean.{name}").MESSAGES.items():
            assert said.setdefault(text, told) == told


def values_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
def test_every_message_is_there_and_none_is_left_over(code: str) -> None:
    language = language_named(code)
    assert isinstance(language, Korean)
    missing = {text: where for text, where in said().items() if text not in language.messages}
    assert not missing
    assert not set(language.messages) - set(said())


def test_a_message_has_its_values() -> None:
    for text, told in KOREAN.messages.items():
        assert values_in(told) == values_in(text), text
        assert "{" not in told.replace("{{", "") or values_in(text), text
        for _, _, wanted, _ in string.Formatter().parse(told):
            assert not wanted or wanted in PARTICLES, text


@pytest.mark.parametrize(
    ("text", "told"),
    [("AlexNet", "AlexNet은"), ("MobileNetV2", "MobileNetV2는"), ("VGG-16", "VGG-16은"), ("fc", "fc는"),
     ("conv1", "conv1은"), ("60,000", "60,000은"), ("커널", "커널은"), ("특징맵", "특징맵은"), ("깊이", "깊이는"),
     ("(a)", "(a)는"), ("", "는"), ("MAC", "MAC은"), ("FLOP", "FLOP은"), ("AlexNet(올림)", "AlexNet(올림)은"),
     ("창 5×5", "창 5×5는"), ("창 3×3", "창 3×3은"), ("layer2.project", "layer2.project는"), ("concat", "concat은"),
     ("block", "block은"), ("bank", "bank는"), ("module", "module은"), ("scale", "scale은"), ("frame", "frame은"),
     ("image", "image는")],
)  # fmt: skip
def test_a_particle_follows_the_sound(text: str, told: str) -> None:
    assert with_particle(text, "은") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pool", "pool로"),
        ("conv1", "conv1로"),
        ("ResNet-50", "ResNet-50으로"),
        ("scale", "scale로"),
        ("MAC", "MAC으로"),
    ],
)
def test_what_ends_in_a_liquid_takes_the_short_form(text: str, told: str) -> None:
    assert with_particle(text, "으로") == told


@pytest.mark.parametrize(
    ("number", "told"),
    [(9_999, "9,999"), (34_944, "3.5만"), (60_000, "6만"), (999_949, "100만"), (3_504_872, "350만"),
     (60_965_224, "6,097만"), (99_995_000, "1억"), (724_406_816, "7억 2,441만"), (15_470_264_320, "154억 7,026만")],
)  # fmt: skip
def test_numbers_are_said_in_units_of_four_digits(number: int, told: str) -> None:
    assert KOREAN.short(number) == told


def test_english_says_what_is_written() -> None:
    assert ENGLISH.plural("{count} row", "{count} rows", 1) == "1 row"
    assert ENGLISH.plural("{count} row", "{count} rows", 1200) == "1,200 rows"
    assert ENGLISH.short(60_965_224) == "61.0 M"
