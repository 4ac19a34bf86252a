"""Lists: every record exactly once, in any order, at any depth; found by words of any alphabet."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.feel.values import Range
from engine.identity import SYSTEM
from engine.records import opportunities, queries
from engine.records.paging import UnknownCursor, encode
from engine.records.queries import UnknownColumn
from engine.records.store import InvalidRecord
from engine.records.timeline import timeline
from tests.records.company import KEYS, NOON, a_deal, a_user, an_account, change, make


@pytest.fixture
def deals(database):
    with database.transaction() as connection:
        acme = an_account(connection, "Рога и Копыта")
        for number in range(23):
            a_deal(
                connection,
                f"Deal №{number:02}",
                amount=None if number % 5 == 0 else Decimal(number // 3),
                close_date=None if number % 4 == 0 else date(2026, 3, 1 + number % 3),
                account=acme if number == 7 else None,
                at=NOON + timedelta(minutes=number // 2),
            )


def every_page(connection, **options):
    """The names of all rows, page by page."""
    names, after = [], None
    while True:
        page = queries.page(connection, "opportunity", SYSTEM, after=after, limit=4, **options)
        names += [row["name"] for row in page.rows]
        after = page.next
        if after is None:
            return names


@pytest.mark.parametrize(
    "sort",
    [
        None,
        *(
            sign + name
            for sign in ("", "-")
            for name in (
                "amount",
                "name",
                "close_date",
                "created_at",
                "account",
                "amount_estimated",
                "number",
                "outcome",
            )
        ),
    ],
)
def test_paging_shows_each_record_once_and_in_order(database, deals, sort):
    with database.reading() as connection:
        names = every_page(connection, sort=sort)
        whole = queries.page(connection, "opportunity", SYSTEM, sort=sort, limit=100)
    assert names == [row["name"] for row in whole.rows]
    assert len(set(names)) == 23
    if sort:
        values = [row[sort.lstrip("-")] for row in whole.rows]
        filled = [
            str(value) if sort.lstrip("-") == "account" else value for value in values if value is not None
        ]
        assert filled == sorted(filled, reverse=sort.startswith("-"))
        assert values[len(filled) :] == [None] * (len(values) - len(filled)), "empty values come last"


def test_paging_stays_right_while_records_are_added_before_the_page(database, deals):
    with database.transaction() as connection:
        first = queries.page(connection, "opportunity", SYSTEM, sort="name", limit=5)
        a_deal(connection, "AAA")
        second = queries.page(connection, "opportunity", SYSTEM, sort="name", limit=5, after=first.next)
    assert [row["name"] for row in second.rows] == [f"Deal №{number:02}" for number in range(5, 10)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"amount": Decimal(3)}, {"Deal №09", "Deal №11"}),
        ({"amount": Range(Decimal(6), None)}, {"Deal №18", "Deal №19", "Deal №21", "Deal №22"}),
        ({"amount": None}, {"Deal №00", "Deal №05", "Deal №10", "Deal №15", "Deal №20"}),
        ({"name": ["Deal №01", "Deal №02"]}, {"Deal №01", "Deal №02"}),
        ({"close_date": Range(date(2026, 3, 3), date(2026, 3, 9)), "amount": Decimal(0)}, {"Deal №02"}),
        ({"stage": "won"}, set()),
    ],
)
def test_filters_narrow_a_list(database, deals, filters, expected):
    with database.reading() as connection:
        rows = queries.page(connection, "opportunity", SYSTEM, filters=filters).rows
    assert {row["name"] for row in rows} == expected


@pytest.mark.parametrize("words", ["deal №07", "№07", "РОГА", "копыта рога", "opp-000008"])
def test_a_deal_is_found_by_words_of_itself_and_of_its_account(database, deals, words):
    with database.reading() as connection:
        assert [
            row["name"] for row in queries.page(connection, "opportunity", SYSTEM, search=words).rows
        ] == ["Deal №07"]


@pytest.mark.parametrize("words", ["%", "_", "\\", "рога нет", "№07 №08"])
def test_what_does_not_occur_is_not_found(database, deals, words):
    with database.reading() as connection:
        assert queries.page(connection, "opportunity", SYSTEM, search=words).rows == []


@pytest.mark.parametrize("cursor", ["", "x", "W10", "WzEsMl0", "bnVsbA", "WyJhIiwgImIiXQ", "é"])
def test_a_forged_page_marker_is_refused(database, deals, cursor):
    with database.reading() as connection, pytest.raises(UnknownCursor):
        queries.page(connection, "opportunity", SYSTEM, sort="close_date", after=cursor)


@pytest.mark.parametrize(
    ("sort", "value", "key"),
    [
        ("name", "a\x00b", "1"), ("name", "a", "9" * 25), ("name", "a", "9" * 5000), ("name", "a", "-1"),
        ("amount", 2**63, "1"), ("close_date", "9999-99-99", "1"),
    ],
)  # fmt: skip
def test_a_page_marker_of_impossible_values_is_refused(database, deals, sort, value, key):
    with database.reading() as connection, pytest.raises(UnknownCursor):
        queries.page(connection, "opportunity", SYSTEM, sort=sort, after=encode([value, key]))


def test_an_unknown_field_or_value_to_sort_or_filter_by_is_refused(database):
    with database.reading() as connection:
        with pytest.raises(UnknownColumn):
            queries.page(connection, "opportunity", SYSTEM, sort="search_text; drop table account")
        with pytest.raises(UnknownColumn):
            queries.page(connection, "opportunity", SYSTEM, filters={"password_hash": "x"})
        with pytest.raises(InvalidRecord):
            queries.page(connection, "opportunity", SYSTEM, filters={"stage": "signed"})


def test_a_hierarchy_is_told_from_the_top_whichever_company_is_asked(database):
    with database.transaction() as connection:
        top = an_account(connection, "Top")
        left = an_account(connection, "Left", parent=top)
        an_account(connection, "Right", parent=top)
        leaf = an_account(connection, "Leaf", parent=left)
        an_account(connection, "Stranger")
        for asked in (top, leaf):
            tree = queries.hierarchy(connection, asked)
            assert [(depth, row["name"]) for depth, row in tree] == [
                (0, "Top"),
                (1, "Left"),
                (2, "Leaf"),
                (1, "Right"),
            ]


def test_titles_name_records_of_several_types_at_once(database):
    with database.transaction() as connection:
        anna = a_user(connection)
        acme, deal = an_account(connection), a_deal(connection, by=anna)
        petra = make(connection, "contact", given_name="Petra", family_name="Petrova", account=acme)
        role = make(connection, "opportunity_contact", opportunity=deal, contact=petra, role="user")
        refs = [acme, deal, role, queries.RecordRef("user", anna.key), queries.RecordRef("user", 0)]
        found = queries.titles(connection, refs)
    assert [found[ref] for ref in refs] == ["Acme", "Acme wants ten", "Petra Petrova", "Anna", "System"]


def test_a_timeline_tells_everything_once_newest_first(database):
    with database.transaction() as connection:
        anna = a_user(connection)
        deal = a_deal(connection, by=anna)

        def later(hours):
            return {"by": anna, "at": NOON + timedelta(hours=hours), "keys": KEYS}

        opportunities.enter_stage(connection, deal, "qualify", **later(1))
        make(
            connection,
            "activity",
            kind="call",
            subject="Hello",
            opportunity=deal,
            by=anna,
            at=NOON + timedelta(hours=2),
        )
        change(connection, deal, by=anna, at=NOON + timedelta(hours=3), need="Bolts")
        opportunities.override_gate(
            connection,
            deal,
            stage="qualify",
            missing=["budget", "decider"],
            reason="trust me",
            decided_by=anna,
            at=NOON + timedelta(hours=4),
            keys=KEYS,
        )
        opportunities.enter_stage(connection, deal, "discover", **later(5))

        pages, after = [], None
        while True:
            one = timeline(connection, deal, anna, after=after, limit=2)
            pages.append([(entry.kind, entry.stage) for entry in one.entries])
            after = one.next
            if after is None:
                break
        override = next(e for e in timeline(connection, deal, anna).entries if e.kind == "override")
    assert pages == [
        [("stage", "discover"), ("override", "qualify")],
        [("change", None), ("activity", None)],
        [("stage", "qualify")],
    ]
    assert override.missing == ("budget", "decider")
    assert override.by == "Anna"
