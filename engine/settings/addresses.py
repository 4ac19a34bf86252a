"""Mail addresses and names of machines, as far as a text alone can tell."""

from __future__ import annotations

import re

_LONGEST_ADDRESS, _LONGEST_HOST = 254, 253
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")


def is_address(text: str) -> bool:
    """Whether *text* is one bare mail address, its part before the @ in ASCII as nearly every server demands."""
    local, at, domain = text.rpartition("@")
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return bool(at) and len(text) <= _LONGEST_ADDRESS and not dots and _is_mailbox(local, domain)


def host(text: str) -> str | None:
    """The name of a machine in the form that goes over the wire; None for what cannot be one."""
    name = text.strip().rstrip(".").casefold()
    try:
        plain = name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    fits = 0 < len(plain) <= _LONGEST_HOST and all(_LABEL.fullmatch(label) for label in plain.split("."))
    return plain if fits else None


def _is_mailbox(local: str, domain: str) -> bool:
    return _LOCAL.fullmatch(local) is not None and host(domain) is not None
