"""Exercises: questions on networks, with choices that named mistakes lead to, and their key."""

from cnnstat.exercises.choosing import Variant, questions, variants
from cnnstat.exercises.question import Choice, Question
from cnnstat.exercises.sheet import key, sheet

__all__ = ["Choice", "Question", "Variant", "key", "questions", "sheet", "variants"]
