"""Completion in the shells themselves, as far as they are installed: what --install-completion writes, used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
    words = [typed] if shell == "fish" else typed.split()
    command = [shell, "-c", script, *words] if shell == "fish" else [shell, "-c", script, "cnnstat", *words]
    done = subprocess.run(command, env=home, capture_output=True, text=True, check=False)
    assert sorted(done.stdout.replace('"', "").split()) == sorted(offered), done.stderr


def test_the_program_is_called_cnnstat_however_it_is_run(home: dict[str, str]) -> None:
    """Else a shell would be told to complete `python -m cnnstat`."""
    done = subprocess.run(
        [sys.executable, "-m", "cnnstat", "--help"], env=home, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("Usage: cnnstat [OPTIONS] COMMAND")
