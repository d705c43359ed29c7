"""Pictures, drawn by matplotlib. Needs the ``plot`` extra, and is imported only when a picture is asked for."""

from __future__ import annotations

import os
import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnstat.errors import UsageError, shown
from cnnstat.files import elsewhere
from cnnstat.saving import write_file
from cnnstat.text.printable import printable
from cnnstat.typesetting.fonts import KOREAN, folder

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INSTALL = "pip install 'cnnstat[plot]'"
SCRIPTS = (
    "Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "Malgun Gothic", "Apple SD Gothic Neo", "AppleGothic",
    "Noto Sans CJK JP", "Noto Sans CJK SC", "Microsoft YaHei", "Yu Gothic", "PingFang SC", "Arial Unicode MS",
)  # fmt: skip
"""Fonts with Korean, Japanese and Chinese letters, as systems have them."""
LONGEST_NAME, LONGEST_TITLE = 26, 70
"""Characters of names beside bars, and of titles."""
ENDINGS = (".png", ".svg", ".pdf")
DATE = "SOURCE_DATE_EPOCH"
"""What the environment may say is the time of a build; matplotlib reads it."""


def check_picture(path: Path | None = None, option: str = "--picture") -> None:
    """Check, before any work is done, that a picture can be drawn and the file's format is known.

    Raises:
        UsageError: matplotlib is missing, or the file has an unknown ending; the message says what to do.
    """
    if path is not None and path.suffix.lower() not in ENDINGS:
        raise UsageError(f"{option}: expected a file ending in {', '.join(ENDINGS)}, got {shown(path.name)}")
    try:
        with elsewhere():  # it obeys a matplotlibrc of the present folder, which may name programs to run
            import matplotlib  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(f"a picture needs matplotlib, which is not installed: {INSTALL}") from error
    except ValueError as error:  # what the environment says, as in MPLBACKEND
        raise UsageError(f"matplotlib does not start: {shown(str(error), 200)}") from error


def cut(text: str, longest: int = LONGEST_NAME) -> str:
    """A text without its middle where it is longer than that."""
    return text if len(text) <= longest else f"{text[: longest // 2]}…{text[-longest // 2 + 1 :]}"


def new_figure(width: float, height: float) -> Figure:
    """An empty picture of a size in inches, which needs no screen."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def families() -> list[str]:
    """Fonts for a text's letters: matplotlib's own, and those of the system that have other scripts."""
    from matplotlib.font_manager import fontManager

    known = {font.name for font in fontManager.ttflist}
    if KOREAN not in known:  # the system's own has more syllables than the one that comes along
        for path in sorted(folder().glob("NotoSansKR-*.otf")):
            fontManager.addfont(path)
    return ["DejaVu Sans", *(name for name in SCRIPTS if name in known), KOREAN]


def save(figure: Figure, path: Path) -> Path:
    """Write the picture in the format of the file's ending, whole or not at all; equal pictures give equal bytes.

    Raises:
        UsageError: the file cannot be written.
    """
    import matplotlib
    from matplotlib.text import Text

    fonts = families()
    for text in figure.findobj(Text):
        text.set_text(printable(text.get_text()))
        text.set_parse_math(False)  # dollars in a title are dollars
        text.set_fontfamily(fonts)
    kind = path.suffix.lower().lstrip(".")
    plain: dict[str, Any] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
    made = BytesIO()  # a pipe has no places to go back to
    with matplotlib.rc_context({"svg.hashsalt": "cnnstat"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a box in the picture says it; the guide says why
        try:
            figure.savefig(made, format=kind, dpi=120, metadata=plain)
        except (ValueError, OverflowError) as error:
            if DATE in os.environ:
                raise UsageError(f"{DATE}: expected the seconds since 1970, got {shown(os.environ[DATE])}") from error
            raise
    write_file(path, made.getvalue())
    return path
