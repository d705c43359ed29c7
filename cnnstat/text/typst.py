"""Text escaped for Typst, so that it is set as it is."""

from __future__ import annotations

import re

from cnnstat.text.printable import one_line

SIGNS = re.compile(r"[\\#$*_`<>@\[\]~/\"'=]|-(?=[-?])|\.(?=\.\.)")
"""What means something in a line; two hyphens would be a dash, three dots an ellipsis."""
BEGIN = re.compile(r"^(?=[-+]|[0-9]+\.)")


def escape(text: str) -> str:
    """Text that Typst sets as it is, in the middle of a line."""
    return SIGNS.sub(r"\\\g<0>", one_line(text))


def sentence(text: str) -> str:
    """The same for text that begins a line, where a list could begin."""
    return BEGIN.sub(r"\\", escape(text))
