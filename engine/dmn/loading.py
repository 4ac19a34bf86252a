"""A DMN document into `Definitions`, with every reason against it collected on the way."""

from __future__ import annotations

from graphlib import CycleError
from typing import TYPE_CHECKING

from engine.dmn.definitions import Definitions
from engine.dmn.errors import UnusableDecisions
from engine.dmn.model import Decision, DecisionTable, KnowledgeModel
from engine.dmn.reading import child, children, kind, parse, refused, text
from engine.dmn.table_loading import TableLoader
from engine.dmn.texts import Texts

if TYPE_CHECKING:
    from lxml import etree

    from engine import feel

_NO_LOGIC = frozenset({
    "description", "extensionElements", "question", "allowedAnswers", "variable", "informationRequirement",
    "knowledgeRequirement", "authorityRequirement", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner",
    "usingProcess", "usingTask", "supportedObjective", "property",
})  # fmt: skip
_REFUSED = {
    "decisionService": "Decision services are not supported.",
    "import": "Imports of other models are not supported.",
}


def load(xml: bytes) -> Definitions:
    """The decisions in *xml*; raises `UnusableDecisions` with every finding."""
    return _Loader(parse(xml)).load()


class _Loader:
    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._texts = Texts(root)

    def load(self) -> Definitions:
        for element in children(self._root, *_REFUSED):
            remedy = "Remove it, or put what it offers into this model."
            self._texts.refuse("unsupported", element, _REFUSED[kind(element) or ""], remedy)
        knowledge = self._knowledge_models()
        decisions = self._decisions()
        self._check_requirements(decisions, knowledge)
        if self._texts.findings:
            raise UnusableDecisions(self._texts.findings)
        if not decisions:
            raise refused(1, "The model has no decision.", "Add one.")
        try:
            return Definitions(self._root.get("name", ""), decisions, knowledge)
        except CycleError as error:
            circle = " -> ".join(error.args[1])
            raise refused(1, f"Decisions require each other in a circle: {circle}.", "Cut it.") from None

    def _decisions(self) -> dict[str, Decision]:
        found: dict[str, Decision] = {}
        for element in children(self._root, "decision"):
            key = self._key(element, found)
            logic = self._logic(element)
            if logic is not None:
                found[key] = self._decision(element, key, logic)
        return found

    def _decision(
        self, element: etree._Element, key: str, logic: DecisionTable | feel.Expression
    ) -> Decision:
        return Decision(
            id=key,
            name=element.get("name", key),
            variable=_variable(element),
            logic=logic,
            required=_required(element, "requiredDecision", "requiredKnowledge"),
            input_data=self._input_names(element),
        )

    def _knowledge_models(self) -> dict[str, KnowledgeModel]:
        found: dict[str, KnowledgeModel] = {}
        for element in children(self._root, "businessKnowledgeModel"):
            key = self._key(element, found)
            function = self._function(element)
            if function is not None:
                found[key] = KnowledgeModel(
                    id=key,
                    name=element.get("name", key),
                    variable=_variable(element),
                    logic=function,
                    required=_required(element, "requiredKnowledge"),
                )
        return found

    def _key(self, element: etree._Element, taken: dict[str, Decision] | dict[str, KnowledgeModel]) -> str:
        key = element.get("id") or element.get("name") or ""
        if not key or key in taken:
            problem = f"the id {key!r} stands twice." if key else "it has neither id nor name."
            self._texts.refuse("id", element, f"{_title(element)}: {problem}", "Give it an id of its own.")
        return key

    def _logic(self, element: etree._Element) -> DecisionTable | feel.Expression | None:
        for candidate in element:
            match kind(candidate):
                case "decisionTable":
                    return TableLoader(self._texts, _title(element)).load(candidate)
                case "literalExpression":
                    return self._literal(candidate, _title(element))
                case None:
                    continue
                case other if other not in _NO_LOGIC:
                    message = f"{_title(element)}: a boxed {other} is not supported."
                    self._texts.refuse(
                        "unsupported", candidate, message, "Use a decision table or a literal expression."
                    )
                    return None
        self._texts.refuse(
            "no-logic", element, f"{_title(element)}: there is no logic.", "Add a table or an expression."
        )
        return None

    def _literal(self, element: etree._Element, title: str) -> feel.Expression | None:
        return self._texts.expression(element, f"{title}, literal expression")

    def _function(self, element: etree._Element) -> feel.Expression | None:
        """The model's function, as a FEEL function over its parameters."""
        box = child(element, "encapsulatedLogic")
        body = None if box is None else child(box, "literalExpression")
        title = f"Knowledge model {element.get('name', '?')!r}"
        if box is None or body is None:
            message = f"{title}: only a literal expression is supported as its logic."
            self._texts.refuse("unsupported", element, message, "Write it as a literal expression.")
            return None
        parameters = ", ".join(each.get("name", "") for each in children(box, "formalParameter"))
        if self._literal(body, title) is None:
            return None
        # On a line of its own, since the text may end in a comment.
        return self._texts.written(body, f"function({parameters}) (\n{text(body)}\n)", title)

    def _input_names(self, element: etree._Element) -> tuple[str, ...]:
        names = {
            each.get("id"): _variable(each) for each in children(self._root, "inputData") if each.get("id")
        }
        return tuple(names[key] for key in _required(element, "requiredInput") if key in names)

    def _check_requirements(
        self, decisions: dict[str, Decision], knowledge: dict[str, KnowledgeModel]
    ) -> None:
        there = decisions.keys() | knowledge.keys() | {finding.element_id for finding in self._texts.findings}
        for element in children(self._root, "decision", "businessKnowledgeModel"):
            for key in _required(element, "requiredDecision", "requiredKnowledge"):
                if key not in there:
                    message = f"{_title(element)}: it requires {key!r}, which is not in this model."
                    self._texts.refuse("requirement", element, message, "Add it or remove the requirement.")


def _required(element: etree._Element, *kinds: str) -> tuple[str, ...]:
    requirements = children(element, "informationRequirement", "knowledgeRequirement")
    return tuple(
        reference.get("href", "").rpartition("#")[2]
        for requirement in requirements
        for reference in children(requirement, *kinds)
    )


def _variable(element: etree._Element) -> str:
    variable = child(element, "variable")
    name = None if variable is None else variable.get("name")
    return name or element.get("name") or element.get("id") or ""


def _title(element: etree._Element) -> str:
    return f"Decision {element.get('name') or element.get('id', '?')!r}"
