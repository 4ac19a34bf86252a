"""Models that wait in every way that a release knows; each is named after how."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import update

from engine.jobs.models import Job
from tests.bpmn import building as b

if TYPE_CHECKING:
    from engine.engine import Engine

FORM = {
    "id": "visit",
    "type": "default",
    "schemaVersion": 19,
    "components": [{"type": "textfield", "id": "town", "key": "account.city", "label": "Town"}],
}
DECISION = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="tests">
  <decision id="size" name="Size"><decisionTable id="t" hitPolicy="UNIQUE">
    <input id="i"><inputExpression id="ie" typeRef="number"><text>amount</text></inputExpression></input>
    <output id="o" name="size" typeRef="string"/>
    <rule id="r1"><inputEntry id="e1"><text>&gt; 100</text></inputEntry>
      <outputEntry id="x1"><text>"large"</text></outputEntry></rule>
    <rule id="r2"><inputEntry id="e2"><text>&lt;= 100</text></inputEntry>
      <outputEntry id="x2"><text>"small"</text></outputEntry></rule>
  </decisionTable></decision></definitions>"""
_SALES = '<zeebe:assignmentDefinition candidateGroups="sales"/>'


def _user(name: str, *more: str, inner: str = "") -> str:
    return b.user(name, _SALES, *more, inner=inner)


def _process(name: str, *parts: str, flow: str, declared: str = "") -> bytes:
    return b.process(name, b.start(), *parts, b.end(), flow=flow, declared=declared)


_R3 = b.timer("Cycle", "R3/P1D")
_EVENTS = b.element("eventBasedGateway", "which")
_LIMIT = "amount>limit"

MODELS = {
    "wait_task": _process(
        "wait_task",
        _user("ask", '<zeebe:formDefinition formId="visit"/>'),
        _user("after"),
        flow="start>ask ask>after after>end",
    ),
    "wait_join": _process(
        "wait_join",
        *(b.both("fork"), _user("offer"), _user("call"), b.both("join"), _user("joined")),
        flow="start>fork fork>offer fork>call offer>join call>join join>joined joined>end",
    ),
    "wait_inclusive": _process(
        "wait_inclusive",
        *(b.inclusive("split", default="split_letter"), _user("phone"), _user("visit"), _user("letter")),
        *(b.inclusive("merge"), _user("merged")),
        flow="start>split split>phone?amount>100 split>visit?amount>200 split>letter phone>merge visit>merge "
        "letter>merge merge>merged merged>end",
    ),
    "wait_timer": _process(
        "wait_timer",
        *(b.catch("rest", b.timer("Duration", "P3D")), _user("rested")),
        flow="start>rest rest>rested rested>end",
    ),
    "wait_boundary": _process(
        "wait_boundary",
        *(_user("slow"), b.boundary("nag", "slow", _R3, interrupting=False), _user("nagged"), b.end("told")),
        *(b.boundary("over", "slow", b.timer("Duration", "P30D")), _user("escalated"), b.end("given_up")),
        flow="start>slow slow>end nag>nagged nagged>told over>escalated escalated>given_up",
    ),
    "wait_message": _process(
        "wait_message",
        *(b.catch("paid", b.message("Payment")), _user("ship")),
        flow="start>paid paid>ship ship>end",
        declared=b.messages(Payment="=order"),
    ),
    "wait_early": _process(
        "wait_early",
        *(_user("first"), b.catch("early", b.message("Early")), _user("second")),
        flow="start>first first>early early>second second>end",
        declared=b.messages(Early="=order"),
    ),
    "wait_signal": _process(
        "wait_signal",
        *(b.catch("heard", b.signal("Alarm")), _user("run")),
        flow="start>heard heard>run run>end",
        declared=b.signals("Alarm"),
    ),
    "wait_either": _process(
        "wait_either",
        *(_EVENTS, b.catch("replied", b.message("Reply")), b.catch("silent", b.timer("Duration", "P9D"))),
        *(_user("thank"), _user("remind"), b.end("reminded")),
        flow="start>which which>replied which>silent replied>thank thank>end silent>remind remind>reminded",
        declared=b.messages(Reply="=order"),
    ),
    "wait_job": _process(
        "wait_job",
        *(b.service("deliver", "durability.work"), _user("signed")),
        flow="start>deliver deliver>signed signed>end",
    ),
    "wait_incident": _process(
        "wait_incident",
        *(b.service("flaky", "durability.flaky"), _user("mended")),
        flow="start>flaky flaky>mended mended>end",
    ),
    "wait_step": _process(
        "wait_step",
        *(_user("fails"), b.choice("gate"), _user("large"), _user("small")),
        flow=f"start>fails fails>gate gate>large?{_LIMIT} gate>small?amount<=limit large>end small>end",
    ),
    "wait_many": _process(
        "wait_many",
        _user("fill_many", inner=b.many("items", "item", output="got", output_element="item")),
        _user("filled"),
        flow="start>fill_many fill_many>filled filled>end",
    ),
    "wait_one_by_one": _process(
        "wait_one_by_one",
        _user("step_many", inner=b.many("items", "item", sequential=True)),
        flow="start>step_many step_many>end",
    ),
    "wait_loop": _process(
        "wait_loop", _user("again", inner=b.loop("again", maximum=5)), flow="start>again again>end"
    ),
    "wait_inside": _process(
        "wait_inside",
        b.subprocess(
            "part",
            *(b.start("in"), _user("enter"), _user("within"), b.end("out")),
            flow="in>enter enter>within within>out",
            extensions=b.mappings(inputs="local=amount", outputs="kept=local"),
        ),
        *(b.boundary("late", "part", b.timer("Duration", "P20D")), _user("too_late"), b.end("late_end")),
        flow="start>part part>end late>too_late too_late>late_end",
    ),
    "wait_called": _process(
        "wait_called", b.call("hand_over", "child"), flow="start>hand_over hand_over>end"
    ),
    "wait_called_many": _process(
        "wait_called_many",
        b.call("each", "child", inner=b.many("items", "item")),
        flow="start>each each>end",
    ),
    "child": b.process(
        "child",
        *(b.start("called"), _user("called_first"), _user("called_second"), b.end("answered")),
        flow="called>called_first called_first>called_second called_second>answered",
    ),
    "wait_transaction": _process(
        "wait_transaction",
        b.transaction(
            "trip",
            *(b.start("leave"), _user("book"), _user("pay"), b.end("home")),
            flow="leave>book book>pay pay>home",
        ),
        *(b.boundary("cancelled", "trip", b.CANCEL), _user("refund"), b.end("refunded")),
        flow="start>trip trip>end cancelled>refund refund>refunded",
    ),
    "wait_rule": _process(
        "wait_rule",
        *(_user("rate"), b.rule("decide", "size", "size")),
        flow="start>rate rate>decide decide>end",
    ),
    "wait_suspended": _process("wait_suspended", _user("rests"), flow="start>rests rests>end"),
    "wait_condition": _process(
        "wait_condition",
        *(b.both("fork"), _user("tell"), b.catch("until", b.condition("again = false")), b.both("join")),
        flow="start>fork fork>tell fork>until tell>join until>join join>end",
    ),
    "wait_ad_hoc": _process(
        "wait_ad_hoc",
        b.ad_hoc("care", _user("visit_them"), _user("phone_them"), until="again = false"),
        flow="start>care care>end",
    ),
    "wait_undo": _process(
        "wait_undo",
        *(b.undoable("did", _user("did"), _user("undo_did")), b.throw("undo", b.COMPENSATE), _user("undone")),
        flow="start>did did>undo undo>undone undone>end",
    ),
    "wait_undoable": _process(
        "wait_undoable",
        *(
            b.undoable("deed", _user("deed"), _user("undo_deed")),
            _user("doubt"),
            b.throw("back", b.COMPENSATE),
        ),
        flow="start>deed deed>doubt doubt>back back>end",
    ),
    "wait_answered": _process(
        "wait_answered",
        b.event_subprocess(
            "answer",
            *(b.trigger("ring", b.timer("Duration", "P2D"), interrupting=False), _user("pick_up")),
            flow="ring>pick_up",
        ),
        b.subprocess(
            "desk",
            *(b.start("sit"), _user("type"), b.end("stand")),
            b.event_subprocess(
                "alarm", b.trigger("fire", b.message("Fire")), _user("leave_desk"), flow="fire>leave_desk"
            ),
            flow="sit>type type>stand",
        ),
        flow="start>desk desk>end",
        declared=b.messages(Fire="=order"),
    ),
    "wait_two_of_three": _process(
        "wait_two_of_three",
        *(
            b.both("fork"),
            _user("one"),
            _user("two"),
            _user("three"),
            b.activated("enough", "activationCount >= 2"),
        ),
        flow="start>fork fork>one fork>two fork>three one>enough two>enough three>enough enough>end",
    ),
    "wait_cron": _process(
        "wait_cron",
        _user("daily"),
        b.boundary("nine", "daily", b.timer("Cycle", "0 0 9 * * *"), interrupting=False),
        *(_user("morning"), b.end("noon")),
        flow="start>daily daily>end nine>morning morning>noon",
    ),
    "starts_weekly": b.process(
        "starts_weekly",
        *(b.start("weekly", b.timer("Cycle", "R/P7D")), _user("report"), b.end()),
        flow="weekly>report report>end",
    ),
    "starts_by_message": b.process(
        "starts_by_message",
        *(b.start("asked", b.message("Ask")), _user("answer"), b.end()),
        flow="asked>answer answer>end",
        declared=b.messages(Ask=""),
    ),
}
STARTED = [name for name in MODELS if name.startswith("wait_")]
"""Those that somebody starts; each instance's business id is its process's id."""


def let_jobs_come_due(engine: Engine) -> None:
    """As if the rests between attempts, and all leases, were over."""
    with engine.database.transaction() as connection:
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        connection.execute(update(Job).where(Job.due.is_not(None)).values(due=long_ago))
