"""The past of the real deals, told again through the process: the known figures come out, and every agent's inbox."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from engine import replay
from engine.analytics import kpis
from engine.clock import SimulatedClock, SystemClock
from engine.engine import Engine
from engine.files import Files
from engine.identity import SYSTEM
from engine.identity import store as people
from engine.keys import Keys
from engine.process import business_time
from engine.process import queries as processes
from engine.process.waits import Incident
from engine.records import importing, queries
from engine.records.models import GateOverride, StageHistory
from engine.records.types.activity import Activity
from engine.records.types.opportunity import Opportunity
from tests.conftest import ROOT
from tests.real_data.test_maven_import import MAPPING
from tests.records.company import NOON

pytestmark = pytest.mark.real_data

FOLDER = ROOT / "processes" / "sales" / "opportunity"
CUTOFF = datetime(2017, 12, 31, 18, tzinfo=UTC)
A_FEW = 12
"""Deals of each stage that are enough to see every path on a second database."""


@pytest.fixture
def maven(shared):
    return shared / "data" / "crm-sales-opportunities"


def imported(database, maven, tmp_path):
    """An installation with the process deployed and the real deals imported."""
    clock = SystemClock()
    engine = Engine(
        database,
        business_clock=SimulatedClock(NOON),
        system_clock=clock,
        files=Files(tmp_path / "files"),
        keys=Keys(1, clock),
    )
    files = [path for path in FOLDER.iterdir() if path.suffix in {".bpmn", ".dmn", ".form"}]
    engine.deploy({path.name: path.read_bytes() for path in files}, by=SYSTEM, name="opportunity")
    importing.run(database, maven, importing.read_mapping(MAPPING), at=NOON, keys=engine.keys)
    return engine


@pytest.mark.long
def test_the_known_figures_come_out_of_the_whole_history(sqlite_database, maven, tmp_path, tell):
    def now_and_then(what, done, total):
        if done % 500 == 0:
            tell(f"{what}: {done} of {total}")

    engine = imported(sqlite_database, maven, tmp_path)
    report = replay.run(engine, progress=now_and_then)
    assert (report.won, report.lost, report.open, report.until) == (4238, 2473, 2089, CUTOFF)
    with sqlite_database.reading() as connection:
        assert kpis.kpi(connection) == {
            "won": 4238,
            "lost": 2473,
            "open": 2089,
            "win_rate": 63.15,
            "won_value": 10_005_534,
            "won_cycle_days": 51.78,
            "velocity_per_day": 60_146.85,
        }
        assert agents_who_see_exactly_their_stage_tasks(connection) == 27
        assert_nothing_is_stuck(connection)


def test_a_few_deals_of_every_stage_take_the_same_way_on_both_databases(database, maven, tmp_path):
    engine = imported(database, maven, tmp_path)
    keep_a_few(database)
    replay.run(engine)
    with database.reading() as connection:
        assert business_time.frozen_at(connection) == CUTOFF
        figures = kpis.kpi(connection)
        assert [figures[name] for name in ("won", "lost", "open")] == [A_FEW, A_FEW, 2 * A_FEW]
        deals = queries.page(connection, "opportunity", SYSTEM, limit=200).rows
        assert figures["won_value"] == sum(deal["source_amount"] for deal in deals if deal["stage"] == "won")
        assert Counter(deal["stage"] for deal in deals) == dict.fromkeys(
            ("qualify", "discover", "won", "lost"), A_FEW
        )
        for deal in deals:
            assert_told_rightly(connection, deal)
        assert agents_who_see_exactly_their_stage_tasks(connection) > 1
        assert_nothing_is_stuck(connection)
    with pytest.raises(replay.NothingToReplay):
        replay.run(engine)


def test_a_replay_that_was_interrupted_is_finished_by_the_next_one(database, maven, tmp_path):
    engine = imported(database, maven, tmp_path)
    keep_a_few(database)

    def interrupt(what, done, _total):
        if (what, done) == ("open deals", A_FEW // 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replay.run(engine, progress=interrupt)
    half = begun_and_no_more(engine)

    replay.run(engine)

    with database.reading() as connection:
        assert queries.get(connection, half, SYSTEM)["stage"] == "discover"
        for deal in queries.page(connection, "opportunity", SYSTEM, limit=200).rows:
            noted = select(func.count()).where(
                Activity.opportunity == deal.ref.key, Activity.subject == "Imported"
            )
            assert connection.scalar(noted) == (0 if deal["outcome"] else 1)
            if deal.ref != half:
                assert_told_rightly(connection, deal)
        assert_nothing_is_stuck(connection)
    with pytest.raises(replay.NothingToReplay):
        replay.run(engine)


def begun_and_no_more(engine):
    """A deal as a kill between the start of its process and its first step leaves it; business time stands already."""
    with engine.database.reading() as connection:
        assert business_time.frozen_at(connection) == CUTOFF
        deals = queries.page(connection, "opportunity", SYSTEM, limit=200).rows
        waiting = [
            deal.ref
            for deal in deals
            if deal["source_stage"] == "discover"
            and not processes.instances_of_record(connection, deal.ref, SYSTEM)
        ]
    engine.start_instance("opportunity", variables={"opportunity": waiting[0]}, by=SYSTEM)
    return waiting[0]


def keep_a_few(database):
    """Delete all but the last few deals of each stage, so that the last day of the data stays."""
    with database.transaction() as connection:
        kept = []
        for stage in ("qualify", "discover", "won", "lost"):
            last = (
                Opportunity.opened_on.is_(None),
                Opportunity.source_closed_on.desc(),
                Opportunity.opened_on.desc(),
            )
            of_stage = select(Opportunity.key).where(Opportunity.source_stage == stage)
            kept += connection.scalars(of_stage.order_by(*last, Opportunity.key).limit(A_FEW))
        connection.execute(Opportunity.__table__.delete().where(Opportunity.key.not_in(kept)))


def assert_told_rightly(connection, deal):
    """A deal's records, stages and overrides agree with what its source says of it."""
    stays = connection.execute(
        select(StageHistory.stage, StageHistory.entered_at)
        .where(StageHistory.opportunity == deal.ref.key)
        .order_by(StageHistory.entered_at, StageHistory.key)
    ).all()
    overrides = set(
        connection.scalars(select(GateOverride.reason).where(GateOverride.opportunity == deal.ref.key))
    )
    assert stays[0].stage == "qualify"
    assert stays[0].entered_at.date() == (deal["opened_on"] or CUTOFF.date())
    assert overrides == (set() if deal["stage"] == "qualify" else {"imported / imported"})
    if deal["outcome"] is None:
        assert deal["amount_estimated"]
        assert deal["stage"] == deal["source_stage"]
    else:
        assert deal["outcome"] == deal["source_stage"]
        assert deal["closed_on"] == deal["source_closed_on"] == stays[-1].entered_at.date()
    if deal["outcome"] == "won":
        assert deal["won_amount"] == deal["source_amount"]
        assert len(stays) == 7
    if deal["outcome"] == "lost":
        assert deal["lost_reason"] == "imported: not recorded"


def agents_who_see_exactly_their_stage_tasks(connection):
    """How many agents have open deals; each one's inbox holds one task for each of them, and nothing else."""
    open_deals = dict(
        connection.execute(
            select(Opportunity.owner, func.count())
            .where(Opportunity.outcome.is_(None))
            .group_by(Opportunity.owner)
        ).all()
    )
    for owner, count in open_deals.items():
        agent = people.load_user(connection, owner)
        assert sum(inbox_stages(connection, agent).values()) == count
        assert set(inbox_stages(connection, agent)) <= {"qualify", "discover"}
    return len(open_deals)


def inbox_stages(connection, agent):
    """How many tasks of which element are in somebody's inbox."""
    found, after = Counter(), None
    while True:
        page = processes.inbox(connection, agent, scope="mine", after=after, limit=200)
        found.update(row.element.id for row in page.rows)
        after = page.next
        if after is None:
            return found


def assert_nothing_is_stuck(connection):
    assert processes.instances_without_reason(connection) == []
    assert connection.scalar(select(func.count()).select_from(Incident)) == 0
