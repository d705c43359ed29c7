"""Exercises: questions on networks, with choices that named mistakes lead to, and their key."""

from cnnstat.exercises.choosing import Variant, questions, variants
from cnnstat.exercises.question import Choice, Question
from cnnstat.exercises.sheet import key, sheet
from cnnstat.exercises.studied import Studied

__all__ = ["Choice", "Question", "Studied", "Variant", "key", "questions", "sheet", "variants"]
