"""Integers that remember how they were computed, and how their history is written out for a medium."""
