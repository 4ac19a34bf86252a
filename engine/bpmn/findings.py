"""What the linter says about a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at: where, why, and what to do. Errors forbid deployment."""

    severity: Severity
    rule: str
    element_id: str | None
    line: int | None
    message: str
    remedy: str
