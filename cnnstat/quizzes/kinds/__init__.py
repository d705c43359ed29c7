"""The kinds of questions, a few to a file; each is registered where it is defined.

A kind finds its subjects (layers, networks) by rule of networks, and makes a question of one of them. It chooses
with the generator that it is given, in the same way for every language.
"""

from __future__ import annotations

from cnnstat.quizzes.kinds.kind import KINDS, Kind, kind

# Importing a file is what registers its kinds, in this order.
from cnnstat.quizzes.kinds import counts, sizes, inputs, fields, memory, letters, tables, running, networks  # isort: skip

__all__ = [
    "KINDS",
    "Kind",
    "counts",
    "fields",
    "inputs",
    "kind",
    "letters",
    "memory",
    "networks",
    "running",
    "sizes",
    "tables",
]
