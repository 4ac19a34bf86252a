"""How alike two people are: what each said of themselves, normalised, compared and scored. Pure; no tables here.

The weights follow the practice of record linkage: a strong identifier nearly decides, a name or a domain only helps.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.feel.values import Value

SAME = Decimal("0.97")
"""From here on, with a strong identifier, it is the same person."""
SIMILAR = Decimal("0.85")
"""From here on a person should look."""

_SAME_TAX_ID, _SAME_EMAIL, _SAME_PHONE = Decimal(1), Decimal("0.95"), Decimal("0.85")
_SAME_NAME, _SAME_DOMAIN, _WEAK = Decimal("0.4"), Decimal("0.35"), Decimal("0.35")
_OTHER_TAX_ID = Decimal("-0.6")
_NAMES_ALIKE = 0.92
_SHARED_BY = 3
"""A number that so many people have is a switchboard's."""


def _set_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


GROUP_MAILBOXES = _set_of(
    "admin contact hello help hr info job mail marketing office order orders post reception sales service "
    "support team webmaster zakaz"
)
FREE_MAIL = _set_of(
    "gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com gmx.de gmx.net web.de "
    "proton.me protonmail.com mail.ru inbox.ru list.ru bk.ru yandex.ru ya.ru yandex.com rambler.ru"
)
_LEGAL_FORMS = _set_of(
    "ооо оао зао пао ао ип нко gmbh ag kg ohg ug se inc llc ltd limited corp corporation co company plc sa sarl sas "
    "srl spa bv nv oy ab as aps"
)
_RUSSIAN = (
    "а-a б-b в-v г-g д-d е-e ё-e ж-zh з-z и-i й-i к-k л-l м-m н-n о-o п-p р-r с-s т-t у-u ф-f х-kh ц-ts ч-ch"
)
_LETTERS = str.maketrans(
    dict(pair.split("-") for pair in f"{_RUSSIAN} ш-sh щ-shch ъ- ы-y ь- э-e ю-iu я-ia".split())
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is compared of a lead or a contact."""

    name: str = ""
    email: str = ""
    phone: str = ""
    domain: str = ""
    """Of the company: from its site, or from an address that is no free mailbox."""
    tax_id: str = ""
    phone_shared: int = 0
    """How many people have this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two people are, and why."""

    score: Decimal
    reasons: tuple[str, ...]
    """tax_id, email, group_mailbox, phone, switchboard, name, domain, other_tax_id."""
    strong: bool
    """A strong identifier is the same."""

    @property
    def is_same(self) -> bool:
        return self.strong and self.score >= SAME

    @property
    def is_similar(self) -> bool:
        return self.score >= SIMILAR


def person_of(values: Mapping[str, Value], *, company: Mapping[str, Value]) -> Person:
    """A lead or a contact, with what holds its company's site and tax id."""
    email = (values.get("email") or "").strip().lower()
    return Person(
        name=name_key(values.get("name") or ""),
        email=email,
        phone=values.get("phone") or "",
        domain=domain_of(company.get("website") or "") or company_domain(email),
        tax_id=digits_and_letters(company.get("tax_id") or ""),
    )


def compare(one: Person, other: Person) -> Likeness:
    """Points for what agrees, at most one; a tax id that differs takes some away."""
    found = dict(_agreements(one, other))
    strong = not {"tax_id", "email", "phone"}.isdisjoint(found)
    score = max(Decimal(0), min(Decimal(1), sum(found.values(), Decimal(0))))
    return Likeness(score=score, reasons=tuple(found), strong=strong)


def _agreements(one: Person, other: Person) -> Iterator[tuple[str, Decimal]]:
    if one.tax_id and other.tax_id:
        same = one.tax_id == other.tax_id
        yield ("tax_id", _SAME_TAX_ID) if same else ("other_tax_id", _OTHER_TAX_ID)
    if one.email and one.email == other.email:
        weak = is_group_mailbox(one.email)
        yield ("group_mailbox", _WEAK) if weak else ("email", _SAME_EMAIL)
    if one.phone and one.phone == other.phone:
        weak = max(one.phone_shared, other.phone_shared) >= _SHARED_BY
        yield ("switchboard", _WEAK) if weak else ("phone", _SAME_PHONE)
    if one.name and other.name and jaro_winkler(one.name, other.name) >= _NAMES_ALIKE:
        yield "name", _SAME_NAME
    if one.domain and one.domain == other.domain:
        yield "domain", _SAME_DOMAIN


def is_group_mailbox(email: str) -> bool:
    """Many people read it: info@acme.example says which company wrote, not who."""
    return email.partition("@")[0] in GROUP_MAILBOXES


def domain_of(website: str) -> str:
    """The host of a site without www."""
    host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    return host.removeprefix("www.").lower()


def company_domain(email: str) -> str:
    """The domain of an address, empty for free mailboxes: nobody's colleagues are at gmail.com."""
    domain = email.rpartition("@")[2].lower() if "@" in email else ""
    return "" if domain in FREE_MAIL else domain


def name_key(name: str) -> str:
    """A name in Latin letters, in alphabetical order of its words: Ольга Штайн and Shtain, Olga are one."""
    return " ".join(sorted(_words(name)))


def company_key(name: str) -> str:
    """A company's name without its legal form."""
    return " ".join(word for word in _words(name, latin=False) if word not in _LEGAL_FORMS)


def digits_and_letters(text: str) -> str:
    return "".join(character for character in text.upper() if character.isalnum())


def jaro_winkler(one: str, other: str) -> float:
    """From 0 for nothing in common to 1 for the same; a common beginning counts more."""
    likeness = _jaro(one, other)
    common = next((at for at in range(4) if one[at : at + 1] != other[at : at + 1] or at >= len(one)), 4)
    return likeness + common * 0.1 * (1 - likeness)


def _jaro(one: str, other: str) -> float:
    if one == other:
        return 1.0 if one else 0.0
    reach = max(len(one), len(other)) // 2 - 1
    taken: set[int] = set()
    first = []
    for position, character in enumerate(one):
        nearby = range(max(0, position - reach), min(len(other), position + reach + 1))
        found = next((at for at in nearby if at not in taken and other[at] == character), None)
        if found is not None:
            taken.add(found)
            first.append(character)
    if not first:
        return 0.0
    second = [other[at] for at in sorted(taken)]
    swapped = sum(a != b for a, b in zip(first, second, strict=True)) / 2
    matches = len(first)
    return (matches / len(one) + matches / len(other) + (matches - swapped) / matches) / 3


def _words(text: str, *, latin: bool = True) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    if latin:
        folded = folded.translate(_LETTERS)
    return re.findall(r"\w+", folded)
