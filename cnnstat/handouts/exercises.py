"""The exercises of a handout, and their key."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.handouts.amount import Amount
from cnnstat.handouts.topic import Topic, Topics
from cnnstat.language import Language
from cnnstat.publishing.content import Block, Heading
from cnnstat.quizzes import Question, key, sheet


def asked(topic: Topic | Topics, count: int, seed: int, language: Language) -> Sequence[Question]:
    """So many questions about the networks; fewer if there are no more."""
    return topic.asks.sheet(count, seed, language) if count else []


def exercises_part(topic: Topic | Topics, amount: Amount, language: Language, seed: int) -> list[Block]:
    """Questions about the networks; none where nothing can be asked."""
    questions = asked(topic, amount.exercises, seed, language)
    return [Heading(language.say("Exercises")), *sheet(questions, language)] if questions else []


def key_of(questions: Sequence[Question], language: Language) -> list[Block]:
    """The answers to questions."""
    return [Heading(language.say("Key")), *key(questions, language)]
