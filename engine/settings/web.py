"""Which machines a process may call over HTTP, and with which secrets."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.settings import addresses
from engine.settings.problems import InvalidSetting

if TYPE_CHECKING:
    from collections.abc import Mapping

_PRIVATE = "private"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_LARGEST_PORT = 65535
_REFUSED_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade", "te"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedHost:
    """A machine that may be called."""

    host: str
    """A name, ``*.example.com`` for every name below it, or an address."""
    port: int | None = None
    """None for 80 and 443."""
    private: bool = False
    """It may be in a private network or on this machine; else such an address is refused whatever its name."""

    def covers(self, host: str, port: int) -> bool:
        named = host == self.host or (self.host.startswith("*.") and host.endswith(self.host[1:]))
        return named and (port in {80, 443} if self.port is None else port == self.port)

    def __str__(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port is None else f":{self.port}"
        return f"{name}{port}{' ' + _PRIVATE if self.private else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A header that is added to requests to one host, and to no other."""

    host: str
    header: str = "Authorization"
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Everything that `http.request` may use; by default nothing."""

    allowed: tuple[AllowedHost, ...] = ()
    secrets: Mapping[str, Secret] = field(default_factory=dict)

    def allowing(self, host: str, port: int) -> AllowedHost | None:
        """The entry that allows a machine; one that allows private networks first."""
        found = [one for one in self.allowed if one.covers(host, port)]
        return max(found, key=lambda one: one.private, default=None)


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the setting ``web``, as they are kept: one entry a line; raises `InvalidSetting`."""
    lines = [line.strip() for line in str(values.get("allowed") or "").splitlines() if line.strip()]
    read = {line: _entry(line) for line in lines}
    wrong = [line for line, entry in read.items() if entry is None]
    if wrong:
        raise InvalidSetting("web", {"allowed": wrong[0][:80]})
    return {"allowed": "\n".join(str(entry) for entry in read.values())}


def checked_secret(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A secret as it is kept: host, header, text; raises `InvalidSetting`."""
    host, header = (
        host_of(str(values.get("host") or "")),
        str(values.get("header") or "Authorization").strip(),
    )
    text = str(values.get("text") or "").strip()
    fits = {
        "name": _NAME.fullmatch(name),
        "host": host,
        "header": _HEADER.fullmatch(header) and header.casefold() not in _REFUSED_HEADERS,
        "text": text and text.isascii() and text.isprintable(),
    }
    wrong = {field: "" for field, right in fits.items() if not right}
    if wrong:
        raise InvalidSetting("secret", wrong)
    return {"host": host, "header": header, "text": text}


def web_of(values: Mapping[str, Any] | None, secrets: Mapping[str, Mapping[str, Any]]) -> Web:
    """A kept setting and its secrets, ready for use."""
    entries = (_entry(line) for line in str((values or {}).get("allowed", "")).splitlines())
    return Web(
        allowed=tuple(entry for entry in entries if entry is not None),
        secrets={name: Secret(**kept) for name, kept in secrets.items()},
    )


def host_of(text: str) -> str | None:
    """A host's name or address in the one form in which they are compared."""
    bare = text.strip().removeprefix("[").removesuffix("]")
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        # A name that ends in a number is an address in disguise (0x7f.1, 2130706433).
        name = addresses.host(bare)
        return None if name is None or re.fullmatch(r"(0x[0-9a-f]*|\d+)", name.split(".")[-1]) else name


def _entry(line: str) -> AllowedHost | None:
    target, _, mark = line.partition(" ")
    if mark.strip() not in {"", _PRIVATE}:
        return None
    host, port = _split(target)
    if port is not None and not 1 <= port <= _LARGEST_PORT:
        return None
    wild = host.startswith("*.")
    name = host_of(host[2:] if wild else host)
    if name is None or (wild and "." not in name):
        return None
    return AllowedHost(host=f"*.{name}" if wild else name, port=port, private=bool(mark.strip()))


def _split(target: str) -> tuple[str, int | None]:
    """Host and port of ``host``, ``host:port``, ``[v6]:port``; -1 for a port that is none."""
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::(\d{1,5}))?", target)
    if found is None:
        is_bare = target.count(":") > 1 and "[" not in target  # an IPv6 address without brackets
        return (target, None) if is_bare else ("", -1)
    return found[1], int(found[2]) if found[2] else None
