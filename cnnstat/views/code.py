"""Networks in Python code, for who typed their names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cnnstat.spec.code import Made, plain_name, split_name
from cnnstat.spec.document import Spec
from cnnstat.spec.source import read_text
from cnnstat.spec.write import write_data
from cnnstat.views import kept

Tell = Callable[[str], None]


def announced(name: str, tell: Tell) -> None:
    """Say that code is about to run, where it is a file's; a package's was installed to be run."""
    home = split_name(name)[0]
    if home.lower().endswith(".py"):
        tell(f"{name}: this runs the code of {Path(home).as_posix()}")


def reader(tell: Tell) -> Callable[[str], Spec]:
    """What reads names as :mod:`cnnstat.spec.code` grants them; ``tell`` takes remarks for the person."""

    def read(name: str) -> Spec:
        def make(size: tuple[int, int] | None) -> Spec:
            found = kept.find(name, size) or made(name, size, tell)
            for remark in found.remarks:
                tell(f"{name}: {remark}")
            return Spec(read_text(found.text, name), name)

        return Made(plain_name(name), name, make)

    return read


def made(name: str, size: tuple[int, int] | None, tell: Tell) -> kept.Kept:
    """The spec of a network in code, by running it; it is kept for the next time."""
    announced(name, tell)
    with kept.watching() as files:
        from cnnstat.pytorch.lift import lifted_name

        lift = lifted_name(name, size)
    found = kept.Kept(write_data(lift.data), [each.text for each in lift.remarks if each.apart])
    kept.keep(name, size, found, files)
    return found
