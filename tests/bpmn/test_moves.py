"""Tokens that a person moves, adds and takes away: what they leave, what they enter, and where they may not go."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import NotWaiting, StuckAtJoin
from engine.bpmn.places import CannotEnter, CannotLeave
from tests.bpmn import building as b
from tests.bpmn.playing import Player, play, play_both_ways

LATE = b.boundary("late", on="stage", event=b.timer("Duration", "P14D"))
REMIND = b.boundary("remind", on="call", event=b.timer("Duration", "P1D"), interrupting=False)
DEAL = b.process(
    "p",
    b.start(),
    b.user("first"),
    b.subprocess(
        "stage",
        b.start("in"),
        b.user("call"),
        REMIND,
        b.user("mail"),
        b.end("out"),
        flow="in>call call>mail mail>out",
    ),
    LATE,
    b.subprocess("other", b.start("in2"), b.user("sign"), b.end("out2"), flow="in2>sign sign>out2"),
    b.catch("pause", b.timer("Duration", "P7D")),
    b.service("ship", "carrier"),
    b.user("last"),
    b.end(),
    b.end("lost"),
    flow="start>first first>stage stage>other other>pause pause>ship ship>last last>end late>lost",
)


def numbers(player: Player, element_id: str) -> list[int]:
    return [number for one, number in player.instance.tokens() if one == element_id]


def moved(player: Player, element_id: str, to: str) -> Player:
    return player.drain(player.instance.move(numbers(player, element_id)[0], to))


@pytest.mark.parametrize(
    ("steps", "waiting", "left"),
    [
        (["first>last"], ["last"], ["first!"]),
        # Into a sub-process: it is opened, and what watches it and the task is armed.
        (["first>call"], ["call", "late", "remind"], ["first!"]),
        (["first>stage"], ["call", "late", "remind"], ["first!", "in"]),
        # Inside an open one, and from one into another.
        (["first>call", "call>mail"], ["late", "mail"], ["call!"]),
        (["first>call", "call>sign"], ["sign"], ["call!", "stage!"]),
        (["first>call", "call>last"], ["last"], ["call!", "stage!"]),
        # The whole sub-process, even into itself.
        (["first>call", "stage>last"], ["last"], ["call!", "stage!"]),
        (["first>call", "stage>mail"], ["late", "mail"], ["call!", "stage!"]),
        (["first>pause"], ["pause"], ["first!"]),
        (["first>pause", "pause>ship"], ["ship"], ["pause!"]),
        (["first>ship", "ship>first"], ["first"], ["ship!"]),
        (["first>first"], ["first"], ["first!"]),
        (["first>end"], [], ["end"]),
    ],
)
def test_a_token_goes_where_it_is_put_and_leaves_nothing_behind(steps, waiting, left):
    def story(player: Player) -> Player:
        player.start()
        for step in steps:
            moved(player, *step.split(">"))
        return player

    player = play_both_ways(DEAL, story)
    assert player.waiting == waiting
    assert player.path[-len(left) :] == left
    assert player.completed == (not waiting)


def test_what_was_entered_by_hand_goes_on_as_if_it_had_come_there_by_itself():
    def story(player: Player) -> Player:
        moved(player.start(), "first", "call").complete("call").complete("mail")
        assert player.tasks == ["sign"]
        moved(player, "sign", "call").wait(days=15)
        return player

    player = play_both_ways(DEAL, story)
    assert player.completed
    assert player.path[-5:] == ["remind", "call!", "stage!", "late", "lost"]


def test_more_tokens_run_beside_each_other_and_the_last_one_stays():
    def story(player: Player) -> Player:
        player.start()
        player.drain(player.instance.add("mail")).drain(player.instance.add("call"))
        assert player.tasks == ["call", "first", "mail"]
        # Both stand in the one sub-process that is open.
        assert len(numbers(player, "stage")) == 1
        player.drain(player.instance.remove(numbers(player, "mail")[0]))
        assert player.waiting == ["call", "first", "late", "remind"]
        player.drain(player.instance.remove(numbers(player, "call")[0]))
        assert player.waiting == ["first"]
        return player

    player = play_both_ways(DEAL, story)
    with pytest.raises(CannotLeave, match="last token"):
        player.drain(player.instance.remove(numbers(player, "first")[0]))


EACH = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
    'inputCollection="=items" inputElement="item"/></bpmn:extensionElements>'
    "</bpmn:multiInstanceLoopCharacteristics>"
)
MANY = b.process(
    "p",
    b.start(),
    b.both("fork"),
    b.user("wait"),
    b.subprocess(
        "each",
        b.start("in"),
        b.user("ask"),
        b.user("note"),
        b.end("out"),
        flow="in>ask ask>note note>out",
        inner=EACH,
    ),
    b.both("join"),
    b.element("eventBasedGateway", "first"),
    b.catch("soon", b.timer("Duration", "PT1H")),
    b.catch("later", b.timer("Duration", "PT2H")),
    b.end(),
    flow="start>fork fork>wait fork>each wait>join each>join join>first first>soon first>later soon>end later>end",
)


def test_in_one_of_many_a_token_moves_within_its_item():
    def story(player: Player) -> Player:
        player.start(items=[1, 2])
        return player.drain(player.instance.move(numbers(player, "ask")[1], "note"))

    player = play_both_ways(MANY, story)
    assert player.tasks == ["ask", "note", "wait"]
    assert player.instance.variables_of(numbers(player, "note")[0])["item"] == 2


def test_an_event_based_gateway_takes_its_events_with_it():
    def story(player: Player) -> Player:
        player.start(items=[])
        moved(player, "wait", "first")
        assert player.waiting == ["later", "soon"]
        return moved(player, "first", "wait")

    assert play_both_ways(MANY, story).waiting == ["wait"]


@pytest.mark.parametrize(
    ("model", "to", "reason"),
    [
        (DEAL, "nowhere", "no such element"),
        (DEAL, "late", "boundary event"),
        (DEAL, "in", "start event"),
        (MANY, "soon", "gateway"),
        (MANY, "note", "open 2 times"),
    ],
)
def test_where_no_token_can_be_put_says_why_and_what_to_name_instead(model, to, reason):
    player = play(model).start(items=[1, 2])
    with pytest.raises(CannotEnter, match=rf"{to}.*{reason}.*Name"):
        player.drain(player.instance.add(to))


ANY_ORDER = b.process(
    "p",
    b.start(),
    b.user("first"),
    b.ad_hoc("any", b.user("call"), b.user("mail"), b.user("file"), flow="mail>file"),
    b.user("last"),
    flow="start>first first>any any>last",
)


def test_in_an_ad_hoc_sub_process_what_is_put_there_is_begun_beside_the_others():
    def story(player: Player) -> Player:
        moved(player.start(), "first", "file").drain(player.instance.add("call"))
        assert player.tasks == ["call", "file"]
        moved(player, "file", "mail")
        player.drain(player.instance.remove(numbers(player, "call")[0]))
        assert len(numbers(player, "any")) == 1
        return player.complete("mail").complete("file")

    assert play_both_ways(ANY_ORDER, story).tasks == ["last"]


def test_what_waits_for_nobody_in_particular_is_passed_over():
    """An ad-hoc sub-process counts as enough, a called process as come back with nothing."""

    def story(player: Player) -> Player:
        moved(player.start(), "first", "any")
        return player.drain(player.instance.pass_over(numbers(player, "any")[0]))

    assert play_both_ways(ANY_ORDER, story).tasks == ["last"]


WATCHED = b.process(
    "p",
    b.start(),
    b.undoable("hotel"),
    b.user("pay"),
    b.throw("undo", b.COMPENSATE),
    b.user("after"),
    b.element(
        "subProcess",
        "storm",
        b.element("startEvent", "warning", b.timer("Duration", "P1D"), isInterrupting="false")
        + b.user("shelter")
        + b.user("wait")
        + b.flows("warning>shelter shelter>wait"),
        triggeredByEvent="true",
    ),
    flow="start>hotel hotel>pay pay>undo undo>after",
)


@pytest.mark.parametrize("to", ["storm", "warning", "shelter", "undo_hotel"])
def test_what_only_an_event_starts_is_not_begun_by_hand(to):
    player = play(WATCHED).start()
    with pytest.raises(CannotEnter, match=f"{to}.*Name"):
        player.drain(player.instance.add(to))


def test_in_an_event_sub_process_that_is_open_a_token_moves_and_undoing_is_not_moved_away():
    def story(player: Player) -> Player:
        player.start().wait(days=1).drain(player.instance.move(numbers(player, "shelter")[0], "wait"))
        assert player.tasks == ["hotel", "wait"]
        player.complete("hotel").complete("wait").complete("pay")
        assert player.tasks == ["undo_hotel"]
        return player

    player = play_both_ways(WATCHED, story)
    with pytest.raises(CannotLeave, match="undoes what is complete"):
        moved(player, "undo_hotel", "after")


def test_several_that_are_not_open_cannot_be_entered():
    player = play(MANY).start(items=[])
    with pytest.raises(CannotEnter, match="Name 'each'"):
        player.drain(player.instance.add("note"))


@pytest.mark.parametrize("element_id", ["ask", "each"])
def test_one_of_many_is_not_taken_away_like_a_token_of_its_own(element_id):
    player = play(MANY).start(items=[1, 2])
    with pytest.raises(CannotLeave, match="off its list"):
        moved(player, element_id, "wait")


def test_a_turn_of_a_loop_is_left_with_the_loop_as_a_whole():
    again = b.user("again", inner=b.loop("true"))
    model = b.process("p", b.start(), again, b.user("last"), flow="start>again again>last")
    player = play(model).start()
    loop = player.instance.live_tokens()[0].number
    assert player.drain(player.instance.move(loop, "last")).tasks == ["last"]

    with pytest.raises(CannotLeave, match="Name 'again' as a whole"):
        moved(play(model).start(), "again", "last")


def test_what_lies_in_wait_is_not_moved_and_what_is_gone_neither():
    player = moved(play(DEAL).start(), "first", "call")
    for number, error in ((player.number("remind"), CannotLeave), (999, NotWaiting)):
        with pytest.raises(error):
            player.drain(player.instance.move(number, "last"))


@pytest.mark.parametrize("element_id", ["each", "fork"])
def test_what_waits_for_other_tokens_is_told_so_when_it_is_to_be_passed_over(element_id):
    offered = b.element("eventBasedGateway", "fork")
    player = play(
        b.process(
            "p", b.start(), b.subprocess("each", b.user("ask"), flow="", inner=b.many("[1]", "one")), offered,
            b.catch("late", b.timer("Duration", "PT1H")), b.catch("soon", b.timer("Duration", "PT2H")),
            flow="start>each start>fork fork>late fork>soon",
        )
    ).start()  # fmt: skip
    number = numbers(player, element_id)[0]
    with pytest.raises(CannotLeave, match="waits for other tokens"):
        player.drain(player.instance.pass_over(number))
    if element_id == "fork":
        with pytest.raises(CannotLeave, match="not done several times"):
            player.drain(player.instance.change_items(number, add=[2]))


def test_a_move_after_which_nothing_could_go_on_is_refused():
    player = play(MANY).start(items=[])
    with pytest.raises(StuckAtJoin):
        player.drain(player.instance.remove(numbers(player, "wait")[0]))
