"""Small form-js documents and a world for their expressions."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from engine import feel, forms

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def document(*components: dict[str, Any], **top: Any) -> bytes:
    body = {"id": "example", "type": "default", "schemaVersion": 19, "components": list(components), **top}
    return json.dumps(body).encode()


def form(*components: dict[str, Any]) -> forms.Form:
    return forms.load(document(*components))


def text(key: str = "name", **more: Any) -> dict[str, Any]:
    return {"type": "textfield", "id": f"f_{key}", "key": key, "label": key.capitalize(), **more}


def component(kind: str, key: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "id": f"f_{key}", "key": key, "label": key.capitalize(), **more}


def values(*pairs: tuple[Any, str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": label} for value, label in pairs]


def environment(records: dict[Any, dict[str, Any]] | None = None, time_zone: str = "UTC") -> feel.Environment:
    return feel.Environment(now=lambda: NOW, time_zone=time_zone, resolve=(records or {}).get)


def read(
    one: forms.Form,
    submitted: dict[str, list[str]],
    context: dict[str, Any] | None = None,
    locale: str = "en",
    **more: Any,
) -> forms.Submission:
    world = more.pop("environment", None) or environment()
    return one.read(submitted, context or {}, world, locale, **more)


def draw(
    one: forms.Form, context: dict[str, Any] | None = None, locale: str = "en", **more: Any
) -> list[forms.Field]:
    world = more.pop("environment", None) or environment()
    return one.fields(context or {}, world, locale, **more)


def errors(submission: forms.Submission) -> dict[str, str]:
    return {name: str(message) for name, message in submission.errors.items()}
