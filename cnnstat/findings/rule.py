"""Rules: what the program looks for in specs and documents, each with an id that stays what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from cnnstat.errors import UsageError, nearest, shown

Severity = Literal["error", "warning", "note"]


def rule_named(word: str, rules: Mapping[str, Rule]) -> str:
    """The id of a rule, by its id or name.

    Raises:
        UsageError: there is none.
    """
    names = {rule.name: rule.id for rule in rules.values()}
    found = names.get(word.lower(), word.upper())
    if found not in rules:
        raise UsageError(f"there is no rule {shown(word)}{nearest(word, [*rules, *names])}")
    return found


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
