r"""Which characters a part of a pattern stands for, as ranges of code points.

The sets are worked out here and not by the two matchers, so that both agree with XPath: its `\w`, `\i` and `\c`, its
blocks, the subtraction of classes, and flag i, which leaves categories alone. The library regex knows Unicode.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import regex

from engine.feel.errors import Undefined, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

Characters = tuple[tuple[int, int], ...]
"""First and last code points, ascending, with gaps between them."""

_LAST = 0x10FFFF
_SURROGATES: Characters = ((0xD800, 0xDFFF),)
_CATEGORIES = frozenset({
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi",
    "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn",
})  # fmt: skip
_OLD_BLOCKS = {
    "CombiningMarksforSymbols": "CombiningDiacriticalMarksforSymbols",
    "PrivateUse": "PrivateUseArea",
}
"""Names of XML Schema 1.0 that Unicode has changed since."""
_NAME_START: Characters = (
    (0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF), (0x370, 0x37D),
    (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF),
    (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
)  # fmt: skip
_NAME_PART: Characters = ((0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))
_SPACES: Characters = ((0x9, 0xA), (0xD, 0xD), (0x20, 0x20))
ANY: Characters = ((0, 0xD7FF), (0xE000, _LAST))
LINE_ENDS: Characters = ((0xA, 0xA), (0xD, 0xD))


def escape_class(letter: str, argument: str) -> Characters:
    r"""What `\d`, `\S`, `\p{Lu}` and the like stand for."""
    known = _property(argument) if letter in {"p", "P"} else _letter(letter.lower())
    return without(ANY, known) if letter.isupper() else known


def one(character: str) -> Characters:
    return ((ord(character), ord(character)),)


def union(sets: Iterable[Characters]) -> Characters:
    made: list[tuple[int, int]] = []
    for first, last in sorted(chain.from_iterable(sets)):
        if made and first <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(last, made[-1][1]))
        else:
            made.append((first, last))
    return tuple(made)


def without(some: Characters, others: Characters) -> Characters:
    """*some* that are not among *others*."""
    made = []
    gaps = iter([*others, (_LAST + 2, _LAST + 2)])
    low, high = next(gaps)
    for start, last in some:
        first = start
        while high < first:
            low, high = next(gaps)
        while low <= last:
            if first < low:
                made.append((first, low - 1))
            first = high + 1
            if first > last:
                break
            low, high = next(gaps)
        if first <= last:
            made.append((first, last))
    return tuple(made)


def both_cases(characters: Characters) -> Characters:
    """*characters* and all that differ from one of them in upper or lower case only."""
    variants = _variants()
    more = [
        variants[code]
        for first, last in characters
        for code in _cased(first, last, variants)
        if code in variants
    ]
    return union([characters, *more])


@lru_cache(maxsize=512)
def written(characters: Characters) -> str:
    """The class as both matchers read it."""
    if not characters:
        return rf"[^\x00-{chr(_LAST)}]"
    if len(characters) == 1 and characters[0][0] == characters[0][1]:
        return literal(chr(characters[0][0]))
    parts = (
        literal(chr(first)) if first == last else f"{literal(chr(first))}-{literal(chr(last))}"
        for first, last in characters
    )
    return f"[{''.join(parts)}]"


def literal(character: str) -> str:
    plain = character.isalnum() or character in "_ " or not character.isascii() or not character.isprintable()
    return character if plain else f"\\{character}"


def _letter(letter: str) -> Characters:
    match letter:
        case "d":
            return _of_property("Nd")
        case "s":
            return _SPACES
        case "w":
            return without(ANY, union(_of_property(name) for name in "PZC"))
        case "i":
            return _NAME_START
        case "c":
            return union([_NAME_START, _NAME_PART])
    raise Undefined(f"\\{letter} means nothing")


def _property(name: str) -> Characters:
    if name in _CATEGORIES:
        return _of_property(name)
    block = _OLD_BLOCKS.get(name.removeprefix("Is"), name.removeprefix("Is"))
    if name.startswith("Is") and block.replace("-", "").isalnum() and block.isascii():
        try:
            return _of_property(f"Block={block}")
        except regex.error:
            pass
    raise Undefined(f"\\p{{{shown(name)}}} names no category or block")


@lru_cache(maxsize=64)
def _of_property(name: str) -> Characters:
    found = regex.compile(rf"\p{{{name}}}+", cache_pattern=False).finditer(_everything())
    return without(tuple((match.start(), match.end() - 1) for match in found), _SURROGATES)


@lru_cache(maxsize=1)
def _everything() -> str:
    return "".join(map(chr, range(_LAST + 1)))


@lru_cache(maxsize=1)
def _variants() -> dict[int, Characters]:
    """For each character with a case, those of the other case: of `k`, `K` and the sign of Kelvin."""
    cased = regex.compile(r"\p{Changes_When_Casemapped}", cache_pattern=False).findall(_everything())
    same: dict[tuple[str, str], list[str]] = {}
    for character in cased:
        for way in {("lower", character.lower()), ("upper", character.upper())}:
            same.setdefault(way, []).append(character)
    return {
        ord(character): union(
            one(other)
            for way in (("lower", character.lower()), ("upper", character.upper()))
            for other in same[way]
        )
        for character in cased
    }


def _cased(first: int, last: int, variants: dict[int, Characters]) -> Iterable[int]:
    """The candidates between two code points, whichever way is the shorter."""
    if last - first < len(variants):
        return range(first, last + 1)
    return [code for code in variants if first <= code <= last]
