"""The kinds of files that are read, one module each.

A module has ``read``, which makes a :class:`~cnnstat.importing.lifted.Model` of a path, and ``ORIGIN``, which names the
kind. Its endings are listed in :mod:`cnnstat.importing`.
"""
