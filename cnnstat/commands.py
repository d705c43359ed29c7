"""The names of the program's commands, in the order of its help.

Each is carried out by the module of its name in ``cnnstat.cli``.
"""

COMMANDS = (
    "show", "get", "explain", "audit", "reconcile", "check", "sizes", "lint", "rule", "list", "expand", "export",
    "schema", "crosscheck", "train", "guide",
)  # fmt: skip
