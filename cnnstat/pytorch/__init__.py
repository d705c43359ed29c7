"""The PyTorch side: models built from networks, cross-checked and trained. Needs the ``torch`` extra.

Nothing outside this package imports torch, and nothing imports this package before a command or a call needs it.
"""

from __future__ import annotations

import os

from cnnstat.errors import UsageError

INSTALL = "pip install 'cnnstat[torch]'"

os.getcwd()  # raises an OSError if the folder is gone; one of torch's libraries would then end the process
try:
    import torch  # noqa: F401
except ModuleNotFoundError as error:
    raise UsageError(f"this needs PyTorch, which is not installed: {INSTALL}") from error
