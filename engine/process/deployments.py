"""Deploying: everything is checked first, all findings are told at once, and only then is anything written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import delete, insert, select, update

from engine.bpmn import diagram
from engine.bpmn.timers import BadTimer
from engine.errors import BatonError, Forbidden
from engine.feel import FeelBudgetExceeded
from engine.process import audit, condition_starts, definitions, start_forms, timers
from engine.process.checking import Checked, check_files
from engine.process.errors import DeploymentRefused, FileFinding
from engine.process.locks import one_at_a_time
from engine.process.models import (
    DecisionDefinition,
    DecisionImport,
    Deployment,
    FormDefinition,
    ProcessDefinition,
)
from engine.process.queries.diagrams import STORED_LOCALE
from engine.process.waits import CONDITION, Subscription, Timer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Row

    from engine.bpmn.model import Element
    from engine.process.checking import CheckedDecision, CheckedProcess
    from engine.process.definitions import Deployed
    from engine.process.work import Work

STARTS_ON = "startsOn"
"""The property of a start event that names what starts it: ``opportunity.created``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedItem:
    """One process, decision or form of a deployment."""

    kind: str
    """process, decision or form."""
    id: str
    key: int
    version: int
    new: bool
    """False: the content is what was deployed before, and so is the version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentResult:
    """What a deployment brought."""

    key: int | None
    """None when nothing had changed."""
    items: tuple[DeployedItem, ...]
    warnings: tuple[FileFinding, ...]


def deploy(work: Work, files: Mapping[str, bytes], *, name: str, why: str) -> DeploymentResult:
    """Deploy models, decision tables and forms together; raises `DeploymentRefused` with every finding.

    A start event of a new version takes over from the version before; running instances keep their own version.
    """
    if not work.by.may_deploy:
        raise Forbidden(who=work.by.name, action="deploy", remedy="an administrator for the right to deploy")
    one_at_a_time(work.connection, "deployment")
    checked = check_files(work.connection, files)
    if any(one.severity == "error" for one in checked.findings):
        raise DeploymentRefused(checked.findings)
    return _Deploying(work, checked, name=name, why=why).run()


@dataclass
class _Deploying:
    """One deployment while it is written."""

    work: Work
    checked: Checked
    name: str
    why: str
    key: int | None = None
    items: list[DeployedItem] = field(default_factory=list)
    keys: dict[str, dict[str, int]] = field(
        default_factory=lambda: {"process": {}, "decision": {}, "form": {}}
    )
    """The keys of this deployment's versions, by kind and id."""

    def run(self) -> DeploymentResult:
        for form in self.checked.forms:
            content = {"document": form.content, "version_tag": form.version_tag}
            self._add(FormDefinition, FormDefinition.form_id, "form", form.id, content)
        for decision in self.checked.decisions:
            self._add_decision(decision)
        new = [process for process in self.checked.processes if self._add_process(process)]
        self._bind(new)
        for process in new:
            self._take_over(process, definitions.get(self.work.connection, self.keys["process"][process.id]))
        if self.key is not None:
            told = {one.id: f"{one.kind} version {one.version}" for one in self.items if one.new}
            audit.record(self.work, "deploy", ("deployment", self.key), new=told)
        return DeploymentResult(key=self.key, items=tuple(self.items), warnings=self.checked.findings)

    def _add_decision(self, decision: CheckedDecision) -> None:
        """With what it imports: a model that is imported and changes makes a new version, too."""
        digest = hashlib.sha256(decision.content)
        for namespace, document in sorted(decision.imports.items()):
            digest.update(namespace.encode() + hashlib.sha256(document).digest())
        content = {"xml": decision.content, "name": decision.name, "version_tag": decision.version_tag}
        item = self._add(
            DecisionDefinition, DecisionDefinition.decision_id, "decision", decision.id, content,
            content_hash=digest.hexdigest(),
        )  # fmt: skip
        if item.new:
            for namespace, document in decision.imports.items():
                row = {"definition": item.key, "namespace": namespace, "xml": document}
                self.work.connection.execute(insert(DecisionImport), row)

    def _add_process(self, process: CheckedProcess) -> bool:
        """Whether it is a new version. One that binds to what it came with is new when any of that is."""
        model = process.definition.model
        content = {
            "xml": process.content,
            "version_tag": model.version_tag,
            "svg": diagram.render(process.content, locale=STORED_LOCALE),
            "called": "{}",
        }
        digest = process.definition.hash
        if model.binds_to_deployment:
            digest = hashlib.sha256(digest.encode() + self._everything).hexdigest()
        item = self._add(
            ProcessDefinition, ProcessDefinition.process_id, "process", process.id, content,
            content_hash=digest,
        )  # fmt: skip
        return item.new

    @cached_property
    def _everything(self) -> bytes:
        """A digest of all that is deployed."""
        checked = self.checked
        contents = {
            *(form.content for form in checked.forms),
            *(decision.content for decision in checked.decisions),
            *(process.content for process in checked.processes),
        }
        return b"".join(sorted(hashlib.sha256(one).digest() for one in contents))

    def _bind(self, new: list[CheckedProcess]) -> None:
        """Write down, with each version that asks for it, the keys of all that is deployed with it."""
        wanting = [self.keys["process"][one.id] for one in new if one.definition.model.binds_to_deployment]
        if wanting:
            bound = orjson.dumps(self.keys).decode()
            versions = update(ProcessDefinition).where(ProcessDefinition.key.in_(wanting))
            self.work.connection.execute(versions.values(bound=bound))

    def _add(
        self,
        table: Any,
        id_column: Any,
        kind: str,
        item_id: str,
        content: Mapping[str, Any],
        *,
        content_hash: str | None = None,
    ) -> DeployedItem:
        """A new version, unless the newest one has the same content."""
        digest = content_hash or hashlib.sha256(content.get("document") or content["xml"]).hexdigest()
        newest = self._newest(table, id_column, item_id)
        if newest is not None and newest.hash == digest:
            item = DeployedItem(kind=kind, id=item_id, key=newest.key, version=newest.version, new=False)
            self._tag(table, newest, content["version_tag"])
        else:
            version = 1 if newest is None else newest.version + 1
            key = self.work.parts.keys.new()
            item = DeployedItem(kind=kind, id=item_id, key=key, version=version, new=True)
            row = {"key": key, id_column.key: item_id, "version": version, "hash": digest, **content}
            self.work.connection.execute(insert(table), {**row, "deployment": self._deployment()})
        self.items.append(item)
        self.keys[kind][item_id] = item.key
        return item

    def _newest(self, table: Any, id_column: Any, item_id: str) -> Row[Any] | None:
        return self.work.connection.execute(
            select(table.key, table.version, table.hash, table.version_tag)
            .where(id_column == item_id)
            .order_by(table.version.desc())
            .limit(1)
        ).first()

    def _tag(self, table: Any, newest: Row[Any], tag: str | None) -> None:
        """Give a version its tag that was stored before tags were read."""
        if newest.version_tag != tag:
            stored = update(table).where(table.key == newest.key)
            self.work.connection.execute(stored.values(version_tag=tag))

    def _deployment(self) -> int:
        """The deployment's row, made when the first new version needs it."""
        if self.key is None:
            self.key = self.work.parts.keys.new()
            row = {
                "key": self.key,
                "name": self.name,
                "why": self.why,
                "deployed_by": self.work.by.key,
                "deployed_at": self.work.now,
            }
            self.work.connection.execute(insert(Deployment), row)
        return self.key

    def _take_over(self, process: CheckedProcess, deployed: Deployed) -> None:
        """The start events of the new version wait from now on, those of older ones no longer."""
        older = select(ProcessDefinition.key).where(ProcessDefinition.process_id == process.id)
        for table in (Subscription, Timer):
            self.work.connection.execute(delete(table).where(table.definition.in_(older)))
        for element in deployed.model.start_events():
            self._wait_at(process, deployed, element)

    def _wait_at(self, process: CheckedProcess, deployed: Deployed, element: Element) -> None:
        starts_on = dict(element.properties).get(STARTS_ON)
        if starts_on:
            self._subscribe(deployed, element, "record", starts_on)
        for kind, name in start_forms.addresses(deployed.process_id, element):
            self._subscribe(deployed, element, kind, name)
        if element.event is None:
            return
        if element.event.kind == "timer":
            try:
                timers.arm_start(self.work, deployed, element)
            except (BadTimer, FeelBudgetExceeded) as error:
                raise DeploymentRefused([_of_start_timer(process.file, element, error)]) from error
        elif element.event.kind == "conditional":
            for name, key in condition_starts.waits_for(element):
                self._subscribe(deployed, element, CONDITION, name, key)
        elif element.event.kind in ("message", "signal") and element.event.name:
            self._subscribe(deployed, element, element.event.kind, element.event.name)

    def _subscribe(
        self, deployed: Deployed, element: Element, kind: str, name: str, correlation_key: str | None = None
    ) -> None:
        row = {
            "key": self.work.parts.keys.new(),
            "kind": kind,
            "name": name,
            "correlation_key": correlation_key,
            "definition": deployed.key,
            "element": deployed.number(element.id),
        }
        self.work.connection.execute(insert(Subscription), row)


def _of_start_timer(file: str, element: Element, error: BatonError) -> FileFinding:
    """A start timer is evaluated when it is deployed: nobody would ever hear of one that names no time."""
    return FileFinding(
        file=file, severity="error", rule="start-timer", place=element.id, element_id=element.id, line=None,
        message=f"the time of start event {element.id!r} cannot be used: {error}",
        remedy="There are no variables yet: use a constant, or FEEL over now() and today().",
    )  # fmt: skip
