"""Suites run and counted: one check for each expected result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine import dmn
from engine.conformance.comparing import same
from engine.conformance.foreign import calling_java
from engine.errors import BatonError
from engine.feel import Environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.conformance.cases import Case, Expectation, TestFile
    from engine.conformance.suites import Suite
    from engine.feel import Value

_DEFAULT = Environment()
_FOREIGN = "external-function"
"""Left out openly, by checks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One expected result and what came of it."""

    suite: str
    case: str
    node: str
    expected: Value
    got: Value = None
    passed: bool = False
    diagnosis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteScore:
    """A suite's checks; `left_out` are those that call Java, which count nowhere."""

    name: str
    group: str
    checks: tuple[Check, ...]
    left_out: tuple[Check, ...]
    unreadable: tuple[str, ...] = ()
    """What the engine cannot read in its models (texts that are no FEEL, types that are not there), with its place."""

    @property
    def misses(self) -> list[Check]:
        return [check for check in self.checks if not check.passed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many of how many, of all checks and of those that expect a value."""

    passed: int
    total: int
    non_null_passed: int
    non_null_total: int


def tally(scores: Iterable[SuiteScore]) -> Tally:
    checks = [check for each in scores for check in each.checks]
    non_null = [check for check in checks if check.expected is not None]
    return Tally(
        passed=sum(check.passed for check in checks),
        total=len(checks),
        non_null_passed=sum(check.passed for check in non_null),
        non_null_total=len(non_null),
    )


def score(suite: Suite, environment: Environment = _DEFAULT) -> SuiteScore:
    """Run every case of *suite*."""
    run = _Run(suite, environment)
    java = calling_java(suite.models.values())
    counted: list[Check] = []
    left_out: list[Check] = []
    for check, calls in run.checks(java):
        (left_out if calls else counted).append(check)
    return SuiteScore(
        name=suite.name,
        group=suite.group,
        checks=tuple(counted),
        left_out=tuple(left_out),
        unreadable=run.unreadable,
    )


class _Run:
    """One run of one suite; each model is loaded once."""

    def __init__(self, suite: Suite, environment: Environment) -> None:
        self._suite = suite
        self._environment = environment
        self._loaded: dict[str, dmn.Definitions | str] = {}

    def checks(self, java: frozenset[str]) -> Iterator[tuple[Check, bool]]:
        """Each check, and whether it calls Java; those are not run."""
        for file, case, expectation in self._expectations():
            calls = (case.invocable or expectation.name) in java
            check = self._unrun(case, expectation)
            yield (check if calls else self._run(file, case, expectation)), calls

    @property
    def unreadable(self) -> tuple[str, ...]:
        """What was passed over in the models loaded so far."""
        models = [each for each in self._loaded.values() if isinstance(each, dmn.Definitions)]
        return tuple(
            str(finding) for each in models for finding in each.tolerated if finding.rule != _FOREIGN
        )

    def _expectations(self) -> Iterator[tuple[TestFile, Case, Expectation]]:
        for file in self._suite.tests:
            for case in file.cases:
                for expectation in case.expected:
                    yield file, case, expectation

    def _unrun(self, case: Case, expectation: Expectation, diagnosis: str = "") -> Check:
        return Check(
            suite=self._suite.name,
            case=case.id,
            node=expectation.name,
            expected=expectation.value,
            diagnosis=diagnosis,
        )

    def _run(self, file: TestFile, case: Case, expectation: Expectation) -> Check:
        definitions = self._definitions(file.model)
        if isinstance(definitions, str):
            return self._unrun(case, expectation, definitions)
        try:
            name = case.invocable or expectation.name
            result = definitions.evaluate(name, case.inputs, self._environment)
        except Exception as problem:  # noqa: BLE001  a crash is a miss of this check, not the end of the measure
            return self._unrun(case, expectation, _told(problem))
        got = _of_node(result, case, expectation.name)
        return Check(
            suite=self._suite.name,
            case=case.id,
            node=expectation.name,
            expected=expectation.value,
            got=got,
            passed=same(expectation.value, got) and (expectation.error or not _misread(definitions, result)),
            diagnosis="; ".join(map(str, result.diagnostics)),
        )

    def _definitions(self, model: str) -> dmn.Definitions | str:
        """The loaded model, or why there is none."""
        if model not in self._loaded:
            self._loaded[model] = self._load(model)
        return self._loaded[model]

    def _load(self, model: str) -> dmn.Definitions | str:
        content = self._suite.models.get(model)
        if content is None:
            return f"the suite has no model {model}"
        others = {name: text for name, text in self._suite.models.items() if name != model}
        try:
            # One text that the engine cannot read must not hide what it makes of the decisions beside it.
            return dmn.load(content, others, tolerant=True)
        except Exception as problem:  # noqa: BLE001  a model that cannot be loaded fails its checks
            return _told(problem)


def _of_node(result: dmn.Result, case: Case, name: str) -> Value:
    """The value of the decision *name*: the result, or within a service's the step of that name."""
    if case.invocable is None:
        return result.value
    return next((step.output for step in result.steps if step.name == name), result.value)


def _misread(definitions: dmn.Definitions, result: dmn.Result) -> bool:
    """Whether a text that is no FEEL to the engine had a part in the result: null by chance is no pass."""
    messages = {finding.message for finding in definitions.tolerated if finding.rule == "feel"}
    return any(each.message in messages for each in result.diagnostics)


def _told(problem: Exception) -> str:
    return str(problem) if isinstance(problem, BatonError) else f"crashed: {problem!r}"
