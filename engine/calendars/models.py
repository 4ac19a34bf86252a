"""The tables of working calendars. Hours stand there as people write them: ``09:00-13:00, 14:00-18:00``."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Key

NAME_LENGTH = 64
_HOURS_LENGTH = 255


class WorkCalendar(Base):
    __tablename__ = "work_calendar"

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    """Teams and models name it."""
    is_default: Mapped[bool] = mapped_column(Boolean)
    """The company's own: it counts where no calendar is named. One at most."""
    time_zone: Mapped[str] = mapped_column(String(64))
    country: Mapped[str | None] = mapped_column(String(2))
    subdivision: Mapped[str | None] = mapped_column(String(32))
    monday: Mapped[str] = mapped_column(String(_HOURS_LENGTH))
    tuesday: Mapped[str] = mapped_column(String(_HOURS_LENGTH))
    wednesday: Mapped[str] = mapped_column(String(_HOURS_LENGTH))
    thursday: Mapped[str] = mapped_column(String(_HOURS_LENGTH))
    friday: Mapped[str] = mapped_column(String(_HOURS_LENGTH))
    saturday: Mapped[str] = mapped_column(String(_HOURS_LENGTH))
    sunday: Mapped[str] = mapped_column(String(_HOURS_LENGTH))
    version: Mapped[int] = mapped_column(Integer)


class CalendarException(Base):
    """One day on which other hours count than the week and the public holidays say."""

    __tablename__ = "calendar_exception"

    calendar: Mapped[int] = mapped_column(
        Key, ForeignKey("work_calendar.key"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    hours: Mapped[str] = mapped_column(String(_HOURS_LENGTH))
    """Empty on a closed day."""
    label: Mapped[str] = mapped_column(String(255))
