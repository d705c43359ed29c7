"""Images as they are asked for and as they are found, before anything is made of them."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from cnnstat.errors import UsageError
from cnnstat.layers.shape import Shape


@dataclass(frozen=True)
class Source:
    """What is asked for on the command line.

    Attributes:
        kind: synthetic, mnist, fashion-mnist, cifar10 or folder.
        directory: where it lies; the synthetic set needs none.
        download: whether torchvision may fetch it.
        images: how many to learn from; all when None.
        hold_out: the share held out; None for the set's own test images, or a fifth where it has none.
        fit: how images are made to fit; None for the recipe's way.
    """

    kind: str = "synthetic"
    directory: Path | None = None
    download: bool = False
    images: int | None = None
    hold_out: float | None = None
    fit: str | None = None


class Raw(NamedTuple):
    """Images as they were found."""

    train: Any
    """a sequence of (image, label)"""
    test: Any | None
    """the set's own test images, where it has some"""
    classes: int
    shape: Shape | None
    """of every image; None where they differ"""
    mirrored: bool
    """whether a mirror image shows the same thing; a digit's does not"""


@contextlib.contextmanager
def unreadable(path: object, otherwise: str = "") -> Iterator[None]:
    """Turn what libraries raise for missing or broken files into one line; ``otherwise`` where they say too little."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
        raise UsageError(f"{path}: cannot read: {reason}") from error
    except (RuntimeError, ValueError, TypeError, AssertionError, IndexError) as error:
        reason = otherwise or " ".join(str(error).split()) or type(error).__name__
        raise UsageError(f"{path}: cannot read: {reason}") from error
