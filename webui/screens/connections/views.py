"""How Baton reaches the world: the mail server, and the machines that processes may call. For administrators."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from engine.errors import BatonError
from engine.identity import queries as people
from engine.identity.rights import require_administrator
from engine.settings import queries
from engine.settings.problems import InvalidSetting
from engine.settings.store import SettingChanged
from webui import context, errors
from webui.screens.connections import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from werkzeug import Response

screen = Blueprint("connections", __name__, template_folder="templates", url_prefix="/administration")


@screen.before_request
def _only_administrators() -> None:
    user = context.visitor()
    if user is not None:
        require_administrator(user, "administer Baton")


@screen.get("/mail")
def mail() -> Response:
    return _mail_page()


@screen.post("/mail")
def save_mail() -> Response:
    """The server and, if one was typed, its password."""
    user, engine = context.current_user(), context.engine()

    def save() -> None:
        engine.change_setting("smtp", request.form, expected_version=_version(), by=user)
        if request.form.get("password"):
            engine.keep_secret("smtp", {"text": request.form["password"]}, by=user)

    return _saved(save, "connections.mail", _mail_page)


@screen.post("/mail/password/removal")
def forget_password() -> Response:
    context.engine().forget_secret("smtp", by=context.current_user())
    flash(gettext("The password is forgotten."), "done")
    return redirect(url_for("connections.mail"), 303)


@screen.post("/mail/site")
def save_site() -> Response:
    user = context.current_user()
    return _saved(
        lambda: context.engine().change_setting("site", request.form, by=user), "connections.mail", _mail_page
    )


@screen.post("/mail/hold")
def save_hold() -> Response:
    user = context.current_user()
    return _saved(
        lambda: context.engine().change_setting("sending", request.form, by=user),
        "connections.mail",
        _mail_page,
    )


@screen.post("/mail/tests")
def test_mail() -> Response:
    """Send a mail as a process would, and tell what the server said."""
    to = request.form.get("to", "").strip()
    try:
        answer = context.engine().try_mail(
            to, subject=gettext("Test of Baton"), text=gettext("This mail server works for Baton."),
            by=context.current_user(),
        )  # fmt: skip
    except BatonError as refused:
        return _mail_page(tested=errors.message(refused), to=to, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if answer.file is not None:
        flash(gettext("No server is set: the mail is in the file %(file)s.", file=answer.file), "done")
    else:
        flash(gettext("The server has taken the mail to %(to)s.", to=to), "done")
    return redirect(url_for("connections.mail"), 303)


@screen.get("/connections")
def web() -> Response:
    return _web_page()


@screen.post("/connections")
def save_web() -> Response:
    user = context.current_user()
    return _saved(
        lambda: context.engine().change_setting("web", request.form, expected_version=_version(), by=user),
        "connections.web",
        _web_page,
    )


@screen.post("/connections/secrets")
def keep_secret() -> Response:
    user, name = context.current_user(), request.form.get("name", "").strip()
    return _saved(
        lambda: context.engine().keep_secret(f"web.{name}", request.form, by=user),
        "connections.web",
        _web_page,
    )


@screen.post("/connections/secrets/<name>/removal")
def forget_secret(name: str) -> Response:
    context.engine().forget_secret(f"web.{name}", by=context.current_user())
    flash(gettext("The secret is forgotten."), "done")
    return redirect(url_for("connections.web"), 303)


def _saved(save: Callable[[], None], endpoint: str, page: Callable[..., Response]) -> Response:
    """Save and go back; what cannot be kept stays on the page, with what was typed."""
    try:
        save()
    except InvalidSetting as refused:
        problems = words.problems(refused.setting, refused.fields)
        return page(problems=problems, typed=request.form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except SettingChanged as changed:
        flash(errors.message(changed), "error")
        return page(typed=request.form, status=HTTPStatus.CONFLICT)
    flash(gettext("Saved."), "done")
    return redirect(url_for(endpoint), 303)


def _version() -> int | None:
    return request.form.get("version", type=int)


def _mail_page(
    *,
    problems: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    tested: str = "",
    to: str = "",
    status: int = HTTPStatus.OK,
) -> Response:
    engine = context.engine()
    with context.reading() as connection:
        kept = queries.mail(connection)
        own = people.address_of(connection, context.current_user().key)
    return make_response(
        render_template(
            "connections/mail.html",
            kept=kept, values={**kept.values, **_texts(typed)}, site=(typed or {}).get("address", kept.site),
            hold=(typed or {}).get("hold", kept.hold),
            problems=problems or {}, tested=tested, to=to or own, securities=words.SECURITIES,
            fixed=engine.overrides.smtp, outbox=engine.outbox,
        ),
        status,
    )  # fmt: skip


def _web_page(
    *,
    problems: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    with context.reading() as connection:
        kept = queries.web(connection)
    return make_response(
        render_template(
            "connections/web.html",
            kept=kept, allowed=(typed or {}).get("allowed", kept.allowed), typed=_texts(typed), problems=problems or {},
        ),
        status,
    )  # fmt: skip


def _texts(typed: Mapping[str, str] | None) -> dict[str, Any]:
    """What was typed, to be shown again; a secret is typed anew."""
    return {
        name: value for name, value in (typed or {}).items() if name not in {"password", "text", "csrf_token"}
    }
