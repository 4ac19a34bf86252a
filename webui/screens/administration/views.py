"""The administration: each page is a module, which adds its addresses to the section."""

from __future__ import annotations

from webui.screens.administration import audit, calendars, groups, people, roles, sessions, teams
from webui.screens.administration.section import navigation, screen

__all__ = ["audit", "calendars", "groups", "navigation", "people", "roles", "screen", "sessions", "teams"]
