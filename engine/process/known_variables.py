"""What the linter may know of variables from beyond a model: records, forms, and what the engine itself writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.types import ContextType
from engine.forms.variables import variables as variables_of
from engine.process.errors import FormMissing
from engine.process.submitted import latest_form
from engine.records.describing import feel_types

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from engine.bpmn.model import ProcessModel
    from engine.feel.types import Type
    from engine.forms import Form


def variables() -> Mapping[str, Type]:
    """Variables that no model writes: a record under its type's name, and what a submitted form leaves behind."""
    return {**feel_types(), "submission": ContextType()}


def form_variables(
    connection: Connection, models: Iterable[ProcessModel], brought: Mapping[str, Form]
) -> Mapping[str, Mapping[str, Type]]:
    """What each form writes that a model uses: one of this deployment, else the one deployed last."""
    used = {one.form_id for model in models for one in model.elements.values() if one.form_id}
    forms = {form_id: brought.get(form_id) or _deployed(connection, form_id) for form_id in used}
    return {form_id: variables_of(form) for form_id, form in forms.items() if form is not None}


def _deployed(connection: Connection, form_id: str) -> Form | None:
    try:
        return latest_form(connection, form_id)[0]
    except FormMissing:
        return None  # a rule of the linter says it
