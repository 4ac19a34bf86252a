"""Open pages hear of changes: who hears what, until when, and how many may listen."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from engine.clock import SystemClock
from engine.engine import Engine
from engine.identity import sessions, store
from engine.keys import Keys
from engine.process import changes
from engine.process.work import Change
from tests.process.models import end, model, start, user
from webui import create_app, live

CALL = model(
    "call", start(), user("ring", name="Ring back", candidateGroups="Sales"), end(), flow="start > ring > end"
)
EXPORT = model("export", start(), user("ship", candidateGroups="Export"), end(), flow="start > ship > end")
PRIVATE = model("private", start(), user("think", assignee='="anna"'), end(), flow="start > think > end")


@pytest.fixture
def hub(app):
    return app.extensions["baton_live"]


@pytest.fixture
def listen(engine, company, hub):
    """What this person's browser hears from now on, message by message."""

    def enter(login, since=None):
        with engine.database.transaction() as connection:
            token = sessions.start(connection, getattr(company, login).key, now=engine.system_clock.now())
        messages = hub.messages(hub.open(token, since or hub.cursor))
        assert next(messages).startswith("retry:")
        return messages

    yield enter
    hub.stop()


@pytest.fixture
def begin(engine, company):
    """Starts a process; the key of its first task."""
    engine.deploy(
        {"call.bpmn": CALL, "export.bpmn": EXPORT, "private.bpmn": PRIVATE}, by=company.dina, name="tests"
    )

    def start_one(process):
        heard = []
        engine.on_commit(heard.append)
        engine.start_instance(process, variables={}, by=company.dina)
        return next(iter(heard[-1].tasks))

    return start_one


def told(messages):
    """The next change that is told; pings are silence."""
    text = next(one for one in messages if not one.startswith(":"))
    return json.loads(
        next(line for line in text.splitlines() if line.startswith("data:")).removeprefix("data:")
    )


def test_a_new_task_is_told_to_its_group_at_once(listen, begin):
    anna = listen("anna")

    key = begin("call")

    assert told(anna)["task"] == [str(key)]


def test_nobody_hears_of_a_task_that_is_not_theirs_to_see(listen, begin):
    clara, olga = listen("clara"), listen("olga")

    hidden = [begin("call"), begin("private")]
    shown = begin("export")

    heard = told(clara)
    assert heard["task"] == [str(shown)]
    assert not set(map(str, hidden)) & set(json.dumps(heard).replace('"', " ").split())
    assert told(olga)["task"] == [str(hidden[0])]


def test_a_manager_hears_of_the_tasks_that_the_team_holds(listen, begin):
    boris, dina = listen("boris"), listen("dina")

    key = begin("private")

    assert told(boris)["task"] == [str(key)]
    assert told(dina)["task"] == [str(key)]


def test_a_taken_task_is_told_to_those_who_could_have_taken_it(listen, begin, engine, company):
    key = begin("call")
    olga = listen("olga")

    engine.claim_task(key, by=company.anna)

    assert told(olga)["task"] == [str(key)]


def test_records_and_their_processes_are_told_to_those_who_see_them(listen, begin, engine, company):
    olga, clara = listen("olga"), listen("clara")

    own = engine.create_record("opportunity", {"name": "North only"}, by=company.olga)
    account = engine.create_record("account", {"name": "Acme"}, by=company.olga)

    assert told(olga)["record"] == sorted([f"account:{account.key}", f"opportunity:{own.key}"])
    assert told(clara)["record"] == [f"account:{account.key}"]


def test_a_browser_that_comes_back_hears_what_it_has_missed(listen, begin, hub):
    before = hub.cursor
    key = begin("call")

    assert told(listen("anna", before))["task"] == [str(key)]


@pytest.mark.parametrize("since", ["", "another-4", "x", "another-99999999999999999999", "-"])
def test_a_browser_that_knew_another_server_looks_again_at_everything(listen, since):
    assert told(listen("anna", since or "none"))["everything"] is True


def test_a_flood_is_told_as_one_word(listen, hub):
    anna = listen("anna")
    for number in range(1500):
        hub._hear(Change(instances=frozenset([number])))

    assert told(anna) == {"task": [], "instance": [], "record": [], "incident": [], "everything": True}


def test_signing_out_ends_the_stream_for_good(sign_in, listen, hub):
    browser = sign_in("anna")
    messages = hub.messages(hub.open(browser.session_token, hub.cursor))
    next(messages)

    browser.post("/sign-out")

    assert next(messages).startswith("event: bye")
    assert list(messages) == []


def test_a_session_that_ended_elsewhere_hears_nothing_more(engine, company, listen, begin):
    anna = listen("anna")
    with engine.database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM session")

    begin("call")

    assert next(anna).startswith("event: bye")


def test_rights_count_as_they_are_when_something_is_told(engine, company, listen, begin):
    clara = listen("clara")
    with engine.database.transaction() as connection:
        store.set_groups(connection, company.clara.key, ("Sales",))

    key = begin("call")

    assert told(clara)["task"] == [str(key)]


def test_one_browser_holds_one_stream(hub, listen, sign_in):
    token = sign_in("anna").session_token
    first = hub.messages(hub.open(token, hub.cursor))
    next(first)

    hub.open(token, hub.cursor)

    assert list(first) == []


def test_when_all_threads_for_streams_are_taken_the_next_browser_is_refused(engine, config, company):
    app = create_app(engine, replace(config, web_threads=33))
    hub = app.extensions["baton_live"]

    assert hub.open("one", hub.cursor) is not None
    assert hub.open("two", hub.cursor) is None
    live.stop(app)
    assert hub.open("three", hub.cursor) is None


def test_the_stream_is_never_kept_by_a_cache_or_a_proxy(sign_in, app):
    answer = sign_in("anna").client.get("/live")

    assert answer.status_code == 200
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()
    live.stop(app)


def test_a_stream_that_was_left_makes_room(sign_in, hub):
    sign_in("anna").client.get("/live").close()

    assert hub._streams == set()


def test_what_another_program_changes_is_heard_too(engine, listen, begin, company):
    anna = listen("anna")
    other = Engine(
        engine.database,
        business_clock=engine.business_clock,
        system_clock=SystemClock(),
        files=engine.files,
        keys=Keys(7, SystemClock()),
    )
    heard = []
    other.on_commit(heard.append)
    other.start_instance("call", variables={}, by=company.dina)
    with engine.database.transaction() as connection:
        changes.tell(connection, heard, keys=other.keys, now=other.system_clock.now())

    assert told(anna)["task"] == [str(key) for key in heard[0].tasks]


def test_the_bar_counts_the_own_tasks(sign_in, begin, engine, company):
    browser = sign_in("anna")
    assert browser.get("/live/badges").json["/inbox"] == 0

    begin("private")

    assert browser.get("/live/badges").json["/inbox"] == 1
    assert 'data-badge="/inbox">1</b>' in browser.get("/profile").get_data(as_text=True)


def test_a_list_learns_who_took_a_task(sign_in, begin, engine, company):
    taken, done, free = begin("call"), begin("call"), begin("call")
    engine.claim_task(taken, by=company.anna)
    engine.complete_task(done, {}, by=company.anna)

    fates = sign_in("olga").get(f"/live/tasks?key={taken}&key={done}&key={free}&key=nonsense").json

    assert fates[str(taken)]["row"] == "Anna Petrova took it"
    assert fates[str(taken)]["works"] is False
    assert fates[str(done)]["row"] == "Anna Petrova completed it"
    assert (fates[str(free)]["works"], fates[str(free)]["open"]) == (True, True)


def test_strangers_learn_nothing_of_a_task(sign_in, begin, engine, company):
    open_task, closed = begin("call"), begin("private")
    engine.complete_task(closed, {}, by=company.anna)

    assert sign_in("clara").get(f"/live/tasks?key={open_task}&key={closed}").json == {}


def test_the_list_is_drawn_again_as_far_as_it_is_open(sign_in, begin):
    for _ in range(55):
        begin("call")
    browser = sign_in("anna")

    def rows(shown):
        return browser.get(f"/inbox?view=groups&shown={shown}").get_data(as_text=True).count("data-task=")

    assert (rows(10), rows(55), rows(10**9), rows("x")) == (50, 55, 55, 50)
