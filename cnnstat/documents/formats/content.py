"""Code blocks of Markdown that page builders render as text: indented paragraphs of admonitions, and directives.

CommonMark takes these for code, because it does not know MkDocs' ``!!! note`` and ``=== "Tab"``, footnotes and
definitions of several paragraphs, Pandoc's lists and tables, or MyST's ``{note}`` after a fence; because it takes text
that is indented inside HTML for code; and because text in lists must be indented by four for MkDocs, and less than by
eight. All other code blocks are examples: a fence with the name of a language or without a name, a directive for code,
and text that is indented below anything else. ``{role}`code``` is text, and what MyST or Pandoc makes of it is seen.
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
    r"|:[^:\s][^:]*:(?:[ \t]|\Z)"  # a field of MyST's lists of fields
    r"|(?:\((?:@[\w-]*|[0-9]{1,9}|[A-Za-z]{1,9})\)|(?:#|[A-Za-z]|[ivxlcdmIVXLCDM]{1,9})[.)])[ \t]+\S"  # Pandoc's lists
    r"|-{2,}(?:[ \t]+-{2,})+[ \t]*\Z"  # what stands between the head and the rows of Pandoc's tables
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

HOLDS = re.compile(r"<(/?)(?:div|table|details|section|article|aside|figure|center|main)\b", re.IGNORECASE)
"""Elements of HTML that may hold lines which are empty or indented."""
INDENT = 4
"""Columns by which Python-Markdown, and so MkDocs, indents what belongs to an item of a list."""
QUOTED = re.compile(r"(?: {0,3}> ?)*")
"""What stands in front of a line that is quoted."""
ROLE = re.compile(r"\{([A-Za-z][\w:.+-]*)\}\Z")
"""What stands in front of code that MyST takes for something else: ``{sub}`2```."""
_CODE_ROLES = "code literal file samp kbd command program option envvar download eval"
CODE_ROLES = frozenset(_CODE_ROLES.split())
"""Roles whose text is code."""
OPTIONS = re.compile(r"[\s>]*(?:[-*+]\s+|\d{1,9}[.)]\s+)*(?:`{3,}|~{3,}|:{3,})[ \t]*\{[A-Za-z]")
"""A line that opens a directive, below which its options may stand."""
OPTION = re.compile(r"[\s>]*:(?!header:)[\w-]+:[ \t]")
"""An option of a directive, unless it is the head of a table, which is text."""
ADDRESSED = re.compile(r"""(?:\{[^{}\n]*=[ \t]*(?:"[^"\n]*|'[^'\n]*)|://(?:[^\s<>()\[\]"']|<!--[^<>\n]*-->)*)\Z""")
"""What goes before a mark in an attribute in braces, which Pandoc, MyST and MkDocs take, or in an address."""
ABBREVIATION = re.compile(r"[\s>]*\*\[[^\]\n]*\]:")
"""Begins a line that says what an abbreviation means, which MkDocs shows as a title."""
FARTHEST = 500
"""Characters of a line in front of a mark that are looked at."""

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


def is_loose(row: str, depth: int) -> bool:
    """Whether MkDocs takes an indented line for text of an item of a list, at some depth of lists."""
    inside = QUOTED.sub("", row, count=1).expandtabs(INDENT)
    return depth > 0 and len(inside) - len(inside.lstrip()) < INDENT * (depth + 1)


def holds(content: str, opened: int) -> int:
    """How many elements of HTML are open behind a block of it, given how many were before it."""
    for each in HOLDS.finditer(content):
        opened = max(0, opened - 1) if each[1] else opened + 1
    return opened


def options(rows: Iterable[str]) -> set[int]:
    """The numbers of the lines that are options of directives: they are shown in titles and the like, or not at all."""
    found, inside = set[int](), False
    for number, row in enumerate(rows):
        if inside and OPTION.match(row):
            found.add(number)
        else:
            inside = OPTIONS.match(row) is not None or (inside and row.lstrip(" >").startswith(":header:"))
    return found


def is_attribute(text: str, line: int, start: int) -> bool:
    """Whether a place is in an attribute, an address or an abbreviation's title; its line begins at ``line``."""
    near = text[max(line, start - FARTHEST) : start]
    return ADDRESSED.search(near) is not None or ABBREVIATION.match(text, line, start) is not None


def kind_of_role(front: str, behind: str) -> Kind:
    """What code between two texts is to those who build pages."""
    if behind.startswith("{="):
        return "unknown"
    role = ROLE.search(front)
    if role is None or role[1].lower() in CODE_ROLES:
        return "code"
    return "mathematics" if role[1].lower() == "math" else "unknown"


def is_empty(row: str) -> bool:
    return not row.strip(" \t>")
