"""What the studio's pages read: folders, their history, drafts and proposals."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from engine.errors import BatonError
from engine.identity import SYSTEM
from engine.identity import queries as identity
from engine.process import definitions
from engine.process.models import ProcessDefinition, ProcessInstance
from engine.process.queries.naming import named
from engine.studio import drafts, naming, parts, versions
from engine.studio.errors import NoSuchFolder, NoSuchProposal
from engine.studio.models import OPEN, Draft, DraftFile, FolderVersion, Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.identity import User
    from engine.process.queries.naming import Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """One version of a process that a folder brought, with how many instances live on it."""

    process_id: str
    version: int
    live: int
    process: Named | None = None
    """Its names, of the newest version only; the rest is told of that one too."""
    startable: bool = False
    """It has a start event with a form."""
    size: int = 0
    """How many elements it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One version of a folder: who deployed it, when, why, and what runs on it."""

    number: int
    who: str
    """Empty for the system itself."""
    at: datetime
    why: str
    running: tuple[Running, ...]
    """The process versions that it brought; none when only forms or decisions changed."""

    @property
    def live(self) -> int:
        return sum(one.live for one in self.running)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """The person's own draft."""

    key: int
    folder: str
    base: int
    saved: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalLine:
    """One proposal with who wrote and who decided it."""

    key: int
    folder: str
    author: int
    author_name: str
    base: int
    why: str
    proposed: datetime
    status: str
    decided: datetime | None
    decided_by: str | None
    comment: str
    number: int | None
    files: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Everything that a page tells of one folder."""

    name: str
    titles: tuple[Named, ...]
    """Its processes, as their newest versions are called; empty for a folder that was never deployed."""
    drawn_title: str
    """The title in the person's draft, for a folder that was never deployed."""
    versions: tuple[VersionLine, ...] = ()
    """The newest first."""
    draft: DraftLine | None = None
    proposals: tuple[ProposalLine, ...] = field(default=())
    """The newest first."""

    @property
    def newest(self) -> VersionLine | None:
        return self.versions[0] if self.versions else None

    @property
    def live(self) -> int:
        return sum(one.live for one in self.versions)

    @property
    def startable(self) -> list[str]:
        """The ids of processes that a person starts with a form."""
        return [one.process_id for line in self.versions for one in line.running if one.startable]

    def title(self, locale: str) -> str:
        return self.titles[0].name_in(locale) if self.titles else self.drawn_title or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file of a draft."""

    name: str
    version: int
    saved: datetime


def folders(connection: Connection, user: User) -> list[Folder]:
    """Every folder that was deployed, proposed, or is drawn by the person."""
    return _read(connection, user, only=None)


def folder(connection: Connection, name: str, user: User) -> Folder:
    """One folder; raises `NoSuchFolder`."""
    found = _read(connection, user, only=name)
    if not found:
        raise NoSuchFolder(what="folder", key=name, folder=name)
    return found[0]


def open_proposals(connection: Connection) -> int:
    """How many proposals wait for a decision."""
    statement = select(func.count()).select_from(Proposal).where(Proposal.status == OPEN)
    return connection.scalar(statement) or 0


def draft_files(connection: Connection, draft: int) -> list[FileLine]:
    """The files of a draft, models first."""
    rows = connection.execute(
        select(DraftFile.name, DraftFile.version, DraftFile.saved).where(DraftFile.draft == draft)
    ).all()
    lines = {row.name: FileLine(name=row.name, version=row.version, saved=row.saved) for row in rows}
    return [lines[name] for name in naming.in_order([*lines])]


def proposal(connection: Connection, key: int) -> ProposalLine:
    """One proposal; raises `NoSuchProposal`."""
    lines = _proposals(connection, Proposal.key == key)
    if not lines:
        raise NoSuchProposal(what="proposal", key=key)
    return lines[0]


def proposed_files(connection: Connection, line: ProposalLine) -> dict[str, bytes]:
    return versions.read(connection, line.files)


def _read(connection: Connection, user: User, *, only: str | None) -> list[Folder]:
    history = _versions(connection, only)
    mine = _drafts(connection, user, only)
    asked: dict[str, list[ProposalLine]] = {}
    for line in _proposals(connection, *([Proposal.folder == only] if only else [])):
        asked.setdefault(line.folder, []).append(line)
    return [
        Folder(
            name=name,
            titles=_titles(name, history.get(name, ())),
            drawn_title="" if name in history else _drawn_title(connection, mine.get(name)),
            versions=tuple(history.get(name, ())),
            draft=mine.get(name),
            proposals=tuple(asked.get(name, ())),
        )
        for name in sorted({*history, *mine, *asked})
    ]


def _titles(folder: str, lines: Iterable[VersionLine]) -> tuple[Named, ...]:
    """The folder's processes: the one that it is called after, else the largest, comes first."""
    brought = [one for line in lines for one in line.running if one.process is not None]
    main = naming.identifier(folder)
    ordered = sorted(brought, key=lambda one: (one.process_id != main, -one.size))
    return tuple(one.process for one in ordered if one.process is not None)


def _versions(connection: Connection, only: str | None) -> dict[str, list[VersionLine]]:
    statement = select(FolderVersion).order_by(FolderVersion.folder, FolderVersion.number.desc())
    rows = connection.execute(
        statement if only is None else statement.where(FolderVersion.folder == only)
    ).all()
    names = identity.names(connection, [row.by for row in rows])
    running = _running(connection, [row.deployment for row in rows if row.deployment is not None])
    found: dict[str, list[VersionLine]] = {}
    for row in rows:
        line = VersionLine(
            number=row.number,
            who="" if row.by == SYSTEM.key else names.get(row.by, ""),
            at=row.at,
            why=row.why,
            running=tuple(running.get(row.deployment, ())),
        )
        found.setdefault(row.folder, []).append(line)
    return found


def _running(connection: Connection, deployments: list[int]) -> dict[int, list[Running]]:
    """Process versions by the deployment that brought them; only the newest of a process are looked into."""
    live = (
        select(ProcessInstance.definition, func.count().label("live"))
        .where(ProcessInstance.ended.is_(None))
        .group_by(ProcessInstance.definition)
        .subquery()
    )
    rows = connection.execute(
        select(
            ProcessDefinition.key,
            ProcessDefinition.process_id,
            ProcessDefinition.version,
            ProcessDefinition.deployment,
            live.c.live,
        )
        .join(live, live.c.definition == ProcessDefinition.key, isouter=True)
        .where(ProcessDefinition.deployment.in_(deployments))
        .order_by(ProcessDefinition.key)
    ).all()
    newest = {row.process_id: row.key for row in rows}
    found: dict[int, list[Running]] = {}
    for row in rows:
        line = Running(process_id=row.process_id, version=row.version, live=row.live or 0)
        if newest[row.process_id] == row.key:
            line = _looked_into(connection, line, row.key)
        found.setdefault(row.deployment, []).append(line)
    return found


def _looked_into(connection: Connection, line: Running, key: int) -> Running:
    deployed = definitions.get(connection, key)
    return replace(
        line,
        process=named(deployed.model),
        startable=any(one.form_id for one in deployed.model.start_events()),
        size=len(deployed.elements),
    )


def _drafts(connection: Connection, user: User, only: str | None) -> dict[str, DraftLine]:
    statement = select(Draft).where(Draft.owner == user.key)
    rows = connection.execute(statement if only is None else statement.where(Draft.folder == only))
    return {
        row.folder: DraftLine(key=row.key, folder=row.folder, base=row.base, saved=row.saved) for row in rows
    }


def _proposals(connection: Connection, *conditions: Any) -> list[ProposalLine]:
    rows = connection.execute(select(Proposal).where(*conditions).order_by(Proposal.key.desc())).all()
    people = [row.author for row in rows] + [row.decided_by for row in rows if row.decided_by is not None]
    names = identity.names(connection, people)
    return [_proposal(row, names) for row in rows]


def _proposal(row: Row[*tuple[Any, ...]], names: Mapping[int, str]) -> ProposalLine:
    return ProposalLine(
        key=row.key,
        folder=row.folder,
        author=row.author,
        author_name=names.get(row.author, ""),
        base=row.base,
        why=row.why,
        proposed=row.proposed,
        status=row.status,
        decided=row.decided,
        decided_by=None if row.decided_by is None else names.get(row.decided_by, ""),
        comment=row.comment,
        number=row.number,
        files=row.files,
    )


def _drawn_title(connection: Connection, draft: DraftLine | None) -> str:
    """What a model that was never deployed calls its process."""
    if draft is None:
        return ""
    for name, content in sorted(drafts.files(connection, draft.key).items()):
        if name.endswith(naming.MODEL):
            try:
                return next((one.name for one in parts.of_model(content) if one.what == "process"), "")
            except BatonError:
                return ""
    return ""
