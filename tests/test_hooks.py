"""The hooks for pre-commit, run by pre-commit."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Done, told
from pages import GUIDE, texts

from cnnstat.documents.collect import SPECS
from cnnstat.documents.formats import endings

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))}

RIGHT = "AlexNet has <!-- cnnstat: alexnet.params -->61M<!-- /cnnstat --> parameters.\n"
WRONG = RIGHT.replace("61M", "62M")
CITING = "Ours has <!-- cnnstat: own.yaml.params -->40<!-- /cnnstat --> parameters.\n"
OWN = "input: {channels: 1, size: 8}\nlayers:\n  - {name: conv1, type: conv, filters: 4, kernel: 3}\n"
CHANGED = OWN.replace("filters: 4", "filters: 5")
NO_SPEC = "on: push\njobs: {}\n"


def environment(home: Path, **more: str) -> dict[str, str]:
    """This environment with its programs in front, and without what a user, a hook or a job has set."""
    foreign = ("GIT_", "PIP_", "PRE_COMMIT", "PYTHON", "GITHUB_", "SKIP", "COLUMNS", "FORCE_COLOR")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
    return {**kept, "HOME": str(home), "PATH": path, **more}


def run(command: list[str], folder: Path, env: dict[str, str]) -> Done:
    return told(subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False, timeout=120))


class Repository:
    """A repository that uses the hooks.

    Each language is overridden by *system*, so that pre-commit installs nothing: ``cnnstat`` is the one of this
    environment.
    """

    def __init__(self, base: Path) -> None:
        self.folder = base / "user"
        git = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        who = {f"GIT_{role}_{key}": "a@b.invalid" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
        self.env = environment(base, PRE_COMMIT_HOME=str(base / "cache"), **git, **who)
        hooks = base / "hooks"
        for folder in (hooks, self.folder):
            folder.mkdir()
            self.git("init", "--quiet", folder=folder)
        shutil.copy(MANIFEST, hooks)
        self.git("add", ".", folder=hooks)
        self.git("commit", "--quiet", "--message", "hooks", folder=hooks)
        self.source = {"repo": str(hooks), "rev": self.git("rev-parse", "HEAD", folder=hooks).out.strip()}

    def git(self, *words: str, folder: Path | None = None) -> Done:
        done = run(["git", *words], folder or self.folder, self.env)
        assert done.code == 0, done.err
        return done

    def use(self, *hooks: str) -> None:
        """Commit the configuration, and install pre-commit as git's hook."""
        chosen = [{"id": each, "language": "system"} for each in hooks]
        text = yaml.safe_dump({"repos": [{**self.source, "hooks": chosen}]})
        (self.folder / ".pre-commit-config.yaml").write_text(text, encoding="utf-8")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "configuration")
        self.pre_commit("install")

    def pre_commit(self, *words: str) -> Done:
        return run([sys.executable, "-m", "pre_commit", *words], self.folder, self.env)

    def add(self, **files: str) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", ".")

    def commit(self, *options: str) -> Done:
        """Commit what was added. What the hooks print is on standard error."""
        return run(["git", "commit", "--message", "change", *options], self.folder, self.env)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_the_manifest_is_valid(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)]
    done = run(command, tmp_path, environment(tmp_path))
    assert done.code == 0, done.out
    assert set(HOOKS) == {"cnnstat-check", "cnnstat-fix", "cnnstat-lint"}
    assert all(hook["description"] and hook["require_serial"] for hook in HOOKS.values())


@pytest.mark.parametrize("hook", HOOKS.values(), ids=lambda hook: str(hook["id"]))
def test_the_entry_of_a_hook_exists(hook: dict[str, Any], program: Callable[..., Done]) -> None:
    name, command, *words = shlex.split(hook["entry"])
    assert name == "cnnstat"
    known = program(command, "--help")
    assert known.code == 0
    assert {word for word in words if word.startswith("-")} <= set(re.findall(r"(?<!\S)--[a-z-]+", known.out))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["--affected-by=own.yaml", "--config=x.md", "-f=x.md", "--ignore=CNS201.md"])
def test_a_name_of_a_file_is_no_option(name: str, repository: Repository) -> None:
    repository.use("cnnstat-check")
    repository.add(**{"own.yaml": OWN, name: OWN if name.endswith("yaml") else "x\n", "a.md": WRONG})
    done = repository.commit()
    assert (done.code, "CNS201" in done.err) == (1, True), done.err


@pytest.mark.parametrize("key", ["files", "exclude"])
@pytest.mark.parametrize("hook", ["cnnstat-check", "cnnstat-fix"])
def test_a_hook_is_given_what_check_can_read(hook: str, key: str) -> None:
    """Either condition suffices, for a project sets files or exclude to its own."""

    def given(name: str) -> bool:
        return bool(re.search(HOOKS[hook][key], name)) is (key == "files")

    for suffix in (*endings(), *SPECS):
        assert given(f"docs/a.b{suffix}")
        assert given(f"A{suffix.upper()}")
    for name in ("thesis.sty", ".clang-format", "CITATION.cff", "a.md.txt", "md", "docs/yaml/a.py", "secret.eyaml"):
        assert not given(name)


@pytest.mark.slow
def test_a_right_figure_is_committed(repository: Repository) -> None:
    repository.use("cnnstat-check")
    repository.add(**{"README.md": RIGHT, "thesis.sty": "", "notes.txt": WRONG})
    done = repository.commit()
    assert done.code == 0, done.err
    assert re.search(r"cnnstat check\.+Passed", done.err)


def test_a_wrong_figure_is_not_committed(repository: Repository) -> None:
    repository.use("cnnstat-check")
    repository.add(**{"docs/a b.md": WRONG})
    done = repository.commit()
    assert done.code == 1
    assert "docs/a b.md:1:45: CNS201" in done.err


def test_a_mended_figure_is_committed_when_added(repository: Repository) -> None:
    repository.use("cnnstat-fix")
    repository.add(**{"README.md": WRONG})
    done = repository.commit()
    assert done.code == 1
    assert "files were modified by this hook" in done.err
    assert (repository.folder / "README.md").read_text(encoding="utf-8") == RIGHT
    repository.git("add", ".")
    assert repository.commit().code == 0


def test_a_changed_spec_has_its_documents_checked(repository: Repository) -> None:
    """pre-commit names only the files that a commit changes; the document that became wrong is none of them."""
    repository.use("cnnstat-check")
    repository.add(**{"own.yaml": OWN, "README.md": CITING})
    assert repository.commit().code == 0
    repository.add(**{"own.yaml": CHANGED})
    done = repository.commit()
    assert done.code == 1
    assert "README.md:1:43: CNS201" in done.err


@pytest.mark.slow
def test_a_spec_that_goes_has_its_documents_checked(repository: Repository) -> None:
    """pre-commit names no file that is deleted, and of one that is moved the new name only."""
    repository.use("cnnstat-check")
    repository.add(**{"specs/own.yaml": OWN, "docs/a.md": CITING.replace("own.yaml", "../specs/own.yaml")})
    assert repository.commit().code == 0
    lost = r"docs/a\.md:1:\d+: CNS206 .*\n *\.\./specs/own\.yaml: cannot read: No such file"
    repository.git("mv", "specs/own.yaml", "specs/ours.yaml")
    done = repository.commit()
    assert (done.code, bool(re.search(lost, done.err))) == (1, True), done.err
    repository.git("reset", "--quiet", "--hard")
    repository.git("rm", "--quiet", "specs/own.yaml")
    done = repository.commit()
    assert (done.code, bool(re.search(lost, done.err))) == (1, True), done.err
    repository.add(**{"b.md": RIGHT})
    done = repository.commit()
    assert (done.code, bool(re.search(lost, done.err))) == (1, True), done.err
    repository.git("rm", "--quiet", "docs/a.md")
    assert repository.commit().code == 0


@pytest.mark.slow
def test_a_submodule_that_moves_has_its_documents_checked(repository: Repository) -> None:
    """Those of the repository that read its specs; its own documents are those of another project."""
    nets = repository.folder.parent / "nets"
    nets.mkdir()
    repository.git("init", "--quiet", folder=nets)

    def release(spec: str) -> None:
        (nets / "own.yaml").write_text(spec, encoding="utf-8")
        (nets / "README.md").write_text(WRONG, encoding="utf-8")
        repository.git("add", ".", folder=nets)
        repository.git("commit", "--quiet", "--message", "nets", folder=nets)

    release(OWN)
    repository.use("cnnstat-check")
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(nets), "nets")
    repository.add(**{"README.md": CITING.replace("own.yaml", "nets/own.yaml")})
    done = repository.commit()
    assert done.code == 0, done.err
    release(CHANGED)
    repository.git("pull", "--quiet", folder=repository.folder / "nets")
    repository.add()
    done = repository.commit()
    assert done.code == 1
    assert "README.md:1:48: CNS201" in done.err
    assert "nets/README.md" not in done.err


@pytest.mark.slow
def test_a_sidecar_files_document_is_checked(repository: Repository) -> None:
    """It may bear any name, and pre-commit names files by their endings."""
    repository.use("cnnstat-check")
    sidecar = 'document: talk.txt\nclaims:\n  - "{alexnet.params} parameters"\n'
    repository.add(**{"talk.cnnstat.yaml": sidecar, "talk.txt": "61M parameters\n"})
    assert repository.commit().code == 0
    repository.add(**{"talk.txt": "62M parameters\n"})
    done = repository.commit()
    assert done.code == 1
    assert "talk.txt:1:1: CNS201" in done.err


@pytest.mark.slow
def test_any_other_yaml_is_committed(repository: Repository) -> None:
    repository.use("cnnstat-check", "cnnstat-fix", "cnnstat-lint")
    repository.add(**{"README.md": WRONG})
    assert repository.commit("--no-verify").code == 0
    repository.add(**{".github/workflows/ci.yml": NO_SPEC, "deploy.yaml": "a: !x [1]\n---\n{{ template }}\n"})
    done = repository.commit()
    assert done.code == 0, done.err


@pytest.mark.slow
def test_a_document_beside_a_changed_yaml_is_checked_whole(repository: Repository) -> None:
    repository.use("cnnstat-check")
    repository.add(**{"own.yaml": OWN, "other.md": CITING})
    assert repository.commit().code == 0
    repository.add(**{"README.md": WRONG, "own.yaml": CHANGED, "ci.yml": NO_SPEC})
    done = repository.commit()
    assert done.code == 1
    assert "README.md:1:45: CNS201" in done.err
    assert "other.md:1:43: CNS201" in done.err


@pytest.mark.slow
def test_all_files_at_once(repository: Repository) -> None:
    """What CI asks of pre-commit. Its own configuration is a YAML file that no document reads."""
    repository.use("cnnstat-check")
    repository.add(**{"README.md": WRONG})
    done = repository.pre_commit("run", "--all-files")
    assert done.code == 1
    assert "README.md:1:45: CNS201" in done.out


def test_changed_specs_are_linted(repository: Repository) -> None:
    repository.use("cnnstat-lint")
    claims = {"specs/claims/paper.yaml": "paper: a\n", "specs/own.cnnstat.yaml": "claims: []\n", "ci.yml": NO_SPEC}
    repository.add(**{"specs/own.yaml": OWN, "specs/second.yaml": OWN, **claims})
    done = repository.commit()
    assert done.code == 0, done.err
    repository.add(**{"specs/own.yaml": OWN.replace("kernel: 3", "kernel: 3, stride: 2")})
    done = repository.commit()
    assert done.code == 1
    assert "specs/own.yaml:3:5: CNS101 windows-do-not-tile" in done.err


def test_the_hook_of_the_guide(repository: Repository) -> None:
    """A local one, for a project that has cnnstat installed."""
    config = next(each for each in texts(GUIDE["documents"], "yaml") if each.startswith("repos:"))
    repository.add(**{".pre-commit-config.yaml": config, "README.md": RIGHT, "notes.txt": WRONG})
    done = repository.pre_commit("run", "--all-files")
    assert done.code == 0, done.out
    repository.add(**{"README.md": WRONG})
    done = repository.pre_commit("run", "--all-files")
    assert done.code == 1
    assert "README.md:1:45: CNS201" in done.out


def test_the_hooks_of_this_repository_are_valid(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(ROOT / ".pre-commit-config.yaml")]
    done = run(command, tmp_path, environment(tmp_path))
    assert done.code == 0, done.out
