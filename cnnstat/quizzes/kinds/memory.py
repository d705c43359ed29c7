"""Questions on memory: the bytes of a layer's output, and of a network's parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cnnstat.algebra.trace import Traced
from cnnstat.analysis import Analysis
from cnnstat.analysis.setting import DTYPES
from cnnstat.derivation import Equation
from cnnstat.effort import spend
from cnnstat.language import Language
from cnnstat.publishing.content import Equations
from cnnstat.quizzes import mistakes
from cnnstat.quizzes.case import Case, case_of
from cnnstat.quizzes.chance import Chance
from cnnstat.quizzes.kinds.counts import on_maps
from cnnstat.quizzes.kinds.kind import Subject, kind
from cnnstat.quizzes.later import Later
from cnnstat.quizzes.question import Question, Wrong, offered
from cnnstat.quizzes.studied import Studies
from cnnstat.quizzes.wording import about, code, listed, paragraph, place, title_of

ASKED = ("float32", "float16", "float64")
"""Types of numbers that are asked for; the first most often."""


class Typed(NamedTuple):
    """What memory is asked of, and the type of its numbers."""

    of: Subject | Analysis
    dtype: str


def outputs(studies: Studies) -> Sequence[Typed]:
    return [Typed(each, dtype) for each in on_maps(studies) for dtype in ("float32", "float16")]


def whole(studies: Studies) -> Sequence[Typed]:
    return [Typed(each, dtype) for _, each, _ in studies if each.params for dtype in ASKED]


def in_bytes(number: int, language: Language) -> str:
    """All digits of a size."""
    return language.plural("{count} byte", "{count} bytes", number)


def both(told: Sequence[str], language: Language) -> str:
    """Several things in a sentence."""
    *others, last = told
    return language.say("{others} and {last}", others=", ".join(others), last=last) if others else last


def per_number(dtype: str, language: Language) -> str:
    """How much a number takes."""
    return language.plural("{count} byte per number", "{count} bytes per number", DTYPES[dtype])


class Size(NamedTuple):
    """A size in memory, and how it comes about."""

    exact: int
    worked: Sequence[Equation]


def wrong_bytes(exact: int, at: Callable[[str], Size], language: Language) -> list[Wrong]:
    """Mistakes with the size of a number.

    Args:
        exact: the right answer.
        at: the bytes with numbers of another type.
        language: of the mistakes' names.
    """
    bits = Traced.named("bits per byte", 8) * Traced.named("bytes", exact)
    found = [
        (at("int8"), language.say("numbers given for bytes")),
        (at("float64"), language.say("8 bytes taken for a number")),
        (at("float32"), language.say("4 bytes taken for a number")),
        (Size(int(bits), [Equation("bits", bits)]), language.say("bits given for bytes")),
    ]
    return [Wrong(each.exact, in_bytes(each.exact, language), mistake, each.worked) for each, mistake in found]


@kind("memory", 2, outputs, "the bytes of a layer's output")
def memory(found: Typed, chance: Chance, language: Language) -> Question | None:
    subject, dtype = found
    assert isinstance(subject, Subject)
    case = stored(subject, dtype)
    network, right = title_of(subject.analysis, language), case.exact
    assert isinstance(right, int)
    if not right:
        return None
    asked = language.say(
        "The output of {layer} of {network} is {shape}. How many bytes does it take for one image, with {per} "
        "({dtype})?",
        layer=code(subject.layer.name), network=network, shape=subject.layer.output,
        per=per_number(dtype, language), dtype=dtype,
    )  # fmt: skip
    wrongs = [
        *wrong_bytes(right, lambda other: size_of(stored(subject, other)), language),
        *one_map(case, language),
    ]
    return Question(
        "memory", about(subject.layer, network, language.say("memory")), [paragraph(asked)],
        in_bytes(right, language), [Equations(Later(lambda: [*case.of("neurons").equations, *case.equations]))],
        offered(chance, right, in_bytes(right, language), wrongs), number=right,
        facts=("memory", str(subject.layer.output), DTYPES[dtype]), networks=(title_of(subject.analysis),),
        layers=(place(subject.layer, title_of(subject.analysis)),),
    )  # fmt: skip


def stored(subject: Subject, dtype: str) -> Case:
    """The bytes of a layer's output with numbers of a type."""
    return case_of(subject.layer, "activation_bytes", subject.analysis.setting._replace(dtype=dtype))


def size_of(case: Case) -> Size:
    """The size in memory that a case is about."""
    assert isinstance(case.exact, int)
    return Size(case.exact, Later(lambda: case.equations[:1]))


def one_map(case: Case, language: Language) -> list[Wrong]:
    """Only one of the maps counted."""
    made = mistakes.ONE_MAP.make(case)
    if made is None:
        return []
    assert isinstance(made.exact, int)
    return [Wrong(made.exact, in_bytes(made.exact, language), language.say(mistakes.ONE_MAP.says), made.equations)]


def held_bytes(analysis: Analysis, dtype: str) -> Equation:
    """How the bytes of a network's parameters come about with numbers of a type."""
    held = analysis.counts.parameters
    kinds = (("parameters", analysis.params), ("fixed", held.fixed), ("buffers", held.buffers))
    stored = sum(Traced.named(kind, count) for kind, count in kinds if count)
    return Equation("bytes", stored * per_value(dtype))


def per_value(dtype: str) -> int:
    """The bytes of a number of a type, with their name."""
    return Traced.named("bytes per number", DTYPES[dtype])


@kind("weights", 1, whole, "the bytes of a network's parameters")
def weights(found: Typed, chance: Chance, language: Language) -> Question | None:
    analysis, dtype = found
    assert isinstance(analysis, Analysis)
    spend(2 * len(analysis.every))
    each = DTYPES[dtype]
    equation = held_bytes(analysis, dtype)
    network, right, held = title_of(analysis, language), int(equation.value), analysis.counts.parameters
    told = [language.plural("{count} parameter", "{count} parameters", analysis.params)]
    told += [language.plural("{count} fixed weight", "{count} fixed weights", held.fixed)] if held.fixed else []
    if held.buffers:
        told.append(language.plural("{count} buffer of norms", "{count} buffers of norms", held.buffers))
    asked = language.say(
        "{network} holds {numbers}. How many bytes do they take, with {per} ({dtype})?",
        network=network, numbers=both(told, language), per=per_number(dtype, language), dtype=dtype,
    )  # fmt: skip
    others = {other: held_bytes(analysis, other) for other in DTYPES}
    wrongs = wrong_bytes(right, lambda other: Size(int(others[other].value), [others[other]]), language)
    if len(told) > 1:
        value = Traced.named("parameters", analysis.params) * per_value(dtype)
        alone = Equation(equation.label, value)
        wrongs.append(
            Wrong(int(value), in_bytes(int(value), language), language.say("only the parameters counted"), (alone,))
        )
    return Question(
        "weights", f"{network}: {language.say('memory of the parameters')}", [paragraph(asked)],
        in_bytes(right, language), [Equations(listed([equation]))],
        offered(chance, right, in_bytes(right, language), wrongs), number=right,
        facts=("weights", right // each, each), networks=(title_of(analysis),),
    )  # fmt: skip
