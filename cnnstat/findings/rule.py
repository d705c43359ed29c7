"""Rules: what the program looks for in specs and documents, each with an id that stays what it is."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]


class Rule(NamedTuple):
    """What is looked for. Ids stay what they are; a rule that goes takes its id with it.

    Attributes:
        id: CNS1xx concern specs, CNS2xx documents.
        name: in a few words joined by hyphens.
        severity: errors and warnings make the exit code 1, notes do not.
        meaning: one or two sentences.
        remedy: what to do about it; "" where the message of each finding says so.
    """

    id: str
    name: str
    severity: Severity
    meaning: str
    remedy: str = ""
