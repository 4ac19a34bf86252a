"""The key that signs page state (forgery tokens, toasts). It belongs to the installation, like its files."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from engine.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

_LENGTH = 32


def read_or_create(path: Path) -> bytes:
    """The installation's key; several servers that share *path* share the key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        _create(path)
        key = path.read_bytes()
    if len(key) < _LENGTH:
        raise ConfigurationError(
            setting=path,
            value=f"{len(key)} bytes",
            remedy="Delete the file; a new key is made at the next start.",
        )
    return key


def _create(path: Path) -> None:
    """Write a new key whole, readable by its owner only; whoever comes second keeps the first one's key."""
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(_LENGTH))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
