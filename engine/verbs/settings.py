"""Verbs on what administrators choose: settings and secrets. A secret is written, and never read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine import mails, settings
from engine.connectors import ConnectorCall
from engine.errors import BatonError
from engine.feel.codec import from_plain
from engine.identity.rights import require_administrator
from engine.process import audit
from engine.settings import mail, sending, site, store, web
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.identity import User
    from engine.process.work import Work

_SUBJECT = ("setting", 0)
_CHECKS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "smtp": mail.checked,
    "site": site.checked,
    "sending": sending.checked,
    "web": web.checked,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedMail:
    """What became of a test mail."""

    file: str | None
    """The file's name; None when a server has taken it."""


class SettingVerbs(Ground):
    @verb
    def change_setting(
        self,
        work: Work,
        key: str,
        values: Mapping[str, Any],
        *,
        expected_version: int | None = None,
        by: User,
    ) -> None:
        """Keep what an administrator chose.

        Raises `Forbidden`, `InvalidSetting` by field, `SettingChanged` when somebody saved it in the meantime.
        """
        require_administrator(by, "change settings")
        check = _CHECKS.get(key)
        kept = check(values) if check else dict(values)
        old = store.write(work.connection, key, kept, now=work.now, expected_version=expected_version)
        audit.record(
            work, "change_setting", _SUBJECT,
            old=None if old is None else _named(key, old), new=_named(key, kept),
        )  # fmt: skip

    @verb
    def keep_secret(self, work: Work, name: str, values: Mapping[str, Any], *, by: User) -> None:
        """Keep a secret (``smtp``: its text; ``web.<name>``: host, header and text) in the place of an older one."""
        require_administrator(by, "change settings")
        short = name.removeprefix("web.")
        kept = web.checked_secret(short, values) if short != name else {"text": str(values.get("text") or "")}
        replaced = store.keep_secret(work.connection, name, kept, now=work.now)
        shown = {key: value for key, value in kept.items() if key != "text"}
        audit.record(work, "keep_secret", _SUBJECT, new=_named(name, {**shown, "replaced": replaced}))

    @verb
    def forget_secret(self, work: Work, name: str, *, by: User) -> None:
        """Forget a secret; nothing happens when there is none of this name."""
        require_administrator(by, "change settings")
        if store.forget_secret(work.connection, name):
            audit.record(work, "forget_secret", _SUBJECT, old={"key": name})

    def try_mail(self, to: str, *, subject: str, text: str, by: User) -> TriedMail:
        """Send a mail at once, as a process would, and say what became of it.

        Raises what the connector raises: `BpmnError` when it is refused, `Unavailable` when the server fails.
        """
        require_administrator(by, "change settings")
        now = self.system_clock.now()
        call = ConnectorCall(
            inputs={"to": to, "subject": subject, "text": text},
            headers={},
            idempotency_key=f"test-{self.keys.new()}",
            settings=self.settings_snapshot(),
            at=self.business_clock.now(),
            now=now,
            outbox=self.outbox,
            files=self.files,
        )
        try:
            sent = self.parts.connectors[mails.JOB_TYPE](call)
        except BatonError as refused:
            self._note_trial(to, str(refused), by=by)
            raise
        self._note_trial(to, str(sent["delivered"]), by=by)
        written = sent["delivered"] == "file"
        return TriedMail(file=f"{call.idempotency_key}.eml" if written else None)

    @verb
    def _note_trial(self, work: Work, to: str, answer: str, *, by: User) -> None:  # noqa: ARG002  `verb` reads by
        audit.record(work, "try_mail", _SUBJECT, new={"to": to, "answer": answer})

    def settings_snapshot(self) -> settings.Snapshot:
        """What a connector would be given now."""
        with self.database.reading() as connection:
            return settings.snapshot(connection, self.overrides)


def _named(key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": key, **{name: from_plain(value) for name, value in values.items()}}
