"""Names in the two languages of the product."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labels:
    """One name in English and in Russian."""

    en: str
    ru: str

    def in_locale(self, locale: str) -> str:
        return self.ru if locale.startswith("ru") else self.en
