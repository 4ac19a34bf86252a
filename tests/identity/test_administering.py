"""Administrators keep people, teams, groups and sessions; each change is audited, and nobody locks everybody out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from engine import feel
from engine.errors import Forbidden, NotFound
from engine.identity import accounts, directory, passwords, store, teams
from engine.identity.accounts import Account
from engine.identity.directory import Question
from engine.identity.errors import LastAdministrator, OwnAdministration, Refused, TeamNameTaken, UserChanged
from engine.identity.models import UserAccount
from engine.identity.sessions import GIVEN_PASSWORD, NotSignedIn, SignInRefused, load, name_of
from engine.identity.teams import TeamFacts
from engine.process.journal import Audit
from tests.calendars.drafts import a_calendar

SECRET = "kobe-7421-mira"
HOME = "127.0.0.1"


def stored(engine, key):
    with engine.database.reading() as connection:
        return accounts.load(connection, key)


def change(engine, by, key, **facts):
    before = stored(engine, key)
    engine.change_user(key, replace(before.account, **facts), version=before.version, by=by)


def a_person(**facts):
    return Account(**{"login": "nora", "name": "Nora Lind", "email": "nora@example.com", **facts})


def user_of(engine, token):
    with engine.database.reading() as connection:
        return load(connection, token, now=engine.system_clock.now()).user


def only(rows):
    (row,) = rows
    return row


def test_a_new_person_signs_in_once_with_the_password_that_an_administrator_gave(engine, people):
    key = engine.create_user(a_person(groups=frozenset({"Sales"})), password=SECRET, by=people.ada)

    token = engine.sign_in("NORA", SECRET, address=HOME)
    nora = user_of(engine, token)
    assert (nora.key, nora.groups, nora.must_change_password) == (key, {"Sales"}, True)

    own = engine.change_password(SECRET, "nobody knows this", address=HOME, by=nora)
    assert not user_of(engine, own).must_change_password
    with pytest.raises(NotSignedIn):
        user_of(engine, token)
    with pytest.raises(SignInRefused):
        engine.sign_in("nora", SECRET, address=HOME)


def test_a_given_password_that_nobody_used_ends_after_a_week(engine, people):
    key = engine.create_user(a_person(), password=SECRET, by=people.ada)
    week_ago = engine.system_clock.now() - GIVEN_PASSWORD
    with engine.database.transaction() as connection:
        connection.execute(
            update(UserAccount).where(UserAccount.key == key).values(password_given_at=week_ago)
        )

    with pytest.raises(SignInRefused):
        engine.sign_in("nora", SECRET, address=HOME)
    engine.give_password(key, SECRET, by=people.ada)
    assert engine.sign_in("nora", SECRET, address=HOME)


def test_a_password_is_replaced_only_by_who_knows_it_and_only_by_another(engine, people):
    engine.create_user(a_person(), password=SECRET, own=True, by=people.ada)
    nora = user_of(engine, engine.sign_in("nora", SECRET, address=HOME))

    with pytest.raises(SignInRefused):
        engine.change_password("a guess", "another password", address=HOME, by=nora)
    with pytest.raises(passwords.SamePassword):
        engine.change_password(SECRET, SECRET, address=HOME, by=nora)
    with pytest.raises(passwords.UnsuitablePassword):
        engine.change_password(SECRET, "short", address=HOME, by=nora)
    assert engine.sign_in("nora", SECRET, address=HOME)


def test_old_and_new_values_of_a_person_are_in_the_audit(engine, people, company):
    key = engine.create_user(a_person(), by=people.ada)
    change(engine, people.ada, key, name="Nora Berg", roles=frozenset({"manager"}), may_deploy=True)

    created, changed = only(company.audit("create_user")), only(company.audit("change_user"))

    assert feel.loads(created.new)["login"] == "nora"
    old, new = feel.loads(changed.old), feel.loads(changed.new)
    assert (old["name"], new["name"]) == ("Nora Lind", "Nora Berg")
    assert (old["roles"], new["roles"]) == (["employee"], ["manager"])
    assert {created.actor, changed.actor} == {people.ada.key}


def test_no_password_and_no_hash_is_ever_in_the_audit(engine, people):
    key = engine.create_user(a_person(), password=SECRET, by=people.ada)
    engine.give_password(key, SECRET + "2", by=people.ada)
    nora = user_of(engine, engine.sign_in("nora", SECRET + "2", address=HOME))
    engine.change_password(SECRET + "2", SECRET + "3", address=HOME, by=nora)
    # A password typed into the wrong field is no person's login.
    for login, password in ((SECRET + "3", "nora"), ("nora", "a wrong one")):
        with pytest.raises(SignInRefused):
            engine.sign_in(login, password, address=HOME)

    with engine.database.reading() as connection:
        rows = connection.execute(select(Audit.verb, Audit.old, Audit.new)).all()
    assert {"create_user", "give_password", "sign_in", "change_password", "sign_in_refused"} <= {
        row.verb for row in rows
    }
    written = repr(rows)
    assert SECRET not in written
    assert "argon2" not in written
    assert "a wrong one" not in written


def test_signing_in_and_out_is_audited_with_the_address(engine, people, company):
    key = engine.create_user(a_person(), password=SECRET, own=True, by=people.ada)

    token = engine.sign_in("nora", SECRET, address="10.0.0.7", agent="Mozilla/5.0 Firefox/141.0")
    engine.sign_out(token, by=user_of(engine, token))
    engine.sign_out(token, by=people.anna)

    begun, ended = only(company.audit("sign_in")), only(company.audit("sign_out"))
    assert feel.loads(begun.new)["address"] == "10.0.0.7"
    assert (begun.subject_key, ended.subject_key) == (key, key)
    assert token not in f"{begun}{ended}"


def test_preferences_are_audited_once_and_only_when_they_change(engine, people, company):
    engine.save_preferences(locale="ru", time_zone="Europe/Moscow", by=people.anna)
    engine.save_preferences(locale="en", time_zone="UTC", by=people.anna)

    row = only(company.audit("save_preferences"))
    assert feel.loads(row.new) == {"locale": "ru", "time_zone": "Europe/Moscow"}


def test_the_last_administrator_stays_and_nobody_takes_their_own_right(engine, people):
    other = engine.create_user(a_person(roles=frozenset({"administrator"})), by=people.ada)
    with engine.database.reading() as connection:
        nora = store.load_user(connection, other)

    with pytest.raises(OwnAdministration):
        change(engine, people.ada, people.ada.key, roles=frozenset({"employee"}))
    with pytest.raises(OwnAdministration):
        engine.deactivate_user(people.ada.key, by=people.ada)
    engine.deactivate_user(people.ada.key, by=nora)
    with pytest.raises(LastAdministrator):
        engine.deactivate_user(other, by=people.ada)
    with pytest.raises(LastAdministrator):
        change(engine, people.ada, other, roles=frozenset({"employee"}))

    assert stored(engine, other).active
    assert "administrator" in stored(engine, other).account.roles


def test_who_leaves_is_signed_out_and_may_come_back(engine, people, company):
    key = engine.create_user(a_person(), password=SECRET, own=True, by=people.ada)
    token = engine.sign_in("nora", SECRET, address=HOME)

    engine.deactivate_user(key, by=people.ada)
    engine.deactivate_user(key, by=people.ada)
    with pytest.raises(NotSignedIn):
        user_of(engine, token)
    with pytest.raises(SignInRefused):
        engine.sign_in("nora", SECRET, address=HOME)

    engine.activate_user(key, by=people.ada)
    assert engine.sign_in("nora", SECRET, address=HOME)
    assert len(company.audit("deactivate_user")) == len(company.audit("activate_user")) == 1


WRONG = [
    ("login", ""),
    ("login", "two words"),
    ("login", "x" * 65),
    ("name", " "),
    ("name", "a\nb"),
    ("email", "nora"),
    ("locale", "xx"),
    ("time_zone", "Berlin"),
    ("visibility", "everything"),
    ("roles", frozenset({"emperor"})),
    ("groups", frozenset({"x" * 129})),
    ("team", 1),
]


def test_what_cannot_be_is_refused_at_its_field(engine, people):
    for field, value in WRONG:
        with pytest.raises(Refused) as refused:
            engine.create_user(a_person(**{field: value}), by=people.ada)

        assert list(refused.value.problems) == [field]


def test_a_login_is_given_once_in_any_case(engine, people):
    engine.create_user(a_person(), by=people.ada)

    with pytest.raises(store.LoginTaken):
        engine.create_user(a_person(login="NORA"), by=people.ada)
    with pytest.raises(store.LoginTaken):
        change(engine, people.ada, people.anna.key, login="Nora")
    with engine.database.reading() as connection:
        assert (
            connection.scalar(select(UserAccount.login).where(UserAccount.key == people.anna.key)) == "anna"
        )


def test_who_saves_an_old_page_is_told(engine, people):
    before = stored(engine, people.anna.key)
    change(engine, people.ada, people.anna.key, name="Anna One")

    with pytest.raises(UserChanged, match="Anna One"):
        engine.change_user(people.anna.key, before.account, version=before.version, by=people.ada)


def test_only_administrators_administer(engine, people):
    account, facts = a_person(), TeamFacts(name="East")
    calls = [
        lambda by: engine.create_user(account, by=by),
        lambda by: engine.change_user(people.zoe.key, account, version=1, by=by),
        lambda by: engine.give_password(people.zoe.key, SECRET, by=by),
        lambda by: engine.deactivate_user(people.zoe.key, by=by),
        lambda by: engine.activate_user(people.zoe.key, by=by),
        lambda by: engine.create_team(facts, by=by),
        lambda by: engine.change_team(people.anna.team_key, facts, by=by),
        lambda by: engine.set_group_members("sales", [people.zoe.key], by=by),
        lambda by: engine.end_session("0" * 16, by=by),
        lambda by: engine.end_sessions(people.zoe.key, by=by),
    ]

    for stranger in (people.anna, people.marta, people.dora):
        for call in calls:
            with pytest.raises(Forbidden):
                call(stranger)


def test_a_team_takes_its_members_from_others_and_names_a_calendar_that_exists(engine, people, company):
    engine.save_calendar(a_calendar(), by=people.ada)
    facts = TeamFacts(
        name="Help",
        region="Europe",
        manager=people.marta.key,
        calendar="Support",
        members=frozenset({people.anna.key, people.zoe.key}),
    )

    key = engine.create_team(facts, by=people.ada)
    engine.change_team(
        key, replace(facts, name="Helpdesk", members=frozenset({people.zoe.key})), by=people.ada
    )

    with engine.database.reading() as connection:
        assert teams.load(connection, key).members == {people.zoe.key}
        assert store.load_user(connection, people.anna.key).team_key is None
        assert key in store.load_user(connection, people.marta.key).managed_teams
    changed = only(company.audit("change_team"))
    assert feel.loads(changed.old)["members"] == ["anna", "zoe"]
    assert feel.loads(changed.new)["members"] == ["zoe"]


def test_a_team_that_cannot_be_is_refused_whole(engine, people):
    wrong = TeamFacts(name=" ".strip(), manager=5, calendar="Nothing", members=frozenset({7}))
    with pytest.raises(Refused) as refused:
        engine.create_team(wrong, by=people.ada)
    assert set(refused.value.problems) == {"name", "manager", "calendar", "members"}

    with pytest.raises(TeamNameTaken):
        engine.change_team(people.anna.team_key, TeamFacts(name="South"), by=people.ada)
    with pytest.raises(NotFound):
        engine.change_team(1, TeamFacts(name="East"), by=people.ada)


def test_a_group_has_exactly_the_people_that_were_chosen(engine, people, company):
    engine.set_group_members("sales", [people.zoe.key, people.anna.key], by=people.ada)

    with engine.database.reading() as connection:
        assert teams.members(connection, "sales") == {people.zoe.key, people.anna.key}
        assert directory.groups(connection)["sales"] == 2
    row = only(company.audit("set_group_members"))
    assert feel.loads(row.old) == {"group": "sales", "members": ["anna", "boris"]}
    assert feel.loads(row.new) == {"group": "sales", "members": ["anna", "zoe"]}
    with pytest.raises(Refused):
        engine.set_group_members("sales", [1], by=people.ada)
    with pytest.raises(Refused):
        engine.set_group_members("", [], by=people.ada)


def test_a_session_is_ended_by_its_name_and_the_name_opens_nothing(engine, people):
    engine.create_user(a_person(), password=SECRET, own=True, by=people.ada)
    first, second = (engine.sign_in("nora", SECRET, address=HOME) for _ in range(2))
    with engine.database.reading() as connection:
        lines = directory.sessions(connection, now=engine.system_clock.now())
    assert {line.name for line in lines} == {name_of(first), name_of(second)}
    with pytest.raises(NotSignedIn):
        user_of(engine, lines[0].name)

    engine.end_session(name_of(first), by=people.ada)

    with pytest.raises(NotSignedIn):
        user_of(engine, first)
    assert user_of(engine, second).login == "nora"
    assert engine.end_sessions(user_of(engine, second).key, by=people.ada) == 1
    with pytest.raises(NotSignedIn):
        user_of(engine, second)
    with pytest.raises(NotFound):
        engine.end_session(name_of(first), by=people.ada)


def listed(engine, **question):
    with engine.database.reading() as connection:
        return [line.login for line in directory.people(connection, Question(**question)).rows]


def test_people_are_found_in_every_alphabet_and_by_what_they_may(engine, people):
    engine.create_user(a_person(login="жанна", name="Жанна Орлова", may_deploy=True), by=people.ada)
    engine.deactivate_user(people.zoe.key, by=people.ada)

    assert listed(engine, search="ОРЛОВА жан") == ["жанна"]
    assert listed(engine, search="100%") == []
    assert listed(engine, role="manager") == ["marta"]
    assert listed(engine, group="sales") == ["anna", "boris"]
    assert listed(engine, may_deploy=True) == ["dora", "жанна"]
    assert listed(engine, active=False) == ["zoe"]


def test_a_long_list_of_people_goes_on_after_the_last_one_shown(engine, people):
    with engine.database.reading() as connection:
        everybody = directory.people(connection, Question())
        shown, after = [], None
        while True:
            page = directory.people(connection, Question(), after=after, limit=2)
            shown += [line.login for line in page.rows]
            after = page.next
            if after is None:
                break

    assert shown == [line.login for line in everybody.rows]
    assert everybody.total == len(shown) == 6
