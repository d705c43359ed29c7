"""What the formats of learning platforms allow, as tests hold files against it."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from lxml import etree

SCHEMA = Path(__file__).parent / "schemas" / "imsqti_v2p1.xsd.gz"
HEAD = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{}" elementFormDefault="qualified">'
ANY = (
    '<xs:element name="{}"><xs:complexType mixed="true"><xs:sequence>'
    '<xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/></xs:sequence>'
    '<xs:anyAttribute processContents="skip"/></xs:complexType></xs:element>'
)
XML = '<xs:attribute name="lang" type="xs:string"/><xs:attribute name="base" type="xs:anyURI"/>'
IMPORTED = {
    "xml.xsd": ("http://www.w3.org/XML/1998/namespace", XML),
    "XInclude.xsd": ("http://www.w3.org/2001/XInclude", ANY.format("include")),
    "mathml2.xsd": ("http://www.w3.org/1998/Math/MathML", ANY.format("math")),
    "apipv1p0_qtiextv2p1_v1p0.xsd": (
        "http://www.imsglobal.org/xsd/apip/apipv1p0/imsapip_qtiv1p0", ANY.format("apipAccessibility"),
    ),
}  # fmt: skip
"""What the schema imports, by file: a namespace, and what stands for its content."""


class Stand(etree.Resolver):  # type: ignore[misc]
    """Gives what stands for the imported schemas; nothing is asked of the network."""

    def resolve(self, system_url: str | None, public_id: str | None, context: object) -> object:
        space, inside = IMPORTED[(system_url or "").rpartition("/")[2]]
        return self.resolve_string(f"{HEAD.format(space)}{inside}</xs:schema>", context)


@cache
def qti21() -> etree.XMLSchema:
    """The schema of QTI 2.1."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Stand())
    return etree.XMLSchema(etree.fromstring(gzip.decompress(SCHEMA.read_bytes()), parser))


class Rule(NamedTuple):
    """Children of an element, as a pattern of their names each with a space behind, and its attributes."""

    children: str
    needed: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()


def rule(children: str = "", needed: str = "", allowed: str = "") -> Rule:
    return Rule(children.replace(" ", ""), frozenset(needed.split()), frozenset(allowed.split()))


TEXT = ""
CONDITIONS = "((not|and|or|varequal|varlt|varlte|vargt|vargte|other|unanswered)_)+"
SHOWN = "((material|response_lid|response_str|response_num|response_xy|response_grp)_)+"
QTI12 = {
    "questestinterop": rule("(qticomment_)?(objectbank_|assessment_|((section|item)_)+)"),
    "assessment": rule(
        "(qticomment_)?(duration_)?(qtimetadata_)*(objectives_)*(assessmentcontrol_)*(rubric_)*"
        "(presentation_material_)?(outcomes_processing_)*(assessproc_extension_)?(assessfeedback_)*"
        "(selection_ordering_)?(reference_)?((sectionref|section)_)+", "ident", "title"),
    "section": rule(
        "(qticomment_)?(duration_)?(qtimetadata_)*(objectives_)*(sectioncontrol_)*(sectionprecondition_)*"
        "(sectionpostcondition_)*(rubric_)*(presentation_material_)?(outcomes_processing_)*"
        "(sectionproc_extension_)?(sectionfeedback_)*(selection_ordering_)?(reference_)?"
        "((itemref|item|sectionref|section)_)*", "ident", "title"),
    "item": rule(
        "(qticomment_)?(duration_)?(itemmetadata_)?(objectives_)*(itemcontrol_)*(itemprecondition_)*"
        "(itempostcondition_)*((itemrubric|rubric)_)*(presentation_)?(resprocessing_)*(itemproc_extension_)?"
        "(itemfeedback_)*(reference_)?", "ident", "title label maxattempts"),
    "itemmetadata": rule("(qtimetadata_)*"),
    "qtimetadata": rule("(vocabulary_)?(qtimetadatafield_)+"),
    "qtimetadatafield": rule("fieldlabel_fieldentry_"),
    "fieldlabel": rule(TEXT), "fieldentry": rule(TEXT),
    "presentation": rule(f"(qticomment_)?(flow_|{SHOWN})"),
    "material": rule("(qticomment_)?((mattext|matemtext|matimage|matbreak)_)+(altmaterial_)*"),
    "mattext": rule(TEXT, allowed="texttype charset label uri xml:lang"),
    "response_lid": rule("(material_)?(render_choice_|render_hotspot_|render_slider_|render_fib_)(material_)?",
                         "ident", "rcardinality rtiming"),
    "response_str": rule("(material_)?(render_choice_|render_hotspot_|render_slider_|render_fib_)(material_)?",
                         "ident", "rcardinality rtiming"),
    "render_choice": rule("((material|response_label|flow_label)_)*(response_na_)?",
                          allowed="shuffle minnumber maxnumber"),
    "render_fib": rule("((material|response_label|flow_label)_)*(response_na_)?",
                       allowed="fibtype rows columns maxchars prompt encoding charset minnumber maxnumber"),
    "response_label": rule("((qticomment|material|flow_mat)_)*", "ident", "rshuffle"),
    "resprocessing": rule("(qticomment_)?outcomes_((respcondition|itemproc_extension)_)+", allowed="scoremodel"),
    "outcomes": rule("(qticomment_)?(decvar_|interpretvar_)+"),
    "decvar": rule(TEXT, allowed="varname vartype defaultval minvalue maxvalue members cutvalue"),
    "respcondition": rule("(qticomment_)?conditionvar_(setvar_)*(displayfeedback_)*(respcond_extension_)?",
                          allowed="continue title"),
    "conditionvar": rule(CONDITIONS), "or": rule(CONDITIONS), "and": rule(CONDITIONS),
    "varequal": rule(TEXT, "respident", "index case"), "vargte": rule(TEXT, "respident", "index"),
    "varlte": rule(TEXT, "respident", "index"),
    "other": rule(TEXT),
    "setvar": rule(TEXT, allowed="varname action"),
    "displayfeedback": rule(TEXT, "linkrefid", "feedbacktype"),
    "itemfeedback": rule("((flow_mat|material|solution|hint)_)+", "ident", "view title"),
    "flow_mat": rule("(qticomment_)?((flow_mat|material)_)+", allowed="class"),
}  # fmt: skip
"""Elements of QTI 1.2, in the order that the specification's tables give."""
WORDS = {
    ("response_lid", "rcardinality"): "Single Multiple Ordered",
    ("response_str", "rcardinality"): "Single Multiple Ordered",
    ("render_choice", "shuffle"): "Yes No", ("render_fib", "fibtype"): "String Integer Decimal Scientific",
    ("respcondition", "continue"): "Yes No", ("setvar", "action"): "Set Add Subtract Multiply Divide",
    ("displayfeedback", "feedbacktype"): "Response Solution Hint",
    ("decvar", "vartype"): "Integer String Decimal Scientific Boolean Enumerated Set",
}  # fmt: skip


def wrong_in_qti12(element: Element) -> list[str]:
    """What the tables of QTI 1.2 do not allow in an element."""
    tag = element.tag.partition("}")[2]
    found = QTI12.get(tag)
    if found is None:
        return [f"unknown {tag}"]
    children = "".join(f"{each.tag.partition('}')[2]}_" for each in element)
    problems = [] if re.fullmatch(found.children, children) else [f"{tag}: {children}"]
    names = {name for name in element.attrib if not name.startswith("{")}
    if not found.needed <= names <= found.needed | found.allowed:
        problems.append(f"{tag}: {sorted(names)}")
    for name, value in element.attrib.items():
        if (tag, name) in WORDS and value not in WORDS[tag, name].split():
            problems.append(f"{tag} {name}={value}")
    if len(element) and (element.text or "").strip():
        problems.append(f"{tag}: text {element.text!r}")
    return problems + [problem for each in element for problem in wrong_in_qti12(each)]


ESCAPED = re.compile(r"\\([\\~=#{}:])")
FREE = re.compile(r"(?<!\\)((?:\\\\)*)([~=#{}])")


class Gift(NamedTuple):
    """A question as Moodle reads it."""

    title: str
    prompt: str
    answers: list[tuple[str, str, str]]
    """sign, text, feedback"""
    general: str
    number: bool


def read_gift(text: str) -> list[Gift]:
    """The questions of a GIFT file."""
    found = []
    for block in text.split("\n\n"):
        lines = [line for line in block.strip("\n").split("\n") if not line.startswith(("//", "$CATEGORY:"))]
        if lines:
            found.append(question_of("\n".join(lines)))
    return found


def question_of(block: str) -> Gift:
    marked = re.fullmatch(r"::((?:[^:\\]|\\.)*)::\[html\]((?:[^{}\\]|\\.)*)\{((?:[^{}\\]|\\.)*)\}", block, re.DOTALL)
    assert marked, block
    title, prompt, inside = marked.groups()
    answers, _, general = inside.partition("####")
    number = answers.startswith("#")
    pieces = re.split(r"(?:^|\n)(?=[=~])", answers.removeprefix("#"))
    found = []
    for piece in filter(None, map(str.strip, pieces)):
        text, *feedback = re.split(r"(?<!\\)#", piece[1:])
        assert len(feedback) <= 1, piece
        assert not re.search(r"(?<!\\)[~={}]", text), piece
        found.append((piece[0], unescaped(text), unescaped(feedback[0]) if feedback else ""))
    return Gift(unescaped(title), unescaped(prompt).strip(), found, unescaped(general).strip(), number)


def unescaped(text: str) -> str:
    return ESCAPED.sub(r"\1", text).strip()
