"""What is wrong with files that somebody wants to deploy: every finding, none hidden behind another."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine import connectors, dmn, forms, operations
from engine.bpmn import definition, dialects, linting, reading
from engine.bpmn.linting import Known
from engine.dmn import UnusableDecisions, checks
from engine.errors import Invalid
from engine.forms import FormRefused
from engine.process import known_variables, start_checks, tags
from engine.process.errors import FileFinding
from engine.process.models import DecisionDefinition, FormDefinition, ProcessDefinition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import InstrumentedAttribute

    from engine.bpmn.definition import Definition
    from engine.bpmn.findings import Finding, Severity
    from engine.bpmn.model import ProcessModel
    from engine.process.tags import Tagged


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedForm:
    id: str
    content: bytes
    version_tag: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDecision:
    """A decision or a decision service."""

    id: str
    name: str | None
    content: bytes
    imports: Mapping[str, bytes]
    """The documents that it imports, by namespace."""
    version_tag: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedProcess:
    id: str
    file: str
    content: bytes
    definition: Definition


_MODELS = frozenset({".bpmn", ".bpmn2", ".xml"})
"""Other tools call theirs ``x.bpmn20.xml`` or ``x.bpmn2``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Files that were looked through; deployable if no finding is an error."""

    forms: tuple[CheckedForm, ...]
    decisions: tuple[CheckedDecision, ...]
    processes: tuple[CheckedProcess, ...]
    findings: tuple[FileFinding, ...]


def check_files(connection: Connection, files: Mapping[str, bytes], *, whole: bool = True) -> Checked:
    """Look through models, decision tables and forms, with what is deployed already in view.

    Not *whole*: other files may exist to which these refer; nothing can be built then.
    """
    checking = _Checking(connection, whole)
    for name, content in sorted(files.items()):
        checking.look_at(name, content)
    checking.load_decisions()
    checking.lint_models()
    checking.find_doubles()
    processes = checking.built() if whole and not checking.refused else []
    brought = [form for _, form in checking.forms]
    checking.findings += start_checks.findings(connection, processes, brought)
    return Checked(
        forms=tuple(brought),
        decisions=tuple(decision for _, decision in checking.decisions),
        processes=tuple(processes),
        findings=tuple(checking.findings),
    )


@dataclass(slots=True)
class _Checking:
    """The files of one deployment while they are looked through."""

    connection: Connection
    whole: bool
    findings: list[FileFinding] = field(default_factory=list)
    forms: list[tuple[str, CheckedForm]] = field(default_factory=list)
    decisions: list[tuple[str, CheckedDecision]] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)
    """BPMN files by name."""
    decision_models: dict[str, bytes] = field(default_factory=dict)
    """DMN files by name."""
    models: list[tuple[str, ProcessModel]] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(finding.severity == "error" for finding in self.findings)

    def look_at(self, name: str, content: bytes) -> None:
        kind = PurePath(name).suffix.lower()
        if kind == ".form":
            self._load_form(name, content)
        elif kind == ".dmn":
            self.decision_models[name] = content
        elif kind in _MODELS:
            self.texts[name] = content
        else:
            self._refuse(name, "file-type", "the file's name", "is no model, decision table or form.",
                         "Deploy .bpmn, .dmn and .form files only.")  # fmt: skip

    def lint_models(self) -> None:
        """Read every model first: one may call a process of another."""
        for name, content in self.texts.items():
            self._read_model(name, content)
        known = self._known()
        for name, content in self.texts.items():
            self.findings += (_in_file(name, one) for one in linting.lint(content, known=known))

    def find_doubles(self) -> None:
        """One id in two files would make the version that runs a matter of chance."""
        named = [
            *((name, "process", model.id) for name, model in self.models),
            *((name, "decision", decision.id) for name, decision in self.decisions),
            *((name, "form", form.id) for name, form in self.forms),
        ]
        first: dict[tuple[str, str], str] = {}
        for name, kind, item_id in named:
            other = first.setdefault((kind, item_id), name)
            if other != name:
                self._refuse(name, "double-id", f"{kind} {item_id}", f"stands in {other} too.",
                             "Give one of them another id.",
                             # Files that nobody wants to deploy together may be about the same.
                             severity="error" if self.whole else "warning")  # fmt: skip

    def built(self) -> list[CheckedProcess]:
        """The processes, parsed as they will run."""
        return [
            CheckedProcess(
                id=model.id,
                file=name,
                content=self.texts[name],
                definition=definition.load(self.texts[name], model.id),
            )
            for name, model in self.models
        ]

    def _load_form(self, name: str, content: bytes) -> None:
        try:
            form = CheckedForm(id=forms.load(content).id, content=content, version_tag=tags.of_form(content))
            self.forms.append((name, form))
        except FormRefused as refused:
            for problem in refused.problems:
                self._refuse(name, "form", problem.place, problem.reason, problem.remedy)
        except Invalid as error:
            self._refuse(name, "form", "the document", str(error), "")

    def load_decisions(self) -> None:
        """Each may import others of the same deployment; one without decisions is there to be imported."""
        undecided: dict[str, tuple[dmn.Finding, ...]] = {}
        for name, content in self.decision_models.items():
            try:
                self._take_decisions(name, content)
            except UnusableDecisions as refused:
                undecided[name] = refused.findings
                if all(one.rule == "feel" for one in refused.findings):
                    self._look_beside_the_refused(name, content)
        imported = {document for _, each in self.decisions for document in each.imports.values()}
        for name, findings in undecided.items():
            is_library = [one.rule for one in findings] == [dmn.NO_DECISION]
            if is_library and self.decision_models[name] in imported:
                self._look_at_library(name)
            else:
                self.findings += (_in_file(name, one) for one in findings)

    def _take_decisions(self, name: str, content: bytes) -> None:
        loaded = dmn.load(content, self._beside(name))
        parts: tuple[dmn.Decision | dmn.Service, ...] = (
            *loaded.decisions.values(),
            *loaded.services.values(),
        )
        tagged = tags.of_decisions(content)
        for one in parts:
            named = CheckedDecision(
                id=one.id,
                name=one.name,
                content=content,
                imports=loaded.imported,
                version_tag=tagged.get(one.id),
            )
            self.decisions.append((name, named))
        self.findings += (_of_table(name, one) for one in checks.check(content, loaded.imported))

    def _look_at_library(self, name: str) -> None:
        """The texts of a model that others import."""
        found = checks.check(self.decision_models[name], self._beside(name))
        self.findings += (_of_table(name, one) for one in found)

    def _look_beside_the_refused(self, name: str, content: bytes) -> None:
        """A slip in one cell hides nothing that is wrong in the others."""
        found = checks.check(content, self._beside(name))
        told = (one for one in found if one.severity != "hint")
        self.findings += (_of_table(name, one) for one in told)

    def _beside(self, name: str) -> Mapping[str, bytes]:
        """The decision models that *name* may import."""
        return {other: content for other, content in self.decision_models.items() if other != name}

    def _read_model(self, name: str, content: bytes) -> None:
        try:
            document = reading.read(content)
            translated = dialects.translate(document)
        except Invalid:
            return  # the linter says it, with its line
        self.models += ((name, model) for model in translated.values())
        for form in dialects.forms_in(document).values():
            self._load_form(name, form)

    def _known(self) -> Known:
        """Everything that a model may refer to: in these files, and deployed before."""
        return Known(
            whole=self.whole,
            forms=self._ids(FormDefinition.form_id) | {form.id for _, form in self.forms},
            decisions=self._ids(DecisionDefinition.decision_id) | {one.id for _, one in self.decisions},
            processes=self._ids(ProcessDefinition.process_id) | {model.id for _, model in self.models},
            together={kind: frozenset(one.id for one in items) for kind, items in self._brought.items()},
            tagged={
                kind: tags.existing(self.connection, kind, items) for kind, items in self._brought.items()
            },
            services={**operations.declarations(), **connectors.declarations()},
            variables=known_variables.variables(),
            form_variables=known_variables.form_variables(
                self.connection,
                (model for _, model in self.models),
                {form.id: forms.load(form.content) for _, form in self.forms},
            ),
        )

    @property
    def _brought(self) -> Mapping[str, Sequence[Tagged]]:
        return {
            "process": [model for _, model in self.models],
            "decision": [one for _, one in self.decisions],
            "form": [one for _, one in self.forms],
        }

    def _ids(self, column: InstrumentedAttribute[str]) -> frozenset[str]:
        return frozenset(self.connection.scalars(select(column).distinct()))

    def _refuse(
        self, name: str, rule: str, place: str, message: str, remedy: str, *, severity: Severity = "error"
    ) -> None:
        self.findings.append(
            FileFinding(
                file=name, severity=severity, rule=rule, place=place, element_id=None, line=None,
                message=message, remedy=remedy,
            )
        )  # fmt: skip


def _of_table(name: str, finding: checks.TableFinding) -> FileFinding:
    return FileFinding(
        file=name,
        severity=finding.severity,
        rule=finding.rule,
        place=finding.table,
        element_id=finding.element_id,
        line=finding.line,
        message=finding.message,
        remedy=finding.remedy,
    )


def _in_file(name: str, finding: Finding | dmn.Finding) -> FileFinding:
    place = finding.element_id or (f"line {finding.line}" if finding.line else "the document")
    return FileFinding(
        file=name,
        severity=finding.severity,
        rule=finding.rule,
        place=place,
        element_id=finding.element_id,
        line=finding.line,
        message=finding.message,
        remedy=finding.remedy,
    )
