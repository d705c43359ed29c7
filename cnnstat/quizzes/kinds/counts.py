"""Questions on counts of one layer: parameters, connections, MACs, and a separate weight for every position."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.analysis import LayerAnalysis
from cnnstat.derivation import Equation
from cnnstat.language import Language
from cnnstat.layers.conv import Convolution
from cnnstat.layers.dense import Linear
from cnnstat.publishing.content import Equations
from cnnstat.quantities import QUANTITIES
from cnnstat.quizzes.case import case_of
from cnnstat.quizzes.chance import Chance
from cnnstat.quizzes.kinds.kind import Subject, kind, layers_where
from cnnstat.quizzes.later import Later
from cnnstat.quizzes.mistakes import written, wrong_answers
from cnnstat.quizzes.question import Question, offered
from cnnstat.quizzes.studied import Studies
from cnnstat.quizzes.wording import about, facts_of, held_behind, introduced, paragraph, place, title_of


def weighted(layer: LayerAnalysis) -> bool:
    """Whether it is a convolution or a fully connected layer."""
    return isinstance(layer.node.layer, Convolution | Linear)


def with_weights(studies: Studies) -> Sequence[Subject]:
    return layers_where(studies, weighted)


def on_maps(studies: Studies) -> Sequence[Subject]:
    """Convolutions whose output has several positions."""
    return layers_where(studies, lambda layer: weighted(layer) and layer.output.positions > 1)


def counted(
    subject: Subject, chance: Chance, language: Language, kind: str, key: str, what: str, asked: str, label: str = ""
) -> Question:  # fmt: skip
    """A question on one count of a layer, which its key calls ``label`` if that is given."""
    case = case_of(subject.layer, key)
    own, network = title_of(subject.analysis), title_of(subject.analysis, language)
    right = case.exact
    assert isinstance(right, int)
    wrongs = [each._replace(worked=Later(labelled, each.worked, label)) for each in wrong_answers(case, language)]
    return Question(
        kind, about(subject.layer, network, what),
        [paragraph(introduced(subject.layer, network, language, bias=True, norm=key == "params"), asked)],
        written(right), [Equations(Later(labelled, case.equations, label))],
        offered(chance, right, written(right), wrongs),
        number=right, facts=(kind, *facts_of(case)), networks=(own,),
        layers=(place(subject.layer, own),),
    )  # fmt: skip


def labelled(equations: Sequence[Equation], label: str) -> Sequence[Equation]:
    """Equations of one figure under another label; as they are where there is none."""
    return [each._replace(label=label) for each in equations] if label else equations


def on_output(subject: Subject, language: Language, asked: str) -> str:
    """A question behind the size of the output, which a fully connected layer has among its keys."""
    if isinstance(subject.layer.node.layer, Linear) and subject.layer.output.flat:
        return asked
    return f"{language.say('Its output is {shape}.', shape=subject.layer.output)} {asked}"


@kind("params", 1, with_weights, "the parameters of a layer")
def params(subject: Subject, chance: Chance, language: Language) -> Question:
    what, asked = language.say("parameters"), language.say("How many parameters does it have?")
    if held_behind(subject.layer):
        asked = language.say("How many parameters does it have, with those of the norm?")
    return counted(subject, chance, language, "params", "params", what, asked)


@kind("macs", 1, with_weights, "the multiply-accumulates of a layer")
def macs(subject: Subject, chance: Chance, language: Language) -> Question:
    what = language.say("MACs")
    asked = on_output(
        subject, language,
        language.say("How many multiply-accumulates (MACs) does it take for one image? Adding a bias is none."),
    )  # fmt: skip
    return counted(subject, chance, language, "macs", "macs", what, asked)


@kind("connections", 2, with_weights, "the connections of a layer")
def connections(subject: Subject, chance: Chance, language: Language) -> Question:
    what = language.say("connections")
    asked = on_output(
        subject, language,
        language.say("How many connections does it have? Every use of a weight or a bias is one."),
    )  # fmt: skip
    return counted(subject, chance, language, "connections", "connections", what, asked)


@kind("unshared", 2, on_maps, "a layer with a separate weight for every position")
def unshared(subject: Subject, chance: Chance, language: Language) -> Question:
    what = language.say("weights that are not shared")
    asked = language.say(
        "Its output is {shape}. How many parameters would it have if it did not share its weights: if every position "
        "of its output had weights (and biases, if it has any) of its own?",
        shape=subject.layer.output,
    )
    label = QUANTITIES["params"].title
    return counted(subject, chance, language, "unshared", "connections", what, asked, label)
