"""Other people's code, run without what it prints, logs and warns of."""

from __future__ import annotations

import contextlib
import io
import logging
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
