"""Method calls of JUEL, which reach into Java: what to write instead."""

from __future__ import annotations

from typing import NoReturn

from engine.bpmn.juel.errors import Untranslatable

_TIME = 'Write FEEL, such as =now() + duration("P1D").'
_INSTEAD = {
    "now": _TIME,
    "dateTime": _TIME,
    "setVariable": "Use an output parameter, or a script task with FEEL.",
    "setVariableLocal": "Use an input parameter, or a script task with FEEL.",
    "hasVariable": "Compare the variable with null.",
    "equals": "Write == instead.",
    "equalsIgnoreCase": "Write FEEL, such as =lower case(a) = lower case(b).",
    "size": "Write FEEL, such as =count(items).",
    "length": "Write FEEL, such as =string length(text).",
    "isEmpty": "Write empty before the variable.",
    "contains": "Write FEEL, such as =list contains(items, x), or =contains(text, x).",
    "startsWith": "Write FEEL, such as =starts with(text, x).",
    "endsWith": "Write FEEL, such as =ends with(text, x).",
    "toUpperCase": "Write FEEL, such as =upper case(text).",
    "toLowerCase": "Write FEEL, such as =lower case(text).",
    "get": "Write the path of the value, such as a.b or items[0].",
    "prop": "Write the path of the value, such as a.b; values of JSON are read like variables.",
    "S": "Write the path of the value; values of JSON are read like variables.",
    "JSON": "Write the path of the value; values of JSON are read like variables.",
    "toString": "Write FEEL, such as =string(x).",
    "getSingleEntry": "Set mapDecisionResult and a resultVariable on the task.",
    "getSingleResult": "Set mapDecisionResult and a resultVariable on the task.",
    "currentUser": "Use a form's field, or a variable that a form writes.",
    "currentUserGroups": "Use a lane, or candidateGroups.",
}
_OTHERWISE = "Write FEEL after =, or compute the value in a script task with FEEL or by a worker."


def refuse_call(name: str, column: int) -> NoReturn:
    raise Untranslatable(column, f"{name}() calls Java", _INSTEAD.get(name, _OTHERWISE))


def refuse_part(context: str, name: str, column: int) -> NoReturn:
    raise Untranslatable(
        column, f"{context}.{name} belongs to Camunda 7's engine", "Use a variable that holds what is needed."
    )
