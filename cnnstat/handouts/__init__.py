"""Handouts: what a lecturer hands out about a network, put together from its analysis."""
