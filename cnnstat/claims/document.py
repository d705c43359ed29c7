"""Files of claims: a YAML file for each source.

::

    paper: "Krizhevsky, Sutskever, Hinton: ImageNet Classification ..., NIPS 2012"
    short: Krizhevsky 2012
    claims:
      abstract:
        - {prints: 60 million parameters, query: alexnet.params}
      table 2:
        - {row: conv1, prints: "12.5", unit: million, query: alexnet.conv1.macs}
        - {prints: 18.2%, network: alexnet, states: top-5 error, because: training}
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cnnstat.claims.claim import REASONS, SEEN, Claim, Paper
from cnnstat.claims.scores import read_scores
from cnnstat.errors import SpecError, UsageError, nearest, shown
from cnnstat.printed import Figure, read_figure
from cnnstat.project import Project
from cnnstat.query import Query, read_query, references
from cnnstat.spec import catalog
from cnnstat.spec.source import Form, Mapping, Node, kind_of, read_file
from cnnstat.spec.value import as_list, as_mapping, as_text, check_keys

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

FILE_KEYS = {"paper": True, "short": True, "claims": True}
FORM = Form("file of claims", tuple(FILE_KEYS))
CLAIM_KEYS = {
    "prints": "what stands there",
    "row": "which line of the table, which part of the network",
    "figure": "the part of it that is the figure, where that is not all",
    "unit": "what the heading adds: million, %",
    "query": "the figure of the architecture",
    "network": "the network, where there is no query, or one of numbers alone",
    "states": "what the figure is",
    "because": "why there is no query: training, procedure, or a sentence",
    "seen": "confirmed, secondary or unconfirmed",
    "scores": "how well the network does: the accuracy or error among what is printed, and on which images",
}
FOLDER = "claims"
SENTENCE = 3
"""A reason with at least so many words is a sentence; a shorter one is taken for a misspelled keyword."""


@lru_cache(maxsize=1)
def catalog_claims() -> tuple[Claim, ...]:
    """The claims that come with the program, in the order of the files."""
    files = catalog.yaml_files(catalog.folder() / FOLDER)
    return tuple(claim for file in files for claim in read_claims(file))


def read_claims(path: Path | Traversable, project: Project | None = None) -> list[Claim]:
    """The claims in a file.

    Args:
        path: the file.
        project: the project whose specs the queries may read; None for the catalog's claims, which name no files.

    Raises:
        SpecError: the file is not valid; the message says where and what was expected.
        UsageError: there is no such file.
    """
    top = as_mapping(read_file(path, FORM), "claims file")
    check_keys(top, FILE_KEYS, "")
    paper = Paper(as_text(top.entries["paper"], "paper"), as_text(top.entries["short"], "short"))
    listed = top.entries["claims"]
    if not isinstance(listed, Mapping):
        form = "places with their claims, as abstract: [{prints: 60M, query: alexnet.params}]"
        raise SpecError(f"claims: expected {form}, got {kind_of(listed)}", listed.position)
    places = listed
    for place, position in places.key_positions.items():
        if not " ".join(place.split()).isprintable():
            raise SpecError(f"claims: expected places without control characters, got {shown(place)}", position)
    return [
        read_claim(item, paper, " ".join(place.split()), project)
        for place, node in places.entries.items()
        for item in as_list(node, f"claims: {place}")
    ]


def read_claim(node: Node, paper: Paper, place: str, project: Project | None) -> Claim:
    section = as_mapping(node, f"claims: {place}")
    check_keys(section, {key: key == "prints" for key in CLAIM_KEYS}, "claim: ")
    texts = {key: as_text(value, f"claim: {key}") for key, value in section.entries.items() if key != "scores"}
    if ("query" in texts) == ("because" in texts):
        raise SpecError("claim: expected a query, or because with the reason why there is none", section.position)
    seen = texts.get("seen", "confirmed")
    if seen not in SEEN:
        problem = f"claim: seen: expected {', '.join(SEEN)}, got {shown(seen)}{nearest(seen, SEEN)}"
        raise SpecError(problem, section.entries["seen"].position)
    printed, query = None, None
    if "query" in texts:
        printed, query = figure_in(section, texts), query_in(section, texts["query"], project)
    if ("network" in texts) == (query is not None and any(True for _ in references(query))):
        raise SpecError("claim: network and because go together; a query names its network itself", section.position)
    return Claim(
        paper=paper,
        place=place,
        row=texts.get("row", ""),
        prints=texts["prints"],
        unit=texts.get("unit", ""),
        printed=printed,
        asks=texts.get("query", ""),
        query=query,
        network=network_in(section, texts.get("network", ""), project),
        states=texts.get("states", ""),
        because=reason_in(section, texts),
        seen=seen,
        position=section.position,
        scores=read_scores(section, texts),
    )


def figure_in(section: Mapping, texts: dict[str, str]) -> Figure:
    """The figure that a claim states."""
    place = section.entries.get("figure", section.entries["prints"]).position
    figure = texts.get("figure", texts["prints"])
    if figure not in texts["prints"]:
        raise SpecError(f"claim: figure {shown(figure)} does not stand in what is printed", place)
    try:
        return read_figure(f"{figure} {texts.get('unit', '')}".strip())._replace(text=figure)
    except UsageError as error:
        raise SpecError(f"claim: {error}; key figure can name the part that is one", place) from error


def query_in(section: Mapping, text: str, project: Project | None) -> Query:
    try:
        query = read_query(text)
        return project.query(query, Path()) if project is not None else query
    except UsageError as error:
        raise SpecError(f"claim: {error}", section.entries["query"].position) from error


def network_in(section: Mapping, name: str, project: Project | None) -> str:
    try:
        return project.network(name, Path()) if name and project is not None else name
    except UsageError as error:
        raise SpecError(f"claim: {error}", section.entries["network"].position) from error


def reason_in(section: Mapping, texts: dict[str, str]) -> str:
    """Why a claim has no query; a keyword of :data:`REASONS` is given in full."""
    reason = texts.get("because", "")
    if reason in REASONS or len(reason.split()) >= SENTENCE or not reason:
        return REASONS.get(reason, reason)
    problem = f"claim: because: expected {', '.join(REASONS)} or a sentence, got {shown(reason)}"
    raise SpecError(f"{problem}{nearest(reason, REASONS)}", section.entries["because"].position)
