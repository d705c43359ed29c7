"""A file at a revision of its repository, read through git."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done, run_inside

import cnnstat
from cnnstat.errors import SpecError, UsageError
from cnnstat.spec import revision
from cnnstat.spec.revision import Revision, revision_in
from cnnstat.spec.source import LARGEST_FILE

Inside = Callable[..., Done]

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")

TEXT = (
    "input: {channels: 3, size: 8}\nparams: {width: 4}\n"
    "layers:\n  - {name: a, type: conv, filters: width, kernel: 3}\n"
    "variants: {small: {params: {width: 2}}}\n"
)
NAMES = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}


def git(folder: Path, *words: str) -> None:
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **NAMES}
    subprocess.run(["git", *words], cwd=folder, env={**os.environ, **own}, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository in which ``nets/own.yaml`` has kernel 3, then kernel 5 (tagged v2), then in the folder kernel 7."""
    folder = tmp_path / "repository"
    file = folder / "nets" / "own.yaml"
    file.parent.mkdir(parents=True)
    git(folder, "init", "-q")
    for kernel in (3, 5):
        file.write_text(TEXT.replace("kernel: 3", f"kernel: {kernel}"))
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", f"kernel {kernel}")
    git(folder, "tag", "v2")
    file.write_text(TEXT.replace("kernel: 3", "kernel: 7"))
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("words", "change"),
    [
        (("nets/own.yaml@HEAD~1", "nets/own.yaml"), "kernel 3 → 7"),
        (("nets/own.yaml@HEAD", "nets/own.yaml"), "kernel 5 → 7"),
        (("nets/own.yaml", "nets/own.yaml@v2"), "kernel 7 → 5"),
        (("nets/own.yaml@HEAD~1", "nets/own.yaml@HEAD"), "kernel 3 → 5"),
        (("nets/own.yaml@v2^", "nets/own.yaml@v2@width=8"), "filters 4 → 8, kernel 3 → 5"),
        (("nets/own.yaml:small@HEAD~1", "nets/own.yaml:small"), "kernel 3 → 7"),
        (("./nets/../nets/own.yaml@HEAD@{0}", "nets/own.yaml"), "kernel 5 → 7"),
    ],
)
def test_two_revisions(words: tuple[str, str], change: str, inside: Inside, repository: Path) -> None:
    before = everything(repository)
    done = inside("diff", *words, "--exit-code", "--format", "csv", cwd=repository)
    assert (done.code, done.err) == (1, "")
    row = done.out.splitlines()[1]
    assert row.startswith(f'changed,a,"{change}",' if "," in change else f"changed,a,{change},")
    assert everything(repository) == before


def test_titles_settings_and_other_folders(inside: Inside, repository: Path) -> None:
    whole = str(repository / "nets" / "own.yaml")
    done = inside("diff", f"{whole}@HEAD@input=9", f"{whole}@input=9")
    assert done.out.startswith(f"{whole}@HEAD@input=9 → {whole}@input=9\n")
    assert inside("diff", "own.yaml@HEAD", f"{whole}@HEAD", "--exit-code", cwd=repository / "nets").code == 0
    out = inside("compare", "own.yaml@HEAD~1", "own.yaml", "-c", "params", cwd=repository / "nets").out
    assert "Params              112       592  ≈ 5.286\n" in out  # 4·3·3² + 4, 4·3·7² + 4
    assert cnnstat.diff(f"{whole}@HEAD~1", Path(whole)).layers[0].keys[0].two == 7


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("own.yaml@HEAD~9", "own.yaml@HEAD~9: git knows no revision 'HEAD~9' here"),
        ("own.yaml@mian", "own.yaml@mian: git knows no revision 'mian' here"),
        ("other.yaml@HEAD", "other.yaml@HEAD: git says: path 'nets/other.yaml' does not exist in 'HEAD'"),
        ("new.yaml@HEAD", "new.yaml@HEAD: git says: path 'nets/new.yaml' exists on disk, but not in 'HEAD'"),
        ("no/own.yaml@HEAD", "no/own.yaml@HEAD: there is no folder no"),
        ("own.yaml:big@HEAD", "own.yaml@HEAD has no variant 'big'; it has own, small"),
        ("own.yaml@HEAD@widht=3", "own has no param 'widht'; did you mean 'width'?"),
        ("own.yaml@HEAD@flops=all", "diff: @flops=all: what a FLOP is must be one for all sides; flops sets it"),
        ("own.yaml@--output=x", "query 'own.yaml@--output=x', column 10: expected settings as "),
        ("own.yaml@-h", "'-h': expected a revision in git's words, as HEAD~1 or a branch"),
        ("own.yaml@HEAD:nets", "'HEAD:nets': expected a revision in git's words, as HEAD~1 or a branch"),
        ("own.yaml@HEAD\nv2", "'HEAD\\nv2': expected a revision in git's words, as HEAD~1 or a branch"),
        ("own.yaml@" + "a" * 201, f"'{'a' * 201}'"[:30]),
    ],
)  # fmt: skip
def test_refusals(name: str, message: str, inside: Inside, repository: Path) -> None:
    folder = repository / "nets"
    (folder / "new.yaml").write_text(TEXT)
    before = everything(repository)
    done = inside("diff", name, "own.yaml", cwd=folder)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith(f"cnnstat: {message}"), done.err
    assert everything(repository) == before


def test_a_folder_without_a_repository(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(TEXT)
    done = inside("diff", "own.yaml@HEAD", "own.yaml", cwd=tmp_path, env={"GIT_CEILING_DIRECTORIES": str(tmp_path)})
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "cnnstat: own.yaml@HEAD: git says: not a git repository (or any of the parent directories): .git\n"
    )


def test_no_git(repository: Path) -> None:
    done = run_inside("diff", "nets/own.yaml@HEAD", "nets/own.yaml", cwd=repository, env={"PATH": str(repository)})
    assert (done.code, done.out) == (2, "")
    assert done.err == "cnnstat: nets/own.yaml@HEAD: there is no git here to read it\n"


def test_what_a_revision_holds_is_held_to_the_limits_of_a_spec(repository: Path) -> None:
    file = repository / "nets" / "own.yaml"
    for text, message in (
        ("layers: {\n", "own.yaml@HEAD:2:1: not YAML: "),
        (f"#{'x' * LARGEST_FILE}\n", f"own.yaml@HEAD: more than {LARGEST_FILE:,} bytes; a spec is never that large"),
        (
            "input: {channels: 1, size: 8}\nlayers: [{type: con}]\n",
            "own.yaml@HEAD:2:17: type: expected a layer type",
        ),
    ):
        file.write_text(text)
        git(repository, "commit", "-qam", "x")
        with pytest.raises((SpecError, UsageError)) as caught:
            cnnstat.diff(f"{file}@HEAD", "alexnet")
        assert message in str(caught.value)
    file.write_text("input: {channels: 1, size: 8, size: 9}\nlayers: [{type: con}]\n")
    git(repository, "commit", "-qam", "x")
    with pytest.raises(SpecError) as caught:
        cnnstat.diff(f"{file}@HEAD", "alexnet")
    assert [each.position for each in caught.value.problems] == [(f"{file}@HEAD", 1, 31), (f"{file}@HEAD", 2, 17)]
    file.write_bytes(b"name: \xff\n")
    git(repository, "commit", "-qam", "x")
    with pytest.raises(SpecError, match=r"own\.yaml@HEAD:1:7: not UTF-8 text$"):
        cnnstat.diff(f"{file}@HEAD", "alexnet")


def test_a_folder_of_that_name_is_no_spec(inside: Inside, repository: Path) -> None:
    (repository / "folder.yaml").mkdir()
    (repository / "folder.yaml" / "file").write_text("x")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "folder")
    done = inside("diff", "folder.yaml@HEAD", "nets/own.yaml", cwd=repository)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("cnnstat: folder.yaml@HEAD: git says: git cat-file HEAD:./folder.yaml: bad file")


def test_a_file_that_begins_like_an_option(inside: Inside, repository: Path) -> None:
    path = repository / "--help.yaml"
    path.write_text(TEXT)
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "option")
    assert inside("diff", "--exit-code", "--", "--help.yaml@HEAD", "--help.yaml", cwd=repository).code == 0


def test_a_repository_of_which_git_complains_at_length(repository: Path) -> None:
    """Git waits until its complaints are read, before it says what the file holds."""
    missing = "".join(f"/nowhere/{'x' * 150}{number}\n" for number in range(2000))
    (repository / ".git" / "objects" / "info" / "alternates").write_text(missing)
    assert cnnstat.diff(f"{repository}/nets/own.yaml@HEAD~1", f"{repository}/nets/own.yaml@HEAD")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_repository_in_which_git_waits_for_ever(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revision, "SECONDS", 0.5)
    (repository / ".git" / "HEAD").unlink()
    os.mkfifo(repository / ".git" / "HEAD")
    with pytest.raises(UsageError, match=r"own\.yaml@HEAD: git did not answer within 0\.5 seconds$"):
        cnnstat.diff(f"{repository}/nets/own.yaml@HEAD", "alexnet")


@pytest.mark.parametrize("inside", ["[core]\n\tbigFileThreshold = s3cret\n", "root:s3cret:19000\n"])
def test_nothing_is_told_of_files_that_a_configuration_includes(inside: str, repository: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text(inside)
    with (repository / ".git" / "config").open("a") as file:
        file.write(f"[include]\n\tpath = {tmp_path}/outside\n")
    with pytest.raises(UsageError) as caught:
        cnnstat.diff(f"{repository}/nets/own.yaml@HEAD", "alexnet")
    assert str(caught.value).endswith("own.yaml@HEAD: git cannot read the repository")


def test_a_spec_called_config_is_no_configuration(repository: Path) -> None:
    (repository / "nets" / "config.yaml").write_text(TEXT)
    with pytest.raises(UsageError, match=r"git says: path 'nets/config\.yaml' exists on disk, but not in 'HEAD'$"):
        cnnstat.diff(f"{repository}/nets/config.yaml@HEAD", "alexnet")


def pack_of(doublings: int) -> bytes:
    """A pack whose last object is twice as long as the one before, and so on, down to 64 KiB of blanks."""
    size = 2**16
    objects = [bytes([0xB0, 0x80, 0x20]) + zlib.compress(b" " * size)]  # kind 3, a blob, and its size, 4 and 7 bits
    for _ in range(doublings):
        parts = [(at, min(2**23, size - at)) for at in range(0, size, 2**23)] * 2
        copies = b"".join(b"\xff" + at.to_bytes(4, "little") + count.to_bytes(3, "little") for at, count in parts)
        change = sevens(size) + sevens(2 * size) + copies
        head = bytes(
            [0x60 | len(change) & 15 | 0x80, len(change) >> 4]
        )  # kind 6, a change of what stands so far before
        objects.append(head + back(len(objects[-1])) + zlib.compress(change))
        size *= 2
    data = b"PACK" + struct.pack(">II", 2, len(objects)) + b"".join(objects)
    return data + hashlib.sha1(data).digest()


def sevens(number: int) -> bytes:
    """A number by seven bits to a byte, the last ones first, as changes have it."""
    return bytes([number & 127]) if number < 128 else bytes([number & 127 | 128]) + sevens(number >> 7)


def back(distance: int) -> bytes:
    """A distance within a pack, as packs have it."""
    return bytes([distance]) if distance < 128 else bytes([(distance >> 7) - 1 | 128, distance & 127])


def test_a_pack_of_a_few_hundred_bytes_that_stands_for_many(repository: Path) -> None:
    """Git unpacks a whole file before it gives a byte of one that is stored as a change of another."""
    pack, blob = pack_of(11), hashlib.sha1(b"blob %d\0" % 2**27 + b" " * 2**27)
    assert len(pack) < 2_000
    subprocess.run(["git", "index-pack", "--stdin"], cwd=repository, input=pack, check=True, capture_output=True)
    git(repository, "update-index", "--cacheinfo", f"100644,{blob.hexdigest()},nets/own.yaml")
    git(repository, "commit", "-qm", "large")
    name = str(repository / "nets" / "own.yaml")
    with pytest.raises(UsageError) as caught:
        revision.read_revision(Revision(name, "", "HEAD", ""))
    assert str(caught.value).endswith(f"git says: attempting to allocate {2**23 + 1} over limit {2**23}")
    assert revision.read_revision(Revision(name, "", "HEAD~1", ""))


@pytest.mark.skipif(os.name == "nt", reason="the remote's program is a shell's command")
def test_a_repository_that_lacks_a_file_fetches_it_from_nowhere(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even by a git that is too old to know that it shall not: where from, and how, is for the repository to say."""
    monkeypatch.delitem(revision.OF_GIT, "GIT_NO_LAZY_FETCH")
    git(repository, "commit", "-qam", "kernel 7")
    blob = subprocess.run(["git", "rev-parse", "HEAD:nets/own.yaml"], cwd=repository, capture_output=True, check=True)
    name = blob.stdout.decode().strip()
    (repository / ".git" / "objects" / name[:2] / name[2:]).unlink()
    for key, value in {
        "core.repositoryformatversion": "1", "extensions.partialClone": "origin", "remote.origin.promisor": "true",
        "remote.origin.url": f"file://{repository}", "remote.origin.uploadpack": f"touch '{repository}/ran'; false",
        "protocol.allow": "always",
    }.items():  # fmt: skip
        git(repository, "config", key, value)
    with pytest.raises(UsageError, match=r"git cannot read the repository$"):
        cnnstat.diff(f"{repository}/nets/own.yaml@HEAD", "alexnet")
    assert not (repository / "ran").exists()


@pytest.mark.parametrize("file", ["packed-refs", "shallow", "HEAD", "index", "config"])
def test_nothing_is_told_of_files_that_a_repository_links_to(file: str, repository: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("s3cret swordfish\n")
    (repository / ".git" / file).unlink(missing_ok=True)
    (repository / ".git" / file).symlink_to(tmp_path / "outside")
    for named in ("HEAD", "HEAD~1", "main"):
        done = run_inside("diff", f"{repository}/nets/own.yaml@{named}", "alexnet")
        assert not re.search("s3cret|swordfish", done.out + done.err), done


def test_nothing_is_told_of_a_file_that_stands_for_a_repository(repository: Path, tmp_path: Path) -> None:
    shutil.rmtree(repository / ".git")
    (tmp_path / "outside").write_text("gitdir: s3cret\n")
    (repository / ".git").symlink_to(tmp_path / "outside")
    with pytest.raises(UsageError, match=r"git cannot read the repository$"):
        cnnstat.diff(f"{repository}/nets/own.yaml@HEAD", "alexnet")


def test_a_long_complaint_of_git_is_shortened(repository: Path) -> None:
    shutil.rmtree(repository / ".git")
    (repository / ".git").write_text(f"gitdir: {'y' * 3000}\n")
    with pytest.raises(UsageError) as caught:
        cnnstat.diff(f"{repository}/nets/own.yaml@HEAD", "alexnet")
    assert len(str(caught.value)) < 400 + len(str(repository))


@pytest.mark.parametrize("words", ["compare nets/own.yaml@HEAD nets/own.yaml", "compare alexnet nets/own.yaml@HEAD"])
def test_a_document_reaches_no_revision(words: str, inside: Inside, repository: Path) -> None:
    (repository / "a.md").write_text(f"Text.\n\n<!-- cnnstat: {words} -->\n<!-- /cnnstat -->\n")
    done = inside("check", "a.md", cwd=repository, env={"PATH": ""})
    assert done.code == 1
    assert "CNS206" in done.out
    assert "git" not in done.out
    (repository / "a.md").write_text("It has <!--=nets/own.yaml@HEAD.params-->112<!--/--> parameters.\n")
    assert inside("check", "a.md", cwd=repository).code == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("own.yaml@HEAD~1", ("own.yaml", "", "HEAD~1", "")),
        ("a b/own.yml:small@feature/x", ("a b/own.yml", "small", "feature/x", "")),
        ("own.yaml@HEAD@{1}@width=2,input=9", ("own.yaml", "", "HEAD@{1}", "@width=2,input=9")),
        ("own.yaml@v1@width=2@batch=3", ("own.yaml", "", "v1", "@width=2@batch=3")),
        ("own.yaml@width=2", None),
        ("own.yaml", None),
        ("own.yaml@", None),
        ("alexnet@HEAD", None),
        ("@HEAD", None),
    ],
)
def test_what_is_a_revision(text: str, expected: tuple[str, ...] | None) -> None:
    assert revision_in(text) == (expected and Revision(*expected))


def test_what_a_link_leads_to_is_quoted_only_if_it_is_a_spec(inside: Inside, repository: Path) -> None:
    """Whoever made the link may want to see what another repository holds."""
    other = repository.parent / "other"
    other.mkdir()
    (other / "x.yaml").write_text("API_KEY=hunter2\n")
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=other, check=True)
    (repository / "linked").symlink_to(other)
    done = inside("diff", "linked/x.yaml@HEAD", "alexnet", cwd=repository)
    assert done.code == 2
    assert "linked/x.yaml@HEAD is no spec: expected the sections input and layers" in done.err
    assert "hunter2" not in done.err
