"""Translations, read from ``webui/translations/<locale>.po`` and each screen's own ``<locale>.po``."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

_WEBUI = Path(__file__).parent


def files(locale: str) -> list[Path]:
    """The .po files of a language: the common one, then one per screen that brings its own."""
    found = [_WEBUI / "translations" / f"{locale}.po", *sorted(_WEBUI.glob(f"screens/*/{locale}.po"))]
    return [path for path in found if path.exists()]


def read(path: Path, locale: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def load(locale: str) -> NullTranslations:
    """The translations into *locale*; a language without files (English) answers with the messages themselves."""
    translations: NullTranslations = NullTranslations()
    for path in files(locale):
        binary = io.BytesIO()
        write_mo(binary, read(path, locale))
        binary.seek(0)
        found = Translations(binary, domain="messages")
        translations = found if not isinstance(translations, Translations) else translations.merge(found)
    return translations
