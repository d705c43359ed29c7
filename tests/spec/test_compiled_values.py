"""Values of a spec as they are compiled: names, words, steps, and what is refused, with the place of each mistake."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from cnnstat.effort import Effort
from cnnstat.errors import Position, SpecError
from cnnstat.keys.kinds import Flag, Number, Whole
from cnnstat.keys.words import Text, Word
from cnnstat.language import Told
from cnnstat.layers import TYPES
from cnnstat.spec.literal import NO_WORDS, WORDS, literal, number_hint, number_like
from cnnstat.spec.source import Mapping, Node, Scalar, Sequence
from cnnstat.spec.value import (
    as_list,
    as_mapping,
    as_text,
    as_told,
    check_keys,
    compile_argument,
    compile_node,
    for_kinds,
)


def place(line: int) -> Position:
    return Position("net.yaml", line, 1)


def scalar(text: str, line: int = 1, quoted: bool = False) -> Scalar:
    return Scalar(text, quoted, place(line))


def listed(*texts: str) -> Sequence:
    return Sequence([scalar(text, line) for line, text in enumerate(texts, 2)], place(1))


def mapped(**texts: str) -> Mapping:
    entries: dict[str, Node] = {key: scalar(text, line) for line, (key, text) in enumerate(texts.items(), 2)}
    return Mapping(entries, {key: place(line + 10) for line, key in enumerate(texts, 2)}, place(1))


def refused(work: Callable[[], object]) -> tuple[int, str]:
    """The line and the message of a refusal."""
    with pytest.raises(SpecError) as caught:
        work()
    assert caught.value.position is not None
    return caught.value.position.line, caught.value.problem


def test_values_with_and_without_names() -> None:
    plain = compile_node(listed("1", "2 + 3"), "key")
    assert (plain.names, plain.evaluate({}), plain.position) == (frozenset(), [1, 5], place(1))
    named = compile_node(mapped(a="n + 1", b="2"), "key")
    assert (set(named.names), named.evaluate({"n": 3})) == ({"n"}, {"a": 4, "b": 2})
    assert [each.names for each in named.parts] == [{"n"}, frozenset()]
    assert (named.words, compile_node(listed("relu", "n + 1"), "key").words) == (frozenset(), WORDS)
    assert compile_node(scalar("n + 1"), "key").words == frozenset()
    assert compile_node(scalar("n"), "key").words == WORDS


@pytest.mark.parametrize(
    ("node", "verbatim", "value"),
    [
        (scalar("1 + 1"), False, 2), (scalar("1 + 1"), True, "1 + 1"), (scalar("8", quoted=True), False, "8"),
        (scalar(" 8 ", quoted=True), False, " 8 "), (scalar("4 + 4", quoted=True), False, 8),
        (scalar("", quoted=True), True, ""),
    ],
)  # fmt: skip
def test_texts_and_expressions(node: Scalar, verbatim: bool, value: Any) -> None:
    assert compile_node(node, "key", verbatim=verbatim).evaluate({}) == value


def test_what_is_no_expression_takes_no_steps() -> None:
    plain = compile_node(scalar("a long text, verbatim", quoted=True), "key", verbatim=True)
    assert (plain.steps, plain.fractions, plain.words, plain.parts, plain.own) == (
        0,
        False,
        frozenset(),
        (),
        frozenset(),
    )


def test_a_mistake_has_the_place_of_its_item() -> None:
    assert refused(lambda: compile_node(scalar("", 3), "key")) == (3, "key: expected a value, got nothing")
    assert refused(lambda: compile_node(scalar("1 +", 3), "key"))[0] == 3
    assert refused(lambda: compile_node(listed("1", "1 / 0"), "key")) == (3, "key: in '1 / 0': division by zero")
    named = compile_node(listed("1", "1 / n"), "key")
    assert refused(lambda: named.value({"n": 0}, "key")) == (3, "key: in '1 / n': division by zero")
    nested = compile_node(Sequence([listed("1 / n")], place(9)), "key")
    assert refused(lambda: nested.value({"n": 0}, "key")) == (2, "key: in '1 / n': division by zero")
    assert refused(lambda: compile_node(scalar("1 / n", 4), "key").value({"n": 0}, "key"))[0] == 4


def test_hints_for_unknown_names() -> None:
    alone, inside = (compile_node(scalar(text), "key") for text in ("rellu", "rellu + 1"))
    assert refused(lambda: alone.value({}, "key"))[1] == "key: unknown name 'rellu'; did you mean 'relu'?"
    none = alone.meaning(frozenset())
    assert (set(none.words), set(alone.meaning(frozenset({"relu", "x"})).words)) == (set(), {"relu"})
    assert refused(lambda: none.value({}, "key", unknown="; so"))[1] == "key: unknown name 'rellu'; so"
    assert refused(lambda: inside.value({}, "key", unknown="; so", inside="; but"))[1].endswith("'rellu'; but")
    assert refused(lambda: alone.value({"relu_": 1}, "key"))[1] == "key: unknown name 'rellu'; did you mean 'relu_'?"


def test_values_of_a_kind() -> None:
    half = compile_node(scalar("n / 2"), "key")
    assert half.parse(Whole(), {"n": 8}, "key") == 4
    assert refused(lambda: half.parse(Whole(), {"n": 3}, "key"))[1] == (
        "key: expected a whole number of at least 1, got 1.5; round it with round(), floor(), ceil() or "
        "make_divisible()"
    )
    word = compile_node(scalar("qqqqqq"), "key")
    assert refused(lambda: word.parse(Whole(), {}, "key"))[1] == (
        "key: unknown name 'qqqqqq'; expected a whole number of at least 1"
    )
    assert refused(lambda: word.parse(Flag(), {}, "key"))[1].endswith("; a word to compare with stands in quotes")
    compared = compile_node(scalar("n == qqqqqq"), "key")
    assert refused(lambda: compared.parse(Flag(), {"n": 1}, "key"))[1].endswith(
        "; a word to compare with stands in quotes"
    )
    assert refused(lambda: compared.parse(Whole(), {"n": 1}, "key"))[1] == ("key: unknown name 'qqqqqq'; known here: n")


def test_values_of_one_of_several_kinds() -> None:
    kinds = (Whole(), Word("relu", "tanh"))
    assert for_kinds(kinds, scalar("8"), "key", "").evaluate({}) == 8
    assert for_kinds(kinds, scalar("relu"), "key", "").words == {"relu", "tanh"}
    assert for_kinds((Text(),), scalar("1 + 1"), "key", "").evaluate({}) == "1 + 1"
    assert refused(lambda: for_kinds(kinds, scalar("0.5"), "key", ""))[1] == (
        "key: expected a whole number of at least 1, got 0.5; round it with round(), floor(), ceil() or "
        "make_divisible()"
    )
    assert for_kinds((Whole(), Number(0.0, 1.0)), scalar("0.5"), "key", "").evaluate({}) == Fraction(1, 2)
    assert for_kinds(kinds, scalar("n / 3"), "key", "").names == {"n"}  # is asked where it is used


def test_arguments_may_be_layer_types() -> None:
    def evaluated(text: str, names: set[str], scope: dict[str, Any]) -> Any:
        return compile_argument(scalar(text), "key", "", names).evaluate(scope)

    assert "maxpool" in TYPES
    assert "maxpool" not in WORDS
    assert evaluated("maxpool", set(), {}) == "maxpool"
    assert evaluated("maxpool", set(), {"maxpool": 3}) == 3
    alone = compile_argument(scalar("maxpool"), "key", "", set())
    assert (set(alone.own), list(alone.unknown(set()))) == ({"maxpool"}, [])
    called = compile_argument(scalar("maxpool"), "key", "", {"maxpool"})
    assert (called.own, called.words) == (frozenset(), WORDS | TYPES.keys())
    assert [name for name, _ in called.unknown(set())] == ["maxpool"]
    assert compile_argument(scalar("n + 1"), "key", "", set()).words == frozenset()
    assert compile_argument(listed("maxpool", "n"), "key", "", set()).evaluate({"n": 2}) == ["maxpool", 2]


def test_names_that_nobody_knows() -> None:
    whole = compile_node(Sequence([scalar("b + a"), listed("relu", "c", "n + d")], place(1)), "key")
    found = [(name, each.position.line) for name, each in whole.unknown({"n"})]
    assert found == [("a", 1), ("c", 3), ("d", 4)]
    assert list(whole.unknown({"a", "b", "c", "d", "n"})) == []
    assert [each.words for _, each in whole.meaning(frozenset({"relu"})).unknown({"a", "b", "d", "n"})] == [{"relu"}]


def test_work_is_counted() -> None:
    effort = Effort(10**6)
    with effort.bounding():
        compile_node(scalar("n + 1" * 10), "key", verbatim=True)
        assert effort.left == 10**6
        compile_node(scalar("12345"), "key")
        assert effort.left == pytest.approx(10**6 - 0.1)


# What stands where in a file.


def test_mappings_lists_and_texts() -> None:
    assert as_mapping(mapped(a="1"), "key").entries.keys() == {"a"}
    assert refused(lambda: as_mapping(listed("1"), "key")) == (1, "key: expected a mapping, got a list")
    assert refused(lambda: as_mapping(scalar("x", 5), "key")) == (5, "key: expected a mapping, got the text 'x'")
    assert as_list(listed("1", "2"), "key") == [scalar("1", 2), scalar("2", 3)]
    assert refused(lambda: as_list(mapped(a="1"), "key")) == (1, "key: expected a list, got a mapping")
    assert as_text(scalar("  a \n b "), "key") == "a b"
    assert refused(lambda: as_text(listed("1"), "key")) == (1, "key: expected text, got a list")
    assert refused(lambda: as_text(scalar(" \t", 4), "key")) == (4, "key: expected text, got nothing")
    assert refused(lambda: as_text(scalar("a\x07b", 4), "key")) == (
        4, r"key: expected text without control characters, got 'a\x07b'",
    )  # fmt: skip


def test_texts_in_several_languages() -> None:
    assert as_told(scalar("one text"), "key") == "one text"
    told = as_told(mapped(en="light", ko="빛"), "key")
    assert (told, isinstance(told, Told)) == ("light", True)
    assert refused(lambda: as_told(mapped(ko="빛"), "key")) == (1, "key: missing key 'en', the text in English")
    line, problem = refused(lambda: as_told(mapped(en="light", koo="빛"), "key"))
    assert (line, problem.partition(";")[0]) == (13, "key: there is no language 'koo'")
    assert refused(lambda: as_told(mapped(en="light", ko=""), "key")) == (3, "key: ko: expected text, got nothing")


def test_keys_that_are_unknown_or_missing() -> None:
    known = {"filters": True, "bias": False}
    check_keys(mapped(filters="1"), known, "conv: ")
    check_keys(mapped(filters="1", bias="2"), known, "conv: ")
    assert refused(lambda: check_keys(mapped(bias="1"), known, "conv: ")) == (1, "conv: missing key 'filters'")
    assert refused(lambda: check_keys(mapped(filter="1"), known, "conv: ")) == (
        12, "conv: unknown key 'filter'; did you mean 'filters'?",
    )  # fmt: skip
    node = Mapping({"x) ": scalar("1")}, {"x) ": place(7)}, place(1))
    assert refused(lambda: check_keys(node, known, "conv: ")) == (
        7, "conv: unknown key 'x) '; quote an expression that holds a comma: \"max(8, x)\"",
    )  # fmt: skip


# Numbers as written.


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("-0", 0), ("+7", 7), ("00", None), ("01", None), ("-", None), ("", None), (".", None), ("e5", None),
        (".e5", None), ("1.", 1), (".25", Fraction(1, 4)), ("-1.50", Fraction(-3, 2)), ("1e3", 1000),
        ("1E-2", Fraction(1, 100)),
        ("1e+2", 100), ("1e1000", None), ("1.5.5", None), ("1e", None), ("٣", None), ("1_0", None), ("true", True),
        ("false", False), ("True", None), ("9" * 20, int("9" * 20)), ("9" * 21, 10**18),
        ("-" + "9" * 20, 10**18),
        ("0." + "1" * 38, Fraction("0." + "1" * 38)), ("0." + "1" * 39, None), ("E5", None), ("+.5", Fraction(1, 2)),
    ],
)  # fmt: skip
def test_literals(text: str, value: Any) -> None:
    found = literal(text)
    assert (found, type(found)) == (value, type(value))


def test_texts_that_look_like_numbers() -> None:
    assert [number_like(each) for each in ("010", "1:30", "0x10", "1_000", "-5x", ".5.5", "x1", "", "-", "1 ")] == [
        True, True, True, True, True, True, False, False, False, False,
    ]  # fmt: skip
    assert [number_hint(each) for each in ("010", "-007", "0", "0x1", "10")] == [
        "; leave out the leading zero: 10", "; leave out the leading zero: -7", "", "", "",
    ]  # fmt: skip


def test_words_of_the_language() -> None:
    assert {"relu", "batchnorm", "none", "same", "nearest", "reflect"} <= WORDS
    assert not {"conv", "maxpool", "true", "lrn", "dropout"} & WORDS
    assert {word for word, hint in NO_WORDS.items() if hint == "write true or false"} == {
        "yes", "no", "on", "off", "Yes", "No", "On", "Off", "True", "False",
    }  # fmt: skip
    assert {word for word, hint in NO_WORDS.items() if hint == "expected a value"} == {
        "null",
        "Null",
        "None",
        "nan",
        "inf",
    }
