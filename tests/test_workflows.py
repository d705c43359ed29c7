"""The workflows of GitHub: what they run exists, what they use is pinned, and what they may do is little."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from typing import Any

import pytest
import yaml
from conftest import ROOT

from cnnstat._version import __version__

FOLDER = ROOT / ".github" / "workflows"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yml"))}
WORKFLOWS: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
JOBS = [(name, job, found) for name, each in WORKFLOWS.items() for job, found in each["jobs"].items()]
each_job = pytest.mark.parametrize(("workflow", "name", "job"), JOBS, ids=[f"{name}.{job}" for name, job, _ in JOBS])


def test_there_are_both() -> None:
    assert set(WORKFLOWS) == {"tests", "release"}


@pytest.mark.parametrize("name", TEXTS)
def test_other_actions_are_pinned_by_their_commits(name: str) -> None:
    for line in TEXTS[name].splitlines():
        if "uses:" in line and "uses: ./" not in line:
            assert re.search(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v[0-9.]+$", line), line


@each_job
def test_a_job_may_do_what_it_says_and_nothing_else(workflow: str, name: str, job: dict[str, Any]) -> None:
    assert WORKFLOWS[workflow]["permissions"] == {}
    writes = {key for key, value in job["permissions"].items() if value == "write"} if "permissions" in job else set()
    allowed = {("release", "publish"): {"id-token"}, ("release", "announce"): {"contents"}}
    assert writes == allowed.get((workflow, name), set())
    assert job["timeout-minutes"] <= 120
    for step in job["steps"]:
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False
            assert not writes, "code of the repository runs where nothing can be written"


@each_job
def test_no_text_from_outside_is_written_into_a_script(workflow: str, name: str, job: dict[str, Any]) -> None:
    """A branch may be called ``$(rm -rf .)``."""
    assert not [step["run"] for step in job["steps"] if "${{" in step.get("run", "")]


@each_job
def test_what_is_run_is_there(workflow: str, name: str, job: dict[str, Any]) -> None:
    scripts = re.findall(r"\.ci/[\w.]+", "\n".join(step.get("run", "") for step in job["steps"]))
    assert [each for each in scripts if not (ROOT / each).is_file()] == []


def test_pull_requests_of_strangers_get_no_secrets() -> None:
    assert all("pull_request_target" not in each[True] for each in WORKFLOWS.values())  # YAML reads on as true
    assert all("secrets." not in text for text in TEXTS.values())


def test_every_version_of_python_that_we_name_is_tested_on_every_system() -> None:
    matrix = WORKFLOWS["tests"]["jobs"]["tests"]["strategy"]["matrix"]
    named = [each.rpartition(" ")[2] for each in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", each)]
    assert set(named) <= set(matrix["python"])
    assert f">={matrix['python'][0]}" == PROJECT["requires-python"]
    assert {each.partition("-")[0] for each in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert matrix["include"] == [{"os": "ubuntu-latest", "python": matrix["python"][0], "oldest": True}]


def test_documents_are_checked_as_before_a_commit() -> None:
    steps = WORKFLOWS["tests"]["jobs"]["documents"]["steps"]
    (given,) = [step["with"] for step in steps if "paths" in step.get("with", {})]
    command = f".venv/bin/cnnstat check {given['paths']} {given['args']}\n"
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def script(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / ".ci" / words[0]), *words[1:]]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_oldest_versions_are_those_of_the_project() -> None:
    done = script("oldest.py")
    assert done.returncode == 0, done.stderr
    bounds = dict(line.split("==") for line in done.stdout.splitlines())
    extras = PROJECT["optional-dependencies"].values()
    required = [*PROJECT["dependencies"], *(each for extra in extras for each in extra)]
    for each in required:
        if ">=" in each:
            name, _, version = each.partition(">=")
            assert bounds[name] == version.partition(",")[0]
    assert set(bounds) == {each.partition(">=")[0] for each in required if ">=" in each}


def test_the_notes_of_a_release_are_the_newest_section() -> None:
    done = script("notes.py", f"v{__version__}")
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert not done.stdout.startswith("#")
    assert done.stdout.strip() in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert not re.search("^## ", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("tag", ["v0.0.0", __version__])
def test_a_tag_of_another_version_is_refused(tag: str) -> None:
    done = script("notes.py", tag)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"expected the version of the tag {tag}" in done.stderr
