"""Networks side by side, or layers, settings and layers with letters."""

from __future__ import annotations

from typing import Any

from cnnstat.analysis.setting import read_setting
from cnnstat.errors import UsageError
from cnnstat.render import View
from cnnstat.views.request import Locate


def view(one: str, others: list[str] | None = None, columns: str = "", locate: Locate = str, **asked: Any) -> View:
    """The comparison that is asked for; the arguments are those of the command.

    Args:
        locate: what a name of a network means, where that depends on who asks.
        asked: mode, batch, dtype, optimizer and flops.
    """
    setting = read_setting(asked, "--")
    from cnnstat.comparing import compare  # only this view needs comparisons
    from cnnstat.comparing.networks import keys_of
    from cnnstat.spec.typed import is_line
    from cnnstat.views.sides import sides

    if not others and not is_line(one):
        raise UsageError(f"compare: expected two networks or more, as in compare {one} vgg16; got one")
    keys = keys_of([word for word in columns.split(",") if word.strip()])
    found = compare(*sides(one, others or [], setting, "compare", locate, partial=True), keys=keys)
    return View(found.kind, found)
