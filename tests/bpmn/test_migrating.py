"""Running instances go over to another version of their process."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from engine.bpmn.migration import Armed, CannotMigrate, Migration
from tests.bpmn import building as b
from tests.bpmn.playing import START, Player, load, play, play_both_ways

DAY = b.timer("Duration", "P1D")
WEEK = b.timer("Duration", "P7D")


def migrated(player: Player, to: bytes, **options) -> Migration:
    player.definition = load(to)
    told = player.instance.migrate(player.definition, options.pop("mapping", {}), **options)
    places = player.instance.elements()
    player.open = {
        number: replace(one, element_id=places.get(number, one.element_id))
        for number, one in player.open.items()
    }
    player.drain(player.instance.advance())
    return told


def goes_over(old: bytes, to: bytes, *, before=None, then, **options) -> Player:
    """The same whether or not the instance is saved between any two verbs."""

    def story(player: Player) -> Player:
        (before or (lambda one: one))(player.start(items=[1, 2]))
        migrated(player, to, **options)
        return then(player)

    return play_both_ways(old, story)


def approval(*beside: str, task: str = "check", flow: str = "", declared: str = "") -> bytes:
    return b.process(
        "p",
        b.start(),
        b.user(task),
        *beside,
        b.user("next"),
        b.end(),
        b.end("over"),
        flow=f"start>{task} {task}>next next>end {flow}",
        declared=declared,
    )


REMIND = b.boundary("remind", on="check", event=DAY, interrupting=False)
REMINDED = approval(REMIND, flow="remind>over")
MESSAGES = b.messages(paid="=items[1]")


@pytest.mark.parametrize(
    ("old", "new", "mapping", "waiting"),
    [
        (approval(), approval(task="review"), {"check": "review"}, ["review"]),
        # Beside the task: kept, armed, withdrawn, or moved with its mapping.
        (REMINDED, REMINDED, {}, ["check", "remind"]),
        (approval(), REMINDED, {}, ["check", "remind"]),
        (REMINDED, approval(), {}, ["check"]),
        (
            REMINDED,
            approval(b.boundary("nag", on="check", event=WEEK), flow="nag>over"),
            {"remind": "nag"},
            ["check", "nag"],
        ),
        # Another kind of event under the same id is another event.
        (
            REMINDED,
            approval(
                b.boundary("remind", on="check", event=b.message("paid")),
                flow="remind>over",
                declared=MESSAGES,
            ),
            {},
            ["check", "remind"],
        ),
        # It belongs to the next task now.
        (
            REMINDED,
            approval(b.boundary("remind", on="next", event=DAY), flow="remind>over"),
            {},
            ["check"],
        ),
    ],
)
def test_what_waits_beside_a_task_is_what_the_new_version_says(old, new, mapping, waiting):
    player = goes_over(old, new, mapping=mapping, then=lambda player: player)
    assert player.waiting == waiting
    player.complete(waiting[0])
    assert player.waiting[0] == "next"


@pytest.mark.parametrize(
    ("timers", "due"), [("keep", START + timedelta(days=1)), ("again", START + timedelta(hours=12, days=7))]
)
def test_timers_keep_their_dates_or_are_read_again(timers, due):
    later = approval(b.boundary("remind", on="check", event=WEEK), flow="remind>over")

    player = goes_over(
        REMINDED,
        later,
        before=lambda player: player.wait(hours=12),
        timers=timers,
        then=lambda player: player,
    )
    assert player.open[player.number("remind")].due_at == due


def test_a_reminder_that_has_come_is_not_sent_again():
    player = goes_over(
        REMINDED, REMINDED, before=lambda player: player.wait(days=2), then=lambda player: player
    )
    assert player.waiting == ["check"]


def test_another_name_or_key_of_a_message_is_waited_for_and_the_same_is_not_asked_twice():
    old = b.process(
        "p",
        b.start(),
        b.catch("paid", b.message("paid")),
        b.end(),
        flow="start>paid paid>end",
        declared=MESSAGES,
    )
    new = old.replace(b"=items[1]", b"=items[2]")

    same, other = play(old).start(items=[1, 2]), play(old).start(items=[1, 2])
    assert migrated(same, old).armed == ()
    told = migrated(other, new)

    assert (told.armed, told.withdrawn) == ((Armed(element_id="paid"),), ("paid",))
    assert other.open[other.number("paid")].correlation_key == "2"


STAGE = (b.start("in"), b.user("check"), b.end("out"))
STAGE_FLOW = "in>check check>out"
JOINED = b.process(
    "p",
    b.start(),
    b.both("fork"),
    b.user("one"),
    b.user("two"),
    b.both("join"),
    b.user("last"),
    b.end(),
    flow="start>fork fork>one fork>two one>join two>join join>last last>end",
)
JOINED_OTHERWISE = b.process(
    "p",
    b.start(),
    b.both("fork"),
    b.user("zero"),
    b.user("two"),
    b.user("uno"),
    b.both("join"),
    b.user("last"),
    b.end(),
    flow="start>fork fork>zero fork>uno fork>two zero>join two>join uno>join join>last last>end",
)


def test_a_token_at_a_join_is_still_the_one_of_its_flow():
    """The flows into the join stand in another order, and one more has to come: the token is added by hand."""

    def then(player: Player) -> Player:
        player.complete("two")
        assert player.waiting == []
        return player

    def before(player: Player) -> Player:
        return player.complete("one")

    with pytest.raises(CannotMigrate, match="came by a flow"):
        migrated(before(play(JOINED).start()), JOINED_OTHERWISE)

    player = before(play(JOINED).start())
    migrated(player, JOINED_OTHERWISE, mapping={"one": "uno"})
    player.drain(player.instance.add("zero")).complete("zero")
    assert player.tasks == ["two"]
    assert player.complete("two").tasks == ["last"]


def staged(*inside: str, flow: str = STAGE_FLOW, beside: str = "", tail: str = "", inner: str = "") -> bytes:
    return b.process(
        "p",
        b.start(),
        b.subprocess("stage", *inside, flow=flow, inner=inner),
        beside,
        b.end(),
        b.end("lost"),
        flow=f"start>stage stage>end {tail}",
    )


EVENT_SUB = b.element(
    "subProcess",
    "escalate",
    b.element("startEvent", "tick", DAY, isInterrupting="false")
    + b.user("boss")
    + b.end("heard")
    + b.flows("tick>boss boss>heard"),
    triggeredByEvent="true",
)


def test_around_a_token_too_what_is_new_is_armed_and_what_is_gone_is_withdrawn():
    plain = staged(*STAGE)
    watched = staged(*STAGE, EVENT_SUB, beside=b.boundary("late", on="stage", event=WEEK), tail="late>lost")

    player = goes_over(plain, watched, then=lambda player: player)
    assert player.waiting == ["check", "late", "tick"]
    assert player.wait(days=2).tasks == ["boss", "check"]

    back = goes_over(watched, plain, then=lambda player: player)
    assert back.waiting == ["check"]
    assert back.complete("check").completed


EACH = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:extensionElements><zeebe:loopCharacteristics '
    'inputCollection="=items" inputElement="item" outputCollection="all" outputElement="=item"/>'
    "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
)


def test_many_items_go_over_in_the_middle_and_mappings_that_are_new_work():
    old = staged(*STAGE, inner=EACH)
    output = b.extend('<zeebe:ioMapping><zeebe:output source="=item * 10" target="ten"/></zeebe:ioMapping>')
    new = staged(
        b.start("in"),
        b.element("userTask", "look", output),
        b.end("out"),
        flow="in>look look>out",
        inner=EACH,
    )

    player = goes_over(
        old,
        new,
        before=lambda player: player.complete("check"),
        mapping={"check": "look"},
        then=lambda player: player.complete("look"),
    )
    assert player.completed
    assert player.instance.variables["all"] == [1, 2]
    assert player.instance.variables["ten"] == Decimal(20)


GATE = (
    b.element("eventBasedGateway", "gate"),
    b.catch("soon", DAY),
    b.catch("later", WEEK),
    b.end(),
)


def test_after_an_event_based_gateway_events_come_and_go():
    old = b.process("p", b.start(), *GATE, flow="start>gate gate>soon gate>later soon>end later>end")
    new = b.process(
        "p",
        b.start(),
        *GATE,
        b.catch("never", b.timer("Duration", "P9D")),
        flow="start>gate gate>later gate>never never>end later>end soon>end",
    )

    player = goes_over(old, new, then=lambda player: player)
    assert player.waiting == ["later", "never"]
    assert player.wait(days=8).completed


def test_a_condition_that_reads_otherwise_is_looked_at_anew_and_one_that_is_over_is_gone():
    ripe = approval(b.boundary("ripe", on="check", event=b.condition("amount > 5")), flow="ripe>over")
    sooner = ripe.replace(b"&gt; 5", b"&gt; 1")

    def before(player: Player) -> Player:
        player.instance.set_variables({"amount": Decimal(3)})
        return player.drain(player.instance.look_again())

    assert goes_over(ripe, ripe, before=before, then=lambda player: player).tasks == ["check"]
    assert goes_over(ripe, sooner, before=before, then=lambda player: player).completed


TRIP = (b.undoable("hotel"), b.undoable("flight"), b.user("pay"), b.throw("undo", b.COMPENSATE), b.end())


def test_what_is_complete_can_be_undone_on_the_new_version_too_unless_nothing_there_undoes_it():
    flow = "start>hotel hotel>flight flight>pay pay>undo undo>end"
    old = b.process("p", b.start(), *TRIP, flow=flow)
    new = old.replace(b'"hotel"', b'"inn"')
    without = b.process(
        "p",
        b.start(),
        b.user("pay"),
        b.undoable("hotel"),
        *TRIP[2 + 1 :],
        flow="start>pay pay>undo undo>end hotel>pay",
    )

    def before(player: Player) -> Player:
        return player.complete("hotel").complete("flight")

    renamed = goes_over(
        old, new, mapping={"hotel": "inn"}, before=before, then=lambda player: player.complete("pay")
    )
    assert renamed.complete("undo_flight").waiting == ["undo_hotel"]

    player = before(play(old).start())
    assert migrated(player, without).forgotten == ("flight",)
    assert player.complete("pay").waiting == ["undo_hotel"]


def test_it_is_told_where_each_token_lands_and_what_is_armed_and_withdrawn():
    new = approval(b.boundary("nag", on="check", event=WEEK), flow="nag>over")
    told = migrated(play(REMINDED).start(), new)

    [landing] = told.landings
    assert (landing.source, landing.target) == ("check", "check")
    assert told.armed == (Armed(element_id="nag", due=START + timedelta(days=7)),)
    assert told.withdrawn == ("remind",)


@pytest.mark.parametrize(
    ("old", "new", "mapping", "reason"),
    [
        (
            approval(),
            approval(task="look"),
            {},
            "'check': the other version has no element 'check'.* look, next",
        ),
        (
            approval(),
            approval(),
            {"check": "end"},
            "'check' is userTask, and 'end' .* is endEvent.* check, next",
        ),
        (approval(), approval(), {"chekc": "next"}, "no element 'chekc'. Leave it out"),
        (approval(), approval(), {"check": "none"}, "has no element 'none'.* check, next"),
        (approval(), staged(*STAGE), {}, "'check' lies in 'stage'"),
        (staged(*STAGE), approval(), {}, "'stage': the other version has no element 'stage'"),
        (staged(*STAGE), staged(*STAGE, inner=EACH), {}, "multi-instance, sequential.*move its token first"),
        (REMINDED, REMINDED, {"remind": "check"}, r"boundaryEvent \(timer\), and 'check'.*these: remind"),
    ],
)
def test_what_has_no_place_is_named_with_the_places_that_there_are(old, new, mapping, reason):
    player = play(old).start(items=[1])
    before = player.instance.dump()
    with pytest.raises(CannotMigrate, match=reason):
        migrated(player, new, mapping=mapping)
    player.definition = load(old)
    player.restore()
    assert player.instance.dump() == before


def test_all_reasons_are_given_at_once():
    player = play(JOINED).start()
    with pytest.raises(CannotMigrate) as refused:
        migrated(player, approval())
    assert [one.element_id for one in refused.value.problems] == ["one", "two"]
