"""JUEL as FEEL: the same value for the same variables, with the differences that docs/how-to tells.

JUEL takes null for false and compares it as smaller than nothing; FEEL's null spreads. Where the two differ, the FEEL
that is written makes up for it, as in ``(amount > 10) = true``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import assert_never

from engine import feel
from engine.bpmn.juel.errors import Untranslatable
from engine.bpmn.juel.parsing import parse
from engine.bpmn.juel.tree import Binary, Choice, Literal, Name, Part, Tree, Unary

_OPENING = re.compile(r"\\?[$#]\{")
_NAMES = {
    "nrOfInstances": "numberOfInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
    "nrOfCompletedInstances": "numberOfCompletedInstances",
    # Camunda 7 counts from 0, Camunda 8 and Baton from 1.
    "loopCounter": "(loopCounter - 1)",
}
"""What the engine itself counts in a multi-instance activity."""
_SIGNS = {"==": "=", "&&": "and", "||": "or"}
_EMPTY = 'list contains([null, "", [], {{}}], {})'
_WORD = re.compile(r"[^\W\d]\w*")
_JOIN = "JUEL's + adds numbers only; join texts by writing ${} between them."


def is_expression(text: str) -> bool:
    """Whether a text holds an expression, of JUEL or (after ``=``) of FEEL."""
    return text.startswith("=") or any(not one.group().startswith("\\") for one in _OPENING.finditer(text))


def translate(text: str) -> str:
    """A text of Camunda 7 as one of Camunda 8: a constant, or FEEL after ``=``, which is let through as it is.

    Raises `Untranslatable` with the column and a remedy.
    """
    text = text.strip()
    if text.startswith("=") or not text:
        return text
    parts = list(_parts(text))
    match parts:
        case [str(constant)]:
            return constant
        case [(str(inner), int(column))]:
            return f"={_value(parse(inner, column))}"
    return "=" + " + ".join(_joined(part) for part in parts)


def _parts(text: str) -> list[str | tuple[str, int]]:
    """Constants, and expressions each with its column."""
    found: list[str | tuple[str, int]] = []
    at, constant = 0, ""
    while opening := _OPENING.search(text, at):
        constant += text[at : opening.start()]
        at = opening.end()
        if opening.group().startswith("\\"):
            constant += opening.group()[1:]
            continue
        if constant:
            found.append(constant)
        end = _end(text, at)
        found.append((text[at:end], at + 1))
        at, constant = end + 1, ""
    rest = constant + text[at:]
    return [*found, rest] if rest or not found else found


def _end(text: str, start: int) -> int:
    """Where the brace closes that opened before *start*; braces in texts do not."""
    quote, at = "", start
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif quote:
            quote = "" if text[at] == quote else quote
        elif text[at] in "'\"":
            quote = text[at]
        elif text[at] == "}":
            return at
        at += 1
    raise Untranslatable(start - 1, "The brace is not closed", "Close it with }.")


def _joined(part: str | tuple[str, int]) -> str:
    """A part of a text; null is nothing in it."""
    if isinstance(part, str):
        return _text(part)
    return f'get or else(string({_value(parse(*part))}), "")'


def _value(tree: Tree) -> str:
    """FEEL that gives the same value."""
    if isinstance(tree, Choice):
        return f"if {_truth(tree.condition)} then {_value(tree.yes)} else {_value(tree.no)}"
    if _is_truth(tree) and not _is_total(tree):
        return f"({_truth(tree)}) = true"
    return _truth(tree)


def _truth(tree: Tree) -> str:
    """FEEL that is true where JUEL is, and false or null elsewhere."""
    match tree:
        case Literal():
            return _literal(tree.value)
        case Name():
            return _name(tree)
        case Part():
            return _part(tree)
        case Unary():
            return _unary(tree)
        case Binary():
            return _binary(tree)
        case Choice():
            return _value(tree)
        case _:
            assert_never(tree)


def _literal(value: str | Decimal | bool | None) -> str:  # noqa: FBT001  # a literal may be one
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return "null" if value is None else str(value).lower()


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") + '"'


def _name(tree: Name) -> str:
    if tree.name in _NAMES:
        return _NAMES[tree.name]
    if feel.check(tree.name) or feel.parse(tree.name).names != {tree.name}:
        raise Untranslatable(
            tree.column, f"{tree.name!r} is no name of a variable in FEEL", "Rename the variable."
        )
    return tree.name


def _part(tree: Part) -> str:
    """A field, or an item: JUEL counts from 0, FEEL from 1."""
    base = _operand(tree.base)
    match tree.key:
        case Literal(str(field)):
            return f"{base}.{field}" if _is_field(field) else f"get value({base}, {_text(field)})"
        case Literal(Decimal() as index) if index == index.to_integral_value():
            return f"{base}[{int(index) + 1}]"
    raise Untranslatable(
        tree.column, "what stands in the brackets is computed", "Write FEEL after =, such as =items[i + 1]."
    )


def _is_field(name: str) -> bool:
    return bool(_WORD.fullmatch(name)) and not feel.check(f"a.{name}")


def _unary(tree: Unary) -> str:
    if tree.sign == "empty":
        return _EMPTY.format(_value(tree.operand))
    if tree.sign == "-":
        return f"-{_operand(tree.operand)}"
    return f"not({_truth(tree.operand)})" if _is_total(tree.operand) else f"({_truth(tree.operand)}) != true"


def _binary(tree: Binary) -> str:
    if tree.sign in {"&&", "||"}:
        return f"{_condition(tree.left)} {_SIGNS[tree.sign]} {_condition(tree.right)}"
    left, right = _operand(tree.left), _operand(tree.right)
    if tree.sign == "+" and (_is_text(tree.left) or _is_text(tree.right)):
        raise Untranslatable(tree.column, "a text is added", _JOIN)
    if tree.sign == "%":
        return _remainder(left, right)
    return f"{left} {_SIGNS.get(tree.sign, tree.sign)} {right}"


def _remainder(left: str, right: str) -> str:
    """Java's remainder has the sign of what is divided, FEEL's modulo that of the divisor."""
    divisor = right if right.isdecimal() else f"abs({right})"
    return f"(if {left} < 0 then -modulo(-{left}, {divisor}) else modulo({left}, {divisor}))"


def _is_text(tree: Tree) -> bool:
    return isinstance(tree, Literal) and isinstance(tree.value, str)


def _condition(tree: Tree) -> str:
    """An operand of ``and`` and ``or``."""
    return f"({_truth(tree)})" if isinstance(tree, Choice | Binary | Unary) else _truth(tree)


def _operand(tree: Tree) -> str:
    """A value in parentheses, unless it holds together by itself."""
    return f"({_value(tree)})" if isinstance(tree, Choice | Binary | Unary) else _value(tree)


def _is_truth(tree: Tree) -> bool:
    """It is true or false by what it is, whatever its variables hold."""
    match tree:
        case Binary(sign):
            return sign in {"==", "!=", "<", ">", "<=", ">=", "&&", "||"}
        case Unary(sign):
            return sign in {"!", "empty"}
    return False


def _is_total(tree: Tree) -> bool:
    """FEEL gives true or false for it, never null."""
    match tree:
        case Literal(bool()):
            return True
        case Binary("==" | "!="):
            return True
        case Binary("&&" | "||", left, right):
            return _is_total(left) and _is_total(right)
        case Unary("!" | "empty"):
            return True
    return False
