"""The program: its commands, and the handling of errors.

Exit codes: 0 success; 1 findings; 2 usage, spec or configuration errors, missing optional dependencies and internal
errors, so that a crash never looks like a finding.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from cnnstat import deadline, unfinished
from cnnstat._version import __version__
from cnnstat.cli.commands import SETTINGS, command, in_order
from cnnstat.cli.ending import expected
from cnnstat.cli.remarks import tell
from cnnstat.cli.sources import refuse_own_source, remember
from cnnstat.cli.stop import stop
from cnnstat.cli.usage import usage_message
from cnnstat.commands import COMMANDS
from cnnstat.errors import CnnstatError, Position, SpecError, UsageError, near, shown
from cnnstat.saving import guarded
from cnnstat.text.console import READABLE, register
from cnnstat.text.printable import one_line

WINDOWS = os.name == "nt"

EXAMPLES = """Exact figures of CNN architectures, from specs in YAML.

\b
Examples:
  cnnstat alexnet                        a summary on one screen
  cnnstat alexnet --table                one row per layer
  cnnstat alexnet --input 224            at another input size
  cnnstat resnet152 --table --depth 2    blocks folded into one row each
  cnnstat mobilenet_v2 --set width=1.4   a param of the spec set
  cnnstat path/to/own.yaml --table       a network of your own
  cnnstat net.onnx --table               also Caffe's, darknet's, Keras' files
  cnnstat googlenet 3a                   one block, or one layer
  cnnstat vgg16 --format csv -o vgg.csv  also markdown, json, latex, html
  cnnstat explain alexnet conv1          the arithmetic behind every figure
  cnnstat compare alexnet vgg16          networks side by side
  cnnstat diff own.yaml@HEAD~1 own.yaml  what changed, layer by layer
  cnnstat draw googlenet -o goog.svg     a picture for a slide; also pdf, png
  cnnstat page alexnet -o alexnet.html   a page to play with
  cnnstat handout alexnet -o a.pdf       two pages for a lecture
  cnnstat plot vgg16                     figures by layer, as bars
  cnnstat get alexnet.conv1.params       one figure by its name
  cnnstat audit alexnet                  papers' figures checked against it
  cnnstat reconcile resnet50.macs 4.1B   which convention gives that?
  cnnstat check docs/                    figures in documents checked
  cnnstat sizes alexnet                  which inputs fit: 227 or 224?
  cnnstat sweep resnet18 -s input=64:256:32    figures at many settings
  cnnstat search mobilenet_v2 -u macs=300M     what fits into a budget
  cnnstat export resnet50 -o resnet.py   a PyTorch file; --onnx for ONNX
  cnnstat torchvision.models:resnet50    a network of PyTorch; own.py:Net
  cnnstat crosscheck alexnet             the figures compared with PyTorch
  cnnstat train lenet5                   trained by its spec's recipe
  cnnstat list                           the networks that are included
  cnnstat guide                          the guide, page by page

A network's name stands for `show NAME`."""


LONG = frozenset(("exercises", "handout", "search", "sweep"))
"""Commands that do as much as a person asks for, whatever files they read."""


class NetworkGroup(TyperGroup):
    """Imports a command only when it is called, and takes a word that is not a command for the name of a network.

    ``cnnstat alexnet`` is ``cnnstat show alexnet``.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        return in_order()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return command(cmd_name) if cmd_name in COMMANDS else None

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:  # completion runs no code
            remember(args)
            self.grant_code(args)
        own = {name for param in self.get_params(ctx) for name in param.opts}
        if args and args[0] not in COMMANDS and args[0].split("=")[0] not in own:
            self.refuse_slips(args[0])
            args = ["show", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        with guarded(refuse_own_source):
            return super().invoke(ctx)

    def grant_code(self, args: list[str]) -> None:
        """Allow the code of networks whose names a person typed; it is run once a command asks for the network.

        Never where documents are checked, whatever their names are.
        """
        if args[:1] != ["check"] and any(":" in word for word in args):
            from cnnstat.spec import code
            from cnnstat.views.code import reader

            code.grant(args, reader(tell))

    def refuse_slips(self, word: str) -> None:
        """Raise UsageError for a word that is not a network but looks like a misspelled command or like a figure."""
        meant = near(word, COMMANDS, 0.8)
        if not meant and "." not in word:
            return
        from cnnstat.spec import catalog, code

        if not meant and (word.lower().endswith((*catalog.FILES, ".py")) or code.is_code(word)):
            return
        try:
            catalog.find(word)
        except CnnstatError as error:
            hint = f"did you mean {meant!r}?" if meant else "`cnnstat get` prints figures by their names"
            raise UsageError(f"there is no network {word!r}; {hint}") from error

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        found = super().shell_complete(ctx, incomplete)
        show_command = command("show")
        inner = show_command.make_context("show", [], parent=ctx, resilient_parsing=True)
        name = next(param for param in show_command.params if param.name == "network")
        return [*found, *name.shell_complete(inner, incomplete)]


def print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cnnstat {__version__}")
        raise typer.Exit


app = typer.Typer(
    cls=NetworkGroup,
    name="cnnstat",
    help=EXAMPLES,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings=SETTINGS,
)


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Only holds the program's own options; the help is :data:`EXAMPLES`."""


class Closed(io.StringIO):
    """A replacement for a closed standard output; writing to it raises UsageError."""

    def write(self, text: str, /) -> int:
        if text:
            raise UsageError("standard output is closed")
        return 0


def watch(words: Sequence[str]) -> None:
    """Stop the command of a command line if its files take longer than any should.

    Raises:
        UsageError: the environment has no number of seconds for it.
    """
    if (words and words[0] in LONG) or "--unbounded" in words:
        return
    try:
        deadline.watch(stop)
    except ValueError as error:
        raise UsageError(f"{deadline.SETTING}: expected a number of seconds, got {shown(str(error))}") from error


def main() -> None:
    """Run the program; it always ends with a documented exit code and a line for each mistake at most."""
    register()
    sys.stdout = sys.stdout if sys.stdout is not None else Closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console without × shows x
            stream.reconfigure(errors=READABLE)
    try:
        watch(sys.argv[1:])
        sys.exit(app(prog_name="cnnstat", standalone_mode=False))
    except SpecError as error:
        fail(*((each.first, each.position) for each in error.problems))
    except CnnstatError as error:
        fail((str(error), None))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except BrokenPipeError:
        leave_quietly()
    except SystemExit as done:
        # Typer exits with 1 if the reader of its output is gone; commands report findings by returning 1.
        if done.code == 1 and isinstance(done.__context__, BrokenPipeError):
            leave_quietly()
        raise
    except OSError as error:
        if is_closed_pipe(error):
            leave_quietly()
        fail((system_message(error), None))
    except Exception as error:
        unexpected(error)


def unexpected(error: Exception) -> NoReturn:
    """Report usage errors, from whichever copy of Click they come, and internal errors."""
    if "NoArgs" in type(error).__name__:  # a bare `cnnstat`: the message is the help
        tell(str(error), lines=True)
        sys.exit(2)
    if hasattr(error, "format_message"):
        fail((f"{usage_message(error)} (--help shows the options)", None))
    if os.environ.get("CNNSTAT_TRACEBACK"):
        raise error
    problem = f"internal error, please report it: {type(error).__name__}: {error} (CNNSTAT_TRACEBACK=1 shows where)"
    fail((problem, None))


def is_closed_pipe(error: OSError) -> bool:
    """Whether Windows means that the reader of the output is gone: it says that an argument is invalid."""
    return WINDOWS and error.errno == errno.EINVAL and error.filename is None


def leave_quietly() -> NoReturn:
    """Exit silently when the reader (head, less) has closed the pipe; Python would complain when it flushes at exit."""
    unfinished.tidy()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os._exit(expected())


def system_message(error: OSError) -> str:
    """The message for an error of the operating system: in the working directory, with a file, or with the output."""
    problem = error.strerror or str(error)
    try:
        os.getcwd()
    except OSError:
        return f"the working directory: {problem}; it was removed, or moved away"
    return f"{shown(error.filename) if error.filename is not None else 'standard output'}: {problem}"


def fail(*problems: tuple[str, Position | None]) -> NoReturn:
    """Print what is wrong, a line for each problem, and exit with code 2; as annotations if these are asked for."""
    annotated = asks_for_annotations(sys.argv[1:])
    for message, place in problems:
        if annotated:
            from cnnstat import files
            from cnnstat.render.findings import github

            near_here = place and place._replace(file=files.near(place.file))
            tell(github.error(one_line(message), near_here), commands=True)
        else:
            tell(f"cnnstat: {one_line(message)}")
    sys.exit(2)


def asks_for_annotations(words: Sequence[str]) -> bool:
    """Whether a command line, which may be invalid, asks for the annotations of GitHub Actions."""
    return any(
        word in ("-fgithub", "--format=github") or (word in ("-f", "--format") and behind == "github")
        for word, behind in pairwise([*words, ""])
    )


__all__ = ["app", "main"]
