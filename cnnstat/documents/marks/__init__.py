"""Marks of figures: pairs of comments, anchors in sidecar files, and generated blocks."""
