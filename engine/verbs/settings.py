"""Verbs on what administrators choose: settings and secrets. A secret is written, and never read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import settings
from engine.errors import Forbidden
from engine.feel.codec import from_plain
from engine.process import audit
from engine.settings import mail, site, store, web
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.identity import User
    from engine.process.work import Work

_SUBJECT = ("setting", 0)
_CHECKS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "smtp": mail.checked,
    "site": site.checked,
    "web": web.checked,
}


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
        _require_administrator(by)
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
        _require_administrator(by)
        short = name.removeprefix("web.")
        kept = web.checked_secret(short, values) if short != name else {"text": str(values.get("text") or "")}
        replaced = store.keep_secret(work.connection, name, kept, now=work.now)
        shown = {key: value for key, value in kept.items() if key != "text"}
        audit.record(work, "keep_secret", _SUBJECT, new=_named(name, {**shown, "replaced": replaced}))

    @verb
    def forget_secret(self, work: Work, name: str, *, by: User) -> None:
        """Forget a secret; nothing happens when there is none of this name."""
        _require_administrator(by)
        if store.forget_secret(work.connection, name):
            audit.record(work, "forget_secret", _SUBJECT, old={"key": name})

    def settings_snapshot(self) -> settings.Snapshot:
        """What a connector would be given now."""
        with self.database.reading() as connection:
            return settings.snapshot(connection, self.overrides)


def _require_administrator(by: User) -> None:
    if "administrator" not in by.roles:
        raise Forbidden(who=by.name, action="change settings", remedy="an administrator")


def _named(key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": key, **{name: from_plain(value) for name, value in values.items()}}
