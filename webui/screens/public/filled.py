"""One public form on its way: what was typed, whether a person sent it, and what to tell them."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import render_template
from flask_babel import gettext

from engine.forms import UnexpectedFields
from engine.process import queries
from engine.process.errors import FieldsRefused
from engine.process.form_visits import TooManySubmissions
from engine.process.starting import Origin
from webui import context, errors, forms, localization
from webui.screens.public import tokens
from webui.screens.public.showing import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Request
    from sqlalchemy import Connection

    from engine.forms import Field, Message, Submission
    from engine.process.queries import StartForm
    from webui.screens.public.tokens import Token

TRAP = "_homepage"
"""A field that people do not see: what fills it in is a robot."""
_TOKEN = "_token"  # noqa: S105  the name of a field
_CAMPAIGN = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
_LONGEST = 255


@dataclass(kw_only=True)
class Filled:
    """A form as one visitor sees it, empty or filled in."""

    address: str
    token: Token
    typed: dict[str, list[str]] | None = None
    """What was sent, by name; None for the empty form."""
    request: Request | None = None
    trapped: bool = False
    """The hidden field was filled in; a person who did so by mistake now sees it."""
    faults: dict[str, Message] = field(default_factory=dict)
    problem: str = ""
    status: HTTPStatus = HTTPStatus.OK

    @classmethod
    def empty(cls, address: str, token: Token) -> Filled:
        return cls(address=address, token=token)

    @classmethod
    def sent(cls, address: str, request: Request) -> Filled:
        token = tokens.read(request.form.get(_TOKEN, ""), address)
        filled = cls(
            address=address,
            token=token or tokens.new(context.system_now(), {}),
            typed=forms.raw(request),
            request=request,
            trapped=bool(request.form.get(TRAP, "").strip()),
        )
        if token is None:
            filled.refuse(gettext("This page was open for too long. Nothing is lost: please send it again."))
        return filled

    def submit(self, visitor: str) -> str | None:
        """Start the form's process and give its reference; None when the form has to be shown again."""
        if self.request is None or forms.wants_redraw(self.request):
            return None
        try:
            context.engine().count_form_visit(visitor)
        except TooManySubmissions as error:
            self.refuse(errors.message(error), HTTPStatus.TOO_MANY_REQUESTS)
            return None
        if not self._is_a_persons():
            return None
        with context.reading() as connection:
            submission = self._read(connection)
        if submission.valid:
            return self._start(submission)
        self.faults = dict(submission.errors)
        self.refuse("")
        return None

    def page(self) -> str:
        """The form with everything that was typed."""
        with context.reading() as connection:
            start = queries.start_form_at(connection, self.address)
            return render_template(
                "public/form.html",
                words=words_of(start, localization.locale()),
                address=self.address,
                fields=self._fields(connection, start),
                token=self.token.spelt(self.address),
                trap=TRAP,
                trapped=self.trapped,
                problem=self.problem,
            )

    def refuse(self, problem: str, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY) -> None:
        self.problem, self.status = problem, status

    def _is_a_persons(self) -> bool:
        """Whether to believe that a person sent it now; else it is said kindly, since it may have been one."""
        now = context.system_now()
        if self.problem:
            return False
        if self.trapped:
            self.refuse(gettext("Please leave the marked field empty, and send the form again."))
        elif self.token.is_too_quick(now):
            self.refuse(gettext("That was very quick. Please look it over, and send it again."))
        elif self.token.is_too_old(now):
            self.token = tokens.new(now, self.token.facts)
            self.refuse(gettext("This page was open for too long. Nothing is lost: please send it again."))
        return not self.problem

    def _read(self, connection: Connection) -> Submission:
        """What was typed, as values; fields that the form does not have any more are left out."""
        start = queries.start_form_at(connection, self.address)
        form, _ = start.document(connection)
        about = forms.Context(variables={}, connection=connection, person=None)
        try:
            return forms.read(form, self.typed or {}, about)
        except UnexpectedFields as unexpected:
            self.typed = {
                name: texts for name, texts in (self.typed or {}).items() if name not in unexpected.names
            }
            return forms.read(form, self.typed, about)

    def _start(self, submission: Submission) -> str | None:
        origin = Origin(locale=localization.locale(), facts=self._facts())
        try:
            started = context.engine().submit_public_form(
                self.address, submission.values, message_id=self.token.id, origin=origin
            )
        except FieldsRefused as refused:
            self.faults = {path: said for path, said in refused.fields.items() if path in submission.raw}
            self.refuse("" if len(self.faults) == len(refused.fields) else errors.message(refused))
            return None
        return started.reference

    def _facts(self) -> Mapping[str, str]:
        return {**self.token.facts, "origin": "web", "language": localization.locale()}

    def _fields(self, connection: Connection, start: StartForm) -> Sequence[Field]:
        form, _ = start.document(connection)
        about = forms.Context(variables={}, connection=connection, person=None)
        return forms.fields(form, about, submitted=self._shown(), errors=self.faults)

    def _shown(self) -> Mapping[str, Sequence[str]] | None:
        if self.typed is None or self.request is None:
            return None
        return forms.with_rows_changed(self.typed, self.request)


def origin_of(request: Request) -> dict[str, str]:
    """The campaign that the link names, and the page of another site that it stood on."""
    facts = {name: text[:_LONGEST] for name in _CAMPAIGN if (text := request.args.get(name, "").strip())}
    came_from = (request.referrer or "")[:_LONGEST]
    if _is_of_another_site(came_from, request.host):
        facts["referrer"] = came_from
    return facts


def _is_of_another_site(address: str, host: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # whatever a robot sends there, the page opens
        return False
    return parts.scheme in {"http", "https"} and parts.netloc != host
