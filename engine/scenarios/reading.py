"""From YAML to a scenario; everything that is wrong with a file is listed at once, with its line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

from engine.scenarios.errors import ScenarioInvalid
from engine.scenarios.steps import VERBS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_KEYS = {"scenario", "begins", "teams", "people", "records", "steps"}
_PERSON = {"name", "email", "team", "roles", "groups", "locale"}
_RECORD = {"type", "by", "values"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens, or that must be so."""

    number: int
    line: int
    verb: str
    subject: Any
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story about one process folder."""

    path: Path
    title: str
    begins: datetime
    teams: Mapping[str, Mapping[str, str]]
    """By id; each may name its manager."""
    people: Mapping[str, Mapping[str, Any]]
    records: Mapping[str, Mapping[str, Any]]
    steps: tuple[Step, ...]


class _Loader(yaml.SafeLoader):
    """YAML with FEEL's numbers: exact decimals."""


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)).replace("_", ""))


_Loader.add_constructor("tag:yaml.org,2002:int", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def load(path: Path) -> Scenario:
    """The scenario in a file; raises `ScenarioInvalid` with every problem and its line."""
    text = path.read_text(encoding="utf-8")
    try:
        data, lines = _parse(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ScenarioInvalid(
            str(path), [(line, f"It is no YAML: {getattr(error, 'problem', error)}.")]
        ) from None
    problems = list(_problems(data, lines))
    if problems:
        raise ScenarioInvalid(str(path), problems)
    return _scenario(path, data, lines)


def _parse(text: str) -> tuple[Any, list[int]]:
    """The document, and the line of each step."""
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        data = None if root is None else loader.construct_document(root)
    finally:
        loader.dispose()
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    steps = [value for key, value in pairs if key.value == "steps" and isinstance(value, yaml.SequenceNode)]
    return data, [item.start_mark.line + 1 for value in steps for item in value.value]


def _scenario(path: Path, data: Mapping[str, Any], lines: list[int]) -> Scenario:
    begins = data["begins"]
    steps = enumerate(zip(lines, data["steps"], strict=True), 1)
    return Scenario(
        path=path,
        title=data["scenario"],
        begins=begins if begins.tzinfo else begins.replace(tzinfo=UTC),
        teams=data.get("teams") or {},
        people=data.get("people") or {},
        records=data.get("records") or {},
        steps=tuple(_step(number, line, step) for number, (line, step) in steps),
    )


def _step(number: int, line: int, step: Mapping[str, Any]) -> Step:
    verb = next(name for name in step if name in VERBS)
    options = {name: value for name, value in step.items() if name != verb}
    return Step(number=number, line=line, verb=verb, subject=step[verb], options=options)


def _problems(data: Any, lines: list[int]) -> Iterator[tuple[int, str]]:
    if not isinstance(data, dict):
        yield 1, "The file is no mapping. Begin with “scenario: <title>”."
        return
    for name in sorted(data.keys() - _KEYS):
        yield 1, f"{name!r} is not known. Use {', '.join(sorted(_KEYS))}."
    if not isinstance(data.get("scenario"), str):
        yield 1, "“scenario” is missing: the title of the story."
    if not isinstance(data.get("begins"), datetime):
        yield 1, "“begins” is missing: a moment such as 2026-01-05T09:00:00Z."
    for section, allowed in (("people", _PERSON), ("records", _RECORD), ("teams", {"manager"})):
        yield from _section_problems(section, data.get(section) or {}, allowed)
    steps = data.get("steps")
    if not isinstance(steps, list) or not steps:
        yield 1, "“steps” is missing: a list of what happens."
        return
    for line, step in zip(lines, steps, strict=True):
        yield from ((line, message) for message in _step_problems(step))


def _section_problems(section: str, entries: Any, allowed: set[str]) -> Iterator[tuple[int, str]]:
    if not isinstance(entries, dict) or not all(isinstance(one or {}, dict) for one in entries.values()):
        yield 1, f"“{section}” is no mapping of ids to mappings."
        return
    for entry_id, entry in entries.items():
        for name in sorted((entry or {}).keys() - allowed):
            yield 1, f"{section}, {entry_id!r}: {name!r} is not known. Use {', '.join(sorted(allowed))}."


def _step_problems(step: Any) -> Iterator[str]:
    if not isinstance(step, dict):
        yield f"The step {step!r} is no mapping. Write “verb: subject”."
        return
    found = [name for name in step if name in VERBS]
    if len(found) != 1:
        yield f"A step needs exactly one verb, this has {found or sorted(step)}. Verbs: {', '.join(sorted(VERBS))}."
        return
    verb = VERBS[found[0]]
    options = step.keys() - {verb.name}
    known = ", ".join(sorted(verb.required | verb.optional)) or "nothing more"
    for name in sorted(options - verb.required - verb.optional):
        yield f"“{verb.name}” takes no {name!r}. It takes {known}."
    for name in sorted(verb.required - options):
        yield f"“{verb.name}” needs “{name}”."
