"""Who may change processes: designers, and those who may deploy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Forbidden
from engine.studio.errors import NotADesigner

if TYPE_CHECKING:
    from engine.identity import User


def may_design(user: User) -> bool:
    return user.may_deploy or "designer" in user.roles


def require_designer(user: User) -> None:
    """Raise `NotADesigner` for everybody else."""
    if not may_design(user):
        raise NotADesigner(who=user.name, action="", remedy="")


def require_deployer(user: User) -> None:
    """Raise `Forbidden` for who lacks the right of its own."""
    if not user.may_deploy:
        raise Forbidden(who=user.name, action="deploy", remedy="an administrator for the right to deploy")
