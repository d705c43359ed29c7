"""The command line: one module per command. Only code in here prints or exits."""

from cnnstat.cli.app import main

__all__ = ["main"]
