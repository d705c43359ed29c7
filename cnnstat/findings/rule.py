"""Rules: what the program looks for in specs and documents. Each has an id that never changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from cnnstat.errors import UsageError, nearest, shown

Severity = Literal["error", "warning", "note"]


def rule_named(word: str, rules: Mapping[str, Rule]) -> str:
    """The id of the rule that a word names, by id or by name.

    Raises:
        UsageError: there is no such rule.
    """
    names = {rule.name: rule.id for rule in rules.values()}
    found = names.get(word.lower(), word.upper())
    if found not in rules:
        raise UsageError(f"there is no rule {shown(word)}{nearest(word, [*rules, *names])}")
    return found


class Rule(NamedTuple):
    """Something to look for. Ids never change, and the id of a rule that is removed is not used again.

    Attributes:
        id: CNS1xx for specs, CNS2xx for documents.
        name: a few words joined by hyphens.
        severity: errors and warnings make the exit code 1, notes do not.
        meaning: what the rule says, in one or two sentences.
        remedy: what to do about a finding; "" if the message of each finding says so.
    """

    id: str
    name: str
    severity: Severity
    meaning: str
    remedy: str = ""
