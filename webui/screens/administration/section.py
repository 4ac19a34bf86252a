"""What all pages of the administration share: who may enter, the tabs, and what a refused form says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, make_response, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from engine import keys
from engine.calendars.errors import CalendarNameTaken, CalendarRefused
from engine.identity.errors import Refused, TeamNameTaken
from engine.identity.passwords import UnsuitablePassword
from engine.identity.rights import require_administrator
from engine.identity.store import LoginTaken
from webui import context, errors
from webui.navigation import Destination

if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString
    from werkzeug import Response

    from engine.errors import BatonError

screen = Blueprint("administration", __name__, template_folder="templates", url_prefix="/administration")
navigation = (
    Destination(
        endpoint="administration.users",
        label=_l("Users and settings"),
        icon="shield",
        key="u",
        order=10,
        area="administration",
        roles=frozenset({"administrator"}),
    ),
)
_TABS = (
    ("administration.users", _l("Users")),
    ("administration.roles", _l("Roles")),
    ("administration.teams", _l("Teams")),
    ("administration.groups", _l("Groups")),
    ("administration.calendars", _l("Working calendars")),
    ("administration.sessions", _l("Sessions")),
    ("administration.audit_log", _l("Audit log")),
    ("currencies.show", _l("Currencies")),
    ("connections.mail", _l("Mail")),
    ("connections.web", _l("Connections")),
)
_FIELDS: dict[type[BatonError], str] = {
    LoginTaken: "login",
    TeamNameTaken: "name",
    CalendarNameTaken: "name",
    UnsuitablePassword: "password",
}
"""Where a refusal of the whole belongs on its form."""


@dataclass(frozen=True)
class Tab:
    href: str
    label: LazyString
    current: bool


@screen.before_request
def _only_administrators() -> None:
    user = context.visitor()
    if user is not None:
        require_administrator(user, "administer Baton")


@screen.app_template_global("administration_tabs")
def tabs() -> list[Tab]:
    """The pages of the section that this installation has; connections bring their own screens."""
    known = [(endpoint, label) for endpoint, label in _TABS if endpoint in current_app.view_functions]
    hrefs = [(url_for(endpoint), label) for endpoint, label in known]
    return [Tab(href, label, request.path.startswith(href)) for href, label in hrefs]


@screen.app_template_filter("admin_pair")
def _pair(thing: Any) -> tuple[int, str]:
    """Key and name of a team, to choose from."""
    return thing.key, thing.name


@screen.app_template_filter("admin_twice")
def _twice(name: str) -> tuple[str, str]:
    """A name that stands for itself, to choose from."""
    return name, name


def problems_of(error: BatonError) -> dict[str, str]:
    """What is wrong by field; "" stands for the whole form."""
    if isinstance(error, Refused | CalendarRefused):
        return {place: errors.message(one) for place, one in error.problems.items()}
    return {_FIELDS.get(type(error), ""): errors.message(error)}


def refused(error: BatonError, template: str, **facts: Any) -> Response:
    """The page again, with what was typed and what is wrong with it."""
    page = render_template(template, problems=problems_of(error), **facts)
    return make_response(page, errors.status_of(error))


def chosen_keys(name: str) -> frozenset[int]:
    """The keys that boxes of one name were ticked for."""
    return frozenset(key for text in request.form.getlist(name) if (key := keys.parse(text)) is not None)


def chosen_key(name: str) -> int | None:
    return keys.parse(request.form.get(name, ""))


def typed(name: str) -> str:
    """A single line as typed, with single spaces."""
    return " ".join(request.form.get(name, "").split())
