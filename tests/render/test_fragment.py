"""Reports as a part of a document: the same words as on a page of their own, without what only a page has."""

from __future__ import annotations

import re

import pytest

import cnnstat
from cnnstat.render import View, fragment, rendered
from cnnstat.render.formats import NAMES, having
from cnnstat.views.show import summary_of, table_of

ANALYSIS = cnnstat.analyze("lenet5")
VIEWS = {
    "summary": View("summary", summary_of(ANALYSIS)),
    "table": View("table", table_of(ANALYSIS)),
    "explanation": View("explanation", cnnstat.explain("lenet5", "C1")),
}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in VIEWS for name in (*NAMES, "text") if name == "text" or name in having(kind)],
)
def test_a_fragment_says_what_the_page_says(kind: str, name: str) -> None:
    page, part = rendered(VIEWS[kind], name), fragment(VIEWS[kind], name)
    assert part.strip()
    if name == "html":
        assert part.strip("\n") == page.partition("<body>")[2].partition("</body>")[0].strip("\n")
    elif name == "markdown":
        assert not re.search(r"^#", part, re.MULTILINE)
        assert words(part) == words(page)
    else:
        assert part == page
