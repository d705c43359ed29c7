"""Code blocks of Markdown that page builders render as text: indented paragraphs of admonitions, and directives.

CommonMark takes these for code, because it does not know MkDocs' ``!!! note`` and ``=== "Tab"``, footnotes and
definitions of several paragraphs, or MyST's ``{note}`` after a fence. All other code blocks are examples: a fence with
the name of a language or without a name, a directive for code, and text that is indented below anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

OWNER = re.compile(
    r"""(?:!!!|\?\?\?\+?)[ \t]*["'\w]"""  # an admonition, also one that folds
    r"""|===[!+]?[ \t]+["']"""  # a tab
    r"|\[\^[^\]\s]+\]:"  # a footnote
    r"|[:~][ \t]+\S"  # a definition
)
"""The beginning of a line that may have indented paragraphs below it."""
BEGIN = re.compile(r"[\s>]*(?:[-*+]\s+|\d{1,9}[.)]\s+)*")
"""What may come before a block: markers of quotations and lists, and blanks."""
DIRECTIVE = re.compile(r"\{([A-Za-z][^}\s]*)\}")
"""What follows a fence: ``{note}``; not the attributes of Pandoc, ``{.python #id}``."""
PAGE = re.compile(r"\{(?:=[A-Za-z]|raw\}\s*\S)")
"""What follows the fence of text that a page takes as it is: Pandoc's ``{=html}``, MyST's ``{raw} html``."""
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
    """What code in fences is to those who build pages, by what follows the fence."""
    if PAGE.match(info.strip()):
        return "unknown"
    directive = DIRECTIVE.match(info.strip())
    name = directive[1].lower() if directive else ""
    if name == "math" or info.split(None, 1)[:1] == ["math"]:
        return "mathematics"
    return "text" if name in RENDERED else "unknown" if name and name not in CODE else "code"


def owned(rows: Iterable[str]) -> list[bool]:
    """For each row whether indented lines that begin there belong to the paragraph above them, empty rows between."""
    found, inside, gap = list[bool](), False, True
    for row in rows:
        found.append(inside)
        if is_empty(row):
            gap = True
            continue
        front = BEGIN.match(row)
        begins = front is not None and OWNER.match(row, front.end()) is not None
        inside, gap = begins or (inside and not gap), False
    return found


def is_empty(row: str) -> bool:
    return not row.strip(" \t>")
