"""The reference page of scenario steps, written from the steps themselves: docs/reference/scenarios.md."""

from __future__ import annotations

from engine.scenarios.steps import VERBS

_HEAD = """# Scenarios

A scenario is a YAML file in the folder `scenarios/` of a process. It tells a story about the process; `make test` runs
every story through the real verbs, on both databases, under a simulated business clock. A story that does not come true
names its file, line and step, and says what was open instead.

```yaml
scenario: A deal is lost, with a reason to learn from
begins: 2026-01-05T09:00:00Z
teams:
  north: {manager: mark}
people:
  anna: {name: Anna Orlova, team: north, groups: [Account executive]}
  mark: {name: Mark Peters, team: north, roles: [employee, manager], groups: [Sales manager]}
records:
  deal: {type: opportunity, by: anna, values: {name: Packing line, close_date: 2026-06-30}}
steps:
- complete: qualify
  by: anna
  values: {outcome: lose}
- expect_tasks: {record_loss: anna}
```

- `begins`: the moment at which the story starts; business time moves by `wait` and `wait_until` only.
- `people`: by login, with `name`, `email`, `team`, `roles`, `groups`, `locale`; `teams`: by id, with their `manager`.
- `records`: created in the order of the file, `by` a person or the system; creating one may start the process.
- Anywhere in values, `$deal` is the record and `$anna` the person of that name. Numbers are exact decimals.
- After each step all due work is done. An incident, a failed job or an instance that waits for nothing ends the story.

## Steps

"""


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(_entry(name) for name in sorted(VERBS))


def _entry(name: str) -> str:
    text = " ".join((VERBS[name].act.__doc__ or "").split()).replace("``", "`")
    return f"- {text}\n"
