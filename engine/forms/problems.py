"""Why a form document or a submission is refused as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import Invalid


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a form document that Baton will not draw, with its place and what to do about it."""

    place: str
    """The component's id and type with its number in the document: ``Field_3 (html, component 7)``."""
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason} {self.remedy}"


class FormRefused(Invalid):
    """A form document holds something that cannot be drawn or checked; `problems` lists everything at once."""

    text = "The form {what} is refused. {reason} {remedy}"

    def __init__(self, form_id: str, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(
            what=form_id,
            reason=" ".join(f"{one.place}: {one.reason}" for one in problems),
            remedy=" ".join(dict.fromkeys(one.remedy for one in problems)),
        )


class UnexpectedFields(Invalid):
    """A submission carries names that the form does not have."""

    def __init__(self, form_id: str, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(
            what=f"The form {form_id}",
            reason=f"has no field {', '.join(names)}.",
            remedy="Reload the page and fill it in again.",
        )
