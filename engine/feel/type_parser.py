"""The types that `instance of` and parameters name."""

from __future__ import annotations

from engine.feel import syntax as tree
from engine.feel.cursor import Cursor

_WITH_PARTS = frozenset({"list", "range", "context", "function"})


class TypeParser(Cursor):
    """A cursor that reads `list<number>`, `context<a: string>`, `function<number> -> string`."""

    def _type(self) -> tree.Type:
        start = self._here.start
        name = "function" if self._accept("function") else self._type_name()
        arguments: tuple[tree.Type, ...] = ()
        members: tuple[tuple[str, tree.Type], ...] = ()
        if name in _WITH_PARTS and self._accept("<"):
            with self._nested():
                if name == "context":
                    members = self._several(self._member)
                elif name != "function":
                    arguments = (self._type(),)
                elif self._here.text != ">":
                    arguments = self._several(self._type)
            self._expect(">")
        if name == "function" and self._before.text != "function":
            self._expect("->")
            members = (("returns", self._type()),)
        return tree.Type(start=start, end=self._before.end, name=name, arguments=arguments, members=members)

    def _type_name(self) -> str:
        """A name, or one of an imported model: `lending.tLoan`."""
        name = self._name("the name of a type")
        while self._accept("."):
            name += "." + self._name("the name of a type", field=True)
        return name

    def _member(self) -> tuple[str, tree.Type]:
        name = self._new_name("the name of a field", {":"})
        self._expect(":")
        return name, self._type()
