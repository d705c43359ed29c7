"""The command line: one module per command. Only code in here prints or exits."""

import gc

from cnnstat.cli.stop import asked, calm, finish, watch

SELDOM = 500_000
"""Objects after which Python looks for cycles among them, some fifty megabytes; at its own 700, a network of thousands
of layers, all of which are kept, spends a third of its time on that, and at 10,000 still a seventh."""


def main() -> None:
    """Run the program. Signals are handled before anything large is imported, so that none causes a traceback."""
    try:
        try:
            watch()
            gc.set_threshold(SELDOM)
            from cnnstat.cli.app import main as run

            run()
        finally:
            calm()
        if asked():
            raise KeyboardInterrupt  # which other people's code has swallowed
    except BaseException as error:
        if asked() or isinstance(error, KeyboardInterrupt):  # or made another one of
            finish()
        raise


__all__ = ["main"]
