"""Colours: told apart by people who do not see red or green, and by their lightness alone in print without colour."""

from __future__ import annotations

COLORS = {
    "ink": "#1a1a1a",
    "quiet": "#2b2b2b",
    "alarm": "#8a0018",
    "line": "#333333",
    "paper": "#ffffff",
    "input": "#ffffff",
    "convolution": "#78a6d6",
    "linear": "#f7cf4a",
    "pooling": "#d8edd0",
    "merge": "#ffffff",
    "reshape": "#ece7f2",
    "unavailable": "#f0e4d4",
    "block": "#adbac7",
    "frame": "#f7f8fa",
    "normalization": "#12304d",
    "activation": "#b3401a",
    "dropout": "#777777",
    "outline": "#333333",
}
"""By what is drawn in them; those of layers by their family."""


def mixed(color: str, other: str, share: float) -> str:
    """A colour with so much of another one in it."""
    pairs = zip(bytes.fromhex(color[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


FAMILIES = (
    *("input", "convolution", "linear", "pooling", "merge", "reshape", "unavailable"),
    *("normalization", "activation", "dropout"),
)
COLORS |= {f"{name}:side": mixed(COLORS[name], "#000000", 0.14) for name in FAMILIES}
COLORS |= {f"{name}:top": mixed(COLORS[name], "#ffffff", 0.5) for name in FAMILIES}
"""The faces of a volume that are turned away."""
