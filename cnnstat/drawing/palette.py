"""Colours: told apart by people who do not see red or green, and by their lightness alone in print without colour."""

from __future__ import annotations

COLORS = {
    "ink": "#1a1a1a",
    "quiet": "#3d3d3d",
    "alarm": "#b00020",
    "line": "#333333",
    "paper": "#ffffff",
    "input": "#ffffff",
    "convolution": "#8fbbe0",
    "linear": "#f5c518",
    "pooling": "#cfe3c8",
    "merge": "#ffffff",
    "reshape": "#ece7f2",
    "block": "#dce3ea",
    "frame": "#f7f8fa",
    "normalization": "#1f4e79",
    "activation": "#d9662b",
    "dropout": "#777777",
    "outline": "#333333",
}
"""By what is drawn in them; those of layers by their family."""
