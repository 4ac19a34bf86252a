"""Who may administer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Forbidden

if TYPE_CHECKING:
    from engine.identity.users import User


def require_administrator(who: User, action: str) -> None:
    """Raise `Forbidden` unless *who* administers."""
    if "administrator" not in who.roles:
        raise Forbidden(who=who.name, action=action, remedy="an administrator")
