"""Which questions are asked: properties over all networks and many seeds, and networks that offer little."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from asking import EVERY, OWN, studied
from conftest import DEEP

import cnnstat
from cnnstat import quizzes
from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.derivation import Derivation, explain_layer
from cnnstat.language import ENGLISH, language_named
from cnnstat.publishing.content import Document
from cnnstat.publishing.formats import markdown
from cnnstat.quizzes import Question, Studied, case, questions
from cnnstat.quizzes.chance import Chance
from cnnstat.quizzes.choosing import Source, variants
from cnnstat.quizzes.kinds import KINDS
from cnnstat.quizzes.studied import told_apart
from cnnstat.quizzes.wording import title_of
from cnnstat.text import numbers

SOME = ["alexnet", "googlenet", "lenet5", "mobilenet_v2", "resnet18", OWN[0], OWN[-1]]
SEEDS = range(30)
COUNT = 10


def holds(question: Question) -> None:
    """What is so of every question."""
    assert question.kind in KINDS
    assert question.answer
    assert question.steps
    texts = [each.text for each in question.choices]
    assert len(set(texts)) == len(texts)
    if texts:
        assert 3 <= len(texts) <= 4
        assert [each.text for each in question.choices if each.right] == [question.answer]
        assert all(bool(each.mistake) != each.right for each in question.choices)
    for choice in question.choices:
        if choice.worked:
            agrees(choice.text, [int(each.value) for each in choice.worked])
        if choice.told and "/" in choice.told and "×" not in choice.told:
            ratio(choice.told, choice.text)
    if question.number is not None:
        assert question.number == number_in(question.answer)


def number_in(text: str) -> int:
    return int(text.partition(" ")[0].replace(",", ""))


def agrees(text: str, values: list[int]) -> None:
    """A wrong choice is what its stated arithmetic gives: a number, sides of a shape, an input or padding, letters."""
    if "C" in text:
        return
    sides = [int(each.replace(",", "")) for each in text.partition(" ")[0].split("×")]
    if len(sides) == 3:
        assert set(values) <= set(sides), text
    elif len(values) == 1:
        assert values[0] == sides[0] or sides[0] < 1000, text  # an input or a padding: its arithmetic is another size
    else:
        assert values[-1] == sides[0], text


def ratio(told: str, text: str) -> None:
    """``3 / 2 = 1.5`` is so, to three digits."""
    fraction, sign, right = told.replace(",", "").replace("≈", "=").partition(" = ")
    above, _, below = fraction.partition(" / ")
    assert sign
    assert numbers.number(Fraction(int(above), int(below)), 3).removeprefix("≈ ") == text
    assert right == text.replace(",", "")


def looked_at(name: str, seeds: range) -> None:
    """What is so of every sheet on a network."""
    source = Source(studied(name))
    most = len(source.sheet(200, 0, ENGLISH))
    found = [source.sheet(COUNT, seed, ENGLISH) for seed in seeds]
    for sheet in found:
        assert len(sheet) == min(COUNT, most)
        assert len({each.facts for each in sheet}) == len(sheet)
        levels = [KINDS[each.kind].level for each in sheet]
        assert levels == sorted(levels)
        kinds = [each.kind for each in sheet]
        assert max(map(kinds.count, kinds)) <= 1 + len(sheet) // len(set(kinds))
        for each in sheet:
            holds(each)
    if most > 3 * COUNT:
        assert len({frozenset(each.facts for each in sheet) for sheet in found}) == len(found)


@pytest.mark.parametrize("name", SOME)
def test_questions_on_some_networks(name: str) -> None:
    looked_at(name, range(2))  # with more seeds under slow, below


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in EVERY if name not in DEEP])
def test_questions_on_every_network(name: str) -> None:
    looked_at(name, SEEDS)


@pytest.mark.slow
@pytest.mark.parametrize("name", DEEP)
def test_questions_on_deep_networks(name: str) -> None:
    looked_at(name, range(3))


def test_questions_across_networks() -> None:
    source = Source(studied("alexnet", "vgg16", "resnet50", "mobilenet_v2"))
    for seed in range(6):
        sheet = source.sheet(20, seed, ENGLISH)
        assert {"times", "most"} <= {each.kind for each in sheet}
        for each in sheet:
            holds(each)


def test_questions_keep_to_different_layers_while_there_are_some() -> None:
    for seed in range(10):
        layers = [place for each in questions(studied("vgg19"), 4, seed) for place in each.layers]
        assert len(set(layers)) == len(layers)


def test_both_languages_ask_the_same() -> None:
    for seed in range(5):
        one = questions(studied("alexnet", "mobilenet_v2"), 14, seed)
        other = questions(studied("alexnet", "mobilenet_v2"), 14, seed, language_named("ko"))
        assert [each.facts for each in one] == [each.facts for each in other]
        assert [each.letter for each in one] == [each.letter for each in other]


def test_a_seed_gives_the_same_in_every_process() -> None:
    code = (
        "import cnnstat\n"
        "made = cnnstat.exercises('mobilenet_v2', count=12, seed=7)\n"
        "print([(each.title, [choice.text for choice in each.choices]) for each in made.questions])"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={
            "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(cnnstat.__file__).parents[1]), "PYTHONIOENCODING": "utf-8"
        }).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1]
    assert len(runs[0]) > 500


def test_choosing_is_that_of_every_python() -> None:
    chance = Chance(1)
    assert [chance.below(100) for _ in range(8)] == [13, 84, 76, 25, 49, 44, 65, 78]  # of the Mersenne Twister
    assert Chance(7).shuffled("abcdefgh") == [*"cafdgebh"]
    assert sorted(Chance(3).some(range(20), 5)) == sorted(set(Chance(3).some(range(20), 5)))
    assert {Chance(seed).between(2, 4) for seed in range(40)} == {2, 3, 4}


def test_thirty_variants() -> None:
    made = variants(studied("alexnet"), 10, 100, 30)
    assert len({frozenset(each.facts for each in variant.questions) for variant in made}) == 30
    assert [each.seed for each in made] == sorted({each.seed for each in made})
    assert made[0].seed == 100


def test_a_single_layer(write_spec: Callable[[str], Path]) -> None:
    path = write_spec("input: {channels: 1, size: 5}\nlayers:\n  - {name: only, type: conv, kernel: 3, filters: 2}\n")
    sheet = questions([Studied(str(path), cnnstat.analyze(path))], 50, 3)
    assert {"params", "macs", "output", "connections", "unshared"} <= {each.kind for each in sheet}
    assert "blanks" not in {each.kind for each in sheet}
    for each in sheet:
        holds(each)


def test_no_convolution(write_spec: Callable[[str], Path]) -> None:
    path = write_spec("""\
        input: {channels: 1, size: 4}
        layers:
          - {type: flatten}
          - {name: fc1, type: linear, features: 10}
          - {name: fc2, type: linear, features: 3, bias: false}
        """)
    sheet = questions([Studied(str(path), cnnstat.analyze(path))], 50)
    assert {each.kind for each in sheet} == {"params", "macs", "connections", "weights", "predict"}
    for each in sheet:
        holds(each)


def test_nothing_to_ask(write_spec: Callable[[str], Path]) -> None:
    path = write_spec("input: {channels: 3, size: 8}\nlayers:\n  - {type: flatten}\n")
    with pytest.raises(cnnstat.UsageError) as caught:
        questions([Studied(str(path), cnnstat.analyze(path))])
    assert str(caught.value) == f"{path}: there is nothing to ask about"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"count": 0}, "exercises: expected a number from 1 to 1,000, got 0"),
        ({"variants": 1001}, "variants: expected a number from 1 to 1,000, got 1001"),
        ({"seed": -1}, "seed: expected a number from 0 to 1,000,000,000, got -1"),
        ({"seed": 1.5}, "seed: expected a whole number, got 1.5"),
        ({"lang": "fr"}, "--lang: expected en or ko, got 'fr'"),
        ({"kinds": "param"}, "--kind: expected one of params, macs, connections, unshared, output, padding, fits, "
         "field, memory, weights, times, most, stack, separable, blanks, wrong, predict, got 'param'; did you mean "
         "'params'?"),
        ({"kinds": "times"}, "lenet5: there is no exercise of the kinds asked for"),
        ({"kinds": "stack", "variants": 5}, "lenet5: only 1 different sheet of 10 exercises, not 5; ask "
         "for fewer variants or another number of exercises"),
    ],
)  # fmt: skip
def test_refusals(asked: dict[str, object], told: str) -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.exercises("lenet5", **asked)  # type: ignore[arg-type]
    assert str(caught.value) == told


def test_arithmetic_is_derived_for_keys_only(monkeypatch: pytest.MonkeyPatch) -> None:
    derived: list[LayerAnalysis] = []

    def noted(analysis: Analysis, layer: LayerAnalysis, keys: Sequence[str]) -> list[Derivation]:
        derived.append(layer)
        return explain_layer(analysis, layer, keys)

    monkeypatch.setattr(case, "explain_layer", noted)
    question = next(each for each in questions(studied("alexnet"), 8, 3, kinds=["params"]) if each.choices)
    assert not derived
    assert all(each.worked for each in question.choices if each.mistake)
    assert len(derived) == len(question.choices) - 1
    assert all(each.worked for each in question.choices if each.mistake)
    assert len(derived) == len(question.choices) - 1  # and only once


def test_a_sheet_derives_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    derived: list[str] = []

    def noted(analysis: Analysis, layer: LayerAnalysis, keys: Sequence[str]) -> list[Derivation]:
        derived.append(layer.name)
        return explain_layer(analysis, layer, keys)

    monkeypatch.setattr(case, "explain_layer", noted)
    asked = questions(studied("mobilenet_v2"), 120)
    assert {each.kind for each in asked} >= {"params", "output", "memory", "separable", "blanks", "predict"}
    markdown.written(Document("sheet", quizzes.sheet(asked, ENGLISH)))
    assert not derived
    markdown.written(Document("key", quizzes.key(asked, ENGLISH)))
    assert len(derived) > 100


SMALL = "input: {channels: 3, size: 8}\nlayers:\n  - {name: c, type: conv, filters: %d, kernel: 3}\n"


@pytest.mark.parametrize(
    "titles",
    [
        ["{en: Net 1, ko: 같은 망}", "{en: Net 2, ko: 같은 망}", "{en: Net 3, ko: 같은 망}"],
        ["Net", "Net", "{en: Net, ko: 망}"],
        ["Net", "Net", "Net (n0.yaml)"],
    ],
)
def test_titles_are_told_apart_in_every_language(
    titles: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for at, title in enumerate(titles):
        Path(f"n{at}.yaml").write_text(f"title: {title}\n{SMALL % (4 * at + 4)}", encoding="utf-8")
    studies = told_apart([Studied(f"n{at}.yaml", cnnstat.analyze(f"n{at}.yaml")) for at in range(len(titles))])
    for code in ("en", "ko"):
        language = language_named(code)
        assert len({title_of(each.analysis, language) for each in studies}) == len(titles)
        for question in questions(studies, 3, 1, language, kinds=["most"]):
            assert len({each.text for each in question.choices}) == len(titles)
