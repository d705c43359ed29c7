"""Networks in Python code, for who typed their names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cnnstat.errors import Position
from cnnstat.spec.code import Made, plain_name, split_name
from cnnstat.spec.document import Spec
from cnnstat.spec.source import node_of

Tell = Callable[[str], None]


def announced(name: str, tell: Tell) -> None:
    """Say that code is about to run, where it is a file's; a package's was installed to be run."""
    home = split_name(name)[0]
    if home.lower().endswith(".py"):
        tell(f"{name}: this runs the code of {Path(home).as_posix()}")


def reader(tell: Tell) -> Callable[[str], Spec]:
    """What reads names as :mod:`cnnstat.spec.code` grants them; ``tell`` takes remarks for the person."""

    def read(name: str) -> Spec:
        announced(name, tell)

        def make(size: tuple[int, int] | None) -> Spec:
            from cnnstat.pytorch.lift import lifted_name

            found = lifted_name(name, size)
            for remark in found.remarks:
                if remark.apart:
                    tell(f"{name}: {remark.text}")
            return Spec(node_of(found.data, Position(name, 1, 1)), name)

        return Made(plain_name(name), name, make)

    return read
