"""Dominators of a network's nodes: the nodes through which every path from the input leads (Lengauer & Tarjan 1979).

In a graph without cycles, in which each node comes behind those that it reads, a node's immediate dominator is the
lowest common ancestor, in the tree of dominators, of all that it reads. The tree has jump pointers (Myers 1983), so
that a meeting takes steps in proportion to the logarithm of its depth.
"""

from __future__ import annotations

from functools import reduce

from cnnstat.network.graph import INPUT


class Dominators:
    """The tree of dominators, whose root is the input; nodes are added in the order in which they run."""

    def __init__(self) -> None:
        self._depth = {INPUT: 0}
        self._above = {INPUT: INPUT}
        self._far = {INPUT: INPUT}

    def add(self, node: int, read: tuple[int, ...]) -> None:
        """Add a node that reads these."""
        above = reduce(self._meeting, read)
        far = self._far[above]
        twice = self._depth[above] - self._depth[far] == self._depth[far] - self._depth[self._far[far]]
        self._depth[node] = self._depth[above] + 1
        self._above[node], self._far[node] = above, self._far[far] if twice else above

    def of(self, node: int) -> int:
        """The nearest node, other than itself, through which every path from the input to a node leads."""
        return self._above[node]

    def _meeting(self, one: int, other: int) -> int:
        """The lowest common ancestor of two nodes."""
        while self._depth[one] > self._depth[other]:
            one = self._climbed(one, self._depth[other])
        while self._depth[other] > self._depth[one]:
            other = self._climbed(other, self._depth[one])
        while one != other:
            pointers = self._above if self._far[one] == self._far[other] else self._far
            one, other = pointers[one], pointers[other]
        return one

    def _climbed(self, node: int, depth: int) -> int:
        """The farther of a node's two ancestors that is not above that depth."""
        far = self._far[node]
        return far if self._depth[far] >= depth else self._above[node]
