"""QTI 1.2 as Canvas and others import it: an assessment with a section for each sheet, alone or in a package.

Texts are HTML inside of XML, formulas plain text.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from cnnstat.publishing.content import Paragraph, Run, plain
from cnnstat.quizzes.bank import Bank
from cnnstat.quizzes.packing import root, xml, zipped
from cnnstat.quizzes.question import Question
from cnnstat.quizzes.sheet import because
from cnnstat.quizzes.xhtml import Xhtml, allowed, text_of, titled

ENDINGS = (".zip", ".xml")
TITLE = "QTI 1.2"
SPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
SCHEMA = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
PACKAGE_SCHEMA = "http://www.imsglobal.org/xsd/imscp_v1p1.xsd"
RESPONSE, RIGHT, STEPS = "response", "correct_fb", "general_fb"
"""Names as Canvas gives them: the feedback to a right answer, and that to every one."""


def written(bank: Bank, ending: str = ".zip") -> bytes:
    """The assessment, or the package that holds it."""
    content = xml(assessment(bank))
    if ending == ".xml":
        return content
    path = f"{bank.name}/{bank.name}.xml"
    return zipped({"imsmanifest.xml": xml(manifest(bank, path)), path: content})


def manifest(bank: Bank, path: str) -> Element:
    """What the package holds."""
    found = root("manifest", PACKAGE, PACKAGE_SCHEMA, identifier=f"manifest-{bank.name}")
    metadata = SubElement(found, "metadata")
    SubElement(metadata, "schema").text = "IMS Content"
    SubElement(metadata, "schemaversion").text = "1.1.3"
    SubElement(found, "organizations")
    resource = SubElement(
        SubElement(found, "resources"), "resource", identifier=bank.name, type="imsqti_xmlv1p2", href=path
    )  # fmt: skip
    SubElement(resource, "file", href=path)
    return found


def assessment(bank: Bank) -> Element:
    found = root("questestinterop", SPACE, SCHEMA)
    whole = SubElement(found, "assessment", ident=bank.name, title=titled(bank.title))
    for variant in bank.variants:
        title = bank.language.say("seed {seed}", seed=variant.seed)
        section = SubElement(whole, "section", ident=f"seed-{variant.seed}", title=title)
        for name, question in bank.questions(variant):
            section.append(Item(bank, name, question).element())
    return found


class Item:
    """Writes one question."""

    def __init__(self, bank: Bank, name: str, question: Question) -> None:
        self.name, self.question, self.language = name, question, bank.language
        self.html = Xhtml(bank.language)
        self.feedback: list[tuple[str, str]] = [
            (RIGHT, text_of(self.html.blocks([Paragraph(plain(self.language.say("Right.")))]))),
            (STEPS, text_of(self.html.blocks(question.steps))),
        ]

    def element(self) -> Element:
        question = self.question
        found = Element("item", ident=self.name, title=titled(question.title))
        kind = (
            "multiple_choice_question" if question.choices
            else "matching_question" if question.blanks
            else "numerical_question" if question.number is not None
            else "short_answer_question"
        )  # fmt: skip
        fields = SubElement(SubElement(found, "itemmetadata"), "qtimetadata")
        for label, entry in (("question_type", kind), ("points_possible", "1")):
            field = SubElement(fields, "qtimetadatafield")
            SubElement(field, "fieldlabel").text = label
            SubElement(field, "fieldentry").text = entry
        presentation = SubElement(found, "presentation")
        material(presentation, text_of(self.html.blocks(question.prompt)))
        processing = Element("resprocessing")
        score = SubElement(SubElement(processing, "outcomes"), "decvar")
        score.attrib.update(varname="SCORE", vartype="Decimal", minvalue="0", maxvalue="100")
        SubElement(self.condition(processing, STEPS), "other")
        if question.choices:
            self.choices(presentation, processing)
        elif question.blanks:
            self.matches(presentation, processing)
        else:
            self.typed(presentation, processing)
        found.append(processing)
        for name, text in self.feedback:
            material(SubElement(SubElement(found, "itemfeedback", ident=name), "flow_mat"), text)
        return found

    def choices(self, presentation: Element, processing: Element) -> None:
        """Answers to choose from; each wrong one says why it is."""
        texts = [each.text for each in self.question.choices]
        names = self.listed(presentation, RESPONSE, texts)
        for name, each in zip(names, self.question.choices, strict=True):
            feedback = RIGHT if each.right else f"{name}_fb"
            if not each.right:
                told = text_of([self.html.paragraph(tuple(because(each, self.language)))])
                self.feedback.append((feedback, told))
            condition = self.condition(processing, feedback, 100 if each.right else 0)
            SubElement(condition, "varequal", respident=RESPONSE).text = name

    def listed(self, presentation: Element, response: str, texts: Sequence[str], label: str = "") -> list[str]:
        """A list of answers; gives their names."""
        lid = SubElement(presentation, "response_lid", ident=response, rcardinality="Single")
        if label:
            material(lid, label)
        shown = SubElement(lid, "render_choice", shuffle="No")
        names = [f"{response}-{at}" for at in range(1, len(texts) + 1)]
        for name, text in zip(names, texts, strict=True):
            material(SubElement(shown, "response_label", ident=name), text_of([self.html.paragraph((Run(text),))]))
        return names

    def matches(self, presentation: Element, processing: Element) -> None:
        """Blanks, to each of which one of the values belongs."""
        blanks = self.question.blanks
        values = sorted({each.text for each in blanks})
        for each in blanks:
            response = f"blank-{each.letter}"
            names = self.listed(presentation, response, values, each.letter)
            condition = self.condition(processing, "", 100 / len(blanks), add=True)
            SubElement(condition, "varequal", respident=response).text = names[values.index(each.text)]

    def typed(self, presentation: Element, processing: Element) -> None:
        """An answer that is typed: a number, or a text in one of its spellings."""
        question = self.question
        answer = SubElement(presentation, "response_str", ident=RESPONSE, rcardinality="Single")
        numeric = question.number is not None
        shown = SubElement(answer, "render_fib", fibtype="Decimal" if numeric else "String")
        SubElement(shown, "response_label", ident="answer")
        condition = self.condition(processing, RIGHT, 100)
        either = SubElement(condition, "or")
        texts = [str(question.number)] if numeric else dict.fromkeys((question.answer, *question.accepted))
        for text in texts:
            SubElement(either, "varequal", respident=RESPONSE).text = allowed(text)
        if numeric:
            exact = SubElement(either, "and")
            for tag in ("vargte", "varlte"):
                SubElement(exact, tag, respident=RESPONSE).text = str(question.number)

    def condition(self, processing: Element, feedback: str, score: float = 0, add: bool = False) -> Element:
        """A condition that gives a score and shows feedback; the variables are put into what this returns."""
        ends = score and not add
        found = SubElement(processing, "respcondition", {"continue": "No" if ends else "Yes"})
        variables = SubElement(found, "conditionvar")
        if score:
            SubElement(found, "setvar", action="Add" if add else "Set", varname="SCORE").text = f"{score:.4g}"
        if feedback:
            SubElement(found, "displayfeedback", feedbacktype="Response", linkrefid=feedback)
        return variables


def material(parent: Element, text: str) -> None:
    """A text in HTML."""
    SubElement(SubElement(parent, "material"), "mattext", texttype="text/html").text = text
