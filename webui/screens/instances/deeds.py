"""What people did to an instance, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext

from engine.identity import queries as people
from engine.process.queries.interventions import interventions
from webui import localization
from webui.screens.instances import values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.process.queries.interventions import Intervention
    from webui.screens.instances.values import Variable


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A variable before and after."""

    name: str
    before: Variable
    after: Variable


@dataclass(frozen=True, kw_only=True)
class Deed:
    verb: str
    who: str
    at: datetime
    text: str
    reason: str
    task: int | None
    changed: tuple[Changed, ...] = ()


def of_instance(connection: Connection, key: int) -> list[Deed]:
    """The newest first."""
    found = interventions(connection, key)
    names = people.names(connection, set(_handed(found)))
    return [_deed(connection, one, names) for one in found]


def _handed(found: Iterable[Intervention]) -> list[int]:
    both = [side.get("assignee") for one in found for side in (one.old, one.new)]
    return [int(one) for one in both if one is not None]


def _deed(connection: Connection, one: Intervention, names: Mapping[int, str]) -> Deed:
    return Deed(
        verb=one.verb,
        who=one.by_name,
        at=one.at,
        text=_text(one, names),
        reason=str(one.new.get("reason") or ""),
        task=one.task,
        changed=_changed(connection, one) if one.verb == "set_variables" else (),
    )


def _text(one: Intervention, names: Mapping[int, str]) -> str:
    step, goal = (named.name_in(localization.locale()) if named else "" for named in (one.step, one.to))
    to, before = (_name(side.get("assignee"), names) for side in (one.new, one.old))
    said = {
        "assign_task": gettext("gave “%(step)s” to %(to)s", step=step, to=to)
        if not before
        else gettext("gave “%(step)s” of %(before)s to %(to)s", step=step, before=before, to=to),
        "unclaim_task": gettext("gave “%(step)s” back to its group", step=step),
        "skip_task": gettext("skipped “%(step)s”", step=step),
        "set_variables": gettext("changed values: %(names)s", names=", ".join(one.new)),
        "cancel_instance": gettext("cancelled the process"),
        "suspend_instance": gettext("suspended the process"),
        "resume_instance": gettext("let the process go on"),
        "retry_job": gettext("tried “%(step)s” again", step=step),
        "retry_incident": gettext("tried “%(step)s” again", step=step),
        "start_activity": gettext("began “%(step)s”", step=step),
        "finish_ad_hoc": gettext("said that “%(step)s” is done", step=step),
        "resolve_incident": gettext("closed the incident at “%(step)s” without trying again", step=step),
        **_by_hand(one, step, goal),
    }
    return str(said.get(one.verb, one.verb))


def _by_hand(one: Intervention, step: str, goal: str) -> dict[str, str]:
    """What a manager did to where the process stands, or to its version."""
    before, after = one.old.get("version", ""), one.new.get("version", "")
    return {
        "move_token": gettext("moved it from “%(step)s” to “%(goal)s”", step=step, goal=goal),
        "add_token": gettext("let it go on at “%(goal)s”, too", goal=goal),
        "remove_token": gettext("took it away from “%(step)s”", step=step),
        "change_items": gettext("changed for what “%(step)s” is done", step=step),
        "pass_over": gettext("let it go on from “%(step)s” at once", step=step),
        "move_timer": gettext("changed the date of “%(step)s”", step=step),
        "migrate_instance": gettext(
            "moved it from version %(old)s to version %(new)s", old=before, new=after
        ),
        "reopen_instance": gettext("reopened it at “%(goal)s”", goal=goal),
    }


def _name(key: object, names: Mapping[int, str]) -> str:
    return "" if key is None else names.get(int(str(key)), str(key))


def _changed(connection: Connection, one: Intervention) -> tuple[Changed, ...]:
    before = {name: one.old.get(name) for name in one.new}
    pairs = zip(values.shown(connection, before), values.shown(connection, one.new), strict=True)
    return tuple(Changed(name=old.name, before=old, after=new) for old, new in pairs)
