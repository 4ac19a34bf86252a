"""Which version of a process, decision or form an element means: the latest, the one it came with, a tagged one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from engine.errors import NotFound
from engine.prepared import Prepared
from engine.process import definitions
from engine.process.errors import UnknownCalled
from engine.process.models import DecisionDefinition, FormDefinition, ProcessDefinition

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.bpmn.model import Binding
    from engine.process.definitions import Deployed


def process(
    connection: Connection, caller: Deployed, process_id: str, binding: Binding, element_id: str
) -> Deployed:
    """The version of a process that a call activity calls; raises `UnknownCalled`."""
    if binding.kind == "latest":
        try:
            return definitions.latest(connection, process_id)
        except NotFound as error:
            raise _unknown("process", process_id, binding, element_id) from error
    key = _bound_key("process", connection, caller, process_id, binding)
    if key is None:
        raise _unknown("process", process_id, binding, element_id)
    return definitions.get(connection, key)


def decision(
    connection: Connection, caller: Deployed, decision_id: str, binding: Binding, element_id: str
) -> Any:
    """The row (key, hash) of a decision that is not simply the latest; raises `UnknownCalled`."""
    key = _bound_key("decision", connection, caller, decision_id, binding)
    if key is None:
        raise _unknown("decision", decision_id, binding, element_id)
    return _DECISION.run(connection, key).first()


def form(connection: Connection, caller: Deployed | None, form_id: str, binding: Binding) -> int | None:
    """The key of the version of a form; None for the latest, and where there is none."""
    return None if binding.kind == "latest" else _bound_key("form", connection, caller, form_id, binding)


def _bound_key(
    kind: str, connection: Connection, caller: Deployed | None, named: str, binding: Binding
) -> int | None:
    if binding.kind == "deployment":
        return None if caller is None else caller.bound.get(kind, {}).get(named)
    found = _TAGGED[kind].run(connection, named, binding.tag).scalar()
    return None if found is None else int(found)


def _unknown(kind: str, named: str, binding: Binding, element_id: str) -> UnknownCalled:
    which = {
        "latest": "",
        "deployment": " together with this version of the caller",
        "versionTag": f" with the version tag {binding.tag!r}",
    }[binding.kind]
    return UnknownCalled(
        element_id=element_id, kind=kind, id=named, which=which, what="", reason="", remedy=""
    )


def _tagged(table: Any, id_column: Any) -> Prepared:
    newest = table.version.desc()
    wanted = (id_column == bindparam("i"), table.version_tag == bindparam("t"))
    return Prepared(select(table.key).where(*wanted).order_by(newest).limit(1), "i", "t")


_TAGGED = {
    "process": _tagged(ProcessDefinition, ProcessDefinition.process_id),
    "decision": _tagged(DecisionDefinition, DecisionDefinition.decision_id),
    "form": _tagged(FormDefinition, FormDefinition.form_id),
}
_DECISION = Prepared(
    select(DecisionDefinition.key, DecisionDefinition.hash).where(DecisionDefinition.key == bindparam("k")),
    "k",
)
