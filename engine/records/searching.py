"""Finding records by words: every word must occur, in any case of any alphabet."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import and_, true

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Table

_WORDS = 8
"""More words than this do not narrow a search, they slow it."""


def folded(text: str) -> str:
    """The form in which texts are compared: compatibility characters and case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def storable(text: str) -> str:
    """*text* without what PostgreSQL cannot take: NUL and half surrogate pairs."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def matching(table: Table, text: str) -> ColumnElement[bool]:
    """The rows of *table* in which all words of *text* occur."""
    words = storable(folded(text)).split()[:_WORDS]
    conditions = [table.c.search_text.contains(word, autoescape=True) for word in words]
    return and_(true(), *conditions)
