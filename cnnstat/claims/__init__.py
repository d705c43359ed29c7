"""Figures that papers print, checked against the architectures they describe."""

from cnnstat.claims.audit import VERDICTS, Audit, Checked, audit, networks_of
from cnnstat.claims.claim import Claim, Paper, Scores
from cnnstat.claims.document import catalog_claims, read_claims
from cnnstat.claims.reading import Reading, Reconciliation
from cnnstat.claims.reconcile import reconcile
from cnnstat.claims.scores import scored

__all__ = [
    "VERDICTS",
    "Audit",
    "Checked",
    "Claim",
    "Paper",
    "Reading",
    "Reconciliation",
    "Scores",
    "audit",
    "catalog_claims",
    "networks_of",
    "read_claims",
    "reconcile",
    "scored",
]
