"""Where a request goes: an allowed host, its name resolved once, its addresses ones that may be reached."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from engine.connectors import Unusable
from engine.settings.web import host_of

if TYPE_CHECKING:
    from engine.settings import AllowedHost, Web

_PORTS = {"http": 80, "https": 443}
_PAGE = "Administration, Connections"
_LONGEST = 4000
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One address that a request goes to, checked."""

    scheme: str
    host: str
    port: int
    path: str
    """With its query, as it goes over the wire."""
    entry: AllowedHost
    """What allows it."""

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self._authority}{self.path}"

    @property
    def told(self) -> str:
        """For messages: without the query, which may hold what nobody else should read."""
        return f"{self.scheme}://{self._authority}{self.path.partition('?')[0]}"

    @property
    def _authority(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def target_of(url: str, web: Web) -> Target:
    """The address *url*; raises `Unusable` for what is none and for what is not allowed."""
    parsed = _parsed(url)
    host = host_of(parsed.host or "")
    if host is None:
        raise _refused("it names no host", "Give it as https://host/path.")
    scheme = str(parsed.scheme)
    port = parsed.port or _PORTS[scheme]
    entry = web.allowing(host, port)
    if entry is None:
        raise _refused(
            f"{host}, port {port}, is not among the machines that processes may call",
            f"Ask an administrator to add it ({_PAGE}).",
        )
    path = (parsed.path or "/") + (f"?{parsed.query}" if parsed.query else "")
    return Target(scheme=scheme, host=host, port=port, path=path, entry=entry)


def addresses_of(target: Target) -> list[str]:
    """The addresses behind the target's name; raises `Unusable` when one of them may not be reached.

    They are what is connected to: a name that is asked for twice can answer differently the second time.
    """
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        if not _may_be_reached(ipaddress.ip_address(address.partition("%")[0]), target):
            raise _refused(
                f"{target.host} is at {address}, which is not on the public internet",
                f"If it should be reached, write “private” after it ({_PAGE}).",
            )
    return addresses


def _parsed(url: str) -> Url:
    if len(url) > _LONGEST or not url.isprintable() or "\\" in url:
        raise _refused("it is too long, or holds a character that no address has", "Correct it.")
    try:
        parsed = parse_url(url)
    except LocationParseError:
        raise _refused("it cannot be read as an address", "Give it as https://host/path.") from None
    if parsed.scheme not in _PORTS:
        raise _refused("it begins neither with http:// nor with https://", "Give it as https://host/path.")
    if parsed.auth is not None:
        raise _refused("it holds a user or a password", f"Keep a secret and name it ({_PAGE}).")
    return parsed


def _may_be_reached(address: Address, target: Target) -> bool:
    inner = _embedded(address)
    if inner is not None and not _may_be_reached(inner, target):
        return False
    if address.is_multicast or address.is_unspecified:
        return False
    if address.is_link_local:
        # Clouds hand out credentials there: only an entry for this very address opens it.
        return target.entry.private and target.entry.host == str(address)
    return address.is_global or target.entry.private


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _refused(reason: str, remedy: str) -> Unusable:
    return Unusable(name="url", reason=f"{reason}.", remedy=remedy)
