"""The types of a decision model: its item definitions, and whatever a `typeRef` may name in any version of DMN."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine import feel
from engine.dmn.errors import did_you_mean
from engine.dmn.reading import child, children, name_of, text
from engine.dmn.texts import Frame
from engine.feel import types
from engine.feel.syntax import InstanceOf
from engine.feel.types import ANY, NUMBER, ContextType, FunctionType, ListType, Restricted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

    from engine.dmn.importing import Imported
    from engine.dmn.model import Owner
    from engine.dmn.texts import Texts
    from engine.feel.types import Type

_QUALIFIED = re.compile(r"\{(?P<namespace>[^}]*)\}\s*(?P<local>.+)", re.DOTALL)
_SYNONYMS: dict[str, Type] = {
    # Spellings of DMN 1.1 tools and of Camunda's tables; FEEL has one kind of number.
    **dict.fromkeys(("integer", "long", "double", "float", "decimal"), NUMBER),
    **dict.fromkeys(("any", "<undefined>", "undefined", "Any", "function"), ANY),
}

MAX_DEPTH = 50
"""Types that lean on each other, one after the other."""


class ItemTypes:
    """Resolves `typeRef`s; a definition may stand below the one that names it."""

    def __init__(self, root: etree._Element, texts: Texts, owner: Owner) -> None:
        self._texts = texts
        self._owner = owner
        self._elements = {name_of(each): each for each in children(root, "itemDefinition")}
        self._resolving: list[str] = []
        self._import_names: dict[str, str] = {}
        self.by_name: dict[str, Type] = {}

    def load(self, imported: Sequence[Imported]) -> None:
        """Resolve every definition, over the types of *imported* models."""
        for one in imported:
            known = one.model.types[one.model.namespace]
            self.by_name |= {f"{one.name}.{name}" if one.name else name: each for name, each in known.items()}
        self._import_names = {one.model.namespace: one.name for one in imported}
        for name, element in self._elements.items():
            if not name:
                self._texts.refuse("type", element, "An item definition has no name.", "Name it.")
            self._definition(name)

    def of(self, element: etree._Element | None, title: str) -> Type:
        """The type that *element* refers to, by attribute or by the child of DMN 1.1; without one `Any`."""
        if element is None:
            return ANY
        written = child(element, "typeRef")
        reference = element.get("typeRef") if written is None else "".join(map(str, written.itertext()))
        return self.named(reference or "", element, title)

    def named(self, reference: str, element: etree._Element, title: str) -> Type:
        """The type that *reference* means where *element* stands."""
        name = " ".join(reference.split())
        if not name:
            return ANY
        found = (
            self._known(name)
            or self._known(self._local(name, element))
            or self._written(name)
            or self._known(name.rpartition(":")[2])  # a prefix that the tool forgot to declare
        )
        if found is None:
            remedy = f"Define it as an item definition.{did_you_mean(name, [*self._elements, *self.by_name])}"
            self._texts.refuse("type", element, f"{title}: there is no type {name!r}.", remedy)
            return ANY
        return found

    def _known(self, name: str) -> Type | None:
        found = types.BY_NAME.get(name) or _SYNONYMS.get(name) or self.by_name.get(name)
        if found is None and name in self._elements:
            return self._definition(name)
        return found

    def _local(self, name: str, element: etree._Element) -> str:
        """The name without its namespace, `{uri}tType` or `prefix:tType`; one of an import with the import's name."""
        qualified = _QUALIFIED.fullmatch(name)
        if qualified:
            namespace, local = qualified["namespace"], qualified["local"]
        else:
            prefix, colon, local = name.partition(":")
            namespace = element.nsmap.get(prefix) if colon else None
            if namespace is None:
                return name
        under = self._import_names.get(namespace.strip())
        return f"{under}.{local.strip()}" if under else local.strip()

    def _written(self, name: str) -> Type | None:
        """A type in FEEL's own words: `list<number>`."""
        if "<" not in name:
            return None
        try:
            tree = feel.parse(f"null instance of {name}").tree
        except feel.FeelSyntaxError:
            return None
        return types.named(tree.type, self.by_name) if isinstance(tree, InstanceOf) else None

    def _definition(self, name: str) -> Type:
        if name in self.by_name:
            return self.by_name[name]
        element = self._elements[name]
        if name in self._resolving:
            circle = " -> ".join([*self._resolving, name])
            self._texts.refuse("type", element, f"Types lean on each other in a circle: {circle}.", "Cut it.")
            return ANY
        if len(self._resolving) >= MAX_DEPTH:
            message = f"Type {name!r} is the end of a way through more than {MAX_DEPTH} types."
            self._texts.refuse("type", element, message, "Name the type that is meant more directly.")
            return ANY
        self._resolving.append(name)
        self.by_name[name] = self._item(element, name)
        self._resolving.pop()
        return self.by_name[name]

    def _item(self, element: etree._Element, name: str) -> Type:
        """The type that a definition or one of its components describes."""
        title = f"Type {name!r}"
        item = self._allowed(element, "allowedValues", self._base(element, title), title, name)
        if element.get("isCollection", "false").strip() not in {"true", "1"}:
            limited = self._allowed(element, "typeConstraint", item, title, name)
            return limited if isinstance(limited, Restricted) else Restricted(name, limited)
        # Allowed values are those of the items; a constraint of the type is one of the whole list (DMN 1.5, 7.3.3).
        return self._allowed(element, "typeConstraint", Restricted(name, ListType(item)), title, name)

    def _base(self, element: etree._Element, title: str) -> Type:
        components = list(children(element, "itemComponent"))
        if components:
            return ContextType(tuple((name_of(each), self._item(each, name_of(each))) for each in components))
        function = child(element, "functionItem")
        if function is None:
            return self.of(element, title)
        parameters = tuple(self.of(each, title) for each in children(function, "parameters"))
        return FunctionType(parameters, self.named(function.get("outputTypeRef", ""), function, title))

    def _allowed(self, element: etree._Element, kind: str, base: Type, title: str, name: str) -> Type:
        tests = child(element, kind)
        if tests is None or not text(tests):
            return base
        frame = Frame(owner=self._owner, title=f"{title}, allowed values")
        return Restricted(name, base, self._texts.tests(tests, frame))
