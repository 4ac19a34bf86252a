"""Work is given fairly: in turn under any pressure, to whom has least, or as a table says; never to who has left."""

from __future__ import annotations

import threading
from collections import Counter
from decimal import Decimal

import pytest

from engine.feel.values import RecordRef
from engine.identity import store
from engine.process.errors import StepFailed
from engine.records import store as records
from tests.process.models import boundary, end, error, error_root, mapping, model, service, start, user
from tests.process.test_decisions import log, table


def assigning(**inputs):
    return model(
        "give",
        start(),
        service("choose", "assign", mapping(inputs=inputs, outputs={"who": "=user"})),
        boundary("none", "choose", error("nobody")),
        user("do", assignee="=who"),
        user("wait", candidateGroups="sales"),
        end(),
        end("waited"),
        flow="start > choose > do > end; none > wait > waited",
        root=error_root("nobody", "nobody"),
    )


def chosen(company, instance):
    return company.instance(instance).variables["who"]


def give(company, times=1, **variables):
    """Start instances; the logins of those who were chosen, one after another."""
    logins = {person.key: person.login for person in vars(company.people).values()}
    return [logins[chosen(company, company.start("give", **variables)).key] for _ in range(times)]


def leave(company, person):
    with company.database.transaction() as connection:
        store.deactivate_user(connection, person.key)


def test_a_group_is_served_in_turn(company):
    company.deploy(assigning(group="sales"))

    assert give(company, 5) == ["anna", "boris", "anna", "boris", "anna"]


def test_eight_starts_at_once_give_everybody_the_same(company):
    company.deploy(assigning(group="sales"))
    started = []
    barrier = threading.Barrier(8)

    def start_two():
        barrier.wait()
        started.extend(company.start("give") for _ in range(2))

    threads = [threading.Thread(target=start_two) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(Counter(chosen(company, key).key for key in started).values()) == {8}


def test_who_has_left_is_skipped(company, people):
    company.deploy(assigning(group="sales"))
    assert give(company) == ["anna"]
    leave(company, people.boris)

    assert give(company, 2) == ["anna", "anna"]


def test_who_has_the_fewest_open_tasks_is_chosen_and_equals_take_turns(company, people):
    company.deploy(assigning(group="sales", method="least_busy"))
    assert give(company, 2) == ["anna", "boris"]
    for key in company.tasks(people.boris, scope="mine").values():
        company.complete(key, by=people.boris)

    assert give(company, 3) == ["boris", "anna", "boris"]


def test_a_team_and_a_group_are_both_asked(company):
    company.deploy(assigning(group="sales", team="South"))
    assert list(company.tasks(company.people.anna)) == []
    company.start("give")

    assert list(company.tasks(company.people.anna)) == ["wait"]


def test_a_team_is_served_in_turn(company):
    company.deploy(assigning(team="North"))

    assert give(company, 4) == ["anna", "boris", "marta", "anna"]


def test_people_are_named_by_login_or_reference(company, people):
    company.deploy(assigning(users="=people"))
    listed = ["Zoe", RecordRef("user", people.anna.key), "ghost"]

    assert sorted(give(company, 2, people=listed)) == ["anna", "zoe"]


def test_whom_the_model_prefers_is_chosen_if_they_are_there(company, people):
    company.deploy(assigning(group="sales", prefer="=wanted"))

    assert give(company, 2, wanted=RecordRef("user", people.boris.key)) == ["boris", "boris"]
    assert give(company, 1, wanted=RecordRef("user", people.zoe.key)) == ["anna"]


def test_the_next_one_is_another_one(company, people):
    company.deploy(assigning(group="sales", **{"except": "=former"}))

    assert give(company, 3, former=RecordRef("user", people.anna.key)) == ["boris"] * 3


def test_with_nobody_left_the_model_says_what_happens(company, people):
    company.deploy(assigning(group="sales"))
    leave(company, people.boris)
    leave(company, people.anna)
    company.start("give")

    assert list(company.tasks(people.ada, "all")) == ["wait"]


def test_nobody_without_a_boundary_event_is_said_clearly(company, people):
    company.deploy(
        model(
            "give", start(), service("choose", "assign", mapping(inputs={"group": "nights"})), end(),
            flow="start > choose > end",
        )
    )  # fmt: skip
    with pytest.raises(StepFailed, match=r"No active person is left in group nights\. Add somebody"):
        company.start("give")


def test_a_task_that_names_no_pool_is_told_so(company):
    company.deploy(assigning(method="round_robin"))
    with pytest.raises(StepFailed, match="neither a group, a team nor people"):
        company.start("give")


def test_a_table_names_the_group_and_its_turns_go_on(company):
    facts = "={amount: amount}"
    company.deploy(
        assigning(method="rule", rule="discount", facts=facts),
        discount__dmn=table('"sales"')
        .replace(b'typeRef="number"/>', b'typeRef="string"/>')
        .replace(b"<text>0</text>", b'<text>"support"</text>'),
    )
    assert give(company, 3, amount=Decimal(500)) == ["anna", "boris", "anna"]


def test_the_record_gets_its_owner(company, people):
    company.deploy(assigning(group="sales", record="=deal"))
    deal = company.engine.create_record("opportunity", {"name": "Line"}, by=people.ada)
    assert give(company, 1, deal=deal) == ["anna"]

    with company.database.reading() as connection:
        kept = records.read(connection, deal)
    assert kept["owner"] == RecordRef("user", people.anna.key)


def deciding(*, caught=True):
    catching = [
        boundary("unknown", "question", error("no_rule")),
        user("help", candidateGroups="sales"),
        end("helped"),
    ]
    return model(
        "ask", start(),
        service(
            "question", "decision.evaluate",
            mapping(inputs={"decision": "discount", "facts": "={amount: amount}"}, outputs={"percent": "=result"}),
        ),
        user("offer", candidateGroups="sales"), end(), *(catching if caught else []),
        flow="start > question > offer > end" + ("; unknown > help > helped" if caught else ""),
        root=error_root("no_rule", "no_rule"),
    )  # fmt: skip


def test_a_decision_is_evaluated_and_logged(company, database, people):
    company.deploy(deciding(), discount__dmn=table(7))
    instance = company.start("ask", amount=Decimal(500))

    assert company.instance(instance).variables["percent"] == Decimal(7)
    [row] = log(database)
    assert (row.element_id, row.matched) == ("question", "[1]")


def test_a_table_without_a_matching_rule_takes_the_way_that_the_model_draws(company, people):
    company.deploy(deciding(), discount__dmn=table(7).replace(b"&lt;= 100", b"&lt; 0"))
    company.start("ask", amount=Decimal(50))

    assert list(company.tasks(people.anna)) == ["help"]


def test_a_table_without_a_matching_rule_says_what_it_was_asked(company, people):
    company.deploy(deciding(caught=False), discount__dmn=table(7).replace(b"&lt;= 100", b"&lt; 0"))
    with pytest.raises(
        StepFailed, match=r"No rule of the decision 'discount' matches {\"amount\":50}.*Add a rule"
    ):
        company.start("ask", amount=Decimal(50))
