"""What is checked, by which settings, and what it may read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from cnnstat.documents.collect import Ignored, files, is_sidecar, is_spec
from cnnstat.documents.config import Config, find_config, read_config
from cnnstat.documents.judging.verify import spec_file
from cnnstat.documents.rules import RULES
from cnnstat.errors import UsageError
from cnnstat.findings.rule import rule_named
from cnnstat.project import Project, leads_away, root_around, split, strays


class Selection(NamedTuple):
    """What to look at.

    Attributes:
        whole: files that are checked whole, and whether each was named itself.
        readers: files of which only what reads one of the specs is checked, or any file of one.
        specs: the specs.
        config: the project's settings.
        project: from where documents may read specs.
        linked: whether, of the readers, what reads the file of any spec is checked.
    """

    whole: Sequence[tuple[Path, bool]]
    readers: Sequence[tuple[Path, bool]]
    specs: Sequence[Path]
    config: Config
    project: Project
    linked: bool = False


def select(
    paths: Sequence[Path] = (),
    specs: Sequence[Path] = (),
    config: Path | None = None,
    ignore: Iterable[str] = (),
    folders: Sequence[Path] = (),
    linked: bool = False,
) -> Selection:
    """Find the files to look at, the settings, and what documents may read.

    Args:
        paths: documents, sidecar files and folders; specs among them ask for the documents that read them. None at
            all stand for the present folder.
        specs: look at nothing but what reads one of these, by their files or by names of the catalog.
        config: a pyproject.toml; else that of the present folder or of the nearest one around it.
        ignore: rules to leave out, by id or name, besides those that the configuration leaves out.
        folders: from which documents may read specs, besides those of the project.
        linked: look also at what reads the file of any spec, and at sidecar files, in the present folder: a commit
            names neither the spec that it deletes nor the document that is wrong without it.

    Raises:
        UsageError: something that is named does not exist, or is a folder that lies elsewhere than its name says.
        SpecError: the configuration cannot be read, or has what means nothing; says where.
    """
    if config is not None and not config.is_file():
        raise UsageError(f"{config}: no such file; expected a pyproject.toml")
    file = config or find_config(Path.cwd())
    if config is None and file is not None and (stray := strays(file, [root_around(file.parent) or file.parent])):
        raise UsageError(f"{file}: {stray}; --config reads it all the same")
    settings = read_config(file)
    settings = settings._replace(ignore=(*settings.ignore, *(rule_named(each, RULES) for each in ignore)))
    specs = [spec_named(each) for each in specs]
    project = project_of(file, settings, folders)
    require_own([folder for folder in paths if folder.is_dir()], project.root)
    patterns = Ignored(settings.exclude, file.parent if file else Path.cwd())
    named = [each for each in paths if is_spec(each) and each.is_file()]
    documents = [each for each in paths if each not in named]
    if specs:
        return Selection([], list(files(documents or [Path()], patterns)), [*specs, *named], settings, project)
    whole = list(files(documents or ([] if named or linked else [Path()]), patterns))
    known = {os.path.realpath(file) for file, _ in whole}
    around = files([Path()], patterns) if named or linked else ()
    readers = [each for each in around if os.path.realpath(each[0]) not in known]
    if linked:
        whole += [each for each in readers if is_sidecar(each[0])]
        readers = [each for each in readers if not is_sidecar(each[0])]
    return Selection(whole, readers, named, settings, project, linked)


def project_of(file: Path | None, settings: Config, folders: Sequence[Path]) -> Project:
    """What documents may read: specs below the folder of the configuration, and in folders that are named."""
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"{folder}: no such folder; expected one with specs")
    others = [*folders, *map(Path, settings.spec_folders)]
    project = Project(file.parent if file else None, others)
    require_own(others, project.root)
    return project


def require_own(folders: Iterable[Path], root: Path) -> None:
    """Refuse folders that are named as the project's own and lie elsewhere: a stranger may have put them there."""
    for folder in folders:
        if problem := leads_away(folder, root):
            raise UsageError(f"{folder}: {problem}; name the folder itself: {os.path.realpath(folder)}")


def spec_named(spec: Path) -> Path:
    """A spec by its file, or by the name of a network of the catalog."""
    found = spec if spec.is_file() else spec_file(str(spec))
    named = split(str(spec))[0]  # else the file is one of the catalog, which may lie in a zip
    if found is None or (named and not found.is_file()):
        raise UsageError(f"{spec}: no such file, and no network of the catalog; expected a spec")
    return found
