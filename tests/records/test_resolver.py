"""How expressions read records: live, lazily, with what was read kept."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import event

from engine.feel.values import RecordRef
from engine.identity import store as people
from engine.records import resolver, store
from tests.records.company import KEYS, NOON, a_deal, a_team, a_user, an_account, change, make, person


def test_a_path_over_several_records_reads_each_once(database):
    statements = []
    event.listen(database.sql_engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with database.transaction() as connection:
        north = people.create_region(connection, keys=KEYS, name="North")
        team = a_team(connection, "Hunters", region=north)
        boss = a_user(connection, "boss")
        people.set_manager(connection, team, boss.key)
        anna = a_user(connection, team=team)
        deal = a_deal(connection, by=anna, account=an_account(connection), amount=5)

        statements.clear()
        resolve = resolver(connection)
        assert resolve(deal)["owner"] == person(anna.key)
        manager = resolve(resolve(resolve(deal)["owner"])["team"])["manager"]
        assert resolve(manager)["login"] == "boss"
        assert resolve(resolve(resolve(deal)["team"])["region"])["name"] == "North"
        assert resolve(resolve(deal)["account"])["name"] == "Acme"
        assert len(statements) == 6, "deal, owner, team, manager, region, account"


def test_what_was_read_is_kept_once_per_path(database):
    with database.transaction() as connection:
        deal = a_deal(connection, amount=5)
        resolve = resolver(connection)
        assert resolve(deal)["amount"] == resolve(deal)["amount"]
        assert resolve.take_reads() == {f"opportunity:{deal.key}.amount": Decimal("5.00")}
        assert resolve.take_reads() == {}


def test_an_expression_after_a_write_sees_the_new_value(database):
    with database.transaction() as connection:
        deal = a_deal(connection, amount=5)
        resolve = resolver(connection)
        assert resolve(deal)["amount"] == 5
        change(connection, deal, amount=7)
        assert resolve(deal)["amount"] == 7
        make(connection, "activity", kind="call", subject="Hello", opportunity=deal)
        assert resolve(deal)["last_activity_at"] == NOON


def test_a_deal_knows_its_people_lines_last_activity_and_key(database):
    with database.transaction() as connection:
        deal = a_deal(connection)
        bolt = make(connection, "product", name="Bolt")
        petra = make(connection, "contact", given_name="Petra", family_name="Petrova")
        assert resolver(connection)(deal)["last_activity_at"] is None
        make(connection, "opportunity_contact", opportunity=deal, contact=petra, role="champion")
        make(connection, "opportunity_line", opportunity=deal, product=bolt, quantity=3, unit_price="1.10")
        make(
            connection, "activity", kind="call", subject="One", opportunity=deal, at=NOON + timedelta(days=2)
        )
        make(
            connection, "activity", kind="call", subject="Two", opportunity=deal, at=NOON + timedelta(days=1)
        )
        live = resolver(connection)(deal)
        assert live["contacts"] == [{"contact": petra, "name": "Petra Petrova", "role": "champion"}]
        assert [(line["product"], line["quantity"], line["amount"]) for line in live["lines"]] == [
            (bolt, Decimal("3.000"), Decimal("3.30"))
        ]
        assert live["last_activity_at"] == NOON + timedelta(days=2)
        assert live["key"] == deal.key
        assert "colour" not in live
        assert len(dict(live)) == len(live)


def test_a_reference_to_nothing_is_null(database):
    with database.transaction() as connection:
        deal = a_deal(connection)
        store.delete(connection, deal, by=a_user(connection), at=NOON, keys=KEYS)
        resolve = resolver(connection)
        assert resolve(deal) is None
        assert resolve(RecordRef("opportunity", 1)) is None
        assert resolve(RecordRef("spaceship", 1)) is None
