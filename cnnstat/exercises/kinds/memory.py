"""Questions on memory: the bytes of a layer's output, and of a network's parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.analysis.setting import DTYPES
from cnnstat.derivation import Equation
from cnnstat.derivation.network import explain_network
from cnnstat.effort import spend
from cnnstat.exercises import mistakes
from cnnstat.exercises.case import Case, case_of
from cnnstat.exercises.kinds.counts import on_maps
from cnnstat.exercises.kinds.kind import Analyses, Subject, kind
from cnnstat.exercises.question import Question, Wrong, offered
from cnnstat.exercises.wording import about, code, facts_of, listed, paragraph, title_of
from cnnstat.language import Language
from cnnstat.publishing.content import Equations

ASKED = ("float32", "float16", "float64", "int8")
"""Types of numbers that are asked for; the first most often."""


class Typed(NamedTuple):
    """What memory is asked of, and the type of its numbers."""

    of: Subject | Analysis
    dtype: str


def outputs(analyses: Analyses) -> Sequence[Typed]:
    return [Typed(each, dtype) for each in on_maps(analyses) for dtype in ("float32", "float16")]


def whole(analyses: Analyses) -> Sequence[Typed]:
    return [Typed(each, dtype) for each in analyses if each.params for dtype in ASKED]


def in_bytes(number: int, language: Language) -> str:
    """All digits of a size."""
    return language.plural("{count} byte", "{count} bytes", number)


def wrong_bytes(exact: int, each: int, equation: Equation, language: Language) -> list[Wrong]:
    """Mistakes with the size of a number, from the equation that takes it right."""
    found = []
    for factor, mistake in (
        (1, language.say("numbers given for bytes")),
        (8, language.say("8 bytes taken for a number")),
        (4, language.say("4 bytes taken for a number")),
        (8 * each, language.say("bits given for bytes")),
    ):
        value = exact // each * factor
        found.append(Wrong(value, in_bytes(value, language), mistake, (resized(equation, each, factor),)))
    return found


def resized(equation: Equation, each: int, factor: int) -> Equation:
    """An equation of bytes with another number of them for each number."""
    return equation._replace(value=equation.value // each * factor, detail=None)


@kind("memory", 2, outputs)
def memory(found: Typed, rng: Random, language: Language) -> Question | None:
    subject, dtype = found
    assert isinstance(subject, Subject)
    each = DTYPES[dtype]
    case = case_of(subject.layer, "activation_bytes", subject.analysis.setting._replace(dtype=dtype))
    network, right = title_of(subject.analysis), case.exact
    assert isinstance(right, int)
    if not right:
        return None
    asked = language.say(
        "The output of {layer} of {network} is {shape}. How many bytes does it take for one image, with {bytes} bytes "
        "per number ({dtype})?",
        layer=code(subject.layer.name), network=network, shape=subject.layer.output, bytes=each, dtype=dtype,
    )  # fmt: skip
    wrongs = [*wrong_bytes(right, each, bytes_of(case), language), *one_map(case, language)]
    return Question(
        "memory", 2, about(subject.layer, network, language.say("memory")), [paragraph(asked)],
        in_bytes(right, language), [Equations(case.equations)],
        offered(rng, right, in_bytes(right, language), wrongs), number=right,
        facts=("memory", str(subject.layer.output), each), networks=(network,),
    )  # fmt: skip


def bytes_of(case: Case) -> Equation:
    return case.equations[0]


def one_map(case: Case, language: Language) -> list[Wrong]:
    """Only one of the maps counted."""
    made = mistakes.ONE_MAP.make(case)
    if made is None:
        return []
    assert isinstance(made.exact, int)
    return [Wrong(made.exact, in_bytes(made.exact, language), language.say(mistakes.ONE_MAP.says), made.equations)]


@kind("weights", 2, whole)
def weights(found: Typed, rng: Random, language: Language) -> Question | None:
    analysis, dtype = found
    assert isinstance(analysis, Analysis)
    spend(2 * len(analysis.every))
    each = DTYPES[dtype]
    at = replace(analysis, setting=analysis.setting._replace(dtype=dtype))
    (derivation,) = explain_network(at, ["weight_bytes"])
    (equation,) = derivation.equations
    network, right, held = title_of(analysis), int(equation.value), analysis.counts.parameters
    told = [language.plural("{count} parameter", "{count} parameters", analysis.params)]
    told += [language.plural("{count} fixed weight", "{count} fixed weights", held.fixed)] if held.fixed else []
    if held.buffers:
        told.append(language.plural("{count} buffer of norms", "{count} buffers of norms", held.buffers))
    asked = language.say(
        "{network} holds {numbers}. How many bytes do they take, with {bytes} bytes per number ({dtype})?",
        network=network, numbers=", ".join(told), bytes=each, dtype=dtype,
    )  # fmt: skip
    wrongs = wrong_bytes(right, each, equation, language)
    if len(told) > 1:
        value = analysis.params * each
        alone = Equation(equation.label, value)
        wrongs.append(Wrong(value, in_bytes(value, language), language.say("only the parameters counted"), (alone,)))
    return Question(
        "weights", 1, f"{network}: {language.say('memory of the parameters')}", [paragraph(asked)],
        in_bytes(right, language), [Equations(listed([equation]))],
        offered(rng, right, in_bytes(right, language), wrongs), number=right,
        facts=("weights", right // each, each), networks=(network,),
    )  # fmt: skip

