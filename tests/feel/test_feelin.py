"""feelin, the best JavaScript engine, as the other opinion: where the two differ, a rule of DMN must say why.

Each disagreement of a generated expression is traced to the operations at fault, and each of those needs an entry of
oracle/explanations.py. The rest must agree plainly.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.feel.oracle.blaming import Tracer
from tests.feel.oracle.client import Feelin, ours
from tests.feel.oracle.explanations import ALL, explain
from tests.feel.oracle.generating import Generator
from tools import node

pytestmark = pytest.mark.skipif(node.missing() is not None, reason=str(node.missing()))
FEW = 4_000
MANY = 100_000
AT_ONCE = 2_000
_SHOWN = 20


class Comparison:
    """What came of many cases."""

    def __init__(self, feelin: Feelin) -> None:
        self._feelin = feelin
        self.cases = 0
        self.differing = 0
        self.nulls = 0
        self.used: Counter[str] = Counter()
        self.unexplained: list[str] = []

    def add(self, cases) -> None:
        mine = [ours(case.question) for case in cases]
        theirs = self._feelin.answers([case.question for case in cases])
        different = [case for case, a, b in zip(cases, mine, theirs, strict=True) if a != b]
        tracer = Tracer(self._feelin)
        tracer.prepare(different)
        for case in different:
            self._explain(case, tracer)
        self.cases += len(cases)
        self.differing += len(different)
        self.nulls += mine.count(None)

    def _explain(self, case, tracer) -> None:
        blames = tracer.blames(case.tree, case.names, case.input)
        if not blames:
            self.unexplained.append(f"{case.question}: nothing below it differs")
        for blame in blames:
            explanation = explain(blame)
            if explanation is None:
                self.unexplained.append(f"{blame}\n    in {case.question}")
            else:
                self.used[explanation.name] += 1


@pytest.fixture(scope="module")
def comparison(request):
    cases = MANY if request.config.getoption("--soak") else FEW
    generator = Generator(seed=4)
    with Feelin() as feelin:
        result = Comparison(feelin)
        for first in range(0, cases, AT_ONCE):
            result.add([generator.case() for _ in range(min(AT_ONCE, cases - first))])
    return result


def test_every_disagreement_has_its_reason_in_the_standard(comparison):
    shown = "\n".join(comparison.unexplained[:_SHOWN])
    assert not comparison.unexplained, f"{len(comparison.unexplained)} without a reason:\n{shown}"


def test_most_expressions_agree_without_any_explanation(comparison):
    assert comparison.differing < 0.2 * comparison.cases


def test_most_expressions_have_a_value_so_that_agreeing_says_something(comparison):
    assert comparison.nulls < 0.25 * comparison.cases


@pytest.mark.long
def test_every_explanation_is_needed(comparison):
    """Some are for what happens once in ten thousand."""
    assert {one.name for one in ALL} - comparison.used.keys() == set()


def test_no_two_explanations_share_a_name():
    assert len({one.name for one in ALL}) == len(ALL)
