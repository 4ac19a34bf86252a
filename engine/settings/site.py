"""Where people open this Baton."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from engine.settings import addresses
from engine.settings.problems import InvalidSetting

if TYPE_CHECKING:
    from collections.abc import Mapping


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the setting ``site``, as they are kept; raises `InvalidSetting`."""
    address = str(values.get("address") or "").strip().rstrip("/")
    if address and not _is_site(address):
        raise InvalidSetting("site", {"address": address[:200]})
    return {"address": address}


def _is_site(address: str) -> bool:
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return False
    plain = not (parts.username or parts.query or parts.fragment or parts.path) and address.isprintable()
    return parts.scheme in {"http", "https"} and plain and addresses.host(parts.hostname or "") is not None
