"""A campaign's text: merge fields from a fixed list, and nothing else between double braces. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS: Final[Mapping[str, Labels]] = {
    "first_name": Labels("the person's given name", "имя человека"),
    "last_name": Labels("the person's family name", "фамилия человека"),
    "full_name": Labels("the person's full name", "полное имя человека"),
    "company": Labels("the person's company", "компания человека"),
    "sender_name": Labels("who runs the campaign", "кто ведёт кампанию"),
    "unsubscribe_link": Labels("the link that ends such mails", "ссылка для отписки"),
}
"""Every merge field, and what it becomes."""
_BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_FOOTERS: Final = {
    "en": "You get this mail because you allowed it. To get no more of them: {link}",
    "ru": "Вы получили это письмо, потому что разрешили такие письма. Чтобы их больше не было: {link}",
}


_NO_TEXT: Final = Labels("Write the text.", "Напишите текст.")
_UNCLOSED: Final = Labels(
    "A merge field is not closed: two braces, its name, two braces.",
    "Поле подстановки не закрыто: две скобки, имя, две скобки.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What one person is sent."""

    subject: str
    text: str


def problems(subject: str, text: str) -> list[Labels]:
    """What must be mended before anybody is sent this, in both languages."""
    found = [] if text.strip() else [_NO_TEXT]
    named = dict.fromkeys(match.strip() for match in _BRACES.findall(f"{subject}\n{text}"))
    found += [_unknown(name[:40]) for name in named if name not in FIELDS]
    rest = _BRACES.sub("", f"{subject}\n{text}")
    if "{{" in rest or "}}" in rest:
        found.append(_UNCLOSED)
    return found


def _unknown(name: str) -> Labels:
    known = ", ".join(FIELDS)
    return Labels(
        f"There is no merge field “{name}”. Use one of: {known}.",
        f"Поля подстановки «{name}» нет. Используйте одно из: {known}.",
    )


def merge(subject: str, text: str, values: Mapping[str, str], locale: str) -> Merged:
    """The text for one person; a field without a value becomes nothing, and every mail can be unsubscribed from."""
    link = values.get("unsubscribe_link", "")
    body = _filled(text, values)
    if link and "unsubscribe_link" not in _names(text):
        footer = _FOOTERS["ru" if locale.startswith("ru") else "en"].format(link=link)
        body = f"{body.rstrip()}\n\n-- \n{footer}\n"
    return Merged(subject=" ".join(_filled(subject, values).split()), text=body)


def _filled(text: str, values: Mapping[str, str]) -> str:
    # One pass: a name that looks like a merge field stays a name.
    return _BRACES.sub(lambda match: values.get(match.group(1).strip(), ""), text)


def _names(text: str) -> set[str]:
    return {match.strip() for match in _BRACES.findall(text)}
