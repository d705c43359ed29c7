"""Running a sweep, in this process, and where that takes long on all cores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from math import inf
from time import monotonic

from cnnstat.effort import Effort, Tell, silent
from cnnstat.errors import UsageError
from cnnstat.processes import cores, each_done
from cnnstat.sweeping.alike import Axis, Group, alike
from cnnstat.sweeping.swept import Gathering, Swept, Work, begun, columns_of, portion

PATIENCE = 1.0
"""Seconds after which other processes are begun, which takes some time itself."""
NAMED = "name those to search with --set"
PORTIONS = 8
"""Into how many portions the rest is cut for each process, so that all are busy to the end."""


def sweep(
    work: Work, axes: Mapping[str, Axis], jobs: int = 1, tell: Tell = silent, most: float = inf
) -> Swept:  # fmt: skip
    """The figures of a network at all combinations of the values of some params.

    Settings whose networks have the same layers are computed together; where layers come and go with the settings,
    each structure is looked at by itself.

    Args:
        work: the network, and what is computed of it.
        axes: the values of each param, by its name.
        jobs: how many processes may work, if it takes long; 0 for one on each core.
        tell: told how many settings are done.
        most: how many units of work it may take.

    Raises:
        SpecError, UsageError: the network or a param does not exist, a param does not take a value, the network runs
            at none of the settings, or they are more work than they may be.
    """
    effort = Effort(most)
    gathering, left = begun(work, axes)
    jobs = jobs or cores()
    started = monotonic()
    total = sum(group.size for group in left)
    done = ((group, columns_of(group, each)) for group, each in alike([*axes.values()], left, work))
    for group, found in effort.within(done):
        gathering.take(group, found)
        tell(gathering.done, total, remaining(gathering.done, total, started))
        if jobs > 1 and len(left) > jobs and monotonic() - started > PATIENCE:
            break
    if left and not effort.reached:
        on_cores(gathering, left, jobs, tell, started, effort)
    if effort.reached:
        raise UsageError(f"{gathering.done:,} of {total:,} settings were as much work as is done unasked: {NAMED}")
    return gathering.swept()


def on_cores(
    gathering: Gathering, left: Sequence[Group], jobs: int, tell: Tell, started: float, effort: Effort
) -> None:  # fmt: skip
    """The rest of a sweep, on several cores, until the effort is reached; a portion may take all that is left of it."""
    axes, total = [*gathering.axes.values()], gathering.done + sum(group.size for group in left)
    allowed = effort.left
    work = [(gathering.work, axes, each, allowed) for each in portions(left, jobs * PORTIONS)]
    with closing(each_done(portion, work, jobs)) as results:
        for made in results:
            for group, found in made.found:
                gathering.take(group, found)
            effort.left -= allowed - made.left if allowed < inf else 0
            if effort.reached:
                return
            tell(gathering.done, total, remaining(gathering.done, total, started))


def portions(left: Sequence[Group], count: int) -> list[list[Group]]:
    """Groups in about so many portions, each of about as many settings."""
    groups, most = [*left], max(1, sum(group.size for group in left) // count)
    small: list[Group] = []
    while groups:
        group = groups.pop()
        if group.size > most:
            groups += group.halves()
        else:
            small.append(group)
    found: list[list[Group]] = [[]]
    for group in small:
        if sum(each.size for each in found[-1]) + group.size > most and found[-1]:
            found.append([])
        found[-1].append(group)
    return found


def remaining(done: int, total: int, started: float) -> str:
    """About how long the rest will take, in words."""
    passed = monotonic() - started
    return f"settings, about {passed * (total - done) / done:.0f} s left" if done else "settings"
