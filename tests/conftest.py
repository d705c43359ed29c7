"""What several tests use: specs from text, the command line, and the rule that torch tests may not vanish in CI."""

from __future__ import annotations

import contextvars
import importlib.util
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings

import cnnstat
from cnnstat.cli import main
from cnnstat.cli.stop import SIGNALS
from cnnstat.documents.marks.blocks import Text
from cnnstat.spec.write import write_spec as unrolled

# Several tests run at once, each with a core's worth of threads; must be set before torch is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# No test is ended by the clock of a command that it runs in its own process; test_deadline.py sets it.
os.environ.setdefault("CNNSTAT_SECONDS", "0")

# No test finds what another left behind, or leaves anything in the home of who runs it.
os.environ.setdefault("CNNSTAT_NO_CACHE", "1")

# Random cases are the same in every run; a failure is a bug to keep as a case of its own.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")

OF_A_TERMINAL = ("FORCE_COLOR", "COLUMNS", "NO_COLOR")
"""What a person's terminal says and no test wants to hear."""

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"


DEEP = ("resnet1202", "resnet152", "resnet152-v1.5")
"""Networks that take long where each layer is looked at."""


FEW = ("lenet5", "alexnet", "googlenet", "vgg16", "resnet50", "mobilenet_v2", "efficientnet_b0")
"""One network of each family, and one with gates, as ``pytest`` alone looks at them where each takes a while."""


def others_slow(networks: Iterable[str]) -> list[Any]:
    """Networks, or the paths of their specs, as parameters of a test; all but a few are left to ``pytest -m slow``."""
    return [pytest.param(each, marks=[pytest.mark.slow] * (Path(each).stem not in FEW)) for each in networks]


def few_and_many(
    few: int, many: int, *values: Any, **named: Any
) -> Callable[[Callable[..., None]], tuple[Any, Any]]:  # fmt: skip
    """Makes of a function two tests on random values: one with a few, and one with many for ``pytest -m slow``."""

    def make(check: Callable[..., None]) -> tuple[Any, Any]:
        given_values: Callable[[Callable[..., None]], Any] = given(*values, **named)
        tests = [
            settings(max_examples=count, suppress_health_check=list(HealthCheck))(given_values(check))
            for count in (few, many)
        ]
        return tests[0], pytest.mark.slow(tests[1])

    return make


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write the golden files anew; then read what changed")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> Callable[[str, str], str]:
    """A function that returns the golden text of a name; with --accept it first writes what it is given."""

    def check(name: str, text: str) -> str:
        path = GOLDEN / name
        if request.config.getoption("--accept"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"no golden file {name}: make it with --accept, and read it"
        return path.read_text(encoding="utf-8")

    return check


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs torch where it is missing, except where CI demands it."""
    missing = importlib.util.find_spec("torch") is None
    required = bool(os.environ.get("CNNSTAT_REQUIRE_TORCH"))
    for item in items:
        if item.get_closest_marker("torch") and missing and not required:
            item.add_marker(pytest.mark.skip(reason="PyTorch is not installed: pip install 'cnnstat[torch]'"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a GPU where there is none; asked only now, as torch takes seconds to import."""
    if item.get_closest_marker("gpu") and not gpu_here():
        pytest.skip("there is no CUDA device here")


def gpu_here() -> bool:
    """Whether torch sees a GPU."""
    import torch

    return torch.cuda.is_available()


@pytest.fixture
def write_spec(tmp_path: Path) -> Callable[[str], Path]:
    """A function that puts a spec's text into net.yaml and returns its path."""

    def write(text: str) -> Path:
        path = tmp_path / "net.yaml"
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return write


def layer_lines(network: cnnstat.Network) -> list[str]:
    """The layers of a network as its unrolled spec has them, a line each."""
    return [line.strip(" -") for line in unrolled(network).partition("layers:\n")[2].splitlines()]


@pytest.fixture
def refusal(write_spec: Callable[[str], Path]) -> Callable[[str], str]:
    """A function that loads a spec and returns the message with which it is refused, without the folder."""

    def refuse(text: str) -> str:
        path = write_spec(text)
        with pytest.raises(cnnstat.CnnstatError) as caught:
            cnnstat.load(path)
        return str(caught.value).replace(str(path), "net.yaml")

    return refuse


@pytest.fixture
def lines(write_spec: Callable[[str], Path]) -> Callable[..., cnnstat.Analysis]:
    """A function that analyses a list of layer lines behind a small input."""

    def analyse(layers: str, size: int | tuple[int, int] = 8, channels: int = 3, **params: Any) -> cnnstat.Analysis:
        height, width = (size, size) if isinstance(size, int) else size
        head = f"input: {{channels: {channels}, height: {height}, width: {width}}}\nlayers:\n"
        body = "".join(f"  {line}\n" for line in dedent(layers).strip().splitlines())
        return cnnstat.analyze(cnnstat.load(write_spec(head + body), **params))

    return analyse


class Done(NamedTuple):
    """What a run of the program left behind."""

    code: int
    out: str
    err: str


def told(done: subprocess.CompletedProcess[bytes]) -> Done:
    """What a process left behind, as text."""
    return Done(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def own_process(
    *arguments: str, env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run ``cnnstat`` in a process of its own, without a terminal."""
    clean = {key: value for key, value in os.environ.items() if key not in OF_A_TERMINAL}
    command = [sys.executable, "-m", "cnnstat", *arguments]
    return subprocess.run(command, capture_output=True, env={**clean, **(env or {})}, cwd=cwd, check=False, timeout=120)


def run_program(*arguments: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> Done:
    """Run ``cnnstat`` in a process of its own: a fifth of a second for what :func:`run_inside` does in a hundredth."""
    return told(own_process(*arguments, env=env, cwd=cwd))


@pytest.fixture
def process() -> Callable[..., Done]:
    """The program, as :func:`run_program`: where streams, signals, imports or a process's end are what is tested."""
    return run_program


def no_command(words: object, own: object, folder: object) -> Text:
    """What blocks show, in tests of documents that have none."""
    raise AssertionError("these documents have no blocks")


def same_process(
    *words: str, env: dict[str, str] | None = None, cwd: Path | None = None, encoding: str = "utf-8"
) -> subprocess.CompletedProcess[bytes]:
    """Run ``cnnstat`` in this process, on streams as those of a process: bytes behind an encoding, and no terminal."""
    assert not any(name.startswith(("PYTHON", "LD_")) for name in env or {}), "only a process of its own heeds these"
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    code: Any = 0
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["cnnstat", *map(str, words)])
        for name in (*OF_A_TERMINAL, "GITHUB_STEP_SUMMARY"):
            patch.delenv(name, raising=False)
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        if cwd is not None:
            patch.chdir(cwd)
        try:
            contextvars.copy_context().run(main)  # what one run allows, no other is allowed
        except SystemExit as done:
            code = done.code or 0
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
    for stream in (out, err):
        stream.flush()
    return subprocess.CompletedProcess(words, code, out.buffer.getvalue(), err.buffer.getvalue())


def run_inside(*words: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> Done:
    """Run ``cnnstat`` in this process, where packages are imported and the catalog is read but once."""
    return told(same_process(*words, env=env, cwd=cwd))


@pytest.fixture
def program() -> Callable[..., Done]:
    """The program, as :func:`run_inside`."""
    return run_inside


@pytest.fixture
def suggested(tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """What ``check --suggest`` finds in a document, as its JSON has it."""

    def of(text: str, name: str = "a.md") -> list[dict[str, Any]]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        done = run_inside("check", "--suggest", "--format", "json", "--min-claims", "0", name, cwd=tmp_path)
        found: list[dict[str, Any]] = json.loads(done.out)["findings"]
        return found

    return of


@pytest.fixture
def inside() -> Callable[..., Done]:
    """The program, as :func:`run_inside`."""
    return run_inside
