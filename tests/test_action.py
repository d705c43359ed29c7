"""The action for GitHub, run as GitHub's runner runs it, without network."""

from __future__ import annotations

import re
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from conftest import ROOT, Done
from test_hooks import RIGHT, WRONG, environment, run

import cnnstat

ACTION = ROOT / ".github" / "actions" / "check" / "action.yml"


class Outcome(NamedTuple):
    """How a job ended: the exit code of the step that failed, or 0; what it printed; its summary."""

    code: int
    log: str
    summary: str


class Job:
    """A job of GitHub Actions whose one step is this action, run as the runner does it.

    pip finds no index. It builds with the hatchling of this environment, whose packages stand behind those of the
    action's own: pip itself runs isolated and does not see them, so it can neither take them for installed nor
    remove them.
    """

    def __init__(self, base: Path) -> None:
        self.base, self.folder, site = base, base / "work", base / "site"
        for folder in (self.folder, site, base / "temp"):
            folder.mkdir(exist_ok=True)
        here = {sysconfig.get_path("purelib"): 0, sysconfig.get_path("platlib"): 0}
        (site / "sitecustomize.py").write_text(f"import sys\nsys.path += {list(here)}\n", encoding="utf-8")
        files = {f"GITHUB_{name}": base / name for name in ("STEP_SUMMARY", "ENV", "PATH", "OUTPUT")}
        for file in files.values():
            file.touch()
        offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}  # 0: pip reads it so
        places = {**files, "RUNNER_TEMP": base / "temp", "GITHUB_ACTION_PATH": ACTION.parent, "PYTHONPATH": site}
        self.env = environment(base, **offline, **{key: str(value) for key, value in places.items()})

    def run(self, install: bool = True, **given: str) -> Outcome:
        """Run the steps. Without ``install`` only the last one, where an earlier run has installed."""
        action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
        assert set(given) <= set(action["inputs"])
        inputs = {name: given.get(name, each["default"]) for name, each in action["inputs"].items()}
        log, code, summary = "", 0, self.base / "STEP_SUMMARY"
        summary.write_text("", encoding="utf-8")
        for number, step in enumerate(action["runs"]["steps"][0 if install else -1 :]):
            condition = re.fullmatch(r"inputs\.([\w-]+) != ''", step.get("if", ""))
            if condition and inputs[condition[1]] == "":
                continue
            done = self.step(number, step, inputs)
            log, code = log + done.out + done.err, done.code
            if code:
                break
        assert [(self.base / name).read_text() for name in ("ENV", "PATH")] == ["", ""], "the job is changed"
        return Outcome(code, log, summary.read_text(encoding="utf-8"))

    def step(self, number: int, step: dict[str, Any], inputs: dict[str, str]) -> Done:
        assert "if" not in step, "a step that can be run has no condition that was not understood"
        assert step["shell"] == "bash"

        def resolve(found: re.Match[str]) -> str:
            scope, _, name = found[1].partition(".")
            return inputs[name] if scope == "inputs" else {"python.outputs.python-path": ""}[name]

        values = {key: re.sub(r"\$\{\{ (.+?) \}\}", resolve, value) for key, value in step["env"].items()}
        script = self.base / f"{number}.sh"
        script.write_text(step["run"], encoding="utf-8")
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        return run(command, self.folder, {**self.env, **values})


def hide(folder: Path) -> None:
    """Put modules into a folder that would hide those of Python, if that were run with the folder on its path."""
    for name in ("subprocess", "venv", "pip", "yaml", "cnnstat"):
        (folder / f"{name}.py").write_text("raise SystemExit(9)\n", encoding="utf-8")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a job in which the action has installed: that takes the most time, and is the same for all."""
    base = tmp_path_factory.mktemp("job")
    job = Job(base)
    hide(job.folder)
    done = job.run(args="--min-claims 0")
    assert done.code == 0, done.log
    return base


@pytest.fixture(params=["linked", pytest.param("installed", marks=pytest.mark.slow)])
def job(request: pytest.FixtureRequest, tmp_path: Path) -> Job:
    """A job with an empty folder: behind the action's own installation, or where a script leads to this checkout."""
    if request.param == "installed":
        base: Path = request.getfixturevalue("base")
        shutil.rmtree(base / "work")
        return Job(base)
    script = tmp_path / "temp" / "cnnstat-check" / "bin" / "cnnstat"
    script.parent.mkdir(parents=True)
    load = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom cnnstat.cli import main\nmain()\n"
    script.write_text(f"#!{sys.executable}\n{load}", encoding="utf-8")
    script.chmod(0o755)
    return Job(tmp_path)


def test_no_input_is_written_into_a_script() -> None:
    steps = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]
    scripts = [step["run"] for step in steps if "run" in step]
    assert scripts
    assert not any("${{" in script for script in scripts)


@pytest.mark.slow
@pytest.mark.parametrize("job", ["installed"], indirect=True)
def test_the_action_installs_its_own_checkout(job: Job) -> None:
    """Into an environment of its own, not into that of the job, and not as a link to the checkout."""
    installed = [path.parent.parent.name for path in (job.base / "temp").rglob("cnnstat/__init__.py")]
    assert installed == ["site-packages"]


@pytest.mark.slow
def test_the_action_installs_the_version_asked_for(tmp_path: Path) -> None:
    job = Job(tmp_path)
    (job.folder / "README.md").write_text(RIGHT, encoding="utf-8")
    links = tmp_path / "links"
    build = f"from hatchling.build import build_wheel; build_wheel({str(links)!r})"
    assert run([sys.executable, "-c", build], ROOT, environment(tmp_path)).code == 0
    job.env["PIP_FIND_LINKS"] = str(links)
    job.env["GITHUB_ACTION_PATH"] = "/nowhere"
    done = job.run(version=f"cnnstat=={cnnstat.__version__}")
    assert done.code == 0, done.log


def test_the_action_passes_what_is_right(job: Job) -> None:
    (job.folder / "README.md").write_text(RIGHT, encoding="utf-8")
    done = job.run(install=False)
    assert done == (0, "no findings; 1 figure checked in 1 document.\n", done.summary)
    assert "no findings" in done.summary
    assert [path.name for path in job.folder.iterdir()] == ["README.md"]


def test_the_action_fails_on_what_is_wrong(job: Job) -> None:
    """In two folders, with a third that was not asked for."""
    hide(job.folder)
    for name in ("a", "b", "c"):
        (job.folder / name).mkdir()
        (job.folder / name / "x.md").write_text(WRONG, encoding="utf-8")
    done = job.run(install=False, paths="a\n  b\n")
    assert done.code == 1, done.log
    for name in ("a", "b"):
        assert f"::error title=cnnstat (CNS201),file={name}/x.md,line=1,col=45," in done.log
        assert f"| {name}/x.md:1:45 | CNS201 |" in done.summary
    assert "c/x.md" not in done.log


def test_line_ends_of_windows_in_inputs(job: Job) -> None:
    for name in ("a", "b"):
        (job.folder / name).mkdir()
        (job.folder / name / "x.md").write_text(WRONG, encoding="utf-8")
    done = job.run(install=False, paths="a\r\nb\r\n", args="--ignore CNS201\r\n--min-claims\r\n2\r\n")
    assert done.code == 0, done.log
    assert done.log == "no findings; 2 figures checked in 2 documents.\n"


def test_other_actions_are_pinned_by_their_commits() -> None:
    """A tag can be moved to another commit; which version the commit is, a comment says."""
    lines = [line for line in ACTION.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert lines
    for line in lines:
        assert re.search(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v[0-9.]+$", line), line


def test_inputs_are_words_and_no_commands(job: Job) -> None:
    for name in ("$(touch", "pwned)", "*"):
        (job.folder / name).mkdir()
    (job.folder / "*" / "--fix.md").write_text(RIGHT, encoding="utf-8")
    (job.folder / "wrong.md").write_text(WRONG, encoding="utf-8")
    before = set(job.folder.iterdir())
    done = job.run(install=False, paths="$(touch pwned) * ", args=" --min-claims\t2 ")
    assert done.code == 1, done.log
    assert "1 figure checked in 1 document, expected at least 2" in done.log
    done = job.run(install=False, args="--ignore `touch${IFS}pwned`;touch${IFS}pwned")
    assert done.code == 2, done.log
    done = job.run(install=False, paths="--fix wrong.md")
    assert done.code == 2, done.log
    assert "--fix: no such file or folder" in done.log
    assert set(job.folder.iterdir()) == before
    assert (job.folder / "wrong.md").read_text(encoding="utf-8") == WRONG
