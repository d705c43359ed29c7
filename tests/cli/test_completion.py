"""Completion in the shells themselves, as far as they are installed: what --install-completion writes, used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import run_program

from cnnstat.cli.commands import command
from cnnstat.commands import COMMANDS
from cnnstat.documents.rules import RULES
from cnnstat.quizzes.kinds import KINDS
from cnnstat.spec import catalog

BASH = """
source ~/.bashrc
COMP_WORDS=($0 "$@"); COMP_CWORD=$#; _cnnstat_completion cnnstat "${COMP_WORDS[COMP_CWORD]}"; echo "${COMPREPLY[*]}"
"""
FISH = 'complete -C "cnnstat $argv"'
ZSH = """
_arguments() { print -r -- ${${*##*\\(\\(}%%\\)*} }
compdef() { : }
words=(cnnstat "$@"); CURRENT=$#words
source ~/.zfunc/_cnnstat; _cnnstat_completion
"""


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment with an empty home, and cnnstat on the path, whatever way the package is reached."""
    script = tmp_path / "bin" / "cnnstat"
    script.parent.mkdir()
    script.write_text(f"#!{sys.executable}\nfrom cnnstat.cli import main\nmain()\n")
    script.chmod(0o755)
    return {
        **os.environ,
        "HOME": str(tmp_path),
        "ZDOTDIR": str(tmp_path),
        "PATH": f"{script.parent}:{os.environ['PATH']}",
    }


OFFERED = {
    "explain alexnet conv": ["conv1", "conv2", "conv3", "conv4", "conv5"],
    "vgg16 --columns name,params_": ["name,params_share"],
    "alexnet-o": ["alexnet-owt"],
    "compare vgg16 alexnet-o": ["alexnet-owt"],
    "diff resnet50 resnet50-": ["resnet50-v1.5", "resnet50-keras"],
    "alexnet --format j": ["json"],
    "guide spe": ["spec"],
    "al": [name for name in catalog.networks() if name.startswith("al")],
    "draw vgg16 --style ": ["graph", "volumes"],
}


@pytest.mark.parametrize(
    ("typed", "offered"),
    [pytest.param(*each, marks=[pytest.mark.slow] * (at > 1)) for at, each in enumerate(OFFERED.items())],
)
@pytest.mark.parametrize(
    ("shell", "script"), [("bash", BASH), ("zsh", ZSH), ("fish", FISH)], ids=["bash", "zsh", "fish"]
)
def test_shells_complete(shell: str, script: str, typed: str, offered: list[str], home: dict[str, str]) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    # The trailing command keeps the shell from replacing itself by the program, which looks at its parent.
    install = subprocess.run(
        [shell, "-c", "cnnstat --install-completion; true"], env=home, capture_output=True, text=True, check=False
    )
    assert f"{shell} completion installed" in install.stdout, install.stderr
    words = [typed] if shell == "fish" else typed.split(" ")  # the last may be empty
    command = [shell, "-c", script, *words] if shell == "fish" else [shell, "-c", script, "cnnstat", *words]
    done = subprocess.run(command, env=home, capture_output=True, text=True, check=False)
    assert sorted(done.stdout.replace('"', "").split()) == sorted(offered), done.stderr


ASKED = {
    "ali": [],
    "audit --only dif": ["differs"],
    "check --ignore CNS20": [each for each in RULES if each.startswith("CNS20")],
    "compare vgg16 --columns params,mac": ["params,macs", "params,macs_share"],
    "crosscheck --device m": ["mps", "meta"],
    "draw --page l": ["letter"],
    "draw --st": ["--style"],
    "draw --show kernel,out": ["kernel,output"],
    "exercises --kind ": KINDS,
    "handout --part drawing,ta": ["drawing,table"],
    "handout --lang ": ["en", "ko"],
    "lint --ignore CNS101,CNS102": ["CNS101,CNS102"],
    "mobilenet_v2 --set wi": ["width="],
    "search mobilenet_v2 --under macs=300M,par": ["macs=300M,params="],
    "sweep mobilenet_v2 --columns params,mac": ["params,macs"],
    "sweep mobilenet_v2 --front macs,+rf": ["macs,+rf", "macs,+rf_union"],
    "train --device c": ["cpu", "cuda"],
}
"""What the program offers; in words of its own, to which the shells add nothing."""


@pytest.mark.parametrize("typed", ASKED)
def test_what_is_offered(typed: str) -> None:
    """Through the variables by which a shell asks."""
    words = typed.split() + [""] * typed.endswith(" ")
    asked = {"COMP_WORDS": " ".join(["cnnstat", *words]), "COMP_CWORD": str(len(words))}
    done = run_program(env={"_CNNSTAT_COMPLETE": "complete_bash", **asked})
    assert (done.code, done.err) == (0, "")
    assert sorted(done.out.split()) == sorted(ASKED[typed])


def test_every_option_of_a_few_words_offers_them() -> None:
    """Whose help lists its words, as [infer|train], also has them completed."""
    lacking = [
        f"{name} {param.opts[0]}"
        for name in COMMANDS
        for param in command(name).params
        if "|" in (param.metavar or "") and param._custom_shell_complete is None
    ]
    assert lacking == ["crosscheck --tools"]  # whose names PyTorch's side knows, which takes seconds to import


def test_the_program_is_called_cnnstat_however_it_is_run(home: dict[str, str]) -> None:
    """Else a shell would be told to complete `python -m cnnstat`."""
    done = subprocess.run(
        [sys.executable, "-m", "cnnstat", "--help"], env=home, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("Usage: cnnstat [OPTIONS] COMMAND")
