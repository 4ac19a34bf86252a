"""What a scenario can say, one function a verb. Its docstring is its line in docs/reference/scenarios.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine import feel
from engine.errors import BatonError
from engine.feel.values import RecordRef
from engine.identity import SYSTEM
from engine.process import queries
from engine.process.models import LIVE, ProcessInstance
from engine.process.starting import Origin
from engine.records import store
from engine.records.mails import Mail
from engine.records.models import GateOverride, StageHistory
from engine.records.types.activity import Activity
from engine.scenarios.errors import Expected
from engine.scenarios.verbs import VERBS, verb

if TYPE_CHECKING:
    from engine.scenarios.playing import Play

__all__ = ["VERBS"]

Options = Mapping[str, Any]


@verb("by", optional=("values",))
def complete(play: Play, task: str, options: Options) -> None:
    """``complete: <element id>``, ``by: <person>``, ``values: {path: value}``: claim if nobody has it, and complete."""
    row, person = play.task(task), play.person(options["by"])
    if row.assignee is None:
        play.engine.claim_task(row.key, by=person)
    play.engine.complete_task(row.key, options.get("values") or {}, by=person)


@verb("by", "because", optional=("values",))
def refuse_completion(play: Play, task: str, options: Options) -> None:
    """``refuse_completion: <element id>``, ``by``, ``values``, ``because: <part of the message>``: it must not work."""
    try:
        complete(play, task, options)
    except BatonError as error:
        if options["because"] not in str(error):
            raise Expected(f"It was refused for another reason: {error}") from error
    else:
        raise Expected("It was completed.")


@verb()
def wait(play: Play, duration: str, options: Options) -> None:  # noqa: ARG001  every verb takes options
    """``wait: P14D``: business time passes; timers on the way fire at their time."""
    length = feel.evaluate("duration(text)", {"text": duration}) if isinstance(duration, str) else None
    if not isinstance(length, timedelta):
        raise Expected(f"{duration!r} is no duration of days and time. Write P14D or PT8H.")
    play.move_to(play.clock.now() + length)


@verb()
def wait_until(play: Play, moment: datetime, options: Options) -> None:  # noqa: ARG001
    """``wait_until: 2026-03-02T00:00:00Z``: the same, to a moment."""
    if not isinstance(moment, datetime) or moment.tzinfo is None or moment < play.clock.now():
        raise Expected(f"{moment!r} is no later moment with a time zone.")
    play.move_to(moment)


@verb(optional=("record", "key", "values", "by"))
def message(play: Play, name: str, options: Options) -> None:
    """``message: <name>``, ``record: $deal`` or ``key: <text>``, ``values``, ``by``: correlate a message."""
    record = options.get("record")
    key = str(record.key) if isinstance(record, RecordRef) else options.get("key")
    values, person = options.get("values") or {}, play.person(options.get("by"))
    play.engine.correlate_message(name, correlation_key=key, variables=values, by=person)


@verb("record", "by", "because")
def move(play: Play, stage: str, options: Options) -> None:
    """``move: <stage>``, ``record: $deal``, ``by``, ``because: <reason>``: a person moves a deal past its gates."""
    deal, person = options["record"], play.person(options["by"])
    with play.engine.database.reading() as connection:
        now = store.read(connection, deal)
    seen = "" if now is None else str(now["stage"])
    play.engine.move_deal(deal, seen=seen, to=stage, reason=options["because"], by=person)


@verb("record", optional=("by", "kind"))
def log(play: Play, subject: str, options: Options) -> None:
    """``log: <subject>``, ``record: $deal``, ``by``, ``kind: call``: an activity on a record."""
    values = {"kind": options.get("kind", "call"), "subject": subject, "at": play.clock.now()}
    play.engine.log_activity(values, regarding=options["record"], by=play.person(options.get("by")))


@verb("type", optional=("values", "by"))
def create(play: Play, name: str, options: Options) -> None:
    """``create: <name>``, ``type``, ``values``, ``by``: a record that later steps call ``$name``."""
    play.create(name, options["type"], options.get("values") or {}, options.get("by"))


@verb("values", optional=("by",))
def update(play: Play, record: RecordRef, options: Options) -> None:
    """``update: $deal``, ``values``, ``by``: a person edits the record on its page."""
    person = play.person(options.get("by"))
    play.engine.update_record(record, options["values"], expected_version=None, by=person)


@verb()
def expect_tasks(play: Play, expected: Mapping[str, str], options: Options) -> None:  # noqa: ARG001
    """``expect_tasks: {<element id>: <person or group>}``: these tasks are open, and no others."""
    found = sorted((row.element.id, play.holder(row)) for row in play.tasks())
    if found != sorted((expected or {}).items()):
        raise Expected(f"Expected {dict(expected or {})}.")


@verb("task")
def expect_missing(play: Play, items: list[str], options: Options) -> None:
    """``expect_missing: [<item>]``, ``task: <element id>``: what the gate listed when it sent the task back."""
    row = play.task(options["task"])
    with play.engine.database.reading() as connection:
        missing = queries.task(connection, row.key, SYSTEM).variables.get("missing") or []
    found = [one["item"] for one in missing]
    if found != items:
        raise Expected(f"The gate lists {found}, not {items}.")


@verb("values", optional=("its",))
def expect_record(play: Play, record: RecordRef, options: Options) -> None:
    """``expect_record: $deal``, ``values: {field: value}``, ``its: account``: of it, or of what it names."""
    with play.engine.database.reading() as connection:
        current = store.read(connection, record)
        named = None if current is None else current.get(options.get("its", ""))
        if isinstance(named, RecordRef):
            current = store.read(connection, named)
    if current is None:
        raise Expected("The record is deleted.")
    wrong = {
        name: current.get(name)
        for name, value in options["values"].items()
        if not _same(current.get(name), value)
    }
    if wrong:
        raise Expected(f"It holds {wrong}.")


@verb("stages")
def expect_stages(play: Play, record: RecordRef, options: Options) -> None:
    """``expect_stages: $deal``, ``stages: [qualify, {propose: <reason>}]``: the way through its stages so far."""
    with play.engine.database.reading() as connection:
        rows = connection.execute(
            select(StageHistory.stage, StageHistory.reason)
            .where(StageHistory.opportunity == record.key)
            .order_by(StageHistory.entered_at, StageHistory.key)
        ).all()
    found = [{row.stage: row.reason} if row.reason else row.stage for row in rows]
    if found != options["stages"]:
        raise Expected(f"Its way was {found}.")


@verb("overrides")
def expect_overrides(play: Play, record: RecordRef, options: Options) -> None:
    """``expect_overrides: $deal``, ``overrides: [{stage, missing, reason, asked, decided}]``: all on record."""
    logins = {user.key: login for login, user in play.people.items()}
    with play.engine.database.reading() as connection:
        rows = connection.execute(
            select(GateOverride).where(GateOverride.opportunity == record.key).order_by(GateOverride.key)
        ).all()
    found = [
        {
            "stage": row.stage,
            "missing": row.missing.splitlines(),
            "reason": row.reason,
            "asked": logins.get(row.requested_by),
            "decided": logins.get(row.decided_by),
        }
        for row in rows
    ]
    if found != options["overrides"]:
        raise Expected(f"On record are {found}.")


@verb("subjects")
def expect_activities(play: Play, record: RecordRef, options: Options) -> None:
    """``expect_activities: $deal``, ``subjects: [<subject>]``: its activities so far, in their order."""
    with play.engine.database.reading() as connection:
        found = list(
            connection.scalars(
                select(Activity.subject)
                .where(getattr(Activity, record.type) == record.key)
                .order_by(Activity.at, Activity.key)
            )
        )
    if found != options["subjects"]:
        raise Expected(f"Its activities are {found}.")


@verb()
def expect_mails(play: Play, expected: list[str], options: Options) -> None:  # noqa: ARG001
    """``expect_mails: ["<recipient>: <subject>"]``: what was put into the outbox so far, in its order."""
    with play.engine.database.reading() as connection:
        rows = connection.execute(select(Mail.recipients, Mail.subject).order_by(Mail.key)).all()
    found = [f"{row.recipients}: {row.subject}" for row in rows]
    if found != expected:
        raise Expected(f"The mails are {found}.")


@verb("values", optional=("by", "as"))
def submit(play: Play, process: str, options: Options) -> None:
    """``submit: <process id>``, ``values``, ``as: <name>``, ``by``: a start form; without ``by`` on its public page."""
    stranger = "by" not in options
    origin = Origin(channel="web", facts={"origin": "web"}) if stranger else None
    started = play.engine.submit_start_form(
        process, options["values"], by=play.person(options.get("by")), origin=origin
    )
    if options.get("as") and started.refs:
        play.records[options["as"]] = started.refs[0]


@verb()
def expect_running(play: Play, count: int, options: Options) -> None:  # noqa: ARG001
    """``expect_running: 0``: so many instances are alive; called ones are part of their caller."""
    alive = (ProcessInstance.status.in_(LIVE), ProcessInstance.root.is_(None))
    with play.engine.database.reading() as connection:
        live = connection.scalars(select(ProcessInstance.key).where(*alive)).all()
    if len(live) != count:
        raise Expected(f"{len(live)} instances are alive.")


def _same(current: Any, expected: Any) -> bool:
    """A record's value is what the file says; a date stands for the day of a moment too."""
    if isinstance(current, datetime) and isinstance(expected, date) and not isinstance(expected, datetime):
        return current.date() == expected
    return bool(current == expected)
