"""A small, safe part of Markdown as structure: headings, paragraphs, lists, quotes, rules; four styles of text.

There is no HTML anywhere: a door draws the structure with its own escaping. Values are put in after the structure
stands, so a customer called ``**x**`` stays a text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from engine.forms import templates
from engine.forms.templates import Template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.forms.scope import Scope
    from engine.forms.templates import Expression

_HTML = re.compile(r"</?[a-zA-Z][^>]*>|<!--")
_SAFE_LINK = re.compile(r"(https?://|mailto:|tel:|/(?!/)|#)", re.IGNORECASE)
_SPAN = re.compile(
    r"(?P<hole>\{\{.*?\}\})|`(?P<code>[^`]+)`|\*\*(?P<strong>.+?)\*\*|__(?P<strong2>.+?)__|\*(?P<em>[^*\s][^*]*)\*"
    r"|(?<!\w)_(?P<em2>[^_\s][^_]*)_(?!\w)|(?<!!)\[(?P<link>[^\]]+)\]\((?P<href>[^)\s]+)\)"
)
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_BULLET = re.compile(r"\s*[-*+]\s+(.*)")
_NUMBER = re.compile(r"\s*\d+[.)]\s+(.*)")
_RULE = re.compile(r"\s*([-*_])(\s*\1){2,}\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of text; styles add up, a link may be strong."""

    text: str
    strong: bool = False
    em: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, quote or rule has one line; a list has one line for each item."""

    kind: Literal["paragraph", "heading", "bullets", "numbers", "quote", "rule"]
    lines: tuple[tuple[Span, ...], ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    template: Template
    strong: bool = False
    em: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: Literal["paragraph", "heading", "bullets", "numbers", "quote", "rule"]
    lines: tuple[tuple[_Run, ...], ...] = ()
    level: int = 0


class UnsupportedMarkdown(ValueError):
    """HTML, images, tables and fenced code are not drawn."""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed text whose holes are still to be filled."""

    pieces: tuple[_Piece, ...] = ()

    def render(self, scope: Scope) -> tuple[Block, ...]:
        return tuple(
            Block(piece.kind, tuple(_filled(line, scope) for line in piece.lines), piece.level)
            for piece in self.pieces
        )

    def expressions(self) -> Iterator[Expression]:
        for piece in self.pieces:
            for line in piece.lines:
                for run in line:
                    yield from run.template.expressions()


def parse(text: str) -> Document:
    """The structure of *text*; raises `UnsupportedMarkdown` or `templates.UnsupportedTemplate`."""
    if text.startswith("="):
        return Document((_Piece("paragraph", ((_Run(template=templates.parse(text)),),)),))
    _refuse_unsupported(text)
    return Document(tuple(_pieces(text.replace("\r\n", "\n").split("\n"))))


def _refuse_unsupported(text: str) -> None:
    if _HTML.search(text):
        raise UnsupportedMarkdown("HTML")
    if re.search(r"!\[[^\]]*\]\(", text):
        raise UnsupportedMarkdown("an image")
    if re.search(r"^\s*(```|~~~)", text, re.MULTILINE):
        raise UnsupportedMarkdown("a block of code")
    if re.search(r"^\s*\|.*\|\s*$", text, re.MULTILINE):
        raise UnsupportedMarkdown("a table")


def _pieces(lines: list[str]) -> Iterator[_Piece]:
    position = 0
    while position < len(lines):
        line = lines[position]
        heading = _HEADING.match(line)
        if not line.strip():
            position += 1
        elif heading:
            yield _Piece("heading", (_runs(heading[2]),), len(heading[1]))
            position += 1
        elif _RULE.match(line):
            yield _Piece("rule")
            position += 1
        else:
            piece, position = _many_lines(lines, position)
            yield piece


def _many_lines(lines: list[str], start: int) -> tuple[_Piece, int]:
    """A list, quote or paragraph that begins at line *start*, and the line after it."""
    for kind, pattern in _LISTS.items():
        if pattern.match(lines[start]):
            items, end = _while(lines, start, pattern.match)
            return _Piece(kind, tuple(_runs(pattern.sub(r"\1", item)) for item in items)), end
    if lines[start].startswith(">"):
        quoted, end = _while(lines, start, lambda line: line.startswith(">"))
        return _Piece("quote", (_runs(" ".join(line.lstrip("> ") for line in quoted)),)), end
    words, end = _while(lines, start, _continues_paragraph)
    return _Piece("paragraph", (_runs(" ".join(line.strip() for line in words)),)), end


_LISTS: dict[Literal["bullets", "numbers"], re.Pattern[str]] = {"bullets": _BULLET, "numbers": _NUMBER}


def _while(lines: list[str], start: int, fits: Callable[[str], object]) -> tuple[list[str], int]:
    end = start + 1
    while end < len(lines) and fits(lines[end]):
        end += 1
    return lines[start:end], end


def _continues_paragraph(line: str) -> bool:
    starts_other = any(pattern.match(line) for pattern in (_HEADING, _RULE, _BULLET, _NUMBER))
    return bool(line.strip()) and not starts_other and not line.startswith(">")


def _runs(text: str) -> tuple[_Run, ...]:
    """*text* cut into runs; what stands inside a style is cut again."""
    runs: list[_Run] = []
    position = 0
    for match in _SPAN.finditer(text):
        runs += _plain(text[position : match.start()])
        runs += _styled(match)
        position = match.end()
    return (*runs, *_plain(text[position:]))


def _plain(text: str) -> list[_Run]:
    return [_Run(template=_constant(text))] if text else []


def _constant(text: str) -> Template:
    # A leading "=" inside a sentence is an equals sign, not FEEL.
    parsed = templates.parse(" " + text)
    first, *rest = parsed.parts
    kept = str(first)[1:]
    return Template(((kept,) if kept else ()) + tuple(rest))


def _styled(match: re.Match[str]) -> list[_Run]:
    strong, em = match["strong"] or match["strong2"], match["em"] or match["em2"]
    if match["hole"]:
        return [_Run(template=templates.parse(match["hole"]))]
    if match["code"]:
        return [_Run(template=_constant(match["code"]), code=True)]
    if strong:
        return [replace(run, strong=True) for run in _runs(strong)]
    if em:
        return [replace(run, em=True) for run in _runs(em)]
    if not _SAFE_LINK.match(match["href"]):
        raise UnsupportedMarkdown(f"a link to {match['href']}")
    return [replace(run, href=match["href"]) for run in _runs(match["link"])]


def _filled(line: tuple[_Run, ...], scope: Scope) -> tuple[Span, ...]:
    return tuple(
        Span(text=run.template.render(scope), strong=run.strong, em=run.em, code=run.code, href=run.href)
        for run in line
    )
