"""People, their rights, and how they sign in."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import argon2
import pytest
from sqlalchemy import event, select

from engine.errors import NotFound
from engine.identity import SYSTEM, queries, sessions, store
from engine.identity.models import Session, UserAccount
from engine.identity.passwords import UnsuitablePassword
from engine.identity.sessions import NotSignedIn, SignInRefused
from engine.identity.throttle import PER_ADDRESS, PER_LOGIN, WINDOW, TooManyAttempts
from tests.conftest import ROOT
from tests.records.company import a_team, a_user

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PASSWORD = "correct horse"


@pytest.fixture
def anna(database):
    with database.transaction() as connection:
        return a_user(connection, "Anna", password=PASSWORD)


def sign_in(database, login="Anna", password=PASSWORD, address="10.0.0.1", now=NOW, **options):
    proven = sessions.prove(database, login, password, address=address, now=now)
    with database.transaction() as connection:
        return sessions.begin(connection, proven, address=address, now=now, **options)


def load(database, token, now=NOW):
    with database.reading() as connection:
        return sessions.load(connection, token, now=now)


def test_a_person_is_loaded_with_everything_they_may_in_two_statements(database):
    with database.transaction() as connection:
        team = a_team(connection)
        made = a_user(
            connection,
            "dora",
            roles=("manager", "employee"),
            groups=("Sales manager",),
            team=team,
            visibility="team",
            may_deploy=True,
            locale="ru",
            time_zone="Europe/Moscow",
        )
        store.set_manager(connection, team, made.key)
        statements = []
        event.listen(database.sql_engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        dora = store.load_user(connection, made.key)
    assert len(statements) == 2
    assert dora.roles == {"manager", "employee"}
    assert dora.groups == {"Sales manager"}
    assert dora.managed_teams == {team}
    assert (dora.team_key, dora.visibility, dora.may_deploy, dora.locale) == (team, "team", True, "ru")


def test_the_system_is_a_person_without_a_row(database):
    with database.reading() as connection:
        assert store.load_user(connection, 0) is SYSTEM
        assert queries.names(connection, [0]) == {0: "System"}


@pytest.mark.parametrize(("first", "second"), [("Anna", "anna"), ("Жанна", "жанна"), ("STRASSE", "straße")])
def test_a_login_is_one_person_in_any_case(database, first, second):
    with database.transaction() as connection:
        a_user(connection, first)
        assert store.find_user(connection, f" {second} ").login == first
    with pytest.raises(store.LoginTaken), database.transaction() as connection:
        a_user(connection, second)


def test_unknown_roles_and_visibilities_are_refused(database):
    with database.transaction() as connection:
        with pytest.raises(store.UnknownChoice, match="emperor"):
            a_user(connection, roles=("emperor",))
        with pytest.raises(store.UnknownChoice, match="everything"):
            a_user(connection, visibility="everything")


def test_a_password_signs_in_and_the_database_keeps_neither_it_nor_the_token(database, anna):
    token = sign_in(database, "ANNA")
    assert load(database, token).user == anna
    with database.reading() as connection:
        kept = connection.scalars(select(Session.token_hash)).one()
        password_hash = connection.scalars(select(UserAccount.password_hash)).one()
    assert token not in kept
    assert password_hash.startswith("$argon2id$")


def test_the_product_hashes_at_full_strength_although_these_tests_do_not():
    """In a program of its own: tests/conftest.py gives the tests a quicker argon2id."""
    printed = subprocess.run(
        [sys.executable, "-c", f"from engine.identity import passwords; print(passwords.hashed({PASSWORD!r}))"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    given = argon2.extract_parameters(printed.strip())
    assert given.type is argon2.Type.ID
    assert given.memory_cost >= 19 * 1024  # KiB; OWASP's least is 19 MiB with two passes
    assert given.time_cost >= 2


@pytest.mark.parametrize(
    ("login", "password"), [("anna", "wrong"), ("nobody", PASSWORD), ("anna", ""), ("a\x00", "x" * 999)]
)
def test_a_wrong_login_or_password_is_refused_in_the_same_words(database, anna, login, password):
    with pytest.raises(SignInRefused) as refused:
        sign_in(database, login, password)
    assert str(refused.value) == SignInRefused.text


def test_a_person_without_a_password_cannot_sign_in(database):
    with database.transaction() as connection:
        a_user(connection, "imported")
    with pytest.raises(SignInRefused):
        sign_in(database, "imported", "")


def test_guessing_a_password_is_braked_for_the_login_from_everywhere(database, anna):
    for attempt in range(PER_LOGIN):
        with pytest.raises(SignInRefused):
            sign_in(
                database, password="guess", address=f"10.0.0.{attempt}", now=NOW + timedelta(seconds=attempt)
            )
    with pytest.raises(TooManyAttempts) as braked:
        sign_in(database, address="10.9.9.9", now=NOW + timedelta(minutes=1))
    assert braked.value.seconds == WINDOW.total_seconds() - 60
    assert sign_in(database, now=NOW + WINDOW)


def test_guessing_logins_is_braked_for_the_address(database, anna, monkeypatch):
    monkeypatch.setattr("engine.identity.passwords.matches", lambda *_: False)
    for attempt in range(PER_ADDRESS):
        with pytest.raises(SignInRefused):
            sign_in(database, f"user{attempt}", "guess")
    with pytest.raises(TooManyAttempts):
        sign_in(database)


def test_a_proven_password_lifts_the_brake(database, anna):
    for _ in range(PER_LOGIN - 1):
        with pytest.raises(SignInRefused):
            sign_in(database, password="guess")
    assert sign_in(database)
    with pytest.raises(SignInRefused):
        sign_in(database, password="guess")


def test_a_session_ends_after_twelve_idle_hours(database, anna):
    token = sign_in(database)
    assert load(database, token, NOW + timedelta(hours=11, minutes=59)).stale
    with pytest.raises(NotSignedIn):
        load(database, token, NOW + timedelta(hours=12))


def test_a_session_that_is_used_lives_on_but_not_beyond_seven_days(database, anna):
    token, now = sign_in(database), NOW
    while now < NOW + timedelta(days=7, hours=-6):
        now += timedelta(hours=6)
        with database.transaction() as connection:
            sessions.touch(connection, token, now=now)
    assert load(database, token, now).user == anna
    with pytest.raises(NotSignedIn):
        load(database, token, NOW + timedelta(days=7))


def test_a_session_is_replaced_when_signing_in_again_and_gone_after_signing_out(database, anna):
    first = sign_in(database)
    second = sign_in(database, replaces=first)
    with pytest.raises(NotSignedIn):
        load(database, first)
    with database.transaction() as connection:
        sessions.sign_out(connection, second)
    with pytest.raises(NotSignedIn):
        load(database, second)


def test_a_new_password_or_leaving_ends_every_session(database, anna):
    token = sign_in(database)
    with database.transaction() as connection:
        store.set_password(connection, anna.key, "another password")
    with pytest.raises(NotSignedIn):
        load(database, token)
    token = sign_in(database, password="another password")
    with database.transaction() as connection:
        store.deactivate_user(connection, anna.key)
    with pytest.raises(NotSignedIn):
        load(database, token)
    with pytest.raises(SignInRefused):
        sign_in(database, password="another password")
    with database.reading() as connection, pytest.raises(NotFound):
        store.load_user(connection, anna.key)


@pytest.mark.parametrize("password", ["short", "x" * 257])
def test_an_unsuitable_password_is_refused(database, password):
    with database.transaction() as connection, pytest.raises(UnsuitablePassword):
        a_user(connection, password=password)


@pytest.mark.parametrize("token", ["", "x", "é" * 50, "\ud800"])
def test_a_made_up_token_is_no_session(database, anna, token):
    with pytest.raises(NotSignedIn):
        load(database, token)
