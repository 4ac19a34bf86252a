"""The main destinations: the left bar, the bottom bar of a phone, the palette and the ``g`` shortcuts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request, url_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask
    from flask_babel.speaklater import LazyString


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A screen that people go to directly."""

    endpoint: str
    label: LazyString
    icon: str
    """A name of `webui/assets/src/icons.json`."""
    key: str
    """The letter after ``g``, as on a Latin keyboard."""
    order: int
    sections: tuple[str, ...] = ()
    """The first segments of further addresses that belong here, besides that of the endpoint."""


def install(app: Flask, destinations: Sequence[Destination]) -> None:
    ordered = sorted(destinations, key=lambda one: one.order)

    @app.context_processor
    def _navigation() -> dict[str, Any]:
        return {"navigation": [_entry(one) for one in ordered]}


def _entry(destination: Destination) -> dict[str, Any]:
    href = url_for(destination.endpoint)
    sections = {href.split("/")[1], *destination.sections}
    return {
        "label": destination.label,
        "icon": destination.icon,
        "key": destination.key,
        "href": href,
        "current": request.path.split("/")[1] in sections,
    }
