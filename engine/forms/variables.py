"""What a form's fields put into variables, for whoever checks expressions before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.types import ANY, BOOLEAN, DATE, DATE_TIME, NUMBER, STRING, TIME, ListType
from engine.forms.components.choices import Checkbox, Radio, Select
from engine.forms.components.groups import DynamicList, Group
from engine.forms.components.moments import Moment
from engine.forms.components.numeric import Number
from engine.forms.components.texts import TextField

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.feel.types import Type
    from engine.forms.components.base import Component
    from engine.forms.form import Form

_MOMENTS = {"date": DATE, "time": TIME, "datetime": DATE_TIME}


def variables(form: Form) -> dict[str, Type]:
    """Each variable by name; of a path into a record (`opportunity.need`) the record's, of any type."""
    found: dict[str, Type] = {}
    for path, kind in _fields(form.components):
        name, _, field = path.partition(".")
        found[name] = ANY if field or found.get(name, kind) != kind else kind
    return found


def _fields(components: Iterable[Component]) -> Iterator[tuple[str, Type]]:
    for one in components:
        if isinstance(one, Group):
            yield from _fields(one.components)
        elif isinstance(one, DynamicList):
            yield one.key, ListType(ANY)
        else:
            yield from ((each.key, _type(each)) for each in one.inputs())


def _type(field: Component) -> Type:
    match field:
        case Number():
            return NUMBER
        case Checkbox():
            return BOOLEAN
        case TextField():
            return STRING
        case Moment(subtype=subtype):
            return _MOMENTS[subtype]
        case Radio(options=options) | Select(options=options) if options.fixed:
            return STRING if all(isinstance(value, str) for value, _ in options.fixed) else ANY
    return ANY
