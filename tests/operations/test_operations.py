"""Operations do their work on the caller's connection, and say what is wrong with their inputs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from engine.dmn import Result
from engine.errors import Invalid, NotFound
from engine.operations import OperationCall, operations
from engine.operations.inputs import WrongInput
from engine.operations.opportunity_record_jump import NoOpenStage
from engine.records import store
from engine.records.models import Document, FieldChange, GateOverride, StageHistory
from engine.records.opportunities import UnknownStage
from engine.records.resolving import resolver
from engine.records.store import InvalidRecord
from engine.records.types.activity import Activity
from engine.records.types.opportunity_contact import OpportunityContact
from tests.records.company import KEYS, NOON, a_deal, a_user, an_account, make, person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from engine.feel.values import RecordRef, Value
    from engine.identity import User

INSTANCE, TASK = 77, 88
LATER = NOON + timedelta(days=3)


@pytest.fixture
def connection(database) -> Iterator[Connection]:
    with database.transaction() as opened:
        yield opened


@pytest.fixture
def anna(connection) -> User:
    return a_user(connection)


@pytest.fixture
def deal(connection, anna) -> RecordRef:
    return a_deal(connection, by=anna, amount=Decimal(48000))


def run(connection, type_, by, **inputs) -> dict[str, Value]:
    call = OperationCall(
        inputs=inputs,
        headers={},
        connection=connection,
        by=by,
        at=LATER,
        now=LATER,
        keys=KEYS,
        cause=(INSTANCE, TASK),
        element_id="step",
        resolve=resolver(connection),
        decide=lambda _decision, _facts: Result(value=None),
        open_tasks=lambda users: dict.fromkeys(users, 0),
    )
    return operations()[type_](call)


def stages(connection, deal) -> list[tuple[str, bool, str | None]]:
    """Each stay: the stage, whether it has ended, and the reason."""
    rows = connection.execute(
        select(StageHistory).where(StageHistory.opportunity == deal.key).order_by(StageHistory.key)
    )
    return [(row.stage, row.left_at is not None, row.reason) for row in rows]


def activities(connection, deal) -> list[Any]:
    return list(
        connection.execute(select(Activity).where(Activity.opportunity == deal.key).order_by(Activity.key))
    )


def test_record_create_makes_a_record_and_hands_it_back(connection, anna) -> None:
    output = run(connection, "record.create", anna, type="account", values={"name": "Acme"})
    created = store.read(connection, output["record"])
    assert created is not None
    assert (created["name"], created["owner"]) == ("Acme", person(anna.key))


def test_record_create_may_write_what_only_the_process_writes(connection, anna) -> None:
    values = {"name": "Line", "stage": "present", "probability": Decimal(45)}
    output = run(connection, "record.create", anna, type="opportunity", values=values)
    created = store.read(connection, output["record"])
    assert created is not None
    assert created["stage"] == "present"


def test_record_create_names_each_wrong_field(connection, anna) -> None:
    with pytest.raises(InvalidRecord, match="amount"):
        run(connection, "record.create", anna, type="opportunity", values={"name": "Line", "amount": "much"})


def test_record_update_writes_with_history_that_names_the_step(connection, anna, deal) -> None:
    output = run(connection, "record.update", anna, record=deal, values={"outcome": "won", "need": "Speed"})
    assert output == {"version": Decimal(2)}
    changes = connection.execute(select(FieldChange).where(FieldChange.record_key == deal.key)).all()
    assert {(row.field, row.instance, row.task, row.changed_by) for row in changes} == {
        ("outcome", INSTANCE, TASK, anna.key),
        ("need", INSTANCE, TASK, anna.key),
    }


def test_record_update_refuses_a_record_that_is_gone(connection, anna, deal) -> None:
    store.delete(connection, deal, by=anna, at=NOON, keys=KEYS)
    with pytest.raises(NotFound):
        run(connection, "record.update", anna, record=deal, values={"need": "Speed"})


def test_record_link_adds_people_once_however_often_it_runs(connection, anna, deal) -> None:
    olga = make(connection, "contact", family_name="Stein", account=an_account(connection))
    links = [
        {"opportunity": deal, "contact": olga, "role": role} for role in ("champion", "user", "champion")
    ]
    first = run(connection, "record.link", anna, type="opportunity_contact", records=links)
    again = run(connection, "record.link", anna, type="opportunity_contact", records=links)
    assert (len(first["linked"]), again["linked"]) == (2, [])
    assert len(connection.execute(select(OpportunityContact.key)).all()) == 2


def test_record_link_adds_again_what_was_taken_away(connection, anna, deal) -> None:
    olga = make(connection, "contact", family_name="Stein")
    links = [{"opportunity": deal, "contact": olga, "role": "champion"}]
    [link] = run(connection, "record.link", anna, type="opportunity_contact", records=links)["linked"]
    store.delete(connection, link, by=anna, at=NOON, keys=KEYS)
    assert len(run(connection, "record.link", anna, type="opportunity_contact", records=links)["linked"]) == 1


def test_record_link_of_nothing_links_nothing(connection, anna) -> None:
    assert run(connection, "record.link", anna, type="opportunity_contact", records=None) == {"linked": []}


def test_activity_log_notes_it_at_business_time_by_the_person_who_acts(connection, anna, deal) -> None:
    run(
        connection,
        "activity.log",
        anna,
        opportunity=deal,
        kind="call",
        subject="Asked for the budget",
        body="Soon",
    )
    [noted] = activities(connection, deal)
    assert (noted.kind, noted.subject, noted.body, noted.owner) == (
        "call",
        "Asked for the budget",
        "Soon",
        anna.key,
    )
    live = resolver(connection)(deal)
    assert live is not None
    assert live["last_activity_at"] == LATER


def test_activity_log_moves_a_long_subject_into_the_body(connection, anna, deal) -> None:
    run(connection, "activity.log", anna, opportunity=deal, subject="Visit. " * 40)
    run(connection, "activity.log", anna, opportunity=deal, subject="First line\nand the rest")
    long, lines = activities(connection, deal)
    assert len(long.subject) == 120
    assert long.body == ("Visit. " * 40).strip()
    assert (lines.subject, lines.body) == ("First line", "First line\nand the rest")


def test_activity_log_about_nothing_is_refused(connection, anna) -> None:
    with pytest.raises(InvalidRecord, match="regards"):
        run(connection, "activity.log", anna, subject="Called somebody")


def test_entering_a_stage_ends_the_stay_in_the_former_one(connection, anna, deal) -> None:
    run(connection, "opportunity.enter_stage", anna, opportunity=deal, stage="qualify", reason=None)
    run(connection, "opportunity.enter_stage", anna, opportunity=deal, stage="propose", reason="They hurry.")
    assert stages(connection, deal) == [("qualify", True, None), ("propose", False, "They hurry.")]
    current = store.read(connection, deal)
    assert current is not None
    assert (current["stage"], current["probability"]) == ("propose", Decimal(65))


def test_a_stage_that_nobody_knows_is_refused(connection, anna, deal) -> None:
    with pytest.raises(UnknownStage, match="dreaming"):
        run(connection, "opportunity.enter_stage", anna, opportunity=deal, stage="dreaming")


def test_an_override_keeps_who_asked_who_decided_and_what_was_missing(connection, anna, deal) -> None:
    mark = a_user(connection, "mark")
    missing = [{"item": "budget", "label": "Budget"}, {"item": "decider", "label": "Who decides"}]
    run(
        connection, "opportunity.record_override", mark,
        opportunity=deal, stage="qualify", missing=missing, reason="Old friends", requested_by=person(anna.key),
    )  # fmt: skip
    [row] = connection.execute(select(GateOverride)).all()
    assert (row.stage, row.missing.splitlines(), row.reason) == (
        "qualify",
        ["budget", "decider"],
        "Old friends",
    )
    assert (row.requested_by, row.decided_by, row.at, row.instance) == (anna.key, mark.key, LATER, INSTANCE)


def test_an_override_without_a_reason_is_refused(connection, anna, deal) -> None:
    with pytest.raises(WrongInput, match="reason"):
        run(
            connection,
            "opportunity.record_override",
            anna,
            opportunity=deal,
            stage="qualify",
            missing=[],
            reason=" ",
        )


@pytest.mark.parametrize(
    ("locale", "subject"), [("en", "Qualify → Propose"), ("ru", "Квалификация → Предложение")]
)
def test_a_jump_is_logged_in_the_words_of_the_person_who_jumps(connection, deal, locale, subject) -> None:
    ivan = a_user(connection, "ivan", locale=locale)
    run(
        connection,
        "opportunity.record_jump",
        ivan,
        opportunity=deal,
        target_stage="propose",
        reason="They hurry.",
    )
    [noted] = activities(connection, deal)
    assert (noted.subject, noted.body) == (subject, "They hurry.")


@pytest.mark.parametrize("stage", ["won", "lost", "dreaming"])
def test_a_jump_to_a_closed_or_unknown_stage_is_refused_with_the_open_ones(
    connection, anna, deal, stage
) -> None:
    with pytest.raises(NoOpenStage, match="qualify, discover, present, propose, negotiate, contract"):
        run(
            connection,
            "opportunity.record_jump",
            anna,
            opportunity=deal,
            target_stage=stage,
            reason="Why not",
        )
    assert activities(connection, deal) == []


def test_a_won_deal_is_closed_at_its_won_amount(connection, anna, deal) -> None:
    run(
        connection,
        "opportunity.win",
        anna,
        opportunity=deal,
        amount=Decimal("46500.50"),
        note="The trial week",
    )
    current = store.read(connection, deal)
    assert current is not None
    assert [current[name] for name in ("stage", "outcome", "won_amount", "closed_on")] == [
        "won", "won", Decimal("46500.50"), LATER.date(),
    ]  # fmt: skip
    assert [row.subject for row in activities(connection, deal)] == ["The trial week"]


def test_a_won_deal_without_an_amount_is_won_at_its_own(connection, anna, deal) -> None:
    run(connection, "opportunity.win", anna, opportunity=deal, amount=None, note=None)
    current = store.read(connection, deal)
    assert current is not None
    assert current["won_amount"] == Decimal(48000)
    assert activities(connection, deal) == []


def test_a_lost_deal_keeps_reason_competitor_lesson_and_when_to_return(connection, anna, deal) -> None:
    inputs = {"reason": "price", "competitor": "Krones", "lesson": "Be early", "reopen_on": date(2027, 1, 10)}
    run(connection, "opportunity.lose", anna, opportunity=deal, **inputs)
    current = store.read(connection, deal)
    assert current is not None
    names = (
        "stage",
        "outcome",
        "probability",
        "lost_reason",
        "lost_competitor",
        "lesson",
        "reopen_on",
        "closed_on",
    )
    assert [current[name] for name in names] == [
        "lost", "lost", Decimal(0), "price", "Krones", "Be early", date(2027, 1, 10), LATER.date(),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("type_", "name", "inputs"),
    [
        ("record.update", "record", {"record": "deal 7", "values": {}}),
        ("record.create", "type", {"type": None, "values": {}}),
        ("record.create", "values", {"type": "account", "values": [1]}),
        ("record.link", "records", {"type": "opportunity_contact", "records": "all"}),
        ("activity.log", "subject", {"subject": Decimal(5)}),
        ("opportunity.enter_stage", "opportunity", {"stage": "qualify"}),
        ("opportunity.lose", "reason", {}),
    ],
)
def test_a_wrong_input_is_named_with_its_task_and_a_remedy(
    connection, anna, deal, type_, name, inputs
) -> None:
    if type_ == "opportunity.lose":
        inputs = {"opportunity": deal}
    with pytest.raises(WrongInput, match=f"'step', input '{name}'.*input mapping"):
        run(connection, type_, anna, **inputs)


def test_an_operation_for_deals_refuses_another_record(connection, anna) -> None:
    with pytest.raises(WrongInput, match="a record of type opportunity"):
        run(connection, "opportunity.enter_stage", anna, opportunity=an_account(connection), stage="qualify")


def test_errors_of_operations_are_the_kind_that_a_person_can_act_on() -> None:
    assert issubclass(WrongInput, Invalid)
    assert issubclass(NoOpenStage, Invalid)


def a_file(name="Contract.pdf", content="a", **facts) -> dict[str, Value]:
    return {
        "key": content * 64, "name": name, "media_type": "application/pdf", "size": Decimal(48213),
    } | facts  # fmt: skip


def documents_of(connection, ref) -> list[Any]:
    return list(
        connection.execute(select(Document).where(Document.record_key == ref.key).order_by(Document.key))
    )


def test_document_attach_keeps_each_file_once_however_often_it_runs(connection, anna, deal) -> None:
    files = [a_file(), a_file("Annex.pdf", "b"), a_file(), a_file("Copy.pdf")]
    first = run(connection, "document.attach", anna, record=deal, documents=files)
    again = run(connection, "document.attach", anna, record=deal, documents=files[:1])
    assert (first, again) == (
        {"names": ["Contract.pdf", "Annex.pdf", "Copy.pdf"]},
        {"names": ["Contract.pdf"]},
    )
    assert [
        (row.name, row.digest[0], row.size, row.media_type) for row in documents_of(connection, deal)
    ] == [
        (name, content, 48213, "application/pdf")
        for name, content in (("Contract.pdf", "a"), ("Annex.pdf", "b"), ("Copy.pdf", "a"))
    ]
    assert {
        (row.added_by, row.added_at, row.instance, row.task) for row in documents_of(connection, deal)
    } == {(anna.key, LATER, INSTANCE, TASK)}


def test_document_attach_keeps_a_file_with_each_record_that_it_is_added_to(connection, anna, deal) -> None:
    acme = an_account(connection)
    for ref in (deal, acme):
        run(connection, "document.attach", anna, record=ref, documents=[a_file()])
    assert [len(documents_of(connection, ref)) for ref in (deal, acme)] == [1, 1]


def test_document_attach_names_the_files_in_a_field_of_the_record(connection, anna, deal) -> None:
    files = [a_file(), a_file("Annex.pdf", "b")]
    run(connection, "document.attach", anna, record=deal, documents=files, field="contract_file")
    run(connection, "document.attach", anna, record=deal, documents=None, field="contract_file")
    current = store.read(connection, deal)
    assert current is not None
    assert current["contract_file"] == "Contract.pdf; Annex.pdf"


def test_document_attach_shortens_the_names_to_what_the_field_holds(connection, anna, deal) -> None:
    files = [a_file(f"{letter * 200}.pdf", "c") for letter in "xy"]
    run(connection, "document.attach", anna, record=deal, documents=files, field="contract_file")
    current = store.read(connection, deal)
    assert current is not None
    assert len(current["contract_file"]) == 255


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\anna\Договор №5.pdf", "Договор №5.pdf"),
        ("a\r\nSet-Cookie: x=1\x00.pdf", "aSet-Cookie: x=1.pdf"),
        ("harmless\u202efdp.exe", "harmlessfdp.exe"),
        ("..", "document"),
        ("", "document"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_document_attach_keeps_a_name_that_only_names(connection, anna, deal, sent, kept) -> None:
    output = run(connection, "document.attach", anna, record=deal, documents=[a_file(sent)])
    assert output == {"names": [kept]}
    assert [row.name for row in documents_of(connection, deal)] == [kept]


@pytest.mark.parametrize(
    "wrong",
    [
        "Contract.pdf", ["Contract.pdf"], [{"name": "Contract.pdf"}], [a_file(key="../secret-key")],
        [a_file(size=Decimal(-1))], [a_file(name=None)],
    ],
)  # fmt: skip
def test_document_attach_says_what_a_file_is_when_it_gets_something_else(
    connection, anna, deal, wrong
) -> None:
    with pytest.raises(WrongInput, match=r"'documents'.* (a list of|a context)"):
        run(connection, "document.attach", anna, record=deal, documents=wrong)


def test_document_attach_refuses_a_record_that_is_gone(connection, anna, deal) -> None:
    store.delete(connection, deal, by=anna, at=NOON, keys=KEYS)
    with pytest.raises(NotFound):
        run(connection, "document.attach", anna, record=deal, documents=[a_file()])
