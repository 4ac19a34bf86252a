"""Why a spreadsheet is not taken as a decision table, each reason with its cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFinding:
    """One reason, at the cell as a spreadsheet names it: `C7`; without a cell for the whole file."""

    cell: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.cell + ': ' if self.cell else ''}{self.message} {self.remedy}"


class UnusableSheet(Invalid):
    """The file cannot be taken; `findings` lists every reason."""

    text = "The spreadsheet cannot be taken. {summary}"

    def __init__(self, findings: Sequence[SheetFinding]) -> None:
        self.findings = tuple(findings)
        super().__init__(summary=" ".join(map(str, findings)))


class NoSuchTable(NotFound):
    text = "The model has no decision table {key!r}. It has: {available}."
