"""The server that sends our mail."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import unquote, urlsplit

from engine.errors import ConfigurationError
from engine.settings import addresses
from engine.settings.problems import InvalidSetting

if TYPE_CHECKING:
    from collections.abc import Mapping

Security = Literal["none", "starttls", "tls"]
SECURITIES: tuple[Security, ...] = ("none", "starttls", "tls")
PORTS: dict[Security, int] = {"none": 25, "starttls": 587, "tls": 465}
_SCHEMES: dict[str, Security] = {"smtp": "none", "smtp+starttls": "starttls", "smtps": "tls"}
_TIMEOUT = 20
_FALLBACK_SENDER = "baton@localhost.localdomain"
_PORTS = (1, 65535)
_TIMEOUTS = (1, 50)
"""Seconds. A worker's lease on a mail lasts a minute: a server that is slower must not get the mail twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """How mail goes out; without a host it becomes files."""

    host: str = ""
    port: int = 25
    security: Security = "none"
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = _FALLBACK_SENDER
    """The address that mails come from."""
    sender_name: str = ""
    timeout: int = _TIMEOUT
    """Seconds for each answer of the server."""
    trusted: str = ""
    """A certificate (PEM) to trust besides those of the system: for a server that signed its own."""


EMPTY: dict[str, Any] = {
    "host": "", "port": "", "security": "starttls", "user": "", "sender": "", "sender_name": "",
    "timeout": _TIMEOUT, "trusted": "",
}  # fmt: skip
"""A form that nobody has filled in."""


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the setting ``smtp``, as they are kept; raises `InvalidSetting` with every wrong field."""
    name = str(values.get("host") or "").strip()
    security = str(values.get("security") or "none")
    sender = str(values.get("sender") or "").strip()
    port = _whole(values.get("port") or PORTS.get(cast("Security", security), PORTS["none"]))
    timeout = _whole(values.get("timeout") or _TIMEOUT)
    sender_name = " ".join(str(values.get("sender_name") or "").split())
    trusted = str(values.get("trusted") or "").strip()
    fits = {
        "host": not name or addresses.host(name) is not None,
        "port": _PORTS[0] <= port <= _PORTS[1],
        "security": security in SECURITIES,
        "sender": addresses.is_address(sender),
        "timeout": _TIMEOUTS[0] <= timeout <= _TIMEOUTS[1],
        "trusted": not trusted or _is_certificate(trusted),
    }
    wrong = {field: str(values.get(field) or "") for field, right in fits.items() if not right}
    if wrong:
        raise InvalidSetting("smtp", wrong)
    return {
        "host": addresses.host(name) or "", "port": port, "security": security, "sender": sender,
        "user": str(values.get("user") or "").strip(), "sender_name": sender_name, "timeout": timeout,
        "trusted": trusted,
    }  # fmt: skip


def smtp_of(values: Mapping[str, Any] | None, password: str) -> Smtp:
    """A kept setting and its secret, ready for use."""
    return Smtp(**(values or {}), password=password)


def from_url(url: str, sender: str) -> Smtp:
    """What BATON_SMTP_URL and BATON_MAIL_FROM say; raises `ConfigurationError` without the password in it."""
    try:
        parts = urlsplit(url)
        security = _SCHEMES[parts.scheme]
        values = {
            "host": parts.hostname, "port": parts.port or PORTS[security], "security": security,
            "user": unquote(parts.username or ""), "sender": sender,
        }  # fmt: skip
        return smtp_of(checked(values), unquote(parts.password or ""))
    except (KeyError, ValueError) as error:
        remedy = "Use smtp+starttls://USER:PASSWORD@HOST:PORT, smtps://… or smtp://…."
        raise ConfigurationError(setting="BATON_SMTP_URL", value="***", remedy=remedy) from error
    except InvalidSetting as error:
        name = "BATON_MAIL_FROM" if "sender" in error.fields else "BATON_SMTP_URL"
        raise ConfigurationError(setting=name, value="***", remedy=f"Correct its {error.names}.") from error


def _whole(value: Any) -> int:
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else -1  # noqa: PLR2004  digits of no port


def _is_certificate(text: str) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (ssl.SSLError, ValueError):
        return False
    return True
