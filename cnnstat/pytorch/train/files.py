"""Data sets in files, read by torchvision."""

from __future__ import annotations

import gzip
from math import prod
from pathlib import Path
from typing import IO, Any

from torch import Tensor
from torch.utils.data import TensorDataset
from torchvision import datasets
from torchvision.datasets import mnist

from cnnstat.errors import UsageError
from cnnstat.layers.shape import Shape
from cnnstat.pytorch.train.folder import Pictures, check_link
from cnnstat.pytorch.train.source import Raw, Source, unreadable
from cnnstat.saving import scratch

FOLDERS = {"mnist": "MNIST", "fashion-mnist": "FashionMNIST"}
PARTS = ("train", "t10k")
BYTES = b"\x00\x00\x08"
"""How an IDX file of bytes begins; the number of its sides comes next, and then each side."""
LARGEST = 100 * 10**6
"""Bytes of a file of CIFAR-10; each of them has 31 million."""
SIDE = 4
"""Bytes of a side."""
PIECE = 1 << 20
"""Bytes that are unpacked at once."""


def read(source: Source) -> Raw:
    """The images of a directory.

    Raises:
        UsageError: the directory is missing or empty, or contains something else.
    """
    directory = source.directory
    if directory is None:
        raise UsageError(f"--data {source.kind} needs --data-dir, the directory that holds it")
    if not source.download and not directory.is_dir():
        raise UsageError(f"{directory}: there is no such directory")
    if source.kind == "folder":
        return read_folder(directory, source.links)
    if source.kind == "cifar10":
        return read_cifar10(directory, source.download, source.links)
    return read_idx(source, directory)


def read_idx(source: Source, directory: Path) -> Raw:
    """MNIST's files, compressed or not, in the directory itself or where torchvision puts them.

    torchvision's own class needs all four files; here the test images alone are enough, and are then split.
    """
    if source.download:
        kind = datasets.MNIST if source.kind == "mnist" else datasets.FashionMNIST
        with unreadable(directory):
            kind(directory, download=True)
    places = [directory, directory / "raw", directory / FOLDERS[source.kind] / "raw"]
    found = [part for part in (read_part(places, name, source.links) for name in PARTS) if part is not None]
    if not found:
        raise UsageError(
            f"{directory}: found no {PARTS[0]}-images-idx3-ubyte or {PARTS[1]}-images-idx3-ubyte (.gz), nor in "
            f"{FOLDERS[source.kind]}/raw (--download fetches them)"
        )
    classes = max(int(part.tensors[1].max()) for part in found) + 1
    _, height, width = found[0].tensors[0].shape[1:]
    test = found[1] if len(found) > 1 else None
    return Raw(found[0], test, classes, Shape(1, height, width), mirrored=source.kind != "mnist")


def read_part(places: list[Path], name: str, links: bool) -> TensorDataset | None:
    """Images (count, 1, height, width) of bytes and their labels; None if they are missing."""
    images, labels = (find(places, f"{name}-{what}-ubyte", links) for what in ("images-idx3", "labels-idx1"))
    if images is None or labels is None:
        return None
    with unreadable(images, "no IDX file of images, or a damaged one"):
        pictures = unpacked(images, mnist.read_image_file)
    with unreadable(labels, "no IDX file of labels, or a damaged one"):
        numbers = unpacked(labels, mnist.read_label_file)
    if len(pictures) != len(numbers) or not len(pictures):
        raise UsageError(f"{images}: {len(pictures)} images, but {len(numbers)} labels in {labels.name}")
    return TensorDataset(pictures[:, None], numbers)


def find(places: list[Path], name: str, links: bool) -> Path | None:
    """The file of that name in one of the places, compressed or not; None if there is none."""
    paths = (place / each for place in places for each in (name, f"{name}.gz"))
    found = next((path for path in paths if path.is_file()), None)
    if found is not None:
        check_links(places[0], found, links)
    return found


def check_links(directory: Path, file: Path, links: bool) -> None:
    """Raise UsageError for a link on the way from a directory to a file in it, unless links are followed."""
    for path in (*file.parents, file):
        if path != directory and path.is_relative_to(directory):
            check_link(path, links)


def unpacked(path: Path, reader: Any) -> Tensor:
    """The result of ``reader`` for a file, which is decompressed for it if necessary."""
    if path.suffix != ".gz":
        with path.open("rb") as file:
            head, left = header(file)
        if path.stat().st_size > len(head) + left:
            raise UsageError(f"{path}: holds more than the {left:,} bytes that its header says")
        return reader(str(path))  # type: ignore[no-any-return]
    with scratch() as folder:
        plain = folder / path.stem
        with gzip.open(path) as packed, plain.open("wb") as file:
            unpack(packed, file, path)
        return reader(str(plain))  # type: ignore[no-any-return]


def unpack(packed: gzip.GzipFile, file: IO[bytes], path: Path) -> None:
    """Write out an IDX file of bytes, of no more of them than its sides say: a few of a stranger's unpack to any size.

    Raises:
        UsageError: there are more.
        ValueError: it is no IDX file of bytes.
    """
    head, left = header(packed)
    promised = f"{left:,}"
    file.write(head)
    while part := packed.read(PIECE):
        left -= len(part)
        if left < 0:
            raise UsageError(f"{path}: unpacks to more than the {promised} bytes that its header says")
        file.write(part)


def header(file: IO[bytes] | gzip.GzipFile) -> tuple[bytes, int]:
    """The header of an IDX file of bytes, and how many come behind it.

    Raises:
        ValueError: it is no IDX file of bytes.
    """
    head = file.read(4)
    if head[:3] != BYTES:
        raise ValueError("no IDX file of bytes")
    sides = file.read(SIDE * head[3])
    return head + sides, prod(int.from_bytes(sides[at : at + SIDE]) for at in range(0, len(sides), SIDE))


def read_cifar10(directory: Path, download: bool, links: bool) -> Raw:
    """CIFAR-10 as torchvision reads it, which takes the MD5 sum of each of its files first."""
    kind = datasets.CIFAR10
    for name, _ in (*kind.train_list, *kind.test_list, (kind.meta["filename"], "")):
        file = directory / kind.base_folder / name
        check_links(directory, file, links)
        if file.exists() and (not file.is_file() or file.stat().st_size > LARGEST):
            raise UsageError(f"{file}: expected a file of up to {LARGEST // 10**6} MB, as those of CIFAR-10 are")
    with unreadable(directory):
        train = datasets.CIFAR10(directory, train=True, download=download)
        test = datasets.CIFAR10(directory, train=False)
    return Raw(train, test, len(train.classes), Shape(3, 32, 32), mirrored=True)


def read_folder(directory: Path, links: bool) -> Raw:
    """A folder with one folder of images per class; or ``train`` and ``val``, each such a folder; or only ``train``."""
    parts = [directory / name for name in ("train", "val")]
    for part in parts:
        check_link(part, links)
    with unreadable(directory):
        if all(part.is_dir() for part in parts):
            train, test = (Pictures(part, links) for part in parts)
            if train.classes != test.classes:
                raise UsageError(f"{directory}: train and val have different classes")
            return Raw(train, test, len(train.classes), None, mirrored=True)
        if parts[1].is_dir():
            raise UsageError(f"{directory}: found val, but no train beside it")
        whole = Pictures(parts[0] if parts[0].is_dir() else directory, links)
    return Raw(whole, None, len(whole.classes), None, mirrored=True)
