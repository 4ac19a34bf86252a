"""Writes docs/reference/forms.md from the components themselves: ``python -m engine.forms.reference > docs/...``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from engine.forms.components.base import COMMON, INPUT, Input
from engine.forms.components.groups import DynamicList, Group
from engine.forms.loading import HARMLESS, REFUSED, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.forms.components.base import Component

_INTRODUCTION = """\
# Forms

A form is a form-js document (`.form`, JSON). Baton draws it on the server, in English or Russian, with and without
JavaScript, and checks what comes back by the same document. A document loads completely or is refused with every
problem, its place and a remedy: no component and no property is silently ignored.

This page is written from the code by `python -m engine.forms.reference`; a test compares the two.

## Keys

A key is a path. `outcome` is a variable of the process. `opportunity.need` is the field `need` of the record that
the variable `opportunity` names: it is read from the record and written to it, with field history, in the
transaction that completes the task. A group's `path` goes before the keys inside it.

## Values from expressions

Properties marked FEEL begin with `=`. In labels, descriptions, adorners and texts, `{{expression}}` puts a value in,
as a person reads it: `Approve {{opportunity.name}}`. Conditional and repeating tags of the template language
(`{{#if}}`, `{{#loop}}`) are refused: show and hide components with a condition.

Expressions see the variables of the task, and every field of the form as it stands in the submission. A hidden field
is null for other conditions, is not read and never required. A field that is `readonly` or `disabled` is shown and not
read: what a browser sends for it is ignored.

## Languages

The document's own texts are the default language. Russian texts are custom properties of the component
(`properties` in the editor): `label:ru`, `description:ru`, `text:ru`, `prefix:ru`, `suffix:ru`, `dateLabel:ru`,
`timeLabel:ru`, `patternErrorMessage:ru`. The labels of options are one property, `options:ru`, with `value=label`
parted by semicolons or lines (`won=Победа; lost=Проигрыш`), or a JSON list of such texts; those of a table's columns
are `columns:ru` with `key=label`. Options that FEEL gives may carry `label_ru` beside `label`.

## Records to choose from

A `select` with the custom property `lookup` offers the records of that type which the person may see
(`"properties": {"lookup": "contact"}`). `valuesExpression` can offer those of the deal:
`=for one in opportunity.contacts return {value: one.contact, label: one.name}`. The value is the record.

## Rules

| Rule | For | |
|---|---|---|
| `required` | all | true, false or FEEL; a box to tick must be ticked |
| `minLength`, `maxLength` | textfield, textarea | a number or FEEL; spaces at both ends do not count |
| `pattern`, `patternErrorMessage` | textfield, textarea | a regular expression, see below |
| `validationType` | textfield, textarea | `email`, `phone` (with country code), `custom` |
| `min`, `max` | number | a number or FEEL |

A pattern is found anywhere in the text unless it has `^` and `$`; the text has at most 300 characters then. Patterns
that could take ages to refuse a text are refused at deploy: a repetition of a repetition or of a choice, and
references back.

Numbers are exact decimals. `1 234,56` and `1,234.56` are both understood in both languages; where a single mark could
be either (`1,234`), the language decides.
"""


def write() -> str:
    """The whole page."""
    return "\n".join([_INTRODUCTION, *_drawn(), *_refused(), *_properties(), *_document()]) + "\n"


def _drawn() -> Iterator[str]:
    yield "## Components that are drawn\n"
    yield "| Component | How | Value |\n|---|---|---|"
    for name, component in known().items():
        yield f"| `{name}` | {component.summary} | {_value(component)} |"


def _value(component: type[Component]) -> str:
    if issubclass(component, DynamicList):
        return "a list of contexts"
    if issubclass(component, Group):
        return "those of its fields"
    return "under its key" if issubclass(component, Input) else "none"


def _refused() -> Iterator[str]:
    yield "\n## Components that are refused\n"
    yield "| Component | Why | Instead |\n|---|---|---|"
    for name, (reason, remedy) in REFUSED.items():
        yield f"| `{name}` | {reason} | {remedy} |"
    yield "\nA component that form-js does not have is refused too."


def _properties() -> Iterator[str]:
    yield "\n## Properties\n"
    yield "Any other property is refused. Every component has:\n"
    yield from _table(COMMON)
    yield "\nEvery component with a value has also:\n"
    yield from _table({name: note for name, note in INPUT.items() if name not in COMMON})
    for name, component in known().items():
        yield from _own(name, component)


def _own(name: str, component: type[Component]) -> Iterator[str]:
    shared = INPUT if issubclass(component, Input) else COMMON
    own = {one: note for one, note in component.properties.items() if shared.get(one) != note}
    yield f"\n### {name}\n"
    if own:
        yield from _table(own)
    missing = [f"`{one}`" for one in shared if one not in component.properties]
    if missing:
        yield f"\nIt has no {', '.join(missing)}."
    custom = [f"`{one}`" for one in component.custom]
    yield f"\nCustom properties: {', '.join(custom)}." if custom else "\nIt has no custom properties."


def _document() -> Iterator[str]:
    yield "\n## The document itself\n"
    yield from _table(HARMLESS)


def _table(rows: Mapping[str, str]) -> Iterator[str]:
    yield "| Property | |\n|---|---|"
    for name, note in rows.items():
        yield f"| `{name}` | {note} |"


if __name__ == "__main__":
    sys.stdout.write(write())
