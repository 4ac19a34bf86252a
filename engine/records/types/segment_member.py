"""Members: the people of a static segment, and of a campaign's frozen audience."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from engine.db import Base
from engine.labels import Labels
from engine.records import columns
from engine.records.record import RecordColumns, define

WAITING, DONE, SKIPPED = "waiting", "done", "skipped"
STATES = (
    (WAITING, "Waiting", "Ждёт"),
    (DONE, "Reached out to", "Обратились"),
    (SKIPPED, "Left out at the last moment", "Исключён в последний момент"),
)


class SegmentMember(RecordColumns, Base):
    __tablename__ = "segment_member"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        UniqueConstraint("number"),
        Index(None, "campaign", "state", "key"),
    )

    segment = columns.reference("segment", "Segment", "Сегмент", required=True)
    campaign = columns.reference("campaign", "Campaign", "Кампания")
    """Empty for the members of the segment itself."""
    contact = columns.reference("contact", "Contact", "Контакт")
    lead = columns.reference("lead", "Lead", "Лид")
    address = columns.text("Address", "Адрес")
    """What the person is reached at, as it was when the audience was frozen."""
    state = columns.choice("State", "Состояние", STATES, process_owned=True)


TYPE = define(
    SegmentMember.__table__,
    labels=Labels("Member of a segment", "Участник сегмента"),
    plural=Labels("Members of segments", "Участники сегментов"),
    title="segment",
    follows=("contact", "lead"),
)
