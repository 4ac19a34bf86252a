"""FEEL's functions as the editor suggests them: how each is called, what comes out, and what it is for."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from engine.feel.checking.results import RESULTS
from engine.feel.functions import BUILT_IN
from engine.feel.types import ANY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.functions.registry import Parameter, Signature

_FILE = Path(__file__).with_name("feel_functions.json")
_INFO = Markup("<p>{}</p><pre><code>{}</code></pre>")


def offered(locale: str) -> list[dict[str, Any]]:
    """Name, parameters and help of each, in the form that the editor takes."""
    return [
        {
            "name": name,
            "type": "function",
            "params": [{"name": one.name} for one in function.signatures[0].parameters if not one.optional],
            "info": _INFO.format(purposes()[name][locale], "\n".join(_lines(name, function.signatures))),
        }
        for name, function in BUILT_IN.items()
    ]


@cache
def purposes() -> Mapping[str, Mapping[str, str]]:
    """What each function is for, by name and language."""
    found: dict[str, dict[str, str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def _lines(name: str, signatures: list[Signature]) -> list[str]:
    """``substring(string: string, start position: number, length?: number): string``, one for each signature."""
    result = RESULTS.get(name, ANY)
    after = "" if callable(result) or result == ANY else f": {result}"
    return [f"{name}({', '.join(map(_parameter, one.parameters))}){after}" for one in signatures]


def _parameter(one: Parameter) -> str:
    name = f"...{one.name}" if one.repeated else f"{one.name}?" if one.optional else one.name
    kinds = sorted(one.kinds - {"any", "null"})
    return f"{name}: {' | '.join(kinds)}" if kinds else name
