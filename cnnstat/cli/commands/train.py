"""``cnnstat train``: train a network by its recipe."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnnstat.cli.recipe import changed, complete_recipe, recipe_help
from cnnstat.cli.settings import (
    INPUT_HELP,
    NETWORK_HELP,
    Params,
    choices,
    complete_network,
    numeric,
    whole,
    write_text,
)
from cnnstat.errors import CnnstatError, UsageError
from cnnstat.files import followed
from cnnstat.keys.kinds import Number
from cnnstat.network.graph import Network
from cnnstat.saving import folder_made
from cnnstat.views.request import check_choice, read_network

if TYPE_CHECKING:
    from cnnstat.pytorch.train.options import Options

PLACE = 15  # in the help

DATA = ("synthetic", "mnist", "fashion-mnist", "cifar10", "folder")
FITS = ("exact", "pad", "resize")
PRECISIONS = ("float32", "bfloat16", "float16")
DEVICES = ("auto", "cpu", "cuda", "mps")
LARGEST_SEED = 2**63 - 1
FIRST_LOOK = 5
"""The default number of epochs on synthetic images, since a recipe's number is meant for its paper's images."""

EPOCHS_HELP = f"Passes over the images; default: the recipe's, or {FIRST_LOOK} on synthetic images."
BATCH_HELP = "Images per update, on all devices together; default: the recipe's."
RATE_HELP = "Learning rate at the beginning; default: the recipe's."
HOLD_OUT_HELP = "Share held out, instead of the set's own test images."
LINKS_HELP = "Follow links in the directory, which may lead out of it."
SEED_HELP = "Seed of weights, order, crops and dropout."
RECIPE_HELP = "Change the recipe, such as momentum=0.8; may be repeated. 'help' explains all keys and their values."


def train(
    network: Annotated[str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network, show_default=False)],
    data: Annotated[str, typer.Option(**choices(DATA, "The images; synthetic ones need no files."))] = "synthetic",
    data_dir: Annotated[Path | None, typer.Option("--data-dir", help="Directory of the images.", metavar="DIR")] = None,
    download: Annotated[bool, typer.Option("--download", help="Let torchvision download them first.")] = False,
    images: Annotated[int | None, whole("--images", meaning="Train on only so many images.", minimum=2)] = None,
    hold_out: Annotated[
        float | None, numeric("--hold-out", meaning=HOLD_OUT_HELP, kind=Number(0.0, 1.0), metavar="SHARE")
    ] = None,
    links: Annotated[bool, typer.Option("--follow-links", help=LINKS_HELP)] = False,
    fit: Annotated[str, typer.Option(**choices(FITS, "How to fit images of another size."))] = "",
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Params = None,
    recipe: Annotated[
        list[str] | None,
        typer.Option("--recipe", "-r", help=RECIPE_HELP, metavar="KEY=VALUE", autocompletion=complete_recipe),
    ] = None,
    epochs: Annotated[str | None, typer.Option("--epochs", "-e", help=EPOCHS_HELP, metavar="N")] = None,
    batch: Annotated[str | None, typer.Option("--batch", "-b", help=BATCH_HELP, metavar="N")] = None,
    rate: Annotated[str | None, typer.Option("--lr", help=RATE_HELP, metavar="NUMBER")] = None,
    seed: Annotated[int, whole("--seed", meaning=SEED_HELP, minimum=0, maximum=LARGEST_SEED)] = 0,
    device: Annotated[str, typer.Option("--device", **choices(DEVICES, "Where it runs; also cuda:1."))] = "auto",
    precision: Annotated[str, typer.Option(**choices(PRECISIONS, "Type of the activations."))] = "float32",
    channels_last: Annotated[bool, typer.Option("--channels-last", help="Channels innermost in memory.")] = False,
    compile: Annotated[bool, typer.Option("--compile", help="Compile the model by torch.compile.")] = False,
    accumulate: Annotated[int, whole("--accumulate", meaning="Parts that a batch is computed in.", minimum=1)] = 1,
    workers: Annotated[int, whole("--workers", "-w", meaning="Processes that load images.", minimum=0)] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Directory for checkpoints and curves.", metavar="DIR")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue from the checkpoint in DIR.")] = False,
    save_every: Annotated[
        int, whole("--save-every", meaning="Steps between checkpoints, besides one per epoch.", minimum=0)
    ] = 0,
) -> None:  # fmt: skip
    """Train a network by the recipe of its spec.

    The recipe is the paper's as far as its keys can say it (SGD replaces LeCun's second-order method, for example);
    see --recipe help. On several devices, start torchrun -m cnnstat train."""
    for option, value, known in (("--data", data, DATA), ("--precision", precision, PRECISIONS)):
        check_choice(option, value, known)
    if fit:
        check_choice("--fit", fit, FITS)
    if hold_out is not None and not 0 < hold_out < 1:
        raise UsageError(f"--hold-out: expected a share between 0 and 1, got {hold_out:g}")
    require_files(data, data_dir or download or links or fit)
    loaded = read_network(network, input, settings or ())
    if "help" in (recipe or ()):
        return write_text(recipe_help(loaded.recipe))
    changes = recipe_changes(data, recipe, {"epochs": epochs, "batch": batch, "learning_rate": rate})
    from cnnstat.pytorch.train.options import Options
    from cnnstat.pytorch.train.source import Source

    source = Source(data, data_dir, download, images, hold_out, fit or None, links)
    options = Options(
        changed(loaded, changes), source, seed, device, precision,
        channels_last, compile, accumulate, workers, output, resume, save_every,
    )  # fmt: skip
    if os.environ.get("RANK", "0") != "0":
        return quietly(loaded, options)
    return run(loaded, options)


def require_files(data: str, asked: object) -> None:
    """Raise UsageError for options for images in files if the images are synthetic."""
    if data == "synthetic" and asked:
        raise UsageError("--data-dir, --download, --follow-links and --fit are for images in files; --data says which")


def recipe_changes(data: str, recipe: list[str] | None, shorthand: dict[str, str | None]) -> list[str]:
    """The changes of the command line to the recipe; options such as --epochs override --recipe."""
    first = [f"epochs={FIRST_LOOK}"] if data == "synthetic" else []
    return [*first, *(recipe or ()), *(f"{key}={value}" for key, value in shorthand.items() if value is not None)]


def prepare_directory(options: Options, folders: ExitStack) -> None:
    """Make the output directory; UsageError if it cannot be written to or contains another run.

    Args:
        options: of the run.
        folders: leaves the directory, which goes again if it is still empty.
    """
    from cnnstat.picture import check_picture
    from cnnstat.pytorch.train import curves, history
    from cnnstat.pytorch.train.checkpoint import BEST, NAME

    directory = options.output
    if directory is None:
        if options.resume or options.save_every:
            raise UsageError(f"{'--resume' if options.resume else '--save-every'} needs --output, the run's directory")
        return
    if options.resume and not (directory / NAME).is_file():
        raise UsageError(f"{directory / NAME}: there is no checkpoint to resume from")
    check_picture()
    try:
        folders.enter_context(folder_made(directory, parents=True))
    except OSError as error:
        raise UsageError(f"{directory}: cannot write there: {error.strerror or error}") from error
    if not os.access(directory, os.W_OK | os.X_OK):
        raise UsageError(f"{directory}: cannot write there: the directory is read-only")
    if (directory / NAME).exists() and not options.resume:
        raise UsageError(f"{directory / NAME} is there already: --resume goes on from it; or choose another directory")
    for file in (directory / name for name in (NAME, BEST, history.NAME, curves.NAME)):
        try:
            followed(file)
        except OSError as error:
            raise UsageError(f"{file}: cannot write: {error.strerror}") from error


def quietly(network: Network, options: Options) -> None:
    """Train as one of several processes, without output; the first process reports for all."""
    from cnnstat.cli.training import listening
    from cnnstat.pytorch.train.history import DivergedError
    from cnnstat.pytorch.train.loop import Trainer

    try:
        trainer = Trainer(network, options)
        with listening(trainer):
            trainer.run()
    except DivergedError as error:  # the first process reports it
        raise typer.Exit(1) from error
    except CnnstatError as error:
        raise type(error)(f"process {os.environ['RANK']}: {error.first}") from error


def run(network: Network, options: Options) -> None:
    """Train and show the progress; exit code 1 if the loss is no longer a finite number, 130 or 143 if stopped."""
    from cnnstat.cli.training import View, listening, outcome
    from cnnstat.pytorch.train.history import DivergedError
    from cnnstat.pytorch.train.loop import Trainer

    with ExitStack() as folders, View() as view:
        prepare_directory(options, folders)
        trainer = Trainer(network, options, view)
        try:
            with listening(trainer) as heard:
                complete = trainer.run()
        except DivergedError as error:
            kept = f"; the last good checkpoint is {options.output}/checkpoint.pt" if trainer.saved else ""
            view.say(f"cnnstat: {error}{kept}")
            raise typer.Exit(1) from error
    write_text(outcome(trainer))
    if not complete:
        kept = (
            f"--resume goes on from {options.output}" if options.output else "nothing was saved: there was no --output"
        )
        view.say(f"cnnstat: stopped in epoch {trainer.epoch + 1}, step {trainer.step} of {trainer.steps}; {kept}")
        raise typer.Exit(128 + (heard or [signal.SIGINT])[0])  # which another process may have heard
