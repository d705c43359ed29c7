"""The command line: one module per command. Only code in here prints or exits."""

import gc
import sys

from cnnstat.cli.stop import Stopped, calm, watch

SELDOM = 10_000
"""Objects after which Python looks for cycles among them; at its own 700, a network of thousands of layers, all of
which are kept, spends a third of its time on that."""


def main() -> None:
    """Run the program. Signals are handled before anything large is imported, so that none causes a traceback."""
    try:
        watch()
        gc.set_threshold(SELDOM)
        try:
            from cnnstat.cli.app import main as run

            run()
        finally:
            calm()
    except Stopped as stopped:
        sys.exit(stopped.code)


__all__ = ["main"]
