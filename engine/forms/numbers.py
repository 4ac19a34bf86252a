"""Numbers as people write and read them: ``1,234.56`` in English, ``1 234,56`` in Russian; both are understood."""

from __future__ import annotations

import re
from decimal import Decimal

_SPACES = re.compile("[\\s\u00a0\u202f\u2009'’]+")
_PLAIN = re.compile(r"\d+(\.\d+)?|\.\d+")
_MARKS = {"en": (".", ","), "ru": (",", "\u00a0")}
_LONGEST = 40


class NotANumber(ValueError):
    """The text is no number in any of the accepted spellings."""


def parse(text: str, locale: str) -> Decimal:
    """The number that *text* spells; raises `NotANumber`.

    Spaces group. With both marks present the last one is the decimal mark. A single mark that could be either is
    read as the locale does: ``1,234`` is a thousand in English and one and a bit in Russian.
    """
    compact = _SPACES.sub("", text.strip()).replace("\u2212", "-")
    sign, digits = (compact[0], compact[1:]) if compact[:1] in {"-", "+"} else ("", compact)
    plain = _without_groups(digits, locale)
    if len(compact) > _LONGEST or not compact.isascii() or not _PLAIN.fullmatch(plain):
        raise NotANumber(text)
    return Decimal(("-" if sign == "-" else "") + plain)


def show(number: Decimal, locale: str) -> str:
    """*number* with the locale's grouping and decimal mark; its digits are kept as they are."""
    mark, group = _MARKS.get(locale, _MARKS["en"])
    return f"{number:,f}".replace(",", "\0").replace(".", mark).replace("\0", group)


def edit(number: Decimal, locale: str) -> str:
    """*number* for an input field: the locale's decimal mark, no grouping."""
    mark, _ = _MARKS.get(locale, _MARKS["en"])
    return f"{number:f}".replace(".", mark)


def _without_groups(digits: str, locale: str) -> str:
    commas, dots = digits.count(","), digits.count(".")
    if commas and dots:
        decimal_mark = "," if digits.rfind(",") > digits.rfind(".") else "."
        return _ungroup(digits, decimal_mark)
    if commas + dots == 1:
        return _ungroup(digits, _single_mark(digits, locale))
    return _ungroup(digits, "")


def _single_mark(digits: str, locale: str) -> str:
    """The decimal mark of a text with one mark; empty when that mark groups thousands."""
    mark = "," if "," in digits else "."
    own_mark, own_group = _MARKS.get(locale, _MARKS["en"])
    groups = mark == own_group and mark != own_mark and re.fullmatch(r"\d{1,3}[.,]\d{3}", digits)
    return "" if groups else mark


def _ungroup(digits: str, decimal_mark: str) -> str:
    whole, mark, fraction = digits.partition(decimal_mark) if decimal_mark else (digits, "", "")
    if re.search("[.,]", whole) and not re.fullmatch(r"\d{1,3}(,\d{3})+|\d{1,3}(\.\d{3})+", whole):
        return "?"
    return re.sub("[.,]", "", whole) + ("." + fraction if mark else "")
