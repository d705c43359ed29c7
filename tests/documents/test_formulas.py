"""Formulas written out in numbers: what they come to, and what is told of their results."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from cnnstat.documents.reading.arithmetic import Tree, formulas, inside
from cnnstat.documents.reading.formulas import steps_of, without_bias

Suggested = Callable[..., list[dict[str, Any]]]


def told(suggested: Suggested, text: str) -> list[tuple[str, str, bool]]:
    """The figures of a document about which something is said: as printed, their query, whether they are right."""
    found = suggested(text)
    return [
        (each["printed"], each["query"], " is " in each["problem"] and ", but" not in each["problem"]) for each in found
    ]


def drawn(chance: random.Random, depth: int) -> str:
    """A random formula of sums, products and quotients in brackets."""
    if depth == 0 or chance.random() < 0.2:
        return str(chance.randint(1, 300))
    if chance.random() < 0.15:
        return f"{drawn(chance, 0)}²"
    sign = chance.choice(("+", "-", "*", "×", " x ", "/", " + ", " − "))
    one, other = (drawn(chance, depth - 1) for _ in range(2))
    return f"({one}{sign}{other})"


def test_values_by_chance() -> None:
    chance = random.Random("formulas")
    for _ in range(300):
        said = f"({drawn(chance, 2)}) * ({drawn(chance, 2)} + {drawn(chance, 1)})"
        plain = said.replace("²", "**2").replace("×", "*").replace("x", "*").replace("−", "-")
        exact = eval("".join(f"Fraction({each})" if each.isdecimal() else each for each in pieces(plain)))
        (found,) = formulas(f"{said} = 12", 0, len(said) + 5)
        assert found.tree.value == exact, said
        assert (found.start, found.end) == (0, len(said))
        assert found.result is not None
        assert found.result.value == 12


def pieces(text: str) -> list[str]:
    """Numbers and signs; an exponent stays with its stars."""
    found = [""]
    for sign in text:
        digits = sign.isdecimal() and (found[-1].isdecimal() or found[-1] == "**")
        if digits or (sign == "*" and found[-1] == "*"):
            found[-1] += sign
        else:
            found.append(sign)
    return found[1:]


@pytest.mark.parametrize(
    ("text", "value", "result"),
    [
        ("(227 - 11) / 4 + 1 = 55", 55, 55),
        (r"O=\frac{227-11+2*0}{4}+1=55", 55, 55),
        (r"\left\lfloor\frac{224-11}{4}\right\rfloor+1", Fraction(217, 4), None),
        ("params: (3*3*3)*64 = 1,728", 1728, 1728),
        ("11^{2}× 3× 96=34,848", 34848, 34848),
        ("((227 - 11) / 4) +1 = 55  --> 27", 55, 55),
        ("34,944 (= 364 x 96)", 34944, 34944),
        ("364 (= 11 x 11 x 3 + 1(bias))", 364, 364),
        ("((55 - 3) / 2 + 1 = 27)", 27, 27),
        ("34,848 = 11 × 11 × 3 × 96", 34848, 34848),
        ("96 (5 × 5) × 2", 50, None),
        ("5 / 0 × 3", None, None),
        ("3 ×", None, None),
        ("4 × 5 = 20 × 3", 20, None),
    ],
)
def test_formulas(text: str, value: Fraction | None, result: int | None) -> None:
    found = next(formulas(text, 0, len(text)), None)
    assert (found.tree.value if found else None) == value
    assert (found.result.value if found and found.result else None) == result


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("(11 x 11 x 3) x 96 = 35K", ["(11 x 11 x 3) x 96"]),
        ("(11 x 11 x 3) x 96", ["(11 x 11 x 3) x 96"]),
        ("(11 x 11 x 3) x 96 filters", []),
        ("11 x 11 x 3 = 363", []),
        ("(3×3) × 64", []),
        ("(5×5×1+1)×6", ["(5×5×1+1)×6"]),
        ("34,944 (= 364 x 96)", ["364 x 96"]),
    ],
)
def test_which_numbers_are_no_figures(text: str, closed: list[str]) -> None:
    assert [text[start:end] for start, end in inside(text, 0, len(text))] == closed


ALEXNET = "# AlexNet\n\n- First layer (Conv1): 96 filters of 11x11\n  - "


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("(227 - 11) / 4 + 1 = 55", ("55", "height", True)),
        ("(227 - 11 + 2 * 0) / 4 + 1 = 56", ("56", "height", False)),
        ("(227 + 2 * 1 - 11) / 4 + 1 = 55", None),
        ("(224 - 11) / 4 + 1 = 54", None),
        ("(11 * 11 * 3) * 96", ("(11 * 11 * 3) * 96", "weights", True)),
        ("(11 * 11 * 3) * 96 = 35K", ("35K", "weights", True)),
        ("(11 * 11 * 3) * 96 = 34K", None),
        ("(11 * 11 * 3) * 96 = 39K", ("39K", "weights", False)),
        ("(11 * 11 * 3) * 96 = 35000", ("35000", "weights", True)),
        ("(11 * 11 * 3) * 96 = 34,484", ("34,484", "weights", False)),
        ("(11 * 11 * 3) * 96 = 34,944", ("34,944", "params", True)),
        ("(11 * 11 * 3 + 1) * 96 = 34,944", ("34,944", "params", True)),
        ("(11 * 11 * 3) * 96 = 139 KB", None),
        ("(11 * 11 * 3) * 96 = 3.4848e4", None),
        ("(11 * 11 * 3) * 96 = 3.5万", None),
        ("(11 * 11 * 3) * 96 = 35 k", None),
        ("(11 * 11 * 3) * 96 = 34.848", None),
        ("(11 * 11 * 3) * 96 = 34 848", None),
        ("(11 * 11 * 3) * 96 = 35 mil", None),
        ("(11 * 11 * 3) * 96 = 0.14 MiB", None),
        ("2 * 55 * 55 * 96 * 363 = 0.21 GFLOPs", ("0.21", "flops", True)),
        ("94,848 + 96 = 34,944, 11 * 11 * 3 = 363", ("94,848", "weights", False)),
        ("105,750,600 (= 290,400 x 364)", ("105,750,600", "connections", False)),
        ("(7 * 7 * 3) * 96 = 14,000", None),
    ],
)
def test_results(formula: str, found: tuple[str, str, bool] | None, suggested: Suggested) -> None:
    own = [each for each in told(suggested, f"{ALEXNET}{formula}\n") if each[0] not in ("96", "11x11", "11 * 11 * 3")]
    assert found is None or (found[0], f"alexnet.conv1.{found[1]}", found[2]) in own
    assert found is not None or own == []


@pytest.mark.parametrize(
    "text",
    [
        "# ZFNet\n\n(11 x 11 x 3) x 96 = 34,484",
        "For example, in AlexNet: (11 x 11 x 3) x 96 = 34,484.",
        "AlexNet and VGG-16: (11 x 11 x 3) x 96 = 34,484.",
    ],
)
def test_nothing_is_doubted_of_networks_that_are_not_certain(text: str, suggested: Suggested) -> None:
    assert [each for each in told(suggested, f"{text}\n") if not each[2]] == []


def test_small_layers_and_outputs(suggested: Suggested) -> None:
    text = "# LeNet-5\n\nC1: (5×5×1+1)×6 = 156 and 156 × 28 × 28 = 122,304. S4: 5×5×16 = 400.\n"
    found = told(suggested, text)
    assert ("156", "lenet5.C1.params", True) in found
    assert ("122,304", "lenet5.C1.connections", True) in found
    assert ("400", "lenet5.S4.neurons", True) in found


def test_cells(suggested: Suggested) -> None:
    row = "| CONV3-64 | 224*224*64=3.2M | (3*3*64)*64=36864 |"
    text = f"VGG-16, counted out.\n\n| | out | weights |\n|---|---|---|\n{row}\n"
    found = told(suggested, text)
    assert ("3.2M", "vgg16.conv1_1.neurons", True) in found
    assert ("36864", "vgg16.conv1_2.weights", True) in found


def test_results_in_few_digits(suggested: Suggested) -> None:
    rows = "| POOL2 | 112*112*64=800K | 0 |\n| Image | 224*224*3=150K | 0 |"
    text = f"VGG-16\n\n| | outputs | parameters |\n|---|---|---|\n{rows}\n"
    found = told(suggested, text)
    assert ("800K", "vgg16.pool1.neurons", True) in found
    assert ("150K", "vgg16.input.neurons", True) in found


def test_a_cell_that_is_nothing_but_a_formula(suggested: Suggested) -> None:
    text = "VGG-16\n\n| | outputs | parameters |\n|---|---|---|\n| FC | 4096 | 7*7*512*4096 = 102764544 |\n"
    assert ("102764544", "vgg16.fc6.params", True) in told(suggested, text)


@pytest.mark.parametrize(
    ("result", "right"), [("112", True), ("113", False), ("112.5", None), ("112.4", False), ("111", False)]
)
def test_a_height_before_it_is_rounded_is_none(result: str, right: bool | None, suggested: Suggested) -> None:
    """What windows with a rest behind them come to is rounded down; what stands there before is no mistake."""
    found = told(suggested, f"# ResNet-50\n\n(224 + 2 × 3 − 7) / 2 + 1 = {result}\n")
    assert found == ([] if right is None else [(result, "resnet50.conv1.height", right)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("34,944 (= 364 x 96)", [("364 x 96", 34944, "34,944", "aside")]),
        ("34,848 = 11 × 11 × 3 × 96", [("11 × 11 × 3 × 96", 34848, "34,848", "")]),
        ("2 × 12 = 24 (= 4 × 6)", [("2 × 12", 24, "24", ""), ("4 × 6", 24, "24", "aside")]),
        ("6 = 2 × 3)", [("2 × 3", 6, "6", "")]),
        ("6 = 2 × 3 7", [("2 × 3", 6, "6", "")]),
        ("(3 × 4 = 12", [("3 × 4", 12, "12", "")]),
        ("5 6 × 7 = 42", [("6 × 7", 42, "42", "")]),
        ("3 × 4² = 48", [("3 × 4²", 48, "48", "")]),
        ("(3 × 4)² = 144", [("(3 × 4)²", 144, "144", "")]),
        ("96 × 11^{2} = 11,616", [("96 × 11^{2}", 11616, "11,616", "")]),
        ("12 ÷ 4 × 2 = 6", [("12 ÷ 4 × 2", 6, "6", "")]),
        ("12 / (4 × 2) = 1.5", [("12 / (4 × 2)", Fraction(3, 2), "1.5", "")]),
        ("2 + 3 × 4 - 5 = 9", [("2 + 3 × 4 - 5", 9, "9", "")]),
        ("3 − 4 × 2 = −5", [("3 − 4 × 2", -5, None, "")]),
        ("1 × 2 + 3 × 4 + 5 × 6 = 44", [("1 × 2 + 3 × 4 + 5 × 6", 44, "44", "")]),
        (r"\dfrac{2 × 6}{4} + 1 = 4", [(r"\dfrac{2 × 6}{4} + 1", 4, "4", "")]),
        ("3 × 4 = 12 × 5 = 60", [("3 × 4", 12, None, ""), ("12 × 5", 60, "60", "")]),
        ("3 × 4 = 5 × 6", [("3 × 4", 12, None, ""), ("5 × 6", 30, None, "")]),
        ("3 × 4 --> 5 × 6 = 30", [("3 × 4", 12, None, ""), ("5 × 6", 30, "30", "")]),
        ("3 × 4 = 12, 5 × 6 = 30", [("3 × 4", 12, "12", ""), ("5 × 6", 30, "30", "")]),
        ("3 × 4 = 12²", [("3 × 4", 12, None, ""), ("12²", 144, None, "")]),
        ("3 × 4 = 12 (13)", [("3 × 4", 12, "12", "")]),
        ("96 × 5 = 0.5K", [("96 × 5", 480, "0.5K", "rounded")]),
        ("96 × 5 ≈ 500", [("96 × 5", 480, "500", "")]),
        ("1.5 × 4 ~= 6", [("1.5 × 4", 6, "6", "")]),
        ("(((3 × 4))) × 2 = 24", [("(((3 × 4))) × 2", 24, "24", "")]),
        ("= 3 × 4", [("3 × 4", 12, None, "")]),
        ("12 = = 3 × 4", [("3 × 4", 12, None, "")]),
        ("1K × 4 = 4", []),
        ("3 × (4 + ) = 12", []),
        ("3 × 4) = 12", []),
        ("3 + 4 = 7", []),
    ],
)
def test_where_formulas_and_their_results_stand(
    text: str, expected: list[tuple[str, Fraction | int, str | None, str]]
) -> None:
    found = list[tuple[str, Fraction, str | None, str]]()
    for each in formulas(text, 0, len(text)):
        result = each.result
        said = ["aside"] * each.aside + ["rounded"] * (result is not None and result.rounded)
        stands = text[result.start : result.end] if result is not None else None
        found.append((text[each.start : each.end], each.tree.value, stands, " ".join(said)))
    assert found == expected


def test_formulas_have_so_many_signs_and_brackets_in_brackets_at_most() -> None:
    for depth, many in ((9, 1), (10, 0)):
        text = f"{'(' * depth}3 × 4{')' * depth} × 2 = 24"
        assert [each.tree.value for each in formulas(text, 0, len(text))] == [24] * many
    for numbers, result in ((24, [True]), (25, [False]), (26, [])):  # 25 with the signs between are 49, then = and 1
        text = f"{' × '.join(['1'] * numbers)} = 1"
        assert [each.result is not None for each in formulas(text, 0, len(text))] == result


def test_parts_of_a_sum_stand_where_they_are_written() -> None:
    """What is subtracted is a negative part, and only a plain number has a place."""
    text = "96 × 363 + 96 - 5 = 34,939"
    (found,) = formulas(text, 0, len(text))
    assert [(each.sign, int(each.value), text[slice(*each.place)]) for each in found.tree.parts] == [
        ("×", 34848, ""), ("", 96, "96"), ("", -5, "5"),
    ]  # fmt: skip
    assert [each.place for each in found.tree.parts[1:]] == [(11, 13), (16, 17)]
    assert [tree.factors() for tree in (found.tree, found.tree.parts[0], found.tree.parts[1])] == [[], [96, 363], [96]]


def tree_of(text: str) -> Tree:
    """The only formula of a text, which is all of it."""
    (found,) = formulas(f"{text} = 1", 0, len(text) + 4)
    assert (found.start, found.end) == (0, len(text))
    return found.tree


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("(227 - 11) / 4 + 1", (227, 11, None, 4)),
        ("1 + (227 - 11) / 4", (227, 11, None, 4)),
        ("(27 + 2 × 2 - 5) / 1 + 1", (27, 5, 2, 1)),
        ("(27 - 5 + 3 × 2) / 2 + 1", (27, 5, 3, 2)),
        ("(27 - 5 + 4) / 1 + 1", (27, 5, 2, 1)),
        ("(27 - 5 + 2 × 2) + 1", (27, 5, 2, 1)),
        ("(27 + 2 × 0 - 5) / 1 + 1", (27, 5, 0, 1)),
        ("(27 + 0 - 5) / 1 + 1", (27, 5, 0, 1)),
        ("(27 - 1) / 1 + 1", (27, 1, None, 1)),
        ("(5 - 27) / 2 + 1", (5, 27, None, 2)),
        ("(27 + 3 × 3 - 5) / 1 + 1", None),  # no padding on two sides
        ("(27 + 2 × (1 + 1) - 5) / 1 + 1", None),
        ("(27 + 2 × 1 × 2 - 5) / 1 + 1", None),
        ("(27 - 5 + 3) / 1 + 1", None),  # a padding of one and a half
        ("(27 - 5 - 1) / 2 + 1", None),
        ("(27 + 1 + 1 - 5) / 1 + 1", None),
        ("(27 + 5) / 2 + 1", None),
        ("(27 - 5) / 1.5 + 1", None),
        ("(0 - 5) / 1 + 1", None),
        ("(227 - 11) / 4 + 2", None),
        ("(27 - 5) × 2 + 1", None),
        ("227 / 4 + 1", None),
        ("227 × 4", None),
    ],
)
def test_steps_of_windows(text: str, steps: tuple[int, int, int | None, int] | None) -> None:
    """(I − K + 2P) / S + 1: the side, the kernel, the padding if it is given, and the stride."""
    assert steps_of(tree_of(text)) == steps


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("(5 × 5 × 3 + 1) × 64", [3, 5, 5, 64]),
        ("64 × (5 × 5 × 3 + 1)", [3, 5, 5, 64]),
        ("(5 × 5 × 1 + 1) × 6", [5, 5, 6]),
        ("5 × 5 × 3 × 64 + 64", [3, 5, 5, 64]),
        ("5 × 5 × 3 × 64", [3, 5, 5, 64]),
        ("(5 × 5 × 3 + 2) × 64", []),
        ("(5 × 5 + 1 + 1) × 6", []),
        ("5 × 5 × 3 × 64 + 64 + 1", []),
        ("64 + 5 × 5 × 3 × 64", [64]),
        ("12 / 4", []),
    ],
)
def test_factors_of_weights_without_biases(text: str, factors: list[int]) -> None:
    assert without_bias(tree_of(text)) == factors


def test_a_slip_in_what_is_added_up_is_told_of_a_network_that_is_sure(suggested: Suggested) -> None:
    text = "7 × 7 × 512 × 4096 = 102,760,448; {} + 4,096 = 102,764,544"
    for heading, wrong in (("# VGG-16", True), ("VGG-16 and AlexNet.", False)):
        for said in ("102,760,448", "102,760,449"):
            found = told(suggested, f"{heading}\n\nfc6: {text.format(said)}\n")
            mistakes = [(printed, query) for printed, query, right in found if not right]
            assert mistakes == [(said, "vgg16.fc6.weights")] * (wrong and said[-1] == "9")
