"""Deadlocks: what the linter refuses can never end, which random models prove against the engine itself."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn.errors import StuckAtJoin
from engine.bpmn.exploring import outlook
from engine.bpmn.instance import Instance
from engine.bpmn.linting import Known, lint
from engine.bpmn.nets import TooWide, net_of
from engine.clock import SimulatedClock
from engine.feel import Environment
from tests.bpmn import building as b
from tests.bpmn.playing import START, load

_MOST_CHOICES = 9
_MOST_TICKS = 30
_MOST_RUNS = 100


def found(xml):
    """The joins with a deadlock, by severity."""
    findings = [one for one in lint(xml, known=Known()) if one.rule == "deadlock"]
    return {one.element_id: one.severity for one in findings}


def crossing(first, last, *more, flow=""):
    """Two branches between two gateways."""
    return b.process(
        "p", b.start(), b.element(first, "split"), b.user("a"), b.user("b"), b.element(last, "join"), *more, b.end(),
        flow=f"start>split split>a{'?x' * (first == 'exclusiveGateway')} split>b{'?y' * (first == 'exclusiveGateway')} "
        f"a>join b>join join>end {flow}",
    )  # fmt: skip


def test_a_parallel_join_of_exclusive_branches_is_refused():
    assert found(crossing("exclusiveGateway", "parallelGateway")) == {"join": "error"}


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("parallelGateway", "parallelGateway"),
        ("exclusiveGateway", "exclusiveGateway"),
        ("exclusiveGateway", "inclusiveGateway"),
        ("parallelGateway", "inclusiveGateway"),
        ("parallelGateway", "exclusiveGateway"),
    ],
)
def test_what_can_end_is_not_refused(first, last):
    assert found(crossing(first, last)) == {}


def test_a_branch_that_may_end_before_the_join_is_a_warning_and_one_that_must_is_refused():
    model = "start>fork fork>a fork>gate a>join gate>join?x gate>out?y join>end"
    parts = b.start(), b.both("fork"), b.user("a"), b.choice("gate"), b.both("join"), b.end(), b.end("out")

    assert found(b.process("p", *parts, flow=model)) == {"join": "warning"}
    never = model.replace("gate>join?x", "loose>join")
    assert found(b.process("p", *parts, b.user("loose"), flow=never)) == {"join": "error"}


@pytest.mark.parametrize(
    "way_out",
    [
        b.boundary("late", "sub", b.timer("Duration", "P1D")) + b.user("x"),
        b.element("subProcess", "instead", b.start("s2", b.timer("Duration", "P1D")) + b.user("x") + b.flows("s2>x"),
                  triggeredByEvent="true"),
    ],
    ids=["boundary", "event-sub-process"],
)  # fmt: skip
def test_a_way_out_around_a_deadlock_makes_it_a_warning(way_out):
    inner = b.subprocess(
        "sub", b.start("s"), b.choice("split"), b.user("a"), b.user("b"), b.both("join"),
        flow="s>split split>a?x split>b?y a>join b>join",
    )  # fmt: skip
    late = " late>x" * ("late" in way_out)

    assert found(b.process("p", b.start(), inner, b.end(), flow="start>sub sub>end")) == {"join": "error"}
    assert found(b.process("p", b.start(), inner, way_out, b.end(), flow=f"start>sub sub>end{late}")) == {
        "join": "warning"
    }


def test_a_terminate_end_event_beside_a_deadlock_ends_it():
    kill = b.end("kill", b.TERMINATE)
    beside = crossing(
        "exclusiveGateway", "parallelGateway", b.both("fork"), kill, flow="fork>kill fork>split"
    )

    assert found(beside.replace(b'targetRef="split"', b'targetRef="fork"', 1)) == {}


def test_branches_without_a_start_event_begin_together_and_are_joined():
    model = b.process("p", b.user("a"), b.user("b"), b.both("join"), flow="a>join b>join")

    assert found(model) == {}


class EnoughError(Exception):
    """A run asks for more choices than are looked at."""


@dataclass
class Oracle:
    """Answers the conditions of one run from a list, and writes down how many it was asked."""

    answers: tuple[bool, ...]
    asked: int = 0
    ticks: int = 0

    def pick(self):
        self.asked += 1
        if self.asked > _MOST_CHOICES:
            raise EnoughError
        return self.answers[self.asked - 1] if self.asked <= len(self.answers) else False

    def tick(self):
        self.ticks += 1
        if self.ticks > _MOST_TICKS:
            raise EnoughError


@dataclass
class Fates:
    """How the runs of a model ended."""

    ends: set[str] = field(default_factory=set)
    whole: bool = True
    """Every run was looked at to its end."""


def fates(xml):
    """Every run of an automatic model: each condition true and false."""
    definition, told, todo, runs = load(xml), Fates(), [()], 0
    while todo:
        answers, runs = todo.pop(), runs + 1
        oracle = Oracle(answers)
        end = _end(definition, oracle)
        told.ends.add(end)
        told.whole &= end != "unknown" and runs < _MOST_RUNS
        if runs < _MOST_RUNS:
            # The run took False wherever it had no answer; the other ones begin with True there.
            asked = min(oracle.asked, _MOST_CHOICES)
            taken = answers + (False,) * (asked - len(answers))
            todo += [(*taken[:index], True) for index in range(len(answers), asked)]
    return told


def _end(definition, oracle):
    functions = {"pick": oracle.pick, "tick": oracle.tick}
    environment = Environment(now=SimulatedClock(START).now, functions=functions)
    instance = Instance.new(definition, environment, {})
    try:
        for _ in instance.start():
            pass
    except StuckAtJoin:
        return "stuck"
    except EnoughError:
        return "unknown"
    return "completed" if instance.completed else "waiting"


_KINDS = ["exclusive", "exclusive", "parallel", "parallel", "inclusive", "task"]


_ENDS = {"end": "", "end2": "", "kill": b.TERMINATE, "fail": b.error("BAD")}


@st.composite
def graphs(draw):
    """Gateways and tasks in a row, each with flows to any other; whatever leads back passes a task that counts.

    All of it stands in the process itself, or in a sub-process whose errors are caught.
    """
    kinds = draw(st.lists(st.sampled_from(_KINDS), min_size=2, max_size=7))
    inside = draw(st.booleans())
    names = [f"n{index}" for index in range(len(kinds))]
    ends = draw(
        st.sampled_from([["end"], ["end", "end2"], ["end", "kill"], ["end", "fail"] if inside else ["end"]])
    )
    parts, flow = [b.end(name, _ENDS[name]) for name in ends], [f"{'s' if inside else 'start'}>n0"]
    for index, kind in enumerate(kinds):
        targets = draw(st.lists(st.sampled_from([*names, *ends]), min_size=1, max_size=3, unique=True))
        if kind == "task":
            targets = targets[:1]
        steps = [_through(index, one, names) for one in targets]
        parts.append(_node(f"n{index}", kind, f"n{index}_{steps[-1]}"))
        for target, step in zip(targets, steps, strict=True):
            condition = "?pick()" if kind in {"exclusive", "inclusive"} and target != targets[-1] else ""
            flow.append(f"n{index}>{step}{condition}")
            if step != target:
                parts.append(b.script(step, "t", "tick()"))
                flow.append(f"{step}>{target}")
    return (
        _in_a_sub_process(parts, flow) if inside else b.process("p", b.start(), *parts, flow=" ".join(flow))
    )


def _through(index, target, names):
    """The task that counts before a step that was there already, else the step."""
    return f"back{index}_{target}" if target in names[: index + 1] else target


def _in_a_sub_process(parts, flow):
    inner = b.subprocess("sub", b.start("s"), *parts, flow=" ".join(flow))
    caught = b.boundary("caught", "sub", b.error("BAD"))
    return b.process("p", b.start(), inner, caught, b.end("done"), b.end("mended"),
                     flow="start>sub sub>done caught>mended", declared=b.errors("BAD"))  # fmt: skip


def _node(name, kind, default):
    match kind:
        case "task":
            return b.script(name, "t", "tick()")
        case "parallel":
            return b.both(name)
        case "exclusive":
            return b.choice(name, default=default)
    return b.inclusive(name, default=default)


@st.composite
def blocks(draw):
    """A model made of blocks that close as they open."""
    numbers = itertools.count()
    parts, flow = [], []

    def block(depth):
        """(first, last) of a block that has been drawn."""
        kind = draw(st.sampled_from(["task", "task", "split", "split", "loop", "sub"][: 6 if depth else 2]))
        name = f"{kind}{next(numbers)}"
        if kind == "task":
            parts.append(b.user(name))
            return name, name
        if kind == "sub":
            parts.append(
                b.subprocess(name, b.start(f"s_{name}"), b.user(f"u_{name}"), flow=f"s_{name}>u_{name}")
            )
            return name, name
        return (loop if kind == "loop" else split)(name, depth)

    def split(name, depth):
        tag = draw(st.sampled_from(["exclusiveGateway", "parallelGateway", "inclusiveGateway"]))
        parts.extend(b.element(tag, f"{name}_{end}") for end in ("open", "close"))
        for index in range(draw(st.integers(2, 3))):
            first, last = block(depth - 1)
            flow.append(f"{name}_open>{first}" + (f"?x{index}" if tag != "parallelGateway" else ""))
            flow.append(f"{last}>{name}_close")
        return f"{name}_open", f"{name}_close"

    def loop(name, depth):
        first, last = block(depth - 1)
        parts.extend(b.choice(f"{name}_{end}") for end in ("again", "enough"))
        parts.append(b.element("task", f"{name}_on"))
        flow.extend((f"{name}_again>{first}", f"{last}>{name}_enough", f"{name}_enough>{name}_again?x"))
        flow.append(f"{name}_enough>{name}_on?y")
        return f"{name}_again", f"{name}_on"

    first, last = block(3)
    return b.process("p", b.start(), *parts, b.end(), flow=" ".join([f"start>{first}", *flow, f"{last}>end"]))


@given(blocks())
@settings(max_examples=30, deadline=None)
def test_nothing_is_said_against_the_flow_of_a_model_made_of_blocks(xml):
    assert [one for one in lint(xml, known=Known()) if one.severity != "hint"] == []


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_refused_is_what_gets_stuck_in_every_run_and_nothing_that_can_end(xml):
    refused = "error" in found(xml).values()
    runs = fates(xml)

    assert not (refused and "completed" in runs.ends)
    if runs.whole:
        always = "stuck" in runs.ends and "completed" not in runs.ends
        # Around a sub-process it is not looked at whether the error that would leave it is ever thrown.
        assert refused == always or (not refused and (b"subProcess" in xml or too_wide(xml)))


def too_wide(xml):
    """More can happen than is looked through."""
    try:
        outlook(net_of(load(xml).model, None, frozenset()))
    except TooWide:
        return True
    return False
