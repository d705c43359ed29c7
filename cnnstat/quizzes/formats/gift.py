r"""GIFT, Moodle's text format: questions between blank lines, with feedback for each answer.

Its signs ``~ = # { } :`` and the backslash are written with a backslash. Texts are HTML, formulas plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnnstat.publishing.content import Inline, Run
from cnnstat.quizzes.bank import Bank
from cnnstat.quizzes.question import Choice, Question
from cnnstat.quizzes.sheet import because
from cnnstat.quizzes.xhtml import Xhtml, text_of, titled

ENDINGS = (".gift", ".txt")
TITLE = "GIFT"
SIGNS = re.compile(r"[\\~=#{}:]")


def written(bank: Bank, ending: str = ".gift") -> str:
    """The questions, each sheet in a category of its own."""
    pieces = []
    for variant in bank.variants:
        seed = bank.language.say("seed {seed}", seed=variant.seed)
        category = f"{plain(bank.title).replace('/', '//')}/{seed}"
        pieces.append(f"$CATEGORY: $course$/{category}")
        pieces += [Writer(bank, each).written() for _, each in bank.questions(variant)]
    return "\n\n".join(pieces) + "\n"


def plain(text: str) -> str:
    """A stranger's text on one line, as a title."""
    return " ".join(titled(text).split())


def escaped(text: str) -> str:
    """A text none of whose signs GIFT takes for its own, on one line."""
    return SIGNS.sub(r"\\\g<0>", " ".join(text.split()))


class Writer:
    """Writes one question."""

    def __init__(self, bank: Bank, question: Question) -> None:
        self.question, self.language = question, bank.language
        self.html = Xhtml(bank.language)

    def written(self) -> str:
        question = self.question
        prompt = escaped(text_of(self.html.blocks(question.prompt)))
        answers = "\n".join(self.answers())
        return f"::{escaped(plain(question.title))}::[html]{prompt} {{{answers}\n####{self.steps()}\n}}"

    def steps(self) -> str:
        return escaped(text_of(self.html.blocks(self.question.steps)))

    def answers(self) -> Iterator[str]:
        """The answers, each on a line of its own; the first begins behind the brace."""
        question = self.question
        if question.choices:
            yield ""
            yield from map(self.choice, question.choices)
        elif question.blanks:
            yield ""
            for each in question.blanks:
                yield f"={each.letter} -> {escaped(each.text)}"
        elif question.number is not None:
            yield f"#={question.number}:0#{escaped(self.language.say('Right.'))}"
        else:
            yield ""
            for text in dict.fromkeys((question.answer, *question.accepted)):
                yield f"={escaped(text)}"

    def choice(self, choice: Choice) -> str:
        text = self.inside(Run(choice.text))
        if choice.right:
            return f"={text}#{escaped(self.language.say('Right.'))}"
        return f"~{text}#{self.inside(*because(choice, self.language))}"

    def inside(self, *runs: Inline) -> str:
        return escaped(text_of([self.html.paragraph(runs)]))
