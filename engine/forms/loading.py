"""From a form-js document to a `Form`; everything that is wrong with it is listed at once."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.forms import components as package
from engine.forms.components.base import CHILDREN_OF, Component
from engine.forms.components.content import Button
from engine.forms.form import Form
from engine.forms.problems import FormRefused, Problem
from engine.forms.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

REFUSED = {
    "html": (
        "HTML from a document could run in the reader's session.",
        "Use a text component with Markdown.",
    ),
    "iframe": ("A frame shows another site inside the task.", "Put a link into a text component."),
    "image": ("A picture would come from another address.", "Describe it in a text component, with a link."),
    "expression": (
        "A form shows and checks; the process computes.",
        "Use an output mapping or a script task.",
    ),
    "documentPreview": (
        "Files are not shown inside a form.",
        "Use a table of files, or a link in a text component.",
    ),
}
"""Components of form-js that Baton knows and does not draw: reason and remedy."""
HARMLESS = {
    "id": "the form's name, used by `zeebe:formDefinition`",
    "type": "only `default`",
    "components": "drawn in their order",
    "schemaVersion": "any: each property is checked by itself",
    "executionPlatform": "harmless: written by the editor",
    "executionPlatformVersion": "harmless: written by the editor",
    "exporter": "harmless: written by the editor",
    "versionTag": "harmless: kept in the document",
    "$schema": "harmless: names the schema",
}
_LARGEST = 1_000_000
_DEEPEST = 20
_MOST_COMPONENTS = 500


@cache
def known() -> Mapping[str, type[Component]]:
    """The components that Baton draws, by form-js type."""
    found: dict[str, type[Component]] = {}
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, Component) and value.type:
                found[value.type] = value
    return dict(sorted(found.items()))


def load(document: bytes) -> Form:
    """The form that *document* describes; raises `FormRefused` with every problem and its place."""
    data = _json(document)
    problems: list[Problem] = []
    form_id = str(data.get("id") or "")
    root = Source(data, "The form", problems)
    root.only(HARMLESS)
    root.one_of("type", ("default",))
    if not form_id:
        root.refuse("It has no “id”.", "Name the form with an “id”.")
    loaded = _Loading(problems).all(root)
    _refuse_doubles(loaded, problems)
    if problems:
        raise FormRefused(form_id or "without id", tuple(problems))
    return Form(id=form_id, components=loaded)


def _json(document: bytes) -> Mapping[str, Any]:
    def refused(reason: str) -> FormRefused:
        return FormRefused("document", (Problem("The form", reason, "Save it again in the form editor."),))

    if len(document) > _LARGEST:
        raise refused(f"It is larger than {_LARGEST} bytes.")
    try:
        data = json.loads(document, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise refused(f"It is no JSON: {error}.") from error
    if not isinstance(data, dict):
        raise refused("It is no JSON object.")
    return data


class _Loading:
    """Loads components inside components; numbers them in document order for their places."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._count = 0
        self._depth = 0

    def all(self, source: Source) -> tuple[Component, ...]:
        """The components inside *source*, without those that could not be loaded and the buttons."""
        self._depth += 1
        if self._depth > _DEEPEST:
            source.refuse("Components are nested too deeply.", f"Nest at most {_DEEPEST} levels.")
            return ()
        items = source.data.get(CHILDREN_OF, [])
        if not isinstance(items, list):
            source.refuse("“components” is not a list.", "Save it again in the form editor.")
            items = []
        loaded = [self._one(item, source.prefix) for item in items]
        self._depth -= 1
        return tuple(one for one in loaded if one is not None and not isinstance(one, Button))

    def _one(self, item: object, prefix: str) -> Component | None:
        self._count += 1
        data = item if isinstance(item, dict) else {}
        name = data.get("type")
        label = data.get("id") or data.get("key") or "component"
        source = Source(data, f"{label} ({name}, component {self._count})", self._problems, prefix)
        if self._count > _MOST_COMPONENTS:
            if self._count == _MOST_COMPONENTS + 1:
                source.refuse("The form has too many components.", f"Use at most {_MOST_COMPONENTS}.")
            return None
        if isinstance(name, str) and name in REFUSED:
            source.refuse(*REFUSED[name])
            return None
        component = known().get(name) if isinstance(name, str) else None
        if component is None:
            source.refuse(f"There is no component {name!r}.", "Use one that docs/reference/forms.md lists.")
            return None
        return self._checked(component, source)

    def _checked(self, component: type[Component], source: Source) -> Component | None:
        before = len(self._problems)
        source.only(component.properties)
        own = source.inside("properties")
        own.only(component.custom, "custom property")
        for name, value in own.data.items():
            if not isinstance(value, str):
                own.refuse(f"The custom property “{name}” is not a text.", "Write it in quotes.")
        if len(self._problems) > before:
            return None
        return component.load(source, self.all)


def _refuse_doubles(components: tuple[Component, ...], problems: list[Problem]) -> None:
    keys = Counter(name for one in components for name in one.names({}))
    problems.extend(
        Problem(f"The key {key}", f"It stands {count} times in the form.", "Use each key once.")
        for key, count in keys.items()
        if count > 1
    )
