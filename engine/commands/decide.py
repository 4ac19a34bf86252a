from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine import config, dmn
from engine.clock import SystemClock
from engine.commands import _decisions, _json_inputs, _json_text
from engine.feel import Environment

if TYPE_CHECKING:
    from engine.dmn import Definitions, Result
    from engine.feel import Value


@click.command()
@click.argument("file", metavar="FILE.dmn", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--decision", "name", metavar="NAME", help="A decision or decision service, by name or id.")
@click.option(
    "--input",
    "given",
    metavar="JSON",
    help="What is decided about: '{\"amount\": 100}', @FILE, or - for standard input.",
)
@click.option("--now", metavar="MOMENT", help="What now() and today() see: 2026-01-31T10:00:00Z.")
@click.option("--json", "as_json", is_flag=True, help="Value, rules, diagnoses and steps as one JSON object.")
def command(*, file: Path, name: str | None, given: str | None, now: str | None, as_json: bool) -> None:
    """Decide once, with a decision of FILE.dmn; models that it imports are looked for beside it.

    Without --decision a file's only decision is taken; of several a list is printed, with the inputs of each.
    """
    definitions = _loaded(file)
    chosen = _chosen(definitions, name, asked=given is not None)
    if chosen is None:
        return
    inputs = _decisions.read(definitions, chosen, _json_inputs.parsed(_text(given)))
    moment = _moment(now)
    environment = Environment(now=lambda: moment, time_zone=config.read(os.environ).time_zone)
    result = definitions.evaluate(chosen, inputs, environment)
    click.echo(_json_text.written(_plain(result)) if as_json else _told(result))


def _loaded(file: Path) -> Definitions:
    others = {path.name: path for path in sorted(file.parent.glob("*.dmn")) if path.name != file.name}
    try:
        return dmn.load(file.read_bytes(), {name: path.read_bytes() for name, path in others.items()})
    except dmn.UnusableDecisions as refused:
        for finding in refused.findings:
            place = f"{file}:{finding.line}" if finding.line else str(file)
            click.echo(f"{place}: error: {finding.message} {finding.remedy} [{finding.rule}]", err=True)
        sys.exit(1)


def _chosen(definitions: Definitions, name: str | None, *, asked: bool) -> str | None:
    """The decision that is meant; None when the list of them is the answer."""
    if name is not None:
        return name
    keys = list(definitions.decisions)
    if len(keys) == 1 and not definitions.services:
        return keys[0]
    if asked:
        raise click.UsageError(f"Say which decision with --decision:\n{_decisions.listed(definitions)}")
    click.echo(_decisions.listed(definitions))
    return None


def _text(given: str | None) -> str:
    """The JSON text that `--input` names; without it an empty object."""
    if given is None:
        return "{}"
    if given == "-":
        content = sys.stdin.buffer.read()
    elif given.startswith("@"):
        content = Path(given[1:]).read_bytes()
    else:
        return given
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"byte {error.start + 1} is no UTF-8."
        raise _json_inputs.NoJson(reason=reason, remedy="Save it as UTF-8.") from None


def _moment(text: str | None) -> datetime:
    if text is None:
        return SystemClock().now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is no moment. Write it as 2026-01-31T10:00:00Z.", param_hint="--now"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _told(result: Result) -> str:
    """The value, then which rules said so, then why anything became null."""
    parts = [_json_text.written(result.value)]
    tables = [(step.name, step.matched) for step in result.steps if step.table]
    if tables:
        width = max(len(name) for name, _ in tables)
        lines = [f"  {name:<{width}}  {', '.join(map(str, rules)) or 'none'}" for name, rules in tables]
        parts.append("\n".join(["Rules that matched:", *lines]))
    if result.diagnostics:
        parts.append("\n".join(["Why something is null:", *(f"  {each}" for each in result.diagnostics)]))
    return "\n\n".join(parts)


def _plain(result: Result) -> dict[str, Value]:
    return {
        "value": result.value,
        "matched": list(result.matched),
        "diagnostics": [str(each) for each in result.diagnostics],
        "steps": [
            {
                "id": step.id,
                "name": step.name,
                "kind": step.kind,
                "inputs": dict(step.inputs),
                "matched": list(step.matched),
                "output": step.output,
            }
            for step in result.steps
        ],
    }
