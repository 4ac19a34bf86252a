"""The reference page of operations and connectors, written from their declarations: docs/reference/operations.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import connectors, operations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.declarations import Declaration, Input
    from engine.labels import Labels

_HEAD = """# Operations and connectors

What a service task can do, named by the type of its `zeebe:taskDefinition`. What it needs comes in through input
mappings; what it returns goes out through output mappings. An input that is not required may be null or left out.

An **operation** is done at once, inside the step's transaction: what it writes stays or goes together with the process
state. A **connector** touches the world: a worker runs it after the commit, again if it fails, always with the same
idempotency key. Any other type is a job for an [external worker](../how-to/write-an-external-worker.md).

A BPMN error is caught by an error boundary event with its code; without one, and for every other error, there is an
incident that says what was wrong. Adding one is adding a file to `engine/operations/` or `engine/connectors/`.
"""


def page() -> str:
    """The whole page; what a test or a plug-in registered from elsewhere is not ours to describe."""
    return "\n".join(
        [
            _HEAD,
            "## Operations\n",
            *_sections(operations.operations(), operations.declarations()),
            "## Connectors\n",
            *_sections(connectors.connectors(), connectors.declarations()),
        ]
    )


def _sections(
    done: Mapping[str, Callable[..., object]], declared: Mapping[str, Declaration]
) -> Iterator[str]:
    for type_ in sorted(done):
        if done[type_].__module__.startswith("engine."):
            yield _section(declared[type_])


def _section(declaration: Declaration) -> str:
    parts = [
        f"### {declaration.type}\n",
        f"**{declaration.title.en}.** {declaration.purpose.en}\n",
        f"**{declaration.title.ru}.** {declaration.purpose.ru}\n",
        *_table("Input", "Вход", [_input_row(one) for one in declaration.inputs]),
        *_table("Header", "Заголовок", [_input_row(one) for one in declaration.headers]),
        *_table(
            "Output",
            "Выход",
            [(one.name, one.kind, one.label.en, one.label.ru) for one in declaration.outputs],
        ),
        *_table(
            "BPMN error", "Ошибка", [(one.code, "", one.label.en, one.label.ru) for one in declaration.errors]
        ),
    ]
    return "\n".join(parts)


def _input_row(one: Input) -> tuple[str, str, str, str]:
    kind = one.record_type or one.kind
    return (
        one.name,
        f"{kind}, required" if one.required else kind,
        _told(one, lambda labels: labels.en),
        _told(one, lambda labels: labels.ru),
    )


def _told(one: Input, language: Callable[[Labels], str]) -> str:
    choices = ", ".join(f"`{value}` ({language(labels)})" for value, labels in one.choices)
    told = (language(one.label), "" if one.help is None else language(one.help), choices)
    return ". ".join(part.removesuffix(".") for part in told if part) + "."


def _table(english: str, russian: str, rows: list[tuple[str, str, str, str]]) -> Iterator[str]:
    if not rows:
        return
    yield f"| {english} | Kind | Meaning | {russian} |\n|---|---|---|---|"
    for name, *cells in rows:
        yield f"| `{name}` | " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""
