"""Findings as text, and in the formats of CI systems."""
