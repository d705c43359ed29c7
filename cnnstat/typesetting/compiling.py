"""Typst's source into PDF and images; needs the ``pdf`` extra, imported only where asked for.

Typst sees the files that it is given, in an empty folder. Its own fonts and those of
:mod:`cnnstat.typesetting.fonts` set every text, so that a page is the same everywhere; only a text that none of them
can show is set with the fonts of the system. What no font can show is an error, and never an empty box.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from cnnstat.errors import UsageError, shown
from cnnstat.saving import scratch
from cnnstat.typesetting import fonts

EXTRA = "pdf"
INSTALL = "pip install 'cnnstat[pdf]'"
STANDARDS = ("ua-1", "a-2a")
"""For people who do not see the page, and for archives; the first makes an error of a text without a font."""
DATE = datetime(1980, 1, 1, tzinfo=UTC)
"""Of every file, unless its source has another: that of the files in a reproducible archive."""
UNSHOWN = re.compile(r'(?:the text|contains the codepoint) `"((?:[^"\\]|\\.)*)"`')
"""In messages: a text without a font, or a sign for private use, which no two fonts show alike."""
UNNAMED = "missing codepoints"
"""In messages: a font shows nothing for a sign; which one is not said."""
UNKNOWN = (
    "no font shows all signs of the texts, neither of this program nor of this system, and Typst does not say which: "
    "look for signs without a shape of their own in titles and names"
)
END = "\n#context [#metadata((counter(page).final().first(), here().position().y.pt())) <end>]\n"
"""Behind each source, tells where it ends; also where nobody asks, as Typst would lay out another source anew."""
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
Files = Mapping[str, bytes]
Inputs = Mapping[str, str]
World = Mapping[str, Any]
"""The arguments that say what Typst sees."""
MAIN = "main.typ"
"""The file that a source is for Typst."""
NONE: Mapping[str, Any] = MappingProxyType({})
Made = TypeVar("Made")


class UnshownError(UsageError):
    """A text has signs that no font shows.

    Attributes:
        signs: these signs, each once.
    """

    def __init__(self, signs: str, where: str = "") -> None:
        place = f" ({where})" if where else ""
        has = f"no font has {shown(signs)}{place}"
        super().__init__(f"{has}, neither of this program nor of this system: install one that does")
        self.signs = signs


def check_installed(what: str) -> None:
    """Refuse, before any work, to typeset without Typst.

    Raises:
        UsageError: says what to install; ``what`` says what for, as ``a drawing as PDF or PNG``.
    """
    try:
        import typst  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(f"{what} needs typst, which is not installed: {INSTALL}") from error


def installed() -> bool:
    """Whether Typst is."""
    return find_spec("typst") is not None


def pdf(source: str, files: Files = NONE, inputs: Inputs = NONE, standards: Sequence[str] = STANDARDS) -> bytes:
    """A PDF, of as many pages as its source takes; equal input gives equal bytes.

    Args:
        source: in Typst's language. It has a title, and its equations and pictures have ``alt``.
        files: what it reads, by plain names.
        inputs: texts for ``sys.inputs``, which are data whatever stands in them.
        standards: that the file follows, as ``ua-1``.

    Raises:
        UnshownError, UsageError: names the signs that no font can show, or says what Typst refuses.
    """

    def made(world: World) -> bytes:
        done: bytes = run(world, format="pdf", pdf_standards=list(standards))
        return done

    return with_fonts(made, source, files, inputs)


def images(source: str, files: Files = NONE, inputs: Inputs = NONE, dots: float = 144) -> list[bytes]:
    """Its pages as images, of so many dots to an inch.

    Raises:
        UsageError: as :func:`pdf`.
    """

    def made(world: World) -> list[bytes]:
        run(world, format="pdf", pdf_standards=["ua-1"])  # images alone would have boxes
        return paged(run(world, format="png", ppi=dots))

    return with_fonts(made, source, files, inputs)


class Taken(NamedTuple):
    """How much paper a source takes.

    Attributes:
        pages: how many.
        down: points from the top of the last one to the end of the text.
    """

    pages: int
    down: float


def taken(source: str, files: Files = NONE, inputs: Inputs = NONE) -> Taken:
    """How much paper a source takes; faster than making its pages.

    Raises:
        UsageError: says what Typst refuses.
    """

    def made(world: World) -> str:
        import typst

        try:
            return typst.query(**world, selector="<end>", field="value", one=True)
        except RuntimeError:  # says less than the error of making pages
            run(world, format="pdf")
            raise

    pages, down = json.loads(with_fonts(made, source, files, inputs))
    return Taken(pages, down)


def paged(made: bytes | list[bytes]) -> list[bytes]:
    """What Typst returns of one page, or of several, as a list."""
    return [made] if isinstance(made, bytes) else made


def run(world: World, **options: Any) -> Any:
    import typst

    return typst.compile(**world, timestamp=DATE, **options)


@cache
def font_set(system: bool) -> Any:
    """Typst's fonts and ours, and those of the system or not."""
    import typst

    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=True, font_paths=[fonts.folder()])


def with_fonts(made: Callable[[World], Made], source: str, files: Files, inputs: Inputs) -> Made:
    """What a function makes of a source, which sees its files, these fonts and nothing else.

    Typst remembers what it has laid out of a file: the same name and text are not laid out again in this process.

    Raises:
        UnshownError, UsageError: names the signs that no font can show, or says what Typst refuses.
    """
    import typst

    with scratch() as empty:
        folder = str(empty)
        world = {
            "input": {**files, MAIN: (source + END).encode()}, "root": folder, "package_path": folder,
            "package_cache_path": folder, "ignore_system_fonts": True, "sys_inputs": dict(inputs),
        }  # fmt: skip
        for system in (False, True):
            try:
                return made({**world, "font_paths": font_set(system)})
            except typst.TypstError as error:
                texts = UNSHOWN.findall(error.diagnostic)
                if not texts and UNNAMED not in error.diagnostic:
                    raise UsageError(f"Typst: {error.message}") from error
    written = ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(texts))
    signs = "".join(dict.fromkeys(written))
    raise UnshownError(signs) if signs else UsageError(UNKNOWN)
