"""The names of the program's commands: those of the modules in ``cnnstat/cli/commands``."""

from __future__ import annotations

import os
import pkgutil

COMMANDS = frozenset(
    each.name for each in pkgutil.iter_modules([os.path.join(os.path.dirname(__file__), "cli", "commands")])
)
