"""The door to `engine.forms`: draws a form for the person who asks, and reads what that person sent.

A view of a task does::

    context = forms.Context(variables=..., connection=connection)
    fields = forms.fields(form, context)                              # GET; with submitted=draft for a draft
    submission = forms.read_submission(form, request, context)        # POST
    if forms.wants_redraw(request):                                   # a row was added, or conditions looked up
        fields = forms.fields(form, context, submitted=submission.raw)
    elif not submission.valid:                                        # answer 422
        fields = forms.fields(form, context, submitted=submission.raw, errors=submission.errors)

and the template ``{% from "forms/form.html" import form_fields %} {{ form_fields(fields) }}`` inside its own
``<form enctype="multipart/form-data" novalidate>``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext
from itsdangerous import BadSignature, URLSafeSerializer

from engine import feel, keys, records
from engine.calendars import working_time
from engine.errors import NotFound
from engine.feel.values import RecordRef
from engine.forms import Upload
from engine.records import asked, queries
from webui import context as page
from webui import localization

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flask import Flask, Request
    from sqlalchemy import Connection
    from werkzeug.datastructures import FileStorage

    from engine.feel.values import Value
    from engine.forms import Field, Form, Lookup, Message, Submission
    from engine.identity import User

_REDRAW = ("_refresh", "_add", "_remove")
SEEN = "_seen"
"""The field of the page that says which versions of records the person saw."""
_UPLOAD = "upload."
_CHOICES = 200


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a form is about: the variables its task sees, and the connection on which records are read."""

    variables: Mapping[str, Value]
    connection: Connection
    person: User | None = field(default_factory=page.visitor)
    """Who asks; None on a public form, which shows an employee no more than a stranger."""
    environment: feel.Environment = field(init=False)

    def __post_init__(self) -> None:
        resolve = records.resolver(self.connection)
        environment = feel.Environment(
            now=page.business_now,
            time_zone=str(localization.time_zone()),
            resolve=resolve,
            functions={
                **working_time.functions(self.connection, time_zone=page.config().time_zone),
                # A stranger on a public form searches nobody's records.
                **({} if self.person is None else asked.functions(self.connection, self.person, resolve)),
            },
        )
        object.__setattr__(self, "environment", environment)

    def lookup(self, question: Lookup) -> Sequence[RecordRef]:
        """The records that this person may choose from: those of the same account first, then others, by name.

        A list ends somewhere; those chosen already are always in it.
        """
        if self.person is None:
            return []  # a stranger chooses from nobody's records
        near = (
            self._page(question.type, {"account": accounts}) if (accounts := self._accounts(question)) else []
        )
        found = list(dict.fromkeys([*near, *self._page(question.type, {})]))[:_CHOICES]
        chosen = [RecordRef(question.type, key) for key in question.selected]
        return found + [ref for ref in chosen if ref not in found and _is_visible(self.connection, ref)]

    def _accounts(self, question: Lookup) -> list[RecordRef]:
        """The accounts that the form is about, for a type whose records belong to one."""
        if "account" not in records.types()[question.type].fields:
            return []
        refs = [value for value in self.variables.values() if isinstance(value, RecordRef)]
        named = [ref if ref.type == "account" else self._resolved(ref).get("account") for ref in refs]
        return [ref for ref in dict.fromkeys(named) if isinstance(ref, RecordRef)]

    def _resolved(self, ref: RecordRef) -> Mapping[str, Value]:
        resolve = self.environment.resolve
        return (resolve(ref) if resolve is not None else None) or {}

    def _page(self, kind: str, filters: Mapping[str, Value]) -> list[RecordRef]:
        found = queries.page(
            self.connection,
            kind,
            page.current_user(),
            sort=records.types()[kind].title,
            filters=filters,
            limit=_CHOICES,
        )
        return [row.ref for row in found.rows]


def install(app: Flask) -> None:
    app.jinja_env.filters.update(form_message=message, form_errors=with_errors, has_lists=has_lists)


def fields(
    form: Form,
    context: Context,
    *,
    submitted: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, Message] | None = None,
) -> list[Field]:
    """What to draw; *submitted* keeps what was typed, as a draft or a refused submission."""
    return form.fields(
        context.variables,
        context.environment,
        localization.locale(),
        submitted=submitted,
        errors=errors,
        lookup=context.lookup,
        uploads=_uploads(submitted or {}),
    )


def read_submission(form: Form, request: Request, context: Context) -> Submission:
    """What the request's form says; a signed-in person's files are stored. Raises `UnexpectedFields`."""
    submitted = raw(request)
    for name, sent in request.files.lists() if page.visitor() else ():
        submitted.setdefault(name, []).extend(_stored(file) for file in sent if file.filename)
    return read(form, with_rows_changed(submitted, request), context)


def read(form: Form, submitted: Mapping[str, Sequence[str]], context: Context) -> Submission:
    """What texts by name say; raises `UnexpectedFields`."""
    return form.read(
        submitted,
        context.variables,
        context.environment,
        localization.locale(),
        lookup=context.lookup,
        uploads=_uploads(submitted),
    )


def wants_redraw(request: Request) -> bool:
    """The person asked for another row or for the fields that today's answers need, not for the end of the task."""
    return any(name in request.form for name in _REDRAW)


def raw(request: Request) -> dict[str, list[str]]:
    """The texts of a form as sent, without what belongs to the page: what a draft keeps."""
    return {
        name: list(texts)
        for name, texts in request.form.lists()
        if not name.startswith("_") and name != "csrf_token"
    }


def to_keep(request: Request) -> dict[str, list[str]]:
    """What a draft keeps: the texts, and the state of the records by which they were typed."""
    return raw(request) | {SEEN: [request.form.get(SEEN, "")]}


def spell_seen(seen: Mapping[RecordRef, int]) -> str:
    """The versions of records as a form carries them: ``opportunity:42:7``."""
    return " ".join(f"{ref.type}:{ref.key}:{version}" for ref, version in seen.items())


def read_seen(text: str | Sequence[str] | None) -> dict[RecordRef, int]:
    """What `spell_seen` wrote; anything else names no record."""
    found: dict[RecordRef, int] = {}
    for one in ((text if isinstance(text, str) else " ".join(text)) if text else "").split():
        kind, _, rest = one.partition(":")
        key, _, version = rest.partition(":")
        ref, number = keys.parse(key), keys.parse(version)
        if kind in records.types() and ref is not None and number is not None:
            found[RecordRef(kind, ref)] = number
    return found


def message(one: Message) -> str:
    """A form's message in the language of the page."""
    return str(gettext(one.text)).format(**dict(one.facts))


def with_errors(drawn: Sequence[Field]) -> Iterator[Field]:
    """The fields that have an error, in document order, those inside groups and rows included."""
    for one in drawn:
        if one.error is not None:
            yield one
        yield from with_errors(one.fields)


def has_lists(drawn: Sequence[Field]) -> bool:
    return any(one.kind == "list" or has_lists(one.fields) for one in drawn)


def with_rows_changed(submitted: dict[str, list[str]], request: Request) -> dict[str, list[str]]:
    """*submitted* after the press on a list's own buttons."""
    added = request.form.get("_add")
    if added is not None:
        rows = [row for text in submitted.get(added, []) if (row := keys.parse(text)) is not None]
        submitted.setdefault(added, []).append(str(max(rows, default=-1) + 1))
    name, _, number = request.form.get("_remove", "").rpartition(".")
    if number in submitted.get(name, []):
        submitted[name].remove(number)
        inside = f"{name}.{number}."
        return {one: texts for one, texts in submitted.items() if not one.startswith(inside)}
    return submitted


def _stored(file: FileStorage) -> str:
    """Keep a file; what the page then carries is signed for this person, so nobody can name a file of others."""
    content = file.stream.read()
    key = page.engine().files.put(content)
    return _UPLOAD + _signer().dumps([key, file.filename, file.mimetype, len(content)])


def _uploads(submitted: Mapping[str, Sequence[str]]) -> dict[str, Upload]:
    if page.visitor() is None:
        return {}
    tokens = {text for texts in submitted.values() for text in texts if text.startswith(_UPLOAD)}
    return {token: upload for token in tokens for upload in _opened(token)}


def _opened(token: str) -> Iterator[Upload]:
    try:
        key, name, media_type, size = _signer().loads(token.removeprefix(_UPLOAD))
    except BadSignature:
        return
    yield Upload(key, name, media_type, size)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"upload {page.current_user().key}")


def _is_visible(connection: Connection, ref: RecordRef) -> bool:
    try:
        queries.get(connection, ref, page.current_user())
    except NotFound:
        return False
    return True
