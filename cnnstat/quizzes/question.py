"""What a question is, apart from its kind and from the medium that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from cnnstat.derivation.steps import Equation
from cnnstat.publishing.content import Block
from cnnstat.quizzes.chance import Chance

Exact = int | Fraction | str | tuple[int, ...]
"""What makes two answers the same: a number, the sides of a shape, or a text."""
Facts = tuple[object, ...]
FEWEST_CHOICES, MOST_CHOICES = 3, 4


class Wrong(NamedTuple):
    """A wrong answer, as a mistake makes it.

    Attributes:
        exact: its value.
        text: as it is shown.
        mistake: the name of the mistake, in the language of the question.
        worked: the mistaken arithmetic.
        told: the same where it is no equation of whole numbers, as a ratio.
    """

    exact: Exact
    text: str
    mistake: str
    worked: Sequence[Equation] = ()
    told: str = ""


@dataclass(frozen=True)
class Choice:
    """One of the answers that a question offers.

    Attributes:
        text: as it is shown.
        right: whether it is the answer.
        mistake: the mistake that leads to it; "" for the answer itself.
        worked: the mistaken arithmetic.
        told: the same where it is no equation of whole numbers, as a ratio.
    """

    text: str
    right: bool = False
    mistake: str = ""
    worked: Sequence[Equation] = ()
    told: str = ""


class Filled(NamedTuple):
    """What belongs in a blank of a table."""

    letter: str
    text: str
    worked: Sequence[Equation] = ()


@dataclass(frozen=True)
class Question:
    """A question with its answer.

    Attributes:
        kind: the key of its kind, as ``params``.
        title: what it is about, in a few words.
        prompt: what is asked.
        answer: as it is shown.
        steps: how it comes about: the analyzer's own derivations.
        choices: the answers that it offers, lettered in this order; none where it is open.
        number: the answer, where that is one whole number.
        accepted: other spellings of an answer that is typed.
        blanks: what belongs in the blanks of a table that is to be filled in.
        facts: the numbers that it is about, without names and in no language: questions with equal facts are alike.
        networks: the titles of the networks that it is about.
        layers: the layers whose figures it states or asks for, each behind the title of its network.
    """

    kind: str
    title: str
    prompt: Sequence[Block]
    answer: str
    steps: Sequence[Block]
    choices: Sequence[Choice] = ()
    number: int | None = None
    accepted: Sequence[str] = ()
    blanks: Sequence[Filled] = ()
    facts: Facts = ()
    networks: Sequence[str] = ()
    layers: Sequence[str] = ()

    def __repr__(self) -> str:
        return f"<Question {self.kind}: {self.answer}>"

    @property
    def letter(self) -> str:
        """The letter of the right choice; "" for an open question."""
        return next((letter_of(at) for at, each in enumerate(self.choices) if each.right), "")


def letter_of(place: int) -> str:
    """The letter of a choice or a blank: A, B, C."""
    return chr(ord("A") + place)


def spelled(text: str) -> Sequence[str]:
    """Other spellings of a size that is typed."""
    return text.replace("×", "x"), text.replace("×", " × "), text.replace("×", " x "), text.replace("×", "*")


def offered(chance: Chance, exact: Exact, text: str, wrongs: Sequence[Wrong], least: int = 1) -> tuple[Choice, ...]:
    """The answer among wrong ones, in any order; none if fewer than two wrong ones differ from it and each other.

    Wrong answers below ``least`` are left out, as nobody would choose them.
    """
    values: list[Exact] = [exact]
    texts, kept = {text}, list[Wrong]()
    for wrong in wrongs:
        if wrong.exact not in values and wrong.text not in texts and possible(wrong.exact, least):
            values.append(wrong.exact)
            texts.add(wrong.text)
            kept.append(wrong)
    if len(kept) < FEWEST_CHOICES - 1:
        return ()
    chosen = chance.some(kept, min(MOST_CHOICES - 1, len(kept)))
    found = [Choice(text, right=True), *(Choice(each.text, False, *each[2:]) for each in chosen)]
    return tuple(chance.shuffled(found))


def possible(exact: Exact, least: int) -> bool:
    """Whether an answer can be meant; a ratio is never zero or negative."""
    match exact:
        case str():
            return True
        case tuple():
            return min(exact) >= least
        case int():
            return exact >= least
    return exact > 0
