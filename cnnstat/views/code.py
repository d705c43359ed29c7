"""Networks in Python code, for who typed their names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cnnstat.spec.code import Made, is_here, plain_name, split_name
from cnnstat.spec.document import Spec
from cnnstat.spec.source import read_text
from cnnstat.spec.write import write_data
from cnnstat.views import kept
from cnnstat.views.reads import listen

Tell = Callable[[str], None]


def announced(name: str, tell: Tell) -> None:
    """Say that code is about to run, where it is a file's; a package's was installed to be run."""
    home = split_name(name)[0]
    if home.lower().endswith(".py"):
        tell(f"{name}: this runs the code of {Path(home).as_posix()}")
    elif is_here(home):
        tell(f"{name}: this runs the code of {home}, which stands in the current folder")


def reader(tell: Tell) -> Callable[[str], Spec]:
    """What reads names as :mod:`cnnstat.spec.code` grants them; ``tell`` takes remarks for the person."""

    def read(name: str) -> Spec:
        def make(size: kept.Size) -> Spec:
            entry = kept.entry(name, size)
            found = kept.find(entry) or made(name, size, tell, entry)
            for remark in found.remarks:
                tell(f"{name}: {remark}")
            return Spec(read_text(found.text, name), name)

        return Made(plain_name(name), name, make)

    return read


def made(name: str, size: kept.Size, tell: Tell, entry: Path | None) -> kept.Kept:
    """The spec of a network in code, by running it; it is kept in an entry for the next time."""
    announced(name, tell)
    reads = listen()
    from cnnstat.pytorch.lift import lifted_name

    with reads.watching():
        lift = lifted_name(name, size)
    found = kept.Kept(write_data(lift.data), [each.text for each in lift.remarks if each.apart])
    kept.keep(entry, found, reads)
    return found
