"""The PyTorch side: models built from networks, cross-checked and trained. Needs the ``torch`` extra.

Nothing outside this package imports torch, and nothing imports this package before a command or a call needs it.
"""

from __future__ import annotations

from cnnstat import deadline
from cnnstat.errors import UsageError
from cnnstat.files import elsewhere

INSTALL = "pip install 'cnnstat[torch]'"

deadline.calm()  # what runs a network takes as long as PyTorch does, and its import alone some seconds

# An OSError if the folder is gone: one of torch's libraries would then end the process. And a library of NVIDIA's with
# an empty part in its path (cuSPARSELt of CUDA 13) makes the loader look for libcuda.so.1 in the present folder.
with elsewhere():
    try:
        import torch  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(f"this needs PyTorch, which is not installed: {INSTALL}") from error
