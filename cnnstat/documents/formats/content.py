"""Code blocks of Markdown that page builders render as text: indented paragraphs of admonitions, and directives.

CommonMark takes these for code, because it does not know MkDocs' ``!!! note`` and ``=== "Tab"``, footnotes and
definitions of several paragraphs, or MyST's ``{note}`` after a fence. All other code blocks are examples: a fence with
the name of a language or without a name, a directive for code, and text that is indented below anything else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

OWNER = re.compile(
    r"""(?:!!!|\?\?\?\+?)[ \t]+["'\w]"""  # an admonition, also one that folds
    r"""|===[!+]?[ \t]+["']"""  # a tab
    r"|\[\^[^\]\s]+\]:"  # a footnote
    r"|[:~][ \t]+\S"  # a definition
)
"""The beginning of a line that may have indented paragraphs below it."""
BEGIN = re.compile(r"[\s>]*(?:[-*+]\s+|\d{1,9}[.)]\s+)*")
"""What may come before a block: markers of quotations and lists, and blanks."""
DIRECTIVE = re.compile(r"\{([A-Za-z][^}\s]*)\}")
"""What follows a fence: ``{note}``; not the attributes of Pandoc, ``{.python #id}``."""
_RENDERED = (
    "admonition attention caution danger error hint important note seealso tip warning todo versionadded "
    "versionchanged deprecated topic sidebar margin aside epigraph highlights pull-quote blockquote compound container "
    "div rubric figure table list-table csv-table tab-set tab-item grid grid-item grid-item-card card dropdown details "
    "glossary proof prf:proof prf:theorem prf:lemma prf:definition prf:example prf:remark exercise solution only "
    "centered"
)
RENDERED = frozenset(_RENDERED.split())
"""Directives whose text is Markdown."""
_CODE = (
    "code code-block code-cell sourcecode literalinclude parsed-literal raw highlight doctest testcode prompt mermaid "
    "graphviz plantuml ipython ipython3 jupyter-execute python python3 r julia ojs bash sh shell sql javascript js dot "
    "typst latex tex html css yaml json toml rust c cpp java go scala stan rcpp perl ruby"
)
CODE = frozenset(_CODE.split())
"""Directives, and languages of cells that run, whose text is code."""

Kind = Literal["code", "text", "mathematics", "unknown"]


def kind_of_fence(info: str) -> Kind:
    """What page builders take a fenced block for, judging by the text after the fence."""
    directive = DIRECTIVE.match(info.strip())
    name = directive[1].lower() if directive else ""
    if name == "math" or info.split(None, 1)[:1] == ["math"]:
        return "mathematics"
    return "text" if name in RENDERED else "unknown" if name and name not in CODE else "code"


def is_owned(rows: Sequence[str], first: int) -> bool:
    """Whether indented lines belong to a construct such as an admonition directly above them."""
    last = first
    while last > 0 and is_empty(rows[last - 1]):
        last -= 1
    while last > 0 and not is_empty(rows[last - 1]):
        last -= 1
        front = BEGIN.match(rows[last])
        if front and OWNER.match(rows[last], front.end()):
            return True
    return False


def is_empty(row: str) -> bool:
    return not row.strip(" \t>")
