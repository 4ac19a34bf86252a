"""What an administrator chooses while Baton runs: kept in the database, read by key, written by an audited verb.

Secrets (passwords, tokens) are kept under names of their own. They are written and used, and never read back by a
page, an audit row or a log. The environment overrides what is kept here; see `engine.config`.
"""

from __future__ import annotations

from engine.settings.mail import Smtp
from engine.settings.snapshot import Overrides, Snapshot, overrides, snapshot
from engine.settings.store import read, secret_names, site_address
from engine.settings.web import AllowedHost, Secret, Web

__all__ = [
    "AllowedHost",
    "Overrides",
    "Secret",
    "Smtp",
    "Snapshot",
    "Web",
    "overrides",
    "read",
    "secret_names",
    "site_address",
    "snapshot",
]
