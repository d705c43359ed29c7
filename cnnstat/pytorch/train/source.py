"""The images that were asked for, and the images as they were found, before any transformation."""

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
    """The images that were asked for on the command line.

    Attributes:
        kind: synthetic, mnist, fashion-mnist, cifar10 or folder.
        directory: where the data set is; the synthetic one needs none.
        download: whether torchvision may download it.
        images: how many images to train on; None for all.
        hold_out: the share held out; None for the set's own test images, or a fifth if it has none.
        fit: how images are made to fit the input; None for the recipe's way.
        links: whether links in the directory are followed, which may lead out of it.
    """

    kind: str = "synthetic"
    directory: Path | None = None
    download: bool = False
    images: int | None = None
    hold_out: float | None = None
    fit: str | None = None
    links: bool = False


class Raw(NamedTuple):
    """Images as they were found."""

    train: Any
    """a sequence of (image, label)"""
    test: Any | None
    """the set's own test images; None if it has none"""
    classes: int
    shape: Shape | None
    """the shape of every image; None if they differ"""
    mirrored: bool
    """whether a mirror image shows the same thing; a digit's does not"""


@contextlib.contextmanager
def unreadable(path: object, otherwise: str = "") -> Iterator[None]:
    """Turn libraries' errors for missing or broken files into one-line messages, with ``otherwise`` as the reason."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
        raise UsageError(f"{path}: cannot read: {reason}") from error
    except (RuntimeError, ValueError, TypeError, AssertionError, IndexError) as error:
        reason = otherwise or " ".join(str(error).split()) or type(error).__name__
        raise UsageError(f"{path}: cannot read: {reason}") from error
