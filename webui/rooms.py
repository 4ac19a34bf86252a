"""Screens that are not everybody's: who may enter, asked before every view of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.errors import ForManagers
from webui import context

if TYPE_CHECKING:
    from flask import Blueprint

MANAGERS = frozenset({"manager", "administrator"})
READERS = MANAGERS | {"designer"}
"""Who reads the pages of processes."""


def only_for(screen: Blueprint, roles: frozenset[str]) -> None:
    """Refuse every page of *screen* to people without one of *roles*; what they would see in it is another question."""
    screen.before_request(lambda: require(roles))


def require(roles: frozenset[str]) -> None:
    """Raise `ForManagers` unless the person has one of *roles*; strangers are asked to sign in instead."""
    user = context.visitor()
    if user is not None and user.roles.isdisjoint(roles):
        raise ForManagers(who=user.name, action="", remedy="")
