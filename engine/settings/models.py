"""The table of settings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant


class Setting(Base):
    """One thing that an administrator chose."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    """Such as ``smtp``; a secret's begins with ``secret.`` and its value never leaves for a page or an audit row."""
    value: Mapped[str] = mapped_column(Text)
    """JSON object."""
    version: Mapped[int] = mapped_column()
    """Counts changes; a form that was filled in on another version is refused."""
    changed: Mapped[datetime] = mapped_column(Instant)
    """System time."""
