"""Drawings of networks: what is drawn is read from an analysis, so that no picture shows a figure of its own.

A network's graph is taken apart (``structure``), folded until it fits the page (``folding``), laid out (``flow`` for
graphs, ``volumes`` for chains) and put on a page (``page``). What comes out is a scene: boxes, lines and texts with
their places. The files in ``formats`` write a scene in one medium each.

A terminal's scene has its cells as lengths (``screen``). Languages whose programs lay graphs out themselves get boxes
and arrows without places (``sketch``).
"""
