"""Images to train on: torchvision's data sets, fitted to a network's input, or synthetic images."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils.data import Dataset, Subset

from cnnstat.errors import UsageError
from cnnstat.network.graph import Network
from cnnstat.network.recipe import Recipe
from cnnstat.pytorch import INSTALL
from cnnstat.pytorch.train.batches import Key
from cnnstat.pytorch.train.random import mixed
from cnnstat.pytorch.train.source import Raw, Source
from cnnstat.pytorch.train.synthetic import Patterns

SYNTHETIC_IMAGES, SYNTHETIC_CLASSES = 2000, 10
HELD_OUT = 0.2


class Images(Dataset[Any]):
    """Images whose random crops depend only on seed, epoch and index, not on the process or the loader's worker."""

    def __init__(self, images: Any, transform: Any, seed: int) -> None:
        self.images, self.transform, self.seed = images, transform, seed

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, key: Key) -> Any:
        """An image (channels, height, width) and its class.

        Raises:
            UsageError: its file cannot be read.
        """
        epoch, index = key
        with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of files that it then reads or refuses
            # Not torch.manual_seed, which would also reseed the GPU and so change its dropout.
            torch.default_generator.manual_seed(mixed(self.seed, epoch, index))
            try:
                image, label = self.images[index]
                return self.transform(image), int(label)
            except Exception as error:  # whatever a decoder raises: a library's own classes share no base
                reason = " ".join(str(error).split()) or type(error).__name__
                raise UsageError(f"{place_of(self.images, index)}: cannot read: {reason}") from error


@dataclass(frozen=True)
class Data:
    """Images fitted to a network.

    Attributes:
        train: the images for training.
        held_out: the images for validation.
        about: one line that describes them.
    """

    train: Images
    held_out: Images
    about: str


def open_data(source: Source, network: Network, recipe: Recipe, classes: int, seed: int) -> Data:
    """The images of ``source`` for a network with ``classes`` classes, fitted and augmented by the recipe.

    Raises:
        UsageError: the images do not exist, or do not fit the network.
    """
    if source.kind == "synthetic":
        return synthetic(source, network, classes, seed)
    try:
        import torchvision  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(f"--data {source.kind} needs torchvision, which is not installed: {INSTALL}") from error
    from cnnstat.pytorch.train import files
    from cnnstat.pytorch.train.transforms import transform

    raw = files.read(source)
    if raw.classes < 2:
        raise UsageError(f"{source.directory}: all images are of one class, so there is nothing to tell apart")
    if raw.classes > classes:
        setting = f": --set classes={raw.classes}" if "classes" in network.settings else ""
        raise UsageError(f"the data has {raw.classes} classes, {network.name} tells {classes} apart{setting}")
    fit = source.fit or ("resize" if raw.shape is None else recipe.fit)
    check_fit(raw, network, fit, source.kind)
    train, held_out = split(raw, source, seed)
    about = f"{source.kind}, {len(train):,} images to learn from, {len(held_out):,} held out, {raw.classes} classes"
    learnt, told = (transform(network.input, raw, fit, augment) for augment in (recipe.augment, False))
    return Data(Images(train, learnt, seed), Images(held_out, told, seed), about)


def synthetic(source: Source, network: Network, classes: int, seed: int) -> Data:
    """Patterns of the network's input size; the held-out ones are other images of the same classes."""
    count = source.images or SYNTHETIC_IMAGES
    held_out = max(1, round(count * (source.hold_out or HELD_OUT)))
    kinds = min(classes, SYNTHETIC_CLASSES)
    train = Patterns(network.input, kinds, count, seed)
    others = Patterns(network.input, kinds, held_out, seed, first=count)
    about = f"synthetic patterns, {count:,} images to learn from, {held_out:,} held out, {kinds} classes"
    return Data(Images(train, as_it_is, seed), Images(others, as_it_is, seed), about)


def as_it_is(image: Any) -> Any:
    """The image, unchanged."""
    return image


def check_fit(raw: Raw, network: Network, fit: str, kind: str) -> None:
    """Raise UsageError for images without the network's size or channels, unless they are to be fitted."""
    wanted = network.input
    if fit == "exact" and raw.shape is None:
        raise UsageError(
            "--fit exact: the images of a folder differ in size; --fit resize scales them, --fit pad frames"
        )
    if fit == "exact" and raw.shape is not None and raw.shape != wanted:
        raise UsageError(
            f"{kind} has images of {raw.shape}, {network.name} takes {wanted}: "
            "--fit resize scales them, --fit pad frames them"
        )
    if fit == "pad" and raw.shape is not None and (raw.shape.height > wanted.height or raw.shape.width > wanted.width):
        raise UsageError(f"{kind} has images of {raw.shape}, larger than {network.name}'s {wanted}: --fit resize")
    if wanted.channels not in (1, 3) and (raw.shape is None or raw.shape.channels != wanted.channels):
        raise UsageError(f"{network.name} takes images of {wanted.channels} channels; {kind} has 1 or 3")


def split(raw: Raw, source: Source, seed: int) -> tuple[Any, Any]:
    """The images for training, and the held-out ones for validation."""
    if raw.test is not None and source.hold_out is None:
        train, held_out = raw.train, raw.test
    else:
        held = round(len(raw.train) * (source.hold_out or HELD_OUT))
        order = torch.randperm(len(raw.train), generator=torch.Generator().manual_seed(mixed(seed, 2))).tolist()
        train, held_out = Subset(raw.train, order[held:]), Subset(raw.train, order[:held])
    if source.images is not None and source.images < len(train):
        order = torch.randperm(len(train), generator=torch.Generator().manual_seed(mixed(seed, 3))).tolist()
        train = Subset(train, order[: source.images])
    if not len(train) or not len(held_out):
        raise UsageError(f"{source.directory}: expected more than {len(raw.train)} images to learn from and hold out")
    return train, held_out


def place_of(images: Any, index: int) -> str:
    """Where an image comes from, for a message."""
    while isinstance(images, Subset):
        images, index = images.dataset, images.indices[index]
    paths = getattr(images, "samples", None)
    if not paths:
        return f"image {index}"
    path = str(paths[index][0])
    return path if path.isprintable() else repr(path)
