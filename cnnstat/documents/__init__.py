"""Documents in, findings out: figures in prose, generated blocks and sidecar files held against the architectures."""

from cnnstat.docs.checker import Checker
from cnnstat.docs.config import Config, find_config, read_config
from cnnstat.docs.finding import Edit, Finding, Span
from cnnstat.docs.outcome import Cited, Outcome
from cnnstat.docs.rules import RULES

__all__ = ["RULES", "Checker", "Cited", "Config", "Edit", "Finding", "Outcome", "Span", "find_config", "read_config"]
