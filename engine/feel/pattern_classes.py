"""Which characters a part of a pattern stands for."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from engine.feel.errors import Undefined

CharacterTest = Callable[[str], bool]

_CATEGORIES = frozenset({
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi",
    "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn",
})  # fmt: skip
_BLOCKS = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
}


def _name_start(character: str) -> bool:
    return character.isalpha() or character in "_:"


def _name_part(character: str) -> bool:
    return (
        _name_start(character) or character in "-.·" or unicodedata.category(character) in {"Nd", "Mn", "Mc"}
    )


def _word(character: str) -> bool:
    return unicodedata.category(character)[0] not in "PZC"


_LETTERS: dict[str, CharacterTest] = {
    "d": lambda character: unicodedata.category(character) == "Nd",
    "s": lambda character: character in " \t\n\r",
    "w": _word,
    "i": _name_start,
    "c": _name_part,
}


def escape_class(letter: str, argument: str) -> CharacterTest:
    r"""What `\d`, `\S`, `\p{Lu}` and the like stand for."""
    test = _property(argument) if letter in {"p", "P"} else _LETTERS.get(letter.lower())
    if test is None:
        raise Undefined(f"\\{letter} means nothing")
    known = test
    return (lambda character: not known(character)) if letter.isupper() else known


def any_character(*, everything: bool) -> CharacterTest:
    """`.`, which stops at line ends unless flag s is set."""
    return (lambda _: True) if everything else (lambda character: character not in "\n\r")


def range_test(first: str, last: str, *, ignore_case: bool) -> CharacterTest:
    """`a-z`."""
    if not ignore_case:
        return lambda character: first <= character <= last
    return lambda character: any(first <= each <= last for each in folded(character))


def folded(character: str) -> frozenset[str]:
    """*character* in both cases."""
    lower, upper = character.lower(), character.upper()
    return frozenset(each for each in (character, lower, upper, upper.lower()) if len(each) == 1)


def _property(name: str) -> CharacterTest:
    if name in _CATEGORIES:
        return lambda character: unicodedata.category(character).startswith(name)
    block = _BLOCKS.get(name.removeprefix("Is")) if name.startswith("Is") else None
    if block is None:
        raise Undefined(f"\\p{{{name}}} names no category or block")
    low, high = block
    return lambda character: low <= ord(character) <= high
