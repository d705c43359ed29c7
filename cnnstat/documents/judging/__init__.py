"""Judging marked figures: whether each is right."""
