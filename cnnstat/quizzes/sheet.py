"""Questions and their key as blocks, for a page of any medium."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.language import ENGLISH, Language
from cnnstat.publishing.content import Blank, Block, Inline, Items, Paragraph, Run, Sentence, plain
from cnnstat.quizzes.question import Choice, Question, letter_of
from cnnstat.quizzes.wording import worked_out

SHORT = 24
"""Signs of choices that stand beside each other."""


def sheet(questions: Sequence[Question], language: Language = ENGLISH) -> list[Block]:
    """The questions, numbered, with lettered choices; an open one has a line for its answer."""
    return [Items([asked(each, language) for each in questions], "1")]


def asked(question: Question, language: Language) -> list[Block]:
    """A question as it is put."""
    if question.choices:
        short = max(len(each.text) for each in question.choices) <= SHORT
        return [
            *question.prompt,
            Items([[Paragraph(plain(each.text))] for each in question.choices], "A", across=short),
        ]
    if question.blanks:
        return [*question.prompt]
    return [*question.prompt, Paragraph((Run(f"{language.say('Answer:')} "), Blank()))]


def key(questions: Sequence[Question], language: Language = ENGLISH) -> list[Block]:
    """The answers, numbered as the questions: how each comes about, and which mistake each wrong choice is."""
    return [Items([solved(each, language) for each in questions], "1")]


def solved(question: Question, language: Language) -> list[Block]:
    """The answer to a question."""
    told = f"{question.letter}: {question.answer}" if question.letter else question.answer
    found: list[Block] = [Paragraph(plain(told, "strong")), *question.steps]
    if question.blanks:
        found = [*question.steps]
    wrong = [(letter_of(at), each) for at, each in enumerate(question.choices) if not each.right]
    return [*found, Items([[explained(*each, language)] for each in wrong])] if wrong else found


def explained(letter: str, choice: Choice, language: Language) -> Paragraph:
    """A wrong choice of the key, and why it is wrong."""
    return Paragraph((Run(f"{letter}: {choice.text}", "strong"), Run(" – "), *because(choice, language)))


def because(choice: Choice, language: Language) -> Sentence:
    """Why a choice is wrong: the mistake, and the arithmetic that it leads to."""
    runs: list[Inline] = [Run(choice.mistake)]
    for at, equation in enumerate(choice.worked):
        runs += [Run("; " if at else ": "), *worked_out(equation, language)]
    if choice.told:
        runs.append(Run(f": {choice.told}"))
    return runs
