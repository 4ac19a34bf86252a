"""Values that a setting cannot take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping


class InvalidSetting(Invalid):
    """A setting cannot be kept; `.fields` maps each wrong field to what was found in it, never a secret."""

    text = (
        "The setting {setting!r} does not accept what it was given as {names}. Correct that and save again."
    )

    def __init__(self, setting: str, fields: Mapping[str, str]) -> None:
        super().__init__(setting=setting, fields=dict(fields), names=", ".join(fields))
