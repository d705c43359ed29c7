"""The names of the program's commands: those of the modules in ``cnnstat/cli/commands``."""

from __future__ import annotations

import pkgutil
from importlib.resources import files

COMMANDS = frozenset(each.name for each in pkgutil.iter_modules([str(files("cnnstat") / "cli" / "commands")]))
