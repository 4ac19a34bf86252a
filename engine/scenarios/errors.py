"""What can be wrong with a scenario: its text, or what it claims."""

from __future__ import annotations

from engine.errors import Invalid


class ScenarioInvalid(Invalid):
    """The file cannot be played; `.problems` lists each as (line, message)."""

    text = "{path}: {listing}"

    def __init__(self, path: str, problems: list[tuple[int, str]]) -> None:
        listing = " ".join(f"Line {line}: {message}" for line, message in problems)
        super().__init__(path=path, problems=tuple(problems), listing=listing)


class ScenarioFailed(Invalid):
    """A step did not do, or did not find, what the file says."""

    text = "{path}, line {line}, step {number} ({step}): {reason} Open then: {open}."


class Expected(Exception):
    """A claim that does not hold; its text says what is so instead."""
