"""Proposing and deploying are two rights; what runs stays on its version; everything leaves a trace."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine import feel
from engine.errors import Forbidden
from engine.identity import SYSTEM
from engine.process import queries as process_queries
from engine.process.errors import DeploymentRefused
from engine.process.journal import Audit
from engine.studio.errors import (
    BaseChanged,
    CommentMissing,
    NothingChanged,
    ProposalDecided,
    WhyMissing,
)
from tests.studio.conftest import FOLDER


def test_a_designer_proposes_and_another_deploys(studio, people):
    old = studio.engine.start_instance(FOLDER, variables={}, by=SYSTEM)
    studio.change(b"First step", b"Look at the parcel")
    key = studio.propose()
    assert studio.engine.deploy_proposal(key, by=people.dora) == 2
    new = studio.engine.start_instance(FOLDER, variables={}, by=SYSTEM)

    with studio.engine.database.reading() as connection:
        versions = [process_queries.instance(connection, one, SYSTEM).process_version for one in (old, new)]
    folder = studio.folder()
    assert versions == [1, 2]
    assert [(one.number, one.who, one.why, one.live) for one in folder.versions] == [
        (2, "Dora Noor", "Better words", 1),
        (1, "", "The beginning", 1),
    ]
    assert folder.draft is None, "the draft has become the version"
    line = studio.proposal(key)
    assert (line.status, line.number, line.decided_by) == ("deployed", 2, "Dora Noor")


def test_a_designer_does_not_deploy(studio, people):
    studio.change(b"First step", b"Mine")
    key = studio.propose()

    for attempt in (
        lambda: studio.engine.deploy_proposal(key, by=people.vera),
        lambda: studio.engine.deploy_draft(FOLDER, why="x", by=people.vera),
        lambda: studio.engine.send_back_proposal(key, comment="x", by=people.vera),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert studio.proposal(key).status == "open"


def test_who_may_deploy_deploys_an_own_draft_at_once(studio, people):
    studio.change(b"First step", b"Mine", by=people.dora)

    assert studio.engine.deploy_draft(FOLDER, why="Quick", by=people.dora) == 2
    assert studio.folder().proposals[0].status == "deployed"


def test_errors_refuse_the_deployment_and_the_proposal_stays_open(studio, people):
    studio.change(b'formId="returns-first-step"', b'formId="nowhere"')
    key = studio.propose()

    with pytest.raises(DeploymentRefused, match="names the form 'nowhere'"):
        studio.engine.deploy_proposal(key, by=people.dora)
    assert studio.proposal(key).status == "open"
    assert studio.folder().newest.number == 1


def test_ids_of_another_folder_are_refused(studio, people):
    studio.engine.create_folder("Gifts", by=people.vera)
    studio.change(b'"gifts"', b'"returns"', file="gifts.bpmn", name="gifts")
    key = studio.engine.propose("gifts", why="Take over", by=people.vera)

    with pytest.raises(DeploymentRefused, match="belongs to the folder 'returns'"):
        studio.engine.deploy_proposal(key, by=people.dora)


def test_of_two_designers_the_second_is_told_what_was_deployed_meanwhile(studio, people):
    studio.change(b"First step", b"Vera's", by=people.vera)
    studio.change(b"First step", b"Olga's", by=people.olga)
    first, second = studio.propose(by=people.vera), studio.propose(by=people.olga)
    studio.engine.deploy_proposal(first, by=people.dora)

    with pytest.raises(BaseChanged, match=r"Version 2 .* begun from version 1"):
        studio.engine.deploy_proposal(second, by=people.dora)
    with pytest.raises(BaseChanged):
        studio.engine.deploy_proposal(second, over=1, by=people.dora)
    assert studio.engine.deploy_proposal(second, over=2, by=people.dora) == 3


def test_a_proposal_is_sent_back_with_a_comment_and_the_draft_goes_on(studio, people):
    studio.change(b"First step", b"Mine")
    key = studio.propose()
    with pytest.raises(CommentMissing):
        studio.engine.send_back_proposal(key, comment=" ", by=people.dora)
    studio.engine.send_back_proposal(key, comment="Name the parcel", by=people.dora)

    line = studio.proposal(key)
    assert (line.status, line.comment, line.decided_by) == ("returned", "Name the parcel", "Dora Noor")
    assert b"Mine" in studio.draft()[f"{FOLDER}.bpmn"]
    with pytest.raises(ProposalDecided):
        studio.engine.deploy_proposal(key, by=people.dora)


def test_a_newer_proposal_of_the_same_person_takes_the_earlier_ones_place(studio, people):
    studio.change(b"First step", b"Mine")
    first = studio.propose()
    studio.change(b"Mine", b"Better")
    second = studio.propose()

    assert [studio.proposal(one).status for one in (first, second)] == ["withdrawn", "open"]
    with pytest.raises(Forbidden, match="its author"):
        studio.engine.withdraw_proposal(second, by=people.olga)
    studio.engine.withdraw_proposal(second, by=people.vera)
    assert studio.proposal(second).status == "withdrawn"


def test_a_proposal_says_why_and_changes_something(studio, people):
    studio.engine.open_draft(FOLDER, by=people.vera)

    with pytest.raises(NothingChanged):
        studio.propose()
    studio.change(b"First step", b"Mine")
    with pytest.raises(WhyMissing):
        studio.propose(why="  ")


def test_a_draft_that_was_drawn_on_after_proposing_goes_on_from_the_new_version(studio, people):
    studio.change(b"First step", b"Mine")
    key = studio.propose()
    studio.change(b"Mine", b"Later")
    studio.engine.deploy_proposal(key, by=people.dora)

    assert studio.folder().draft.base == 2
    assert b"Later" in studio.draft()[f"{FOLDER}.bpmn"]


def test_each_act_leaves_an_audit_row_with_what_was_and_what_is(studio, people):
    studio.change(b"First step", b"Mine")
    key = studio.propose()
    studio.engine.deploy_proposal(key, by=people.dora)

    with studio.engine.database.reading() as connection:
        rows = connection.execute(select(Audit).where(Audit.actor != SYSTEM.key).order_by(Audit.key)).all()
    told = {row.verb: (row.actor, feel.loads(row.old or "{}"), feel.loads(row.new or "{}")) for row in rows}
    assert list(told) == ["open_draft", "propose", "deploy", "deploy_proposal"]
    assert told["propose"] == (people.vera.key, {}, {"folder": FOLDER, "why": "Better words"})
    assert told["deploy_proposal"][0] == people.dora.key
    assert told["deploy_proposal"][1]["status"] == "open"
    assert told["deploy_proposal"][2]["status"] == "deployed"


def test_an_unchanged_folder_deployed_again_is_no_new_version(studio, files):
    studio.engine.deploy(files, by=SYSTEM, name=FOLDER, why="Again")

    assert len(studio.folder().versions) == 1
