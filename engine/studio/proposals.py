"""From a draft to a version: proposed with a reason, deployed by who may, or sent back with a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from engine.errors import Forbidden
from engine.process import audit, deployments
from engine.process.errors import DeploymentRefused
from engine.process.locks import one_at_a_time
from engine.studio import checking, drafts, rights, versions
from engine.studio.errors import (
    BaseChanged,
    CommentMissing,
    NoSuchProposal,
    NothingChanged,
    ProposalDecided,
    WhyMissing,
)
from engine.studio.models import DEPLOYED, OPEN, RETURNED, WITHDRAWN, Draft, FolderVersion, Proposal

if TYPE_CHECKING:
    from sqlalchemy import Row

    from engine.process.work import Work

LONGEST = 2_000


def propose(work: Work, folder: str, *, why: str) -> int:
    """Keep the person's draft as it is now for a decision; its key. Raises `WhyMissing`, `NothingChanged`."""
    why = why.strip()[:LONGEST]
    if not why:
        raise WhyMissing(what="", reason="", remedy="")
    one_at_a_time(work.connection, "folder", folder)
    draft = drafts.found(work.connection, folder, work.by)
    files = versions.store(work.connection, drafts.files(work.connection, draft.key))
    _require_change(work, folder, files)
    _replace_earlier(work, folder)
    key = work.parts.keys.new()
    row = {
        "key": key,
        "folder": folder,
        "author": work.by.key,
        "base": draft.base,
        "files": files,
        "why": why,
        "proposed": work.now,
        "status": OPEN,
        "comment": "",
    }
    work.connection.execute(insert(Proposal), row)
    audit.record(work, "propose", ("proposal", key), new={"folder": folder, "why": why})
    return key


def deploy(work: Work, key: int, *, over: int | None) -> int:
    """Make a proposal the folder's newest version; its number.

    *over* is the newest version that the person has seen: where others deployed after the proposal was begun, only
    that version is replaced. Raises `BaseChanged`, `DeploymentRefused`, `ProposalDecided`, `Forbidden`.
    """
    rights.require_deployer(work.by)
    proposal = _open(work, key)
    newest = versions.newest(work.connection, proposal.folder)
    if newest not in (proposal.base, over):
        raise BaseChanged(reason="", remedy="", folder=proposal.folder, newest=newest, base=proposal.base)
    files = versions.read(work.connection, proposal.files)
    foreign = checking.foreign(work.connection, proposal.folder, files)
    if foreign:
        raise DeploymentRefused(foreign)
    result = deployments.deploy(work, files, name=proposal.folder, why=proposal.why)
    number = versions.keep(work, proposal.folder, files, why=proposal.why, result=result)
    _decide(work, proposal, DEPLOYED, comment="", number=number)
    _release_draft(work, proposal, number)
    return number


def send_back(work: Work, key: int, *, comment: str) -> None:
    """Decline a proposal with a comment for its author. Raises `CommentMissing`, `ProposalDecided`, `Forbidden`."""
    rights.require_deployer(work.by)
    comment = comment.strip()[:LONGEST]
    if not comment:
        raise CommentMissing(what="", reason="", remedy="")
    _decide(work, _open(work, key), RETURNED, comment=comment, number=None)


def withdraw(work: Work, key: int) -> None:
    """Take one's own proposal back. Raises `ProposalDecided`, `Forbidden`."""
    proposal = _open(work, key)
    if proposal.author != work.by.key:
        raise Forbidden(who=work.by.name, action="withdraw this proposal", remedy="its author")
    _decide(work, proposal, WITHDRAWN, comment="", number=None)


def _require_change(work: Work, folder: str, files: str) -> None:
    number = versions.newest(work.connection, folder)
    held = work.connection.scalar(
        select(FolderVersion.files).where(FolderVersion.folder == folder, FolderVersion.number == number)
    )
    if held == files:
        raise NothingChanged(reason="", remedy="", folder=folder, number=number)


def _replace_earlier(work: Work, folder: str) -> None:
    """One open proposal of a person for a folder: the newer one says everything."""
    mine = (Proposal.folder == folder, Proposal.author == work.by.key, Proposal.status == OPEN)
    for proposal in work.connection.execute(select(Proposal).where(*mine)).all():
        _decide(work, proposal, WITHDRAWN, comment="", number=None)


def _open(work: Work, key: int) -> Row[*tuple[Any, ...]]:
    """The proposal, which nobody else decides meanwhile."""
    folder = work.connection.scalar(select(Proposal.folder).where(Proposal.key == key))
    if folder is None:
        raise NoSuchProposal(what="proposal", key=key)
    one_at_a_time(work.connection, "folder", folder)
    proposal = work.connection.execute(select(Proposal).where(Proposal.key == key)).one()
    if proposal.status != OPEN:
        raise ProposalDecided(reason="", remedy="")
    return proposal


def _decide(
    work: Work, proposal: Row[*tuple[Any, ...]], status: str, *, comment: str, number: int | None
) -> None:
    decision = {"status": status, "comment": comment, "number": number}
    work.connection.execute(
        update(Proposal)
        .where(Proposal.key == proposal.key)
        .values(decided_by=work.by.key, decided=work.now, **decision)
    )
    verb = {DEPLOYED: "deploy_proposal", RETURNED: "send_back_proposal", WITHDRAWN: "withdraw_proposal"}[
        status
    ]
    audit.record(work, verb, ("proposal", proposal.key), old={"status": OPEN}, new=decision)


def _release_draft(work: Work, proposal: Row[*tuple[Any, ...]], number: int) -> None:
    """The author's draft has become the version; where they drew on, it goes on from there."""
    draft = work.connection.execute(
        select(Draft.key).where(Draft.folder == proposal.folder, Draft.owner == proposal.author)
    ).first()
    if draft is None:
        return
    if drafts.files(work.connection, draft.key) == versions.read(work.connection, proposal.files):
        drafts.remove(work.connection, draft.key)
    else:
        drafts.rebase(work.connection, draft.key, number)
