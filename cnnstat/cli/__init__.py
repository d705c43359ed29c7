"""The command line: one module per command. Only code in here prints or exits."""

import sys

from cnnstat.cli.stop import Stopped, calm, watch


def main() -> None:
    """Run the program. Signals are handled before anything large is imported, so that none causes a traceback."""
    try:
        watch()
        try:
            from cnnstat.cli.app import main as run

            run()
        finally:
            calm()
    except Stopped as stopped:
        sys.exit(stopped.code)


__all__ = ["main"]
