"""People: who may sign in, what they may do, and what becomes of their work when they leave."""

from __future__ import annotations

import secrets
import string
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from engine import keys
from engine.errors import Conflict, Invalid
from engine.identity import accounts, directory
from engine.identity import queries as identity
from engine.identity.accounts import Account
from engine.identity.directory import Question
from engine.identity.sessions import GIVEN_PASSWORD
from engine.identity.users import ROLES, VISIBILITIES
from engine.process.queries import groups as group_queries
from webui import context, localization
from webui.screens.administration.section import chosen_key, refused, screen, typed
from webui.screens.administration.words import VISIBILITY

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from werkzeug import Response

    from engine.identity.accounts import Stored

_LETTERS = "".join(sorted(set(string.ascii_lowercase + string.digits) - set("l1o0")))
_PASSWORD_LENGTH = 12
_ACTIVE = {"": True, "left": False, "all": None}


@screen.get("")
def begin() -> Response:
    """Who guesses the address gets in as well."""
    return redirect(url_for("administration.users"))


@screen.get("/users")
def users() -> str:
    question = Question(
        search=request.args.get("q", ""),
        role=request.args.get("role") or None,
        group=request.args.get("group") or None,
        team=keys.parse(request.args.get("team", "")),
        active=_ACTIVE.get(request.args.get("show", ""), True),
        may_deploy="deploy" in request.args,
    )
    with context.reading() as connection:
        page = directory.people(connection, question, after=keys.parse(request.args.get("after", "")))
        teams = identity.teams(connection)
    return render_template(
        "administration/users.html",
        page=page,
        question=question,
        show=request.args.get("show", ""),
        teams=teams,
        roles=ROLES,
    )


@screen.get("/users/new")
def new_user() -> str:
    account = Account(
        login="",
        name="",
        locale=context.config().default_locale,
        time_zone=context.config().time_zone,
        groups=frozenset(request.args.getlist("group")),
    )
    return render_template(
        "administration/user_new.html", problems={}, **_form(account), password=_password()
    )


@screen.post("/users")
def create_user() -> Response:
    account, password = _typed(), request.form.get("password", "")
    try:
        key = context.engine().create_user(account, password=password or None, by=context.current_user())
    except (Invalid, Conflict) as error:
        return refused(error, "administration/user_new.html", **_form(account), password=password)
    flash(gettext("%(name)s can sign in as %(login)s.", name=account.name, login=account.login), "done")
    return redirect(url_for("administration.user", key=key), 303)


@screen.get("/users/<int:key>")
def user(key: int) -> str:
    with context.reading() as connection:
        stored = accounts.load(connection, key)
    return render_template("administration/user.html", problems={}, **_page(stored))


@screen.post("/users/<int:key>")
def change_user(key: int) -> Response:
    account, version = _typed(), keys.parse(request.form.get("version", "")) or 0
    try:
        context.engine().change_user(key, account, version=version, by=context.current_user())
    except (Invalid, Conflict) as error:
        with context.reading() as connection:
            stored = accounts.load(connection, key)
        page = _page(replace(stored, account=account, version=version))
        return refused(error, "administration/user.html", **page)
    flash(gettext("Saved."), "done")
    return redirect(url_for("administration.user", key=key), 303)


@screen.post("/users/<int:key>/password")
def give_password(key: int) -> Response:
    try:
        context.engine().give_password(key, request.form.get("password", ""), by=context.current_user())
    except Invalid as error:
        with context.reading() as connection:
            stored = accounts.load(connection, key)
        return refused(error, "administration/user.html", **_page(stored))
    flash(gettext("The password is set, and must be replaced at the next sign-in."), "done")
    return redirect(url_for("administration.user", key=key), 303)


@screen.post("/users/<int:key>/deactivation")
def deactivate_user(key: int) -> Response:
    context.engine().deactivate_user(key, by=context.current_user())
    flash(gettext("This person cannot sign in any more."), "done")
    return redirect(url_for("administration.user", key=key) + "#tasks", 303)


@screen.post("/users/<int:key>/activation")
def activate_user(key: int) -> Response:
    context.engine().activate_user(key, by=context.current_user())
    flash(gettext("This person can sign in again."), "done")
    return redirect(url_for("administration.user", key=key), 303)


@screen.post("/users/<int:key>/tasks")
def reassign(key: int) -> Response:
    """Give everything that a person holds to another one; a task that somebody was quicker with stays as it is."""
    to, by = chosen_key("to"), context.current_user()
    if to is None:
        flash(gettext("Choose who gets the tasks."), "error")
        return redirect(url_for("administration.user", key=key) + "#tasks", 303)
    with context.reading() as connection:
        held = group_queries.tasks_of(connection, key)
    given = 0
    for task in held:
        try:
            context.engine().assign_task(task.key, to=to, by=by)
        except Conflict:
            continue
        given += 1
    flash(ngettext("%(num)d task was handed over.", "%(num)d tasks were handed over.", given), "done")
    return redirect(url_for("administration.user", key=key) + "#tasks", 303)


@screen.post("/users/<int:key>/sessions")
def end_sessions(key: int) -> Response:
    ended = context.engine().end_sessions(key, by=context.current_user())
    flash(ngettext("%(num)d session was ended.", "%(num)d sessions were ended.", ended), "done")
    if key == context.current_user().key:
        return redirect(url_for("signin.form"), 303)
    return redirect(url_for("administration.user", key=key), 303)


def _typed() -> Account:
    sent = request.form
    listed = {name.strip() for name in sent.get("more_groups", "").split(",")}
    return Account(
        login=sent.get("login", "").strip(),
        name=typed("name"),
        email=sent.get("email", "").strip() or None,
        locale=sent.get("locale", ""),
        time_zone=sent.get("time_zone", ""),
        team=chosen_key("team"),
        visibility=sent.get("visibility", ""),
        roles=frozenset(sent.getlist("roles")),
        groups=frozenset({*sent.getlist("groups"), *listed} - {""}),
        may_deploy="may_deploy" in sent,
    )


def _form(account: Account, connection: Connection | None = None) -> dict[str, Any]:
    """What the fields of a person offer."""
    if connection is None:
        with context.reading() as opened:
            return _form(account, opened)
    named, used = directory.groups(connection), group_queries.groups_in_use(connection)
    return {
        "account": account,
        "teams": identity.teams(connection),
        "groups": sorted({*named, *used, *account.groups}),
        "time_zones": sorted(available_timezones()),
        "languages": localization.LOCALES,
        "roles": ROLES,
        "visibilities": [(one, VISIBILITY[one]) for one in VISIBILITIES],
    }


def _page(stored: Stored) -> dict[str, Any]:
    with context.reading() as connection:
        colleagues = directory.everybody(connection)
        colleagues.pop(stored.key, None)
        return {
            "stored": stored,
            "sessions": directory.sessions(connection, now=context.system_now(), user=stored.key),
            "tasks": group_queries.tasks_of(connection, stored.key),
            "colleagues": colleagues,
            "password": _password(),
            "given_until": stored.password_given_at and stored.password_given_at + GIVEN_PASSWORD,
            **_form(stored.account, connection),
        }


def _password() -> str:
    """A password that is read out on the telephone without questions."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_PASSWORD_LENGTH))
