"""Every error that Baton raises on purpose, as one tree.

::

    BatonError
    ├── ConfigurationError    the environment is wrong; the process cannot start
    ├── Unavailable           the database cannot be reached or is of another version
    ├── NotFound              no such thing, or not visible to this person
    ├── Forbidden             the person lacks a right
    ├── Conflict              somebody was quicker, or the state forbids it
    ├── BpmnError             a service task ends in an error that its process may catch
    └── Invalid               the input is wrong; carries findings or field errors

A class's ``text`` is the message; its ``{facts}`` are the keyword arguments, kept as attributes. A door that
speaks another language translates ``text`` and formats it with ``facts``.
"""

from __future__ import annotations

from typing import Any, ClassVar


class BatonError(Exception):
    """Something went wrong in a way that a person can act on."""

    text: ClassVar[str] = "Something went wrong."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.text.format(**facts))

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["facts"][name]
        except KeyError:
            raise AttributeError(name) from None


class ConfigurationError(BatonError):
    text = "{setting} is {value!r}. {remedy}"


class Unavailable(BatonError):
    text = "{what} is not available: {reason} {remedy}"


class NotFound(BatonError):
    text = "There is no {what} {key}, or you may not see it."


class Forbidden(BatonError):
    text = "{who} may not {action}. Ask {remedy}."


class Conflict(BatonError):
    text = "{reason} {remedy}"


class Invalid(BatonError):
    text = "{what}: {reason} {remedy}"


class BpmnError(BatonError):
    """A business error: caught by the error boundary event with this code, or else an incident."""

    text = "BPMN error {code}: {message}"

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code=code, message=message)
