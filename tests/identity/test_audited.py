"""No verb without an audit row: every verb of `Engine` comes to write one, or says here why it need not."""

from __future__ import annotations

import ast
import inspect
import textwrap
from datetime import timedelta
from functools import cache
from types import FunctionType, ModuleType

import pytest

from engine.engine import Engine
from engine.errors import Forbidden
from engine.process import audit
from engine.process.queries import audit as log
from engine.process.queries.audit import Filter
from engine.verbs.transaction import Ground
from tests.conftest import ROOT
from tests.process.models import W1

UNAUDITED = {
    "save_draft": "what a person types is their own until the task is completed",
    "activate_jobs": "a worker borrows jobs; what it does with each is audited",
    "fail_job": "a worker's failed attempt is in the job itself; the last one becomes an incident",
    "release_job": "gives back a job that nobody began",
    "queue_due_timers": "what a timer starts is audited and in the history",
    "expire_messages": "forgets what nobody asked for in time",
    "count_form_visit": "counts strangers' visits against robots; what they send is audited",
    "settings_snapshot": "only reads",
    "run_due": "fires timers and runs jobs; what they do is audited as it happens",
}
"""Verbs that change something without a row, each with its reason."""


def verbs():
    ground = set(dir(Ground))
    return sorted(
        name
        for name, member in inspect.getmembers(Engine, inspect.isfunction)
        if not name.startswith("_") and name not in ground
    )


def reaches_the_audit(function):
    seen, waiting = set(), [function]
    while waiting:
        one = inspect.unwrap(waiting.pop())
        if one is audit.record_texts:
            return True
        if one not in seen and one.__module__.startswith("engine."):
            seen.add(one)
            waiting += called_by(one)
    return False


@cache
def called_by(function):
    """Functions of the engine that a function names: plain, of a module, of a class, of `self`."""
    if function.__code__.co_filename.startswith("<"):
        return []  # made by a dataclass
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            found += functions_of(named(node, function))
    return found


def named(node, function):
    if isinstance(node, ast.Name):
        return function.__globals__.get(node.id)
    if isinstance(node.value, ast.Name) and node.value.id == "self":
        return getattr(owner(function), node.attr, None)
    inside = named(node.value, function) if isinstance(node.value, ast.Name | ast.Attribute) else None
    return getattr(inside, node.attr, None) if isinstance(inside, ModuleType | type) else None


def owner(function):
    if hasattr(Engine, function.__name__):
        return Engine
    name = function.__qualname__.partition(".")[0]
    return function.__globals__.get(name)


def functions_of(thing):
    if isinstance(thing, FunctionType):
        return [thing]
    if isinstance(thing, type) and thing.__module__.startswith("engine."):
        return [one for _, one in inspect.getmembers(thing, inspect.isfunction)]
    return []


def test_every_verb_writes_an_audit_row_or_has_a_reason_not_to():
    silent = {name for name in verbs() if not reaches_the_audit(getattr(Engine, name))}

    assert silent - UNAUDITED.keys() == set()


def test_the_list_of_exceptions_names_only_verbs():
    assert UNAUDITED.keys() - set(verbs()) == set()


def test_a_function_that_audits_nothing_would_be_found():
    assert not reaches_the_audit(Ground.on_commit)


def test_no_page_and_no_command_writes_past_the_verbs():
    doors = [*(ROOT / "webui").rglob("*.py"), *(ROOT / "engine" / "commands").glob("*.py")]
    writing = {str(path.relative_to(ROOT)) for path in doors if ".transaction()" in path.read_text()}

    assert writing == {"webui/auth.py"}  # when a session was last seen


@pytest.fixture
def busy(engine, company, people):
    company.deploy(W1)
    company.start("w1", price=1, qty=1)
    engine.set_group_members("sales", [people.anna.key], by=people.ada)
    engine.save_preferences(locale="ru", time_zone="UTC", by=people.anna)


def read(engine, user, wanted=None, **page):
    with engine.database.reading() as connection:
        return log.log(connection, user, wanted or Filter(), **page)


def test_the_log_is_read_from_the_newest_row_on_page_by_page(engine, people, busy):
    whole = read(engine, people.ada).entries
    first = read(engine, people.ada, limit=2)
    rest = read(engine, people.ada, after=first.next)

    assert [entry.verb for entry in whole] == [
        "save_preferences",
        "set_group_members",
        "start_instance",
        "deploy",
    ]
    assert first.entries + rest.entries == whole
    assert rest.next is None


def test_the_log_is_filtered_by_person_verb_subject_and_time(engine, people, busy):
    def found(**wanted):
        return [entry.verb for entry in read(engine, people.ada, Filter(**wanted)).entries]

    now = engine.system_clock.now() + timedelta(milliseconds=1)  # rows are kept by the millisecond
    assert found(actor=people.ada.key) == ["set_group_members"]
    assert found(verb="deploy") == ["deploy"]
    assert found(subject_type="user", subject_key=people.anna.key) == ["save_preferences"]
    assert found(since=now) == []
    assert len(found(until=now)) == 4


def test_an_entry_tells_what_changed_and_names_its_subject(engine, people, busy):
    preferences, group, *_ = read(engine, people.ada).entries

    assert preferences.changes == [("locale", "en", "ru")]
    assert (preferences.subject, preferences.actor) == ("Anna", "Anna")
    assert group.subject == "sales"
    assert group.changes == [("members", ["anna", "boris"], ["anna"])]


def test_only_administrators_read_the_log(engine, people):
    for stranger in (people.anna, people.marta, people.dora):
        with pytest.raises(Forbidden):
            read(engine, stranger)
