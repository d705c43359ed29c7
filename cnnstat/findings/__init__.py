"""Findings: the rules, single findings, and the report of a run."""
