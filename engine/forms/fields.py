"""What a door draws: a form's components with everything resolved for one person at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.forms.markdown import Block
    from engine.forms.messages import Message

Kind = Literal[
    "text", "textarea", "number", "checkbox", "radios", "checkboxes", "select", "date", "time", "datetime",
    "files", "group", "list", "row", "table", "blocks", "separator", "spacer",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: *text* travels in the submission, *label* is read by a person."""

    text: str
    label: str
    selected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to draw, from top to bottom. Content (blocks, separator, spacer, table) has no name."""

    kind: Kind
    id: str
    """Unique in the page and safe as an HTML id."""
    name: str = ""
    """The name in the submission: the component's path, such as ``opportunity.need``."""
    label: str = ""
    description: str = ""
    texts: tuple[str, ...] = ()
    """What stands in the control, as it travels; one text save for checkboxes and files."""
    shown: str = ""
    """The value as a person reads it, for fields that cannot be edited."""
    options: tuple[Option, ...] = ()
    required: bool = False
    readonly: bool = False
    hidden: bool = False
    error: Message | None = None
    prefix: str = ""
    suffix: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    """HTML attributes of the control: type, inputmode, autocomplete, min, max, step, maxlength, accept, multiple."""
    columns: int = 16
    """Width in a grid of sixteen."""
    starts_row: bool = True
    """The field begins a new line of the grid."""
    condition: str = ""
    """JSON of a simple hide condition that a page can decide alone; empty when only the server can."""
    conditional: bool = False
    """The field's visibility depends on other fields."""
    blocks: tuple[Block, ...] = ()
    fields: tuple[Field, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    height: int = 0

    @property
    def text(self) -> str:
        return self.texts[0] if self.texts else ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that the door has already put into the file store; the submission names it by its key."""

    key: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A question to the door: the records of a type that this person may choose from."""

    type: str
    search: str = ""
    selected: tuple[int, ...] = field(default=())
    """Keys that must be among the answers if they are visible, however long the list."""
