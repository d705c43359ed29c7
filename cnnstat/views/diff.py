"""What differs between two networks."""

from __future__ import annotations

from typing import Any

from cnnstat.analysis.setting import read_setting
from cnnstat.render import View


def view(one: str, two: str, **asked: Any) -> View:
    """The differences that are asked for; the arguments are those of the command.

    Args:
        asked: mode, batch, dtype, optimizer and flops.
    """
    setting = read_setting(asked, "--")
    from cnnstat.comparing.diff import diff  # only this view needs comparisons
    from cnnstat.views.sides import sides

    first, second = sides(one, [two], setting, "diff", partial=True)
    found = diff(first, second)
    return View(found.kind, found)
