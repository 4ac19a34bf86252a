"""Who gets the work: fairly in turn, to whom has least, or as a decision table says."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.declarations import Declaration, ErrorCode, Input, Output
from engine.errors import BpmnError, Invalid
from engine.feel.values import RecordRef
from engine.identity.models import Team, UserAccount, UserGroup
from engine.identity.store import folded
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, turns, writing
from engine.operations.decision_evaluate import answer

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from engine.feel.values import Value

ROUND_ROBIN, LEAST_BUSY, RULE = "round_robin", "least_busy", "rule"
_METHODS = (
    (ROUND_ROBIN, Labels("In turn", "По очереди")),
    (LEAST_BUSY, Labels("Who has the fewest open tasks", "У кого меньше открытых задач")),
    (RULE, Labels("As a decision table says", "По таблице решений")),
)


class NoPool(Invalid):
    """A service task does not say among whom to choose."""

    text = "Service task {element_id!r} says neither a group, a team nor people. Map one of them."


@operation(
    Declaration(
        type="assign",
        title=Labels("Choose who does it", "Выбрать исполнителя"),
        purpose=Labels(
            "Chooses one active person of a group, a team or a list, and hands them on for the assignee of a task; "
            "a record, if given, gets them as its owner.",
            "Выбирает одного действующего человека из группы, команды или списка для назначения задачи; если задана "
            "запись, он становится её ответственным.",
        ),
        inputs=(
            Input(
                name="group",
                label=Labels("Group", "Группа"),
                kind="text",
                help=Labels("As lanes name it.", "Как её называют дорожки."),
            ),
            Input(
                name="team",
                label=Labels("Team", "Команда"),
                help=Labels(
                    "Its name or a reference; with a group, those who are in both.",
                    "Название или ссылка; вместе с группой — те, кто входит в обе.",
                ),
            ),
            Input(
                name="users",
                label=Labels("People", "Люди"),
                kind="list",
                help=Labels("References or logins, instead of a group.", "Ссылки или логины вместо группы."),
            ),
            Input(name="method", label=Labels("How", "Как"), kind="text", choices=_METHODS),
            Input(
                name="rule",
                label=Labels("Decision", "Решение"),
                kind="text",
                help=Labels(
                    "For the method “rule”: its answer is a login, a group, a person or a list of them.",
                    "Для способа rule: ответ — логин, группа, человек или их список.",
                ),
            ),
            Input(
                name="facts",
                label=Labels("What the decision is asked", "Что спросить у решения"),
                kind="context",
            ),
            Input(
                name="prefer",
                label=Labels("Rather this person", "Лучше этому человеку"),
                kind="record",
                record_type="user",
                help=Labels("Taken if they are among them.", "Выбирается, если входит в их число."),
            ),
            Input(
                name="except",
                label=Labels("But not", "Но не"),
                help=Labels("A person or a list of people.", "Человек или список людей."),
            ),
            Input(
                name="record",
                label=Labels("Record that they own then", "Запись, которую получит"),
                kind="record",
            ),
        ),
        outputs=(Output(name="user", label=Labels("The chosen person", "Выбранный человек"), kind="record"),),
        errors=(
            ErrorCode(
                code="nobody",
                label=Labels("Nobody active is left to choose", "Некого выбрать"),
            ),
        ),
    )
)
def assign(call: OperationCall) -> dict[str, Value]:
    """One person out of the pool, who owns the record from now on."""
    chosen = RecordRef("user", _choose(call))
    if call.inputs.get("record") is not None:
        writing.update(call, inputs.record(call, "record"), {"owner": chosen})  # fmt: skip
    return {"user": chosen}


def _choose(call: OperationCall) -> int:
    method = inputs.optional_text(call, "method") or ROUND_ROBIN
    asked = _asked_of_rule(call) if method == RULE else _asked(call)
    without = _people(call, inputs.several(call, "except"))
    candidates = [key for key in _candidates(call, asked) if key not in without]
    if not candidates:
        raise BpmnError("nobody", f"No active person is left in {_pool(asked)[:200]}. Add somebody, or wait.")
    preferred = _people(call, inputs.several(call, "prefer"))
    rather = [key for key in candidates if key in preferred]
    if rather:
        return rather[0]
    if method == LEAST_BUSY:
        load = call.open_tasks(candidates)
        candidates = [key for key in candidates if load[key] == min(load.values())]
    return turns.take(call.connection, _pool(asked), candidates)


def _asked(call: OperationCall) -> dict[str, Value]:
    asked = {name: call.inputs.get(name) for name in ("group", "team", "users")}
    if not any(asked.values()):
        raise NoPool(element_id=call.element_id)
    return asked


def _asked_of_rule(call: OperationCall) -> dict[str, Value]:
    """The decision's answer as the inputs would say it: a group's name, a context of inputs, or people."""
    facts = inputs.context(call, "facts") if call.inputs.get("facts") is not None else {}
    said = answer(call, inputs.text(call, "rule"), facts)
    if isinstance(said, dict):
        return said
    if isinstance(said, str) and not _people(call, [said]):
        return {"group": said}
    return {"users": said if isinstance(said, list) else [said]}


def _candidates(call: OperationCall, asked: dict[str, Value]) -> list[int]:
    """Keys of active people, ascending."""
    wanted = select(UserAccount.key).where(UserAccount.active.is_(True))
    if asked.get("group"):
        members = select(UserGroup.user).where(UserGroup.name == str(asked["group"]))
        wanted = wanted.where(UserAccount.key.in_(members))
    if asked.get("team"):
        wanted = wanted.where(UserAccount.team.in_(select(Team.key).where(_is_team(asked["team"]))))
    people = asked.get("users")
    if people:
        listed = people if isinstance(people, list) else [people]
        wanted = wanted.where(UserAccount.key.in_(_people(call, listed)))
    return list(call.connection.scalars(wanted.order_by(UserAccount.key)))


def _is_team(team: Value) -> ColumnElement[bool]:
    return Team.key == team.key if isinstance(team, RecordRef) else Team.name == str(team)


def _people(call: OperationCall, values: list[Value]) -> set[int]:
    """The keys of those whom references and logins name; who does not exist is left out."""
    keys = {value.key for value in values if isinstance(value, RecordRef) and value.type == "user"}
    logins = [folded(value) for value in values if isinstance(value, str)]
    named = select(UserAccount.key).where(UserAccount.login_folded.in_(logins))
    return keys | (set(call.connection.scalars(named)) if logins else set())


def _pool(asked: dict[str, Value]) -> str:
    """The name under which turns are counted: the same whoever is ill today."""
    parts = [f"{name} {asked[name]}" for name in ("group", "team") if asked.get(name)]
    if asked.get("users"):
        parts.append("people " + hashlib.sha256(str(asked["users"]).encode()).hexdigest()[:16])
    return ", ".join(parts)
