"""Exercises: questions on networks, with choices that named mistakes lead to, and their key."""

from cnnstat.quizzes.choosing import Variant, questions, variants
from cnnstat.quizzes.question import Choice, Question
from cnnstat.quizzes.sheet import key, sheet
from cnnstat.quizzes.studied import Studied

__all__ = ["Choice", "Question", "Studied", "Variant", "key", "questions", "sheet", "variants"]
