"""One component of a form-js document while it is being loaded: typed access that collects every problem."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar

from engine import feel
from engine.forms import markdown, templates
from engine.forms.problems import Problem
from engine.forms.templates import Expression, Localised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LOCALES = ("ru",)
"""Languages beside the document's own."""
_PATH = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_COLUMNS = 16


class Source:
    """A component's JSON with its place; whatever it cannot give correctly becomes a `Problem`."""

    _SWITCH: ClassVar[str] = "Use true, false or FEEL that begins with “=”."

    def __init__(
        self, data: Mapping[str, Any], place: str, problems: list[Problem], prefix: str = ""
    ) -> None:
        self.data = data
        self.place = place
        self.problems = problems
        self.prefix = prefix
        """The path of the groups around the component, with a dot at its end; empty at the top."""

    def refuse(self, reason: str, remedy: str) -> None:
        self.problems.append(Problem(self.place, reason, remedy))

    def inside(self, name: str) -> Source:
        """A nested object such as `validate`; empty when absent."""
        found = self.data.get(name)
        if found is not None and not isinstance(found, dict):
            self.refuse(f"“{name}” is not an object.", f"Write “{name}” as {{…}}.")
        return Source(found if isinstance(found, dict) else {}, self.place, self.problems, self.prefix)

    def only(self, allowed: Iterable[str], what: str = "property") -> None:
        """Refuse whatever is not *allowed*."""
        known = set(allowed)
        for name in self.data:
            if name not in known:
                self.refuse(f"The {what} “{name}” is not known.", "Remove it; see docs/reference/forms.md.")

    def text(self, name: str, default: str = "") -> str:
        found = self.data.get(name, default)
        if isinstance(found, str):
            return found
        self.refuse(f"“{name}” is not a text.", f"Write “{name}” in quotes.")
        return default

    def flag(self, name: str, *, default: bool = False) -> bool:
        found = self.data.get(name, default)
        if isinstance(found, bool):
            return found
        self.refuse(f"“{name}” is not true or false.", "Use true or false.")
        return default

    def switch(self, name: str) -> bool | Expression:
        """true, false or FEEL."""
        found = self.data.get(name, False)
        if isinstance(found, str) and found.startswith("="):
            return self.feel(found)
        if isinstance(found, bool):
            return found
        self.refuse(f"“{name}” is not true, false or FEEL.", self._SWITCH)
        return False

    def number(self, name: str) -> Decimal | Expression | None:
        """A JSON number, a number in quotes, or FEEL."""
        found = self.data.get(name)
        if found is None or found == "":
            return None
        if isinstance(found, str) and found.startswith("="):
            return self.feel(found)
        try:
            return _decimal(found)
        except (InvalidOperation, TypeError):
            self.refuse(f"“{name}” is not a number.", "Use a number or FEEL that begins with “=”.")
            return None

    def integer(self, name: str, *, least: int, most: int) -> int | None:
        found = self.data.get(name)
        if found is None:
            return None
        if isinstance(found, int) and not isinstance(found, bool) and least <= found <= most:
            return found
        self.refuse(f"“{name}” is not a whole number from {least} to {most}.", "Correct the number.")
        return None

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of *allowed*, of which the first is the default."""
        found = self.data.get(name, allowed[0])
        if found in allowed:
            return str(found)
        self.refuse(f"“{name}” is {found!r}.", "Use " + " or ".join(repr(one) for one in allowed) + ".")
        return allowed[0]

    def feel(self, text: str) -> Expression:
        """The expression after the leading ``=``, its syntax checked."""
        expression = Expression(text.removeprefix("=").strip())
        for problem in feel.check(expression.text):
            if problem.severity != "error":
                continue  # it works; a form has only refusals
            place = f"line {problem.line}, column {problem.column}"
            self.refuse(f"The FEEL text “{expression.text}”, {place}: {problem.message}.", problem.remedy)
        return expression

    def expression(self, name: str) -> Expression | None:
        """A property that must be FEEL; None when absent."""
        found = self.text(name)
        if found and not found.startswith("="):
            self.refuse(f"“{name}” is not FEEL.", "Begin it with “=”.")
        return self.feel(found) if found.startswith("=") else None

    def localised(self, name: str) -> Localised:
        """A text with holes, and its translations from `properties` such as ``label:ru``."""
        others = tuple((locale, self.template(own[f"{name}:{locale}"])) for locale in LOCALES
                       for own in [self.own] if f"{name}:{locale}" in own)  # fmt: skip
        return Localised(self.template(self.text(name)), others)

    def template(self, text: str) -> templates.Template:
        try:
            template = templates.parse(text)
        except templates.UnsupportedTemplate:
            self.refuse(
                f"“{text}” uses more of the template language than values.",
                "Use {{expression}} only; show or hide components with a condition.",
            )
            return templates.Template()
        self._check_all(template.expressions())
        return template

    def document(self, text: str) -> markdown.Document:
        """A Markdown text."""
        try:
            document = markdown.parse(text)
        except markdown.UnsupportedMarkdown as error:
            self.refuse(
                f"The text holds {error}.", "Use headings, paragraphs, lists, **bold**, _italic_ and links."
            )
            return markdown.Document()
        except templates.UnsupportedTemplate:
            self.template(text)
            return markdown.Document()
        self._check_all(document.expressions())
        return document

    def path(self, name: str = "key") -> str:
        """The component's path with the groups' around it: ``address.city``."""
        found = self.text(name)
        if not _PATH.fullmatch(found):
            self.refuse(
                f"The {name} “{found}” is not a path.",
                "Use letters, digits and _ with dots between: opportunity.need.",
            )
        return self.prefix + found

    @property
    def own(self) -> Mapping[str, str]:
        """The custom `properties`: name to text."""
        found = self.data.get("properties")
        return found if isinstance(found, dict) else {}

    def columns(self) -> tuple[int, str]:
        """Width of sixteen and the name of the row."""
        layout = self.inside("layout")
        layout.only(("columns", "row"), "layout property")
        row = layout.data.get("row")
        return layout.integer("columns", least=1, most=_COLUMNS) or _COLUMNS, row if isinstance(
            row, str
        ) else ""

    def each(self, name: str, read: Callable[[Source], Any]) -> tuple[Any, ...]:
        """A list of objects, each read by *read*."""
        found = self.data.get(name)
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.refuse(f"“{name}” is not a list of objects.", f"Write “{name}” as [{{…}}].")
            return ()
        return tuple(read(Source(one, self.place, self.problems, self.prefix)) for one in found)

    def _check_all(self, expressions: Iterable[Expression]) -> None:
        for expression in expressions:
            self.feel(expression.text)


def pairs(text: str) -> dict[str, str] | None:
    """The labels of ``options:ru``: ``value=label``, split by semicolons or lines or a JSON list; None if wrong."""
    try:
        lines = json.loads(text) if text.lstrip().startswith("[") else re.split(r"[;\n]", text)
    except ValueError:
        return None
    cut = [str(line).partition("=") for line in lines if str(line).strip()]
    return (
        {name.strip(): label.strip() for name, mark, label in cut}
        if all(mark for _, mark, _ in cut)
        else None
    )


def _decimal(found: object) -> Decimal:
    if isinstance(found, bool) or not isinstance(found, (int, float, str, Decimal)):
        raise TypeError(found)
    number = Decimal(str(found))
    if not number.is_finite():
        raise InvalidOperation(found)
    return number
