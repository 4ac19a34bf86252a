"""Why a decision model is refused, each reason with its place."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from engine.errors import Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TOLD = 20
"""Reasons in one message; `findings` has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason: where (table, row, column), what, and what to do about it."""

    severity: Literal["error"] = "error"
    rule: str
    element_id: str | None
    line: int | None
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"Line {self.line or '?'}: {self.message} {self.remedy}"


class UnusableDecisions(Invalid):
    """The bytes are no decision model that Baton runs; `findings` lists every reason."""

    text = "The decision model cannot be used. {summary}"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        summary = " ".join(str(finding) for finding in self.findings[:_TOLD])
        if len(self.findings) > _TOLD:
            summary += f" And {len(self.findings) - _TOLD} more."
        super().__init__(summary=summary)


class NoSuchDecision(NotFound):
    text = "The model has no decision or service {key!r}; the closest is {closest!r}. It has: {available}."

    def __init__(self, *, key: str, available: Iterable[str]) -> None:
        known = [*available]
        closest = get_close_matches(key, known, n=1, cutoff=0)
        super().__init__(key=key, closest=closest[0] if closest else "", available=", ".join(known))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A closing question for whoever mistyped *word*; empty if nothing is near."""
    close = get_close_matches(word, known, n=1)
    return f" Did you mean {close[0]!r}?" if close else ""
