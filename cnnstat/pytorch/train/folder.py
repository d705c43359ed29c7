"""A folder of images for each class, which may be a stranger's: links lead anywhere, files unpack to any size."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from torchvision import datasets
from torchvision.datasets.folder import IMG_EXTENSIONS

from cnnstat.errors import UsageError
from cnnstat.files import name_of

FORMATS = ("JPEG", "PNG", "PPM", "BMP", "TIFF", "WEBP")
"""What the endings of images stand for. Pillow goes by what a file holds, and has PostScript run by Ghostscript."""
SCAN, MOST_SCANS = b"\xff\xda", 64
"""How each scan of a JPEG begins, and how many it may have; programs write a dozen at most."""
MOST_PIXELS, PIXELS_A_BYTE = 1 << 20, 1000
"""The pixels that an image of any file may have, and those for each byte of it: as many as PNG packs into one."""
LONGEST = 100
"""How many times its shorter side an image may be long, for its shorter side is what it is scaled by."""


class Pictures(datasets.ImageFolder):  # type: ignore[misc]  # which torchvision does not type
    """The images in the folders of a folder, a class each.

    Args:
        root: the folder.
        links: whether links in it are followed.

    Raises:
        UsageError: there is a link, and links are not followed.
        OSError: there is no folder in it, or one without an image.
    """

    def __init__(self, root: Path, links: bool) -> None:
        self.links = links
        super().__init__(root, loader=opened)

    def find_classes(self, directory: Any) -> tuple[list[str], dict[str, int]]:
        """The names of the classes, and the number of each."""
        classes, numbers = super().find_classes(directory)
        for name in classes:
            check_link(Path(directory, name), self.links)
        return classes, numbers

    def make_dataset(self, directory: Any, class_to_idx: dict[str, int], *_: Any, **__: Any) -> list[tuple[str, int]]:
        """The path and the class's number of each image, in torchvision's order."""
        found = []
        for name, number in sorted(class_to_idx.items()):
            paths = sorted(images_below(Path(directory, name), self.links))
            if not paths:
                raise FileNotFoundError(f"no image in the folder {name_of(Path(name))}")
            found += [(os.path.join(*path), number) for path in paths]
        return found


def images_below(folder: Path, links: bool) -> Iterator[tuple[str, str]]:
    """The folder and the name of each image in a folder and in those below it, each of which is gone through once."""
    left, seen = [str(folder)], {os.path.realpath(folder)}
    while left:
        place = left.pop()
        with os.scandir(place) as scanned:
            entries = list(scanned)
        for entry in entries:
            if entry.is_dir():
                check_link(Path(entry.path), links)
                real = os.path.realpath(entry.path)
                if real not in seen:
                    seen.add(real)
                    left.append(entry.path)
            elif entry.name.lower().endswith(IMG_EXTENSIONS) and entry.is_file():  # a pipe or a device might never end
                check_link(Path(entry.path), links)
                yield place, entry.name


def check_link(path: Path, links: bool) -> None:
    """Raise UsageError for a link, unless links are followed."""
    if path.is_symlink() and not links:
        raise UsageError(f"{name_of(path)}: a link, which may lead out of the directory; --follow-links follows it")


def opened(path: str) -> Image.Image:
    """An image in red, green and blue.

    Raises:
        UsageError: it has so many pixels, or is so long, that it takes memory out of proportion to its file.
    """
    with Image.open(path, formats=FORMATS) as image:
        width, height = image.size
        if image.format == "JPEG" and (scans := Path(path).read_bytes().count(SCAN)) > MOST_SCANS:
            raise UsageError(f"{scans} scans, each of which goes over the whole image")
        if width * height > MOST_PIXELS + PIXELS_A_BYTE * os.path.getsize(path):
            raise UsageError(f"{width} × {height} pixels, far more than a file of its size should hold")
        if max(width, height) > LONGEST * min(width, height):
            raise UsageError(f"{width} × {height} pixels, a side over {LONGEST} times as long as the other")
        return image.convert("RGB")
