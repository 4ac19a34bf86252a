"""What an administrator cannot do with people, teams and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BatonError, Conflict, Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping


class Refused(Invalid):
    """Something that was typed cannot be saved; `.problems` maps each field to what is wrong with it."""

    text = "Nothing was saved. {first}"

    def __init__(self, problems: Mapping[str, BatonError]) -> None:
        self.problems = dict(problems)
        super().__init__(first=str(next(iter(self.problems.values()))))


class Missing(Invalid):
    text = "It has {length} characters. Give it 1 to {longest}."


class NoLogin(Invalid):
    text = "“{login}” is no login. Use up to 64 letters, digits and signs, without spaces."


class NoAddress(Invalid):
    text = "“{address}” is no e-mail address. Write it like anna@example.com, or leave it empty."


class NoChoice(Invalid):
    text = "“{value}” cannot be chosen here. Choose from the list."


class UserChanged(Conflict):
    text = "Somebody else changed {name} meanwhile. Reload the page, then change it again."


class LastAdministrator(Conflict):
    text = "{name} is the last administrator. Make somebody else an administrator first."


class OwnAdministration(Conflict):
    text = "You cannot take your own right to administer, or end your own access. Ask another administrator."


class TeamNameTaken(Conflict):
    text = "There is a team “{name}” already. Choose another name."
