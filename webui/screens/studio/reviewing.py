"""Before anything is deployed: what differs, what is wrong, what runs; then propose, deploy, or send back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engine.errors import BatonError
from engine.process.errors import DeploymentRefused
from engine.studio import checking, drafts, queries, versions
from engine.studio.comparing import compare
from engine.studio.errors import BaseChanged
from webui import localization
from webui.context import current_user, engine, reading
from webui.errors import message, status_of
from webui.screens.studio import telling
from webui.screens.studio.blueprint import screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection
    from werkzeug import Response

    from engine.studio.queries import Folder


@screen.get("/folders/<folder>/draft/review")
def review(folder: str) -> str:
    """The person's draft against the newest version."""
    return _review(folder)


@screen.post("/folders/<folder>/proposals")
def propose(folder: str) -> Response | tuple[str, int]:
    """Propose the draft, or deploy it at once; the page told which by the button that was pressed."""
    why, user = request.form.get("why", ""), current_user()
    try:
        if "deploy" in request.form:
            number = engine().deploy_draft(folder, why=why, over=request.form.get("over", type=int), by=user)
            flash(gettext("Version %(number)s is deployed", number=number), "done")
            return redirect(url_for("studio.folder", folder=folder), 303)
        key = engine().propose(folder, why=why, by=user)
    except BatonError as error:
        return _review(folder, error=error, why=why), status_of(error)
    flash(gettext("Proposed"), "done")
    return redirect(url_for("studio.proposal", key=key), 303)


@screen.get("/proposals/<int:key>")
def proposal(key: int) -> str:
    return _proposal(key)


@screen.post("/proposals/<int:key>/deployment")
def deploy(key: int) -> Response | tuple[str, int]:
    over = request.form.get("over", type=int)
    return _decide(
        key, lambda: engine().deploy_proposal(key, over=over, by=current_user()), gettext("Deployed")
    )


@screen.post("/proposals/<int:key>/return")
def send_back(key: int) -> Response | tuple[str, int]:
    comment = request.form.get("comment", "")
    return _decide(
        key,
        lambda: engine().send_back_proposal(key, comment=comment, by=current_user()),
        gettext("Sent back to its author"),
    )


@screen.post("/proposals/<int:key>/withdrawal")
def withdraw(key: int) -> Response | tuple[str, int]:
    return _decide(
        key, lambda: engine().withdraw_proposal(key, by=current_user()), gettext("Proposal withdrawn")
    )


def _decide(key: int, verb: Callable[[], object], done: str) -> Response | tuple[str, int]:
    try:
        verb()
    except BatonError as error:
        return _proposal(key, error=error), status_of(error)
    flash(done, "done")
    return redirect(url_for("studio.proposal", key=key), 303)


def _review(folder: str, *, error: BatonError | None = None, why: str = "") -> str:
    with reading() as connection:
        found = queries.folder(connection, folder, current_user())
        draft = drafts.found(connection, folder, current_user())
        files = drafts.files(connection, draft.key)
        facts = _facts(connection, found, files, base=draft.base)
    returned = next((one for one in found.proposals if one.author == current_user().key), None)
    return render_template(
        "studio/review.html", folder=found, title=found.title(localization.locale()), draft=draft, why=why,
        refused=_refusal(error), returned=returned, **facts,
    )  # fmt: skip


def _proposal(key: int, *, error: BatonError | None = None) -> str:
    with reading() as connection:
        line = queries.proposal(connection, key)
        found = queries.folder(connection, line.folder, current_user())
        files = queries.proposed_files(connection, line)
        facts = _facts(connection, found, files, base=line.base, until=line.number)
    return render_template(
        "studio/proposal.html", folder=found, title=found.title(localization.locale()), line=line,
        mine=line.author == current_user().key, refused=_refusal(error), **facts,
    )  # fmt: skip


def _facts(
    connection: Connection, found: Folder, files: Mapping[str, bytes], *, base: int, until: int | None = None
) -> dict[str, Any]:
    """What both pages tell. A deployed proposal is compared with what it replaced, an open one with what runs."""
    newest = found.newest.number if found.newest else 0
    before = newest if until is None else until - 1
    old = versions.files(connection, found.name, before) if before else {}
    names = telling.names(files)
    told = [
        telling.Told(one, *telling.finding(one), names.get(one.element_id or "", ""))
        for one in checking.findings(connection, found.name, files)
    ]
    return {
        "differences": telling.differences(compare(old, files)),
        "findings": told,
        "errors": sum(one.finding.severity == "error" for one in told),
        "newest": newest,
        "before": before,
        "outdated": until is None and newest > base,
        "running": [one for one in found.versions if one.live],
    }


def _refusal(error: BatonError | None) -> str:
    """A text for the head of the page; the findings and the newer version are told in places of their own."""
    if error is None:
        return ""
    if isinstance(error, DeploymentRefused):
        return str(gettext("It cannot be deployed before the errors below are mended."))
    if isinstance(error, BaseChanged):
        return str(gettext("Somebody deployed another version meanwhile. Compare below, then confirm."))
    return message(error)
