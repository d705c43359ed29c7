"""Queries: a small language that can name any figure of any network.

``alexnet.params``, ``alexnet.conv1.neurons``, ``alexnet@input=224.conv1.height``, ``vgg16.macs / mobilenet_v1.macs``.
"""

from cnnstat.query.bench import Bench
from cnnstat.query.evaluate import Answer, evaluate
from cnnstat.query.syntax import Query, Reference, mapped, read_query, references

__all__ = ["Answer", "Bench", "Query", "Reference", "evaluate", "mapped", "read_query", "references"]
