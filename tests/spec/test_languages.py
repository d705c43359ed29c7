"""Texts of a spec in several languages: English where nobody asks, and refused where they are no such text."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml
from conftest import Done

import cnnstat
from cnnstat.errors import SpecError
from cnnstat.language import ENGLISH, Told
from cnnstat.language.korean import KOREAN
from cnnstat.network.graph import Network
from cnnstat.spec.schema import spec_schema

SPEC = """
title: {en: A small net, ko: 작은 망}
about:
  en: It has one layer.
  ko: 층이 하나뿐인 망.
input: {channels: 1, size: 8}
witnesses:
  - {says: {en: 6×6 maps, ko: 6×6 특징맵}, formula: conv1, value: 6}
layers:
  - {name: conv1, type: conv, filters: 4, kernel: 3}
variants:
  plain: {title: Plain, about: {en: Only English.}}
"""
Write = Callable[[str], Path]


@pytest.fixture
def network(write_spec: Write) -> Network:
    return cnnstat.load(write_spec(SPEC))


def test_each_language_has_its_own(network: Network) -> None:
    assert (network.title, network.about) == ("A small net", "It has one layer.")
    texts = [network.title, network.about, network.witnesses[0].says]
    assert [ENGLISH.of(text) for text in texts] == ["A small net", "It has one layer.", "6×6 maps"]
    assert [KOREAN.of(text) for text in texts] == ["작은 망", "층이 하나뿐인 망.", "6×6 특징맵"]


def test_what_a_language_lacks_stands_as_it_is(write_spec: Write) -> None:
    path = write_spec(SPEC)
    network = cnnstat.load(f"{path}:plain")
    assert [KOREAN.of(text) for text in (network.title, network.about, "", "무제")] == [
        "Plain",
        "Only English.",
        "",
        "무제",
    ]


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda text: pickle.loads(pickle.dumps(text))])
def test_a_copy_keeps_its_languages(copied: Callable[[Told], Told]) -> None:
    text = copied(Told("one", {"ko": "하나"}))
    assert (text, KOREAN.of(text)) == ("one", "하나")


def test_expand_writes_all_languages(network: Network, write_spec: Write, inside: Callable[..., Done]) -> None:
    path = write_spec(SPEC)
    written = yaml.safe_load(inside("expand", str(path)).out)
    assert written["title"] == {"en": "A small net", "ko": "작은 망"}
    assert written["witnesses"][0]["says"] == {"en": "6×6 maps", "ko": "6×6 특징맵"}
    plain = yaml.safe_load(inside("expand", f"{path}:plain").out)
    assert (plain["title"], plain["about"]) == ("Plain", {"en": "Only English."})
    again = cnnstat.load(write_spec(yaml.safe_dump(written, allow_unicode=True)))
    assert [KOREAN.of(text) for text in (again.title, again.about)] == ["작은 망", "층이 하나뿐인 망."]


def test_english_stands_where_nobody_asks(write_spec: Write, inside: Callable[..., Done]) -> None:
    path = str(write_spec(SPEC))
    for command in (["show", path], ["explain", path], ["sizes", path], ["show", path, "--format", "json"]):
        told = inside(*command).out
        assert "mall net" in told or "6×6 maps" in told
        assert "망" not in told
    assert json.loads(inside("show", path, "--format", "json").out)


def test_a_drawing_has_the_title_of_its_language(write_spec: Write) -> None:
    path = write_spec(SPEC)
    assert cnnstat.draw(path, language="ko").scene.title == "작은 망"
    assert cnnstat.draw(path, language="ko").about.startswith("작은 망: 입력 1×8×8에서 conv 1개를 거쳐")
    assert cnnstat.draw(path).scene.title == "A small net"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: {en: A, kr: 나}", "1:16: title: there is no language 'kr'; known here: en, ko"),
        ("title: {en: A, kp: 나}", "1:16: title: there is no language 'kp'; known here: en, ko"),
        ("about: {ko: 나}", "1:8: about: missing key 'en', the text in English"),
        ("about: {}", "1:8: about: missing key 'en', the text in English"),
        ("about: {en: A, ko: }", "1:20: about: ko: expected text, got nothing"),
        ("about: {en: A, ko: [나]}", "1:20: about: ko: expected text, got a list"),
        ("about: [A]", "1:8: about: expected text, got a list"),
    ],
)
def test_refusals(text: str, message: str, write_spec: Write) -> None:
    path = write_spec(f"{text}\ninput: {{channels: 1, size: 8}}\nlayers: [{{type: relu}}]\n")
    with pytest.raises(SpecError) as refused:
        cnnstat.load(path)
    assert str(refused.value) == f"{path}:{message}"


def test_the_schema_takes_them_and_refuses_what_the_reader_refuses() -> None:
    validator = jsonschema.Draft202012Validator(spec_schema())
    assert not list(validator.iter_errors(yaml.safe_load(SPEC)))
    for title in ({"ko": "나"}, {"en": "A", "kr": "나"}, {"en": "A", "ko": []}, ["A"], {}):
        assert list(validator.iter_errors({**yaml.safe_load(SPEC), "title": title}))
