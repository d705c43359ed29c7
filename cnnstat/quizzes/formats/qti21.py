"""QTI 2.1: a package with a file for each question, a test with a section for each sheet, and formulas as MathML."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from cnnstat.publishing.content import Block, Paragraph, plain
from cnnstat.quizzes.bank import Bank
from cnnstat.quizzes.packing import root, xml, zipped
from cnnstat.quizzes.question import Question, spelled
from cnnstat.quizzes.sheet import because
from cnnstat.quizzes.xhtml import Xhtml, add, allowed, titled

ENDINGS = (".zip",)
TITLE = "QTI 2.1"
SPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
PACKAGE_SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd"
RESPONSE, SCORE, FEEDBACK, RIGHT, STEPS = "RESPONSE", "SCORE", "FEEDBACK", "RIGHT", "STEPS"
LENGTH = "20"
"""Characters that a field for an answer has room for."""


def written(bank: Bank, ending: str = ".zip") -> bytes:
    """The package."""
    files = {
        f"items/{name}.xml": xml(Item(bank, name, question).element())
        for variant in bank.variants
        for name, question in bank.questions(variant)
    }
    first = {"imsmanifest.xml": xml(manifest(bank, [*files])), "test.xml": xml(test(bank))}
    return zipped(first | files)


def manifest(bank: Bank, paths: Sequence[str]) -> Element:
    """What the package holds."""
    found = root("manifest", PACKAGE, PACKAGE_SCHEMA, identifier=f"manifest-{bank.name}")
    metadata = SubElement(found, "metadata")
    SubElement(metadata, "schema").text = "QTIv2.1 Package"
    SubElement(metadata, "schemaversion").text = "1.0.0"
    SubElement(found, "organizations")
    resources = SubElement(found, "resources")
    whole = SubElement(resources, "resource", identifier=bank.name, type="imsqti_test_xmlv2p1", href="test.xml")
    SubElement(whole, "file", href="test.xml")
    for path in paths:
        SubElement(whole, "dependency", identifierref=name_of(path))
    for path in paths:
        item = SubElement(resources, "resource", identifier=name_of(path), type="imsqti_item_xmlv2p1", href=path)
        SubElement(item, "file", href=path)
    return found


def name_of(path: str) -> str:
    """The name of a question by its file."""
    return path.removeprefix("items/").removesuffix(".xml")


def test(bank: Bank) -> Element:
    found = root("assessmentTest", SPACE, SCHEMA, identifier=bank.name, title=titled(bank.title))
    part = SubElement(found, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="individual")
    for variant in bank.variants:
        title = bank.language.say("seed {seed}", seed=variant.seed)
        section = SubElement(part, "assessmentSection", identifier=f"seed-{variant.seed}", title=title, visible="true")
        for name, _ in bank.questions(variant):
            SubElement(section, "assessmentItemRef", identifier=name, href=f"items/{name}.xml")
    return found


class Item:
    """Writes one question."""

    def __init__(self, bank: Bank, name: str, question: Question) -> None:
        self.name, self.question, self.language = name, question, bank.language
        self.html = Xhtml(bank.language, mathml=True, blank=field)
        self.feedback: list[tuple[str, Sequence[Block]]] = []

    def element(self) -> Element:
        question = self.question
        found = root(
            "assessmentItem", SPACE, SCHEMA, identifier=self.name, title=titled(question.title), adaptive="false",
            timeDependent="false", **{"xml:lang": self.language.code},
        )  # fmt: skip
        body, processing = Element("itemBody"), Element("responseProcessing")
        body.extend(self.html.blocks(question.prompt))
        if question.choices:
            self.choices(found, body, processing)
        elif question.blanks:
            self.fields(found, processing)
        else:
            self.typed(found, body, processing)
        outcome(found, SCORE, "single", "float", "0")
        outcome(found, FEEDBACK, "multiple", "identifier")
        told = SubElement(processing, "setOutcomeValue", identifier=FEEDBACK)
        both = SubElement(told, "multiple")
        SubElement(both, "variable", identifier=FEEDBACK)
        value(both, STEPS)
        found.append(body)
        found.append(processing)
        right = Paragraph(plain(self.language.say("Right.")))
        for name, blocks in [(RIGHT, [right]), *self.feedback, (STEPS, question.steps)]:
            shown = SubElement(
                found, "modalFeedback", outcomeIdentifier=FEEDBACK, identifier=name, showHide="show"
            )  # fmt: skip
            shown.extend(self.html.blocks(blocks))
        return found

    def choices(self, item: Element, body: Element, processing: Element) -> None:
        """Answers to choose from; each wrong one says why it is."""
        names = [f"C{at}" for at in range(1, len(self.question.choices) + 1)]
        right = next(name for name, each in zip(names, self.question.choices, strict=True) if each.right)
        declaration = SubElement(
            item, "responseDeclaration", identifier=RESPONSE, cardinality="single", baseType="identifier"
        )  # fmt: skip
        SubElement(SubElement(declaration, "correctResponse"), "value").text = right
        shown = SubElement(body, "choiceInteraction", responseIdentifier=RESPONSE, shuffle="false", maxChoices="1")
        for name, each in zip(names, self.question.choices, strict=True):
            add(SubElement(shown, "simpleChoice", identifier=name), each.text)
            condition = SubElement(SubElement(processing, "responseCondition"), "responseIf")
            matched(condition, RESPONSE, name, "identifier")
            if each.right:
                scored(condition)
            else:
                self.feedback.append((f"WHY-{name}", [Paragraph(tuple(because(each, self.language)))]))
            told = SubElement(SubElement(condition, "setOutcomeValue", identifier=FEEDBACK), "multiple")
            value(told, RIGHT if each.right else f"WHY-{name}")

    def fields(self, item: Element, processing: Element) -> None:
        """Blanks of a table, in each of which a value is typed."""
        total = SubElement(SubElement(processing, "setOutcomeValue", identifier=SCORE), "sum")
        share = 1 / len(self.question.blanks)
        for each in self.question.blanks:
            texts = [each.text, each.text.replace(",", ""), *spelled(each.text)]
            declared(item, blank_name(each.letter), [*dict.fromkeys(texts)], share)
            SubElement(total, "mapResponse", identifier=blank_name(each.letter))

    def typed(self, item: Element, body: Element, processing: Element) -> None:
        """An answer that is typed: a number, or a text in one of its spellings."""
        question = self.question
        number = () if question.number is None else (str(question.number),)
        declared(item, RESPONSE, [*dict.fromkeys((question.answer, *number, *question.accepted))], 1)
        line = SubElement(body, "p")
        line.append(entry(RESPONSE))
        SubElement(SubElement(processing, "setOutcomeValue", identifier=SCORE), "mapResponse", identifier=RESPONSE)
        condition = SubElement(SubElement(processing, "responseCondition"), "responseIf")
        enough = SubElement(condition, "gte")
        SubElement(enough, "variable", identifier=SCORE)
        value(enough, "1", "float")
        told = SubElement(SubElement(condition, "setOutcomeValue", identifier=FEEDBACK), "multiple")
        value(told, RIGHT)


def outcome(item: Element, name: str, cardinality: str, kind: str, default: str = "") -> None:
    found = SubElement(item, "outcomeDeclaration", identifier=name, cardinality=cardinality, baseType=kind)
    if default:
        SubElement(SubElement(found, "defaultValue"), "value").text = default


def declared(item: Element, name: str, texts: Sequence[str], score: float) -> None:
    """A response that is a text, any spelling of which gives the score."""
    found = SubElement(item, "responseDeclaration", identifier=name, cardinality="single", baseType="string")
    SubElement(SubElement(found, "correctResponse"), "value").text = allowed(texts[0])
    mapping = SubElement(found, "mapping", defaultValue="0")
    for text in texts:
        SubElement(mapping, "mapEntry", mapKey=allowed(text), mappedValue=f"{score:.6g}")


def matched(condition: Element, response: str, name: str, kind: str) -> None:
    """Whether a response is an answer."""
    match = SubElement(condition, "match")
    SubElement(match, "variable", identifier=response)
    value(match, name, kind)


def scored(condition: Element) -> None:
    value(SubElement(condition, "setOutcomeValue", identifier=SCORE), "1", "float")


def value(parent: Element, text: str, kind: str = "identifier") -> None:
    SubElement(parent, "baseValue", baseType=kind).text = text


def blank_name(letter: str) -> str:
    return f"BLANK-{letter}"


def field(letter: str) -> Element:
    """Where the value of a blank is typed."""
    return entry(blank_name(letter))


def entry(response: str) -> Element:
    return Element("textEntryInteraction", responseIdentifier=response, expectedLength=LENGTH)
