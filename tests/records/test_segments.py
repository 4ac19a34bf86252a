"""Segments: conditions become people, people fall apart by consent, and a hundred thousand need no more memory."""

from __future__ import annotations

import tracemalloc
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from engine.feel.values import RecordRef
from engine.identity import SYSTEM
from engine.records import consents, queries, segments, segments_audience, type_of
from engine.records.consents import Facts
from engine.records.history import Step
from engine.records.segments_audience import Count, Use
from engine.records.segments_conditions import BrokenConditions, check, load
from engine.records.types.contact import Contact
from tests.records.company import KEYS, NOON, a_team, a_user, an_account, make

CONTACT, LEAD, MEMBER = type_of("contact"), type_of("lead"), type_of("segment_member")
STEP = Step(by=SYSTEM, at=NOON, keys=KEYS)
BY_MAIL = Use(purpose="newsletter", channel="email", at=NOON)


def asked(*conditions, match="all"):
    rows = [
        {"field": field, "operator": operator, "values": list(values)}
        for field, operator, *values in conditions
    ]
    return load({"match": "all", "groups": [{"match": match, "conditions": rows}]})


def names(connection, record_type, question, user=None):
    all_seeing = user or a_user(connection, f"u{KEYS.new()}", visibility="all")
    people = segments.matching(record_type, question, all_seeing, NOON.date())
    return [row["name"] for row in segments.preview(connection, record_type, people)]


@pytest.fixture
def customers(database):
    with database.transaction() as connection:
        acme = an_account(connection, "Acme", country="Germany", tier="A", employees=40)
        volga = an_account(connection, "Волга", country="Россия", founded=1999)
        make(
            connection,
            "contact",
            family_name="Stein",
            account=acme,
            email="stein@acme.example",
            language="en",
        )
        make(
            connection, "contact", family_name="Орлова", account=volga, title="Главный инженер", language="ru"
        )
        make(connection, "contact", family_name="Lone", phone="+4930901820")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (asked(), ["Lone", "Stein", "Орлова"]),
        (asked(("account.country", "equals", "germany")), ["Stein"]),
        (asked(("account.country", "one_of", "РОССИЯ", "Germany")), ["Stein", "Орлова"]),
        (asked(("title", "contains", "ИНЖЕНЕР")), ["Орлова"]),
        (asked(("account.employees", "greater", "39")), ["Stein"]),
        (asked(("account.employees", "less", "40")), []),
        (asked(("account.country", "empty")), ["Lone"]),
        (asked(("email", "filled")), ["Stein"]),
        (asked(("language", "one_of", "ru"), ("phone", "filled"), match="any"), ["Lone", "Орлова"]),
        (asked(("language", "equals", "ru"), ("phone", "filled")), []),
        (asked(("created_at", "before", "2026-03-02")), []),
        (asked(("created_at", "after", "2026-03-01")), ["Lone", "Stein", "Орлова"]),
        (asked(("created_at", "after", "9999-12-31")), []),
        (asked(("created_at", "before", "0001-01-01")), []),
        (asked(("created_at", "last_days", "0")), ["Lone", "Stein", "Орлова"]),
        (asked(("email", "contains", "%")), []),
        (asked(("title", "equals", "'; DROP TABLE contact; --")), []),
    ],
    ids=str,
)
def test_conditions_find_people_by_their_own_fields_and_by_those_of_their_company(
    database, customers, question, found
):
    with database.transaction() as connection:
        assert names(connection, CONTACT, question) == found


def test_groups_are_put_together_by_all_or_by_any(database, customers):
    groups = [
        {"match": "all", "conditions": [{"field": "account.tier", "operator": "equals", "values": ["A"]}]},
        {"match": "all", "conditions": [{"field": "account.founded", "operator": "filled", "values": []}]},
    ]
    with database.transaction() as connection:
        assert names(connection, CONTACT, load({"match": "any", "groups": groups})) == ["Stein", "Орлова"]
        assert names(connection, CONTACT, load({"match": "all", "groups": groups})) == []


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (("shoe_size", "equals", "42"), "“shoe_size” does not exist any more"),
        (("language", "greater", "en"), "cannot be asked of the field"),
        (("language", "equals", "fr"), "Choose one of: en, ru."),
        (("account.employees", "greater", "many"), "Enter a number."),
        (("created_at", "before", "soon"), "Enter a date such as 2026-03-31."),
        (("created_at", "last_days", "-1"), "Enter a number of days"),
        (("created_at", "last_days", "000000999999999"), "Enter a number of days"),
        (("email", "equals", " "), "Enter a value."),
        (("email", "equals"), "Enter a value."),
        (("account", "equals", "Acme"), "Choose one account."),
    ],
    ids=str,
)
def test_a_condition_that_cannot_be_used_says_what_is_wrong_and_where(condition, said):
    question = asked(("email", "filled"), condition)

    [problem] = check(question, CONTACT)

    assert (problem.group, problem.condition) == (1, 2)
    assert said in problem.message
    with pytest.raises(BrokenConditions, match="group 1, condition 2"):
        segments.matching(CONTACT, question, SYSTEM, NOON.date())


@pytest.mark.parametrize(
    "document", [{"groups": 7}, {"match": "some", "groups": []}, {"groups": [{"match": "all"}]}, []]
)
def test_what_is_no_document_of_conditions_is_refused_as_a_whole(document):
    with (
        pytest.raises(BrokenConditions, match="no conditions of a segment")
        if document
        else pytest.raises(AssertionError)
    ):
        load(document)
        raise AssertionError


def test_conditions_survive_being_stored(database):
    question = asked(("account.country", "one_of", "Germany", "Austria"), ("email", "filled"))

    assert load(question.plain()) == question


def test_nobody_finds_people_whom_they_may_not_see(database):
    with database.transaction() as connection:
        north, south = a_team(connection, "North"), a_team(connection, "South")
        anna, clara = a_user(connection, "anna", team=north), a_user(connection, "clara", team=south)
        make(connection, "lead", by=anna, family_name="Seen")
        make(connection, "lead", by=clara, family_name="Hidden")

        assert names(connection, LEAD, asked(), user=anna) == ["Seen"]


def a_person(connection, name, email, *, said=None, touched=None, campaign=None):
    ref = make(connection, "contact", family_name=name, email=email)
    if said == "given":
        consents.give(connection, ref, "newsletter", "email", Facts(), STEP)
    if said == "withdrawn":
        consents.withdraw(connection, ref, "newsletter", "email", Facts(address=email), STEP)
    if touched is not None:
        make(
            connection, "touch", contact=ref, campaign=campaign, purpose="newsletter", channel="email",
            at=NOON - touched, outcome="sent", process=True,
        )  # fmt: skip
    return ref


@pytest.fixture
def crowd(database):
    """One person for each verdict, and two at one address."""
    with database.transaction() as connection:
        campaign = make(connection, "campaign", name="Before")
        day = timedelta(days=1)
        a_person(connection, "Allowed", "allowed@x.example", said="given")
        a_person(connection, "Rested", "rested@x.example", said="given", touched=3 * day, campaign=campaign)
        a_person(connection, "Recent", "recent@x.example", said="given", touched=2 * day, campaign=campaign)
        a_person(connection, "Silent", "silent@x.example")
        a_person(connection, "Against", "against@x.example", said="withdrawn")
        a_person(connection, "Addressless", None, said="given")
        a_person(connection, "Twin", "Allowed@X.example", said="given")
        a_person(connection, "Double", "against@x.example", said="given")
        moved = a_person(connection, "Moved", "new@x.example")
        consents.give(connection, moved, "newsletter", "email", Facts(address="old@x.example"), STEP)
        other = a_person(connection, "Other purpose", "other@x.example")
        consents.give(connection, other, "marketing", "email", Facts(), STEP)


def test_the_consent_check_is_counted_and_its_parts_add_up(database, crowd):
    with database.transaction() as connection:
        everybody = segments.matching(CONTACT, asked(), a_user(connection, visibility="all"), NOON.date())
        counted = segments_audience.count(connection, CONTACT, everybody, BY_MAIL)

    assert counted == Count(
        matched=10, no_consent=3, withdrawn=2, no_address=1, recent=1, same_address=1, allowed=2
    )


def test_an_audience_holds_each_address_once_and_only_whom_the_check_lets_through(database, crowd):
    with database.transaction() as connection:
        owner = a_user(connection, visibility="all")
        segment = make(connection, "segment", name="Everybody", by=owner)
        campaign = make(connection, "campaign", name="News", by=owner)
        for _ in range(2):  # frozen anew after a change of mind: still once
            counted = segments.freeze(connection, campaign, segment, BY_MAIL, seen_by=owner, step=STEP)
        members = queries.page(connection, "segment_member", owner, filters={"campaign": campaign}).rows

    assert counted.allowed == len(members) == 2
    assert {one["address"] for one in members} == {"allowed@x.example", "rested@x.example"}


def test_consent_is_judged_again_at_the_moment_of_sending(database, crowd):
    with database.transaction() as connection:
        owner = a_user(connection, visibility="all")
        segment, campaign = (
            make(connection, "segment", name="All", by=owner),
            make(connection, "campaign", name="News"),
        )
        segments.freeze(connection, campaign, segment, BY_MAIL, seen_by=owner, step=STEP)
        table = MEMBER.table
        first = connection.scalar(
            select(table.c.contact).where(table.c.campaign == campaign.key).order_by(table.c.key)
        )
        consents.withdraw(connection, RecordRef("contact", first), "newsletter", "email", Facts(), STEP)

        rows = segments_audience.unserved(connection, campaign.key, CONTACT, BY_MAIL, limit=10)

    assert [row.verdict for row in rows] == ["withdrawn", "allowed"]


def test_a_static_segment_keeps_the_people_of_its_moment(database, customers):
    with database.transaction() as connection:
        owner = a_user(connection, visibility="all")
        conditions = asked(("email", "filled")).plain()
        segment = make(connection, "segment", name="Then", kind="static", conditions=conditions, by=owner)
        assert segments.take_snapshot(connection, segment, owner, STEP) == 1
        make(connection, "contact", family_name="Later", email="later@x.example")

        record_type, people = segments.people_of(queries.get(connection, segment, owner), owner, NOON.date())
        assert segments.size(connection, record_type, people) == 1
        with pytest.raises(segments.NoSnapshot, match="live"):
            segments.take_snapshot(connection, make(connection, "segment", name="Now", by=owner), owner, STEP)


def many(connection, number, first=0):
    """Contacts straight into the table: what is measured is reading them."""
    rows = [
        {"key": KEYS.new(), "name": f"P{one:06}", "family_name": f"P{one:06}", "email": f"p{one}@x.example",
         "created_at": NOON, "created_by": 0, "updated_at": NOON, "updated_by": 0, "version": 1, "search_text": ""}
        for one in range(first, first + number)
    ]  # fmt: skip
    connection.execute(insert(Contact.__table__), rows)


def test_reading_a_segment_takes_no_more_memory_for_eight_times_the_people(sqlite_database):
    def peak():
        with sqlite_database.reading() as connection:
            tracemalloc.start()
            people = segments.matching(
                CONTACT, asked(("email", "contains", "@x.example")), user, date(2026, 3, 2)
            )
            read = sum(len(rows) for rows in segments_audience.chunks(connection, CONTACT, people, size=200))
            highest = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return read, highest

    with sqlite_database.transaction() as connection:
        user = a_user(connection, visibility="all")
        many(connection, 1000)
    peak()  # statements are compiled once
    few, small = peak()
    with sqlite_database.transaction() as connection:
        many(connection, 7000, first=1000)
    lots, large = peak()

    assert (few, lots) == (1000, 8000)
    assert large < 1.5 * small
