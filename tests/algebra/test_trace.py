"""Traced integers: the numbers stay what they are, the expressions come to them, and so does what is printed."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any

import pytest
from arithmetic import number_of
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnstat.algebra import formula, trace
from cnnstat.algebra.arithmetic import larger, smaller
from cnnstat.algebra.formula import Expression, added, evaluate
from cnnstat.algebra.notation import TEX, TEXT, TYPST, decimal, readings, unrounded
from cnnstat.algebra.trace import Traced, expression_of
from cnnstat.layers import Axis
from cnnstat.layers.base import same_padding, size_after

named = Traced.named


def conv_size(height: int, kernel: int, stride: int, padding: int) -> int:
    axis = Axis(named("kernel", kernel), named("stride", stride), *[named("padding", padding)] * 2)
    return size_after(named("height", height), axis)


def test_a_size_as_the_textbook_writes_it() -> None:
    size = conv_size(227, 11, 4, 0)
    assert size == 55
    assert readings(expression_of(size), TEXT) == [
        "(height + 2 × padding − kernel) / stride + 1",
        "(227 + 2 × 0 − 11) / 4 + 1",
        "55",
    ]


def test_a_size_that_rounds_shows_the_brackets_and_the_fraction() -> None:
    size = conv_size(224, 11, 4, 0)
    assert readings(expression_of(size), TEXT) == [
        "⌊(height + 2 × padding − kernel) / stride⌋ + 1",
        "⌊(224 + 2 × 0 − 11) / 4⌋ + 1",
        "⌊53.25⌋ + 1",
        "54",
    ]
    assert decimal(unrounded(expression_of(size))) == "54.25"


def test_the_same_in_tex_and_typst() -> None:
    expression = expression_of(conv_size(224, 11, 4, 0))
    assert readings(expression, TEX)[1:] == [
        r"\left\lfloor \frac{224 + 2 \times 0 - 11}{4} \right\rfloor + 1",
        r"\left\lfloor 53.25 \right\rfloor + 1",
        "54",
    ]
    assert readings(expression, TYPST)[:2] == [
        'floor(frac("height" + 2 times "padding" - "kernel", "stride")) + 1',
        "floor(frac(224 + 2 times 0 - 11, 4)) + 1",
    ]
    assert readings(expression_of(named("macs", 1_234_567) * 2), TEX)[1:] == [
        r"2 \times 1{,}234{,}567",
        r"2{,}469{,}134",
    ]


def test_ceil_mode_and_same_padding_lose_their_detours() -> None:
    height, kernel, stride = named("height", 224), named("kernel", 3), named("stride", 2)
    up = size_after(height, Axis(kernel, stride), ceil_mode=True)
    assert readings(expression_of(up), TEXT)[:2] == ["⌈(height − kernel) / stride⌉ + 1", "⌈(224 − 3) / 2⌉ + 1"]
    before, after = same_padding(named("H", 8), named("K", 5), 1, 1)
    assert expression_of(size_after(named("H", 8), Axis(named("K", 5), 1, before, after))) == expression_of(
        named("H", 8)
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (named("a", 3) * 1 + 0, "a"),
        (named("a", 3) + named("a", 3), "2 × a"),
        (named("a", 3) - named("b", 2) - named("a", 3), "−b"),
        (named("a", 3) * named("b", 2) * named("a", 3), "a² × b"),
        (named("long name", 3) * named("long name", 3), "(long name)²"),
        (named("a", 3) * (named("b", 2) + 1), "a × (b + 1)"),
        (2 * (named("b", 2) + 1), "2 × b + 2"),
        (4 - named("b", 2), "4 − b"),
        (named("a", 9) // named("b", 2), "⌊a / b⌋"),
        (named("a", 8) // named("b", 2), "a / b"),
        (named("a", 8) // named("b", 2) * named("c", 3), "(a / b) × c"),
        (named("a", 8) // (named("b", 2) * named("c", 2)), "a / (b × c)"),
        (named("a", 9) % named("b", 2) + 1, "a mod b + 1"),
        (larger(named("a", 3), named("b", 5)), "b"),
        (smaller(named("a", 3), named("b", 5)), "a"),
    ],
)
def test_expressions_read_as_people_write_them(value: int, text: str) -> None:
    assert readings(expression_of(value), TEXT)[0] == text


def test_what_cancels_is_a_plain_number() -> None:
    assert type(named("a", 3) - named("a", 3)) is int
    assert type(named("a", 3) * 0) is int
    assert named("a", 3) > 2
    assert f"{named('a', 3000):,}" == "3,000"


OPERATORS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv, "%": operator.mod,
}  # fmt: skip

trees = st.recursive(
    st.one_of(
        st.integers(-4, 9),
        st.tuples(st.sampled_from("abcde"), st.integers(-3, 9)),
    ),
    lambda inner: st.tuples(st.sampled_from([*OPERATORS, "neg"]), inner, inner),
    max_leaves=14,
)


def computed(tree: Any, traced: bool, values: dict[str, int]) -> int:
    """The tree on plain or on traced integers; a letter has one value throughout."""
    if isinstance(tree, int):
        return tree
    if len(tree) == 2:
        letter, value = tree[0], values.setdefault(*tree)
        return named(letter, value) if traced else value
    sign, left, right = tree
    one, other = computed(left, traced, values), computed(right, traced, values)
    return -one if sign == "neg" else OPERATORS[sign](one, other)


@given(trees)
def test_numbers_expressions_and_texts_agree(tree: Any) -> None:
    values: dict[str, int] = {}
    try:
        plain = computed(tree, False, values)
    except ZeroDivisionError:
        assume(False)
        raise
    value = computed(tree, True, values)
    assert value == plain == evaluate(expression_of(value))
    for text in readings(expression_of(value), TEXT)[1:-1]:
        if "…" not in text:  # a fraction cut after four decimals
            assert number_of(text) == plain, (text, readings(expression_of(value), TEXT))


def test_a_long_sum_is_put_together_once_and_reads_like_a_short_one() -> None:
    numbers = [named(f"n{at}", at + 1) for at in range(200)]
    total = sum(numbers) - numbers[3] + 7
    expression = expression_of(total)
    assert int(total) == evaluate(expression) == sum(range(1, 201)) - 4 + 7
    assert readings(expression, TEXT)[0].startswith("n0 + n1 + n2 + n4 + n5")
    assert expression == expression_of(sum(numbers[:3]) + sum(numbers[4:]) + 7)
    for each in numbers:
        total = total - each
    assert expression_of(total) == added(7, expression_of(numbers[3]), -1)


def test_the_work_of_a_long_sum_grows_with_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = 0
    whole = formula.linear

    def counted(terms: Iterable[tuple[int, Expression]], constant: int) -> Expression:
        nonlocal seen
        every = list(terms)
        seen += len(every)
        return whole(every, constant)

    monkeypatch.setattr(formula, "linear", counted)
    monkeypatch.setattr(trace, "linear", counted)
    expression_of(sum(named(f"n{at}", at) for at in range(5000)))
    assert seen < 3 * 5000
