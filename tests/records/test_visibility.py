"""Own, team, all: what each person sees, everywhere."""

from __future__ import annotations

import pytest

from engine.errors import NotFound
from engine.identity import store as people
from engine.identity.models import Session
from engine.records import queries
from engine.records.timeline import timeline
from engine.records.visibility import visible
from tests.records.company import a_deal, a_team, a_user, an_account, make


@pytest.fixture
def company(database):
    """Two teams of two with a manager, a clerk without a team, and one deal each."""
    with database.transaction() as connection:
        north = a_team(connection, "North")
        south = a_team(connection, "South")
        folk = {
            "anna": a_user(connection, "anna", team=north),
            "boris": a_user(connection, "boris", team=north, visibility="team"),
            "clara": a_user(connection, "clara", team=south, visibility="team"),
            "dora": a_user(connection, "dora", roles=("manager",)),
            "egon": a_user(connection, "egon", visibility="all"),
        }
        people.set_manager(connection, north, folk["dora"].key)
        folk["dora"] = people.load_user(connection, folk["dora"].key)
        for name in ("anna", "boris", "clara"):
            a_deal(connection, f"Deal of {name}", by=folk[name])
        a_deal(connection, "Nobody's deal")
    return folk


EXPECTED = {
    "anna": {"Deal of anna", "Nobody's deal"},
    "boris": {"Deal of anna", "Deal of boris", "Nobody's deal"},
    "clara": {"Deal of clara", "Nobody's deal"},
    "dora": {"Deal of anna", "Deal of boris", "Nobody's deal"},
    "egon": {"Deal of anna", "Deal of boris", "Deal of clara", "Nobody's deal"},
}


@pytest.mark.parametrize("login", EXPECTED)
def test_each_person_sees_exactly_their_deals(database, company, login):
    with database.reading() as connection:
        rows = queries.page(connection, "opportunity", company[login]).rows
        assert queries.count(connection, "opportunity", company[login]) == len(EXPECTED[login])
    assert {row["name"] for row in rows} == EXPECTED[login]


@pytest.mark.parametrize("login", EXPECTED)
def test_what_a_list_does_not_show_cannot_be_opened_by_its_key_either(database, company, login):
    with database.reading() as connection:
        for record in queries.page(connection, "opportunity", company["egon"]).rows:
            if record["name"] in EXPECTED[login]:
                assert queries.get(connection, record.ref, company[login]).ref == record.ref
                continue
            with pytest.raises(NotFound):
                queries.get(connection, record.ref, company[login])
            with pytest.raises(NotFound):
                timeline(connection, record.ref, company[login])


def test_lines_roles_and_activities_are_seen_with_their_deal(database, company):
    with database.transaction() as connection:
        hidden = next(
            row.ref
            for row in queries.page(connection, "opportunity", company["egon"]).rows
            if row["name"] == "Deal of clara"
        )
        acme = an_account(connection)
        petra = make(connection, "contact", family_name="Petrova", account=acme, by=company["clara"])
        bolt = make(connection, "product", name="Bolt")
        make(connection, "opportunity_contact", opportunity=hidden, contact=petra, role="champion")
        make(connection, "opportunity_line", opportunity=hidden, product=bolt, unit_price=1)
        make(connection, "activity", kind="call", subject="About the deal", opportunity=hidden)
        make(connection, "activity", kind="call", subject="About Acme", account=acme)

        def seen(type_, login):
            return len(queries.page(connection, type_, company[login]).rows)

        assert [seen(type_, "anna") for type_ in ("opportunity_contact", "opportunity_line")] == [0, 0]
        assert [seen(type_, "clara") for type_ in ("opportunity_contact", "opportunity_line")] == [1, 1]
        assert (seen("activity", "anna"), seen("activity", "clara")) == (1, 2)
        assert (seen("account", "anna"), seen("product", "anna"), seen("contact", "anna")) == (1, 1, 1)
        told = [entry.activity["subject"] for entry in timeline(connection, acme, company["anna"]).entries]
        assert told == ["About Acme"]


def test_a_contact_without_an_account_is_its_owners(database, company):
    with database.transaction() as connection:
        make(connection, "contact", family_name="Secret", by=company["clara"])
        assert queries.page(connection, "contact", company["clara"]).rows
        assert not queries.page(connection, "contact", company["anna"]).rows


def test_a_table_that_is_no_record_type_is_refused_rather_than_shown(company):
    with pytest.raises(KeyError):
        visible(company["anna"], Session.__table__)
