"""Other people's code, run without what it prints, logs and warns of, and so that nothing it does ends the program.

Of what such code raises only KeyboardInterrupt passes, with which a person ends the program: it may raise anything, of
classes of its own whose very text raises again.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what torch, an exporter or a stranger's module writes out of the program's output."""
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    heard = io.StringIO()
    try:
        with contextlib.redirect_stderr(heard), contextlib.redirect_stdout(heard), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)


@contextlib.contextmanager
def staying() -> Iterator[None]:
    """The current folder is afterwards what it was: files that a person named are named from there."""
    before = os.getcwd()
    try:
        yield
    finally:
        os.chdir(before)


def text_of(error: BaseException) -> str:
    """What an exception of other people's code says; "" where that raises too."""
    try:
        return str(error)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return ""
