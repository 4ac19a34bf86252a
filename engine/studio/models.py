"""The tables of process folders: what was deployed as one thing, what is being drawn, what is proposed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Key

OPEN, DEPLOYED, RETURNED, WITHDRAWN = "open", "deployed", "returned", "withdrawn"


class FolderVersion(Base):
    """The files of a folder as they were deployed together; immutable."""

    __tablename__ = "folder_version"
    __table_args__ = (UniqueConstraint("folder", "number"),)

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    folder: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column()
    files: Mapped[str] = mapped_column(Text)
    """JSON: file name to the hash of its content."""
    why: Mapped[str] = mapped_column(Text)
    by: Mapped[int] = mapped_column(Key)
    at: Mapped[datetime] = mapped_column(Instant)
    deployment: Mapped[int | None] = mapped_column(Key, ForeignKey("deployment.key"), index=True)
    """Empty when nothing that runs had changed, only a file's name."""


class FolderContent(Base):
    """The bytes of a file, by their hash; shared by versions and proposals."""

    __tablename__ = "folder_content"

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Draft(Base):
    """A folder as one designer is changing it; nobody else sees it."""

    __tablename__ = "folder_draft"
    __table_args__ = (UniqueConstraint("folder", "owner"),)

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    folder: Mapped[str] = mapped_column(Text)
    owner: Mapped[int] = mapped_column(Key, index=True)
    base: Mapped[int] = mapped_column()
    """The number of the version that it began from; 0 for a new folder."""
    created: Mapped[datetime] = mapped_column(Instant)
    saved: Mapped[datetime] = mapped_column(Instant)


class DraftFile(Base):
    """One file of a draft; its version counts savings, so that two windows cannot overwrite each other."""

    __tablename__ = "draft_file"

    draft: Mapped[int] = mapped_column(
        Key, ForeignKey("folder_draft.key", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column()
    saved: Mapped[datetime] = mapped_column(Instant)


class Proposal(Base):
    """Files that a designer asks to be deployed, as they were at that moment."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index("ix_proposal_folder", "folder", "key"),
        Index("ix_proposal_status", "status", "key"),
    )

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    folder: Mapped[str] = mapped_column(Text)
    author: Mapped[int] = mapped_column(Key)
    base: Mapped[int] = mapped_column()
    files: Mapped[str] = mapped_column(Text)
    """JSON: file name to the hash of its content."""
    why: Mapped[str] = mapped_column(Text)
    proposed: Mapped[datetime] = mapped_column(Instant)
    status: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(Key)
    decided: Mapped[datetime | None] = mapped_column(Instant)
    comment: Mapped[str] = mapped_column(Text)
    """Of the person who decided."""
    number: Mapped[int | None] = mapped_column()
    """The version that it became."""
