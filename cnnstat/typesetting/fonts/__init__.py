"""The fonts that come along, all under the SIL Open Font License (``OFL.txt``); ``tests/make_fonts.py`` makes them.

====================  =====================================================================================
Noto Sans KR          the 2,350 syllables of KS X 1001, Latin, Greek and signs; regular and bold. It has no ⌊ ⌋.
Cnnstat Sans          Latin, Greek and signs as wide as Helvetica's, from Liberation Sans; regular and bold
Noto Sans Math        formulas on web pages, with brackets that grow
====================  =====================================================================================
"""

from __future__ import annotations

import atexit
from functools import cache
from importlib.resources import files
from pathlib import Path

from cnnstat.saving import scratch_folder
from cnnstat.unfinished import end

KOREAN, LATIN = "Noto Sans KR", "Cnnstat Sans"
"""Names of families."""
WOFF2 = ("NotoSansKR-Regular", "NotoSansMath-Regular")
"""What there is for web pages."""


@cache
def folder() -> Path:
    """The folder of the fonts; where the package lies in a zip, a copy of it that lasts as long as the process."""
    own = files(__name__)
    if isinstance(own, Path):
        return own
    copied = scratch_folder()
    atexit.register(end, str(copied))
    for each in own.iterdir():
        if each.name.endswith((".otf", ".ttf")):
            (copied / each.name).write_bytes(each.read_bytes())
    return copied


def woff2(name: str) -> bytes:
    """A font for web pages, by its name in :data:`WOFF2`."""
    return files(__name__).joinpath(f"{name}.woff2").read_bytes()
