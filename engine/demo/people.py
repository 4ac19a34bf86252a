"""Who works at the demo company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.errors import NotFound
from engine.identity import queries, store

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.identity import User
    from engine.keys import Keys

PASSWORD: Final = "baton-demo"  # noqa: S105  printed at the start; the demo company has no secrets
EXECUTIVE, MANAGER, DEVELOPMENT = "Account executive", "Sales manager", "Sales development"
LINE_1, LINE_2, LINE_3, DUTY = "Support line 1", "Support line 2", "Support line 3", "Duty manager"
MARKETING, MARKETING_HEAD, FINANCE, DIRECTOR = "Marketing", "Marketing head", "Finance", "Director"
"""The groups that the lanes of the shipped processes name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """One person of the demo company."""

    login: str
    name: str
    job: str
    """What stands for the person in the list of sign-ins."""
    groups: tuple[str, ...] = ()
    role: str = "employee"
    team: str | None = None
    locale: str = "en"
    time_zone: str = "Europe/Berlin"
    visibility: str = "own"
    may_deploy: bool = False

    @property
    def roles(self) -> list[str]:
        return sorted({"employee", self.role})


def _seller(login: str, name: str, team: str, locale: str = "en") -> Employee:
    return _member(login, name, team, "sales", EXECUTIVE, locale)


def _member(
    login: str, name: str, team: str, job: str, group: str, locale: str = "en", visibility: str = "own"
) -> Employee:
    zone = "Europe/Moscow" if locale == "ru" else "Europe/Berlin"
    return Employee(
        login=login,
        name=name,
        job=job,
        groups=(group,),
        team=team,
        locale=locale,
        time_zone=zone,
        visibility=visibility,
    )


def _supporter(login: str, name: str, line: str, locale: str = "en") -> Employee:
    """Whoever works on cases sees those of the whole team: they wander from line to line."""
    return _member(login, name, "Support", line.lower(), line, locale, visibility="team")


def _manager(login: str, name: str, team: str, group: str = MANAGER, locale: str = "en") -> Employee:
    return Employee(
        login=login,
        name=name,
        job=group.lower(),
        groups=(group,),
        role="manager",
        team=team,
        locale=locale,
        visibility="team",
    )


REGIONS: Final = {
    "Europe": ("North", "West", "Inside sales", "Support", "Marketing", "Office"),
    "Восток": ("Волга",),
}
"""Regions with their teams."""
LED_TOO: Final = {"Inside sales": "boris"}
"""Teams whose manager belongs to another one."""
EMPLOYEES: Final = (
    _seller("anna", "Anna Petrova", "North"),
    _manager("boris", "Boris Lindqvist", "North"),
    Employee(login="vera", name="Vera Novak", job="designer", role="designer", visibility="all"),
    Employee(
        login="admin",
        name="Ada Berg",
        job="administrator",
        role="administrator",
        visibility="all",
        may_deploy=True,
    ),
    _seller("oscar", "Oscar Lund", "North"),
    _seller("emma", "Emma Fischer", "West"),
    _seller("david", "David Moreau", "West"),
    _manager("clara", "Clara Jensen", "West"),
    _seller("ivan", "Иван Орлов", "Волга", "ru"),
    _seller("maria", "Мария Волкова", "Волга", "ru"),
    _seller("timur", "Тимур Сафин", "Волга", "ru"),
    _manager("olga", "Ольга Соколова", "Волга", locale="ru"),
    _member("sara", "Sara Lindgren", "Inside sales", "sales development", DEVELOPMENT),
    _member("pavel", "Павел Громов", "Inside sales", "sales development", DEVELOPMENT, "ru"),
    _supporter("leo", "Leo Martin", LINE_1),
    _supporter("nina", "Нина Белова", LINE_1, "ru"),
    _supporter("lin", "Lin Chen", LINE_2),
    _supporter("karl", "Karl Weber", LINE_3),
    _manager("dora", "Dora Klein", "Support", DUTY),
    _member("mia", "Mia Rossi", "Marketing", "marketing", MARKETING),
    _manager("henry", "Henry Adams", "Marketing", MARKETING_HEAD),
    _member("fiona", "Fiona Grant", "Office", "finance", FINANCE),
    Employee(
        login="dirk",
        name="Dirk Vogel",
        job="director",
        groups=(DIRECTOR,),
        role="manager",
        team="Office",
        visibility="all",
    ),
)
_INTRODUCED = ("anna", "sara", "leo", "mia", "fiona", "boris", "dora", "vera", "admin")
SIGN_INS: Final = tuple(one for login in _INTRODUCED for one in EMPLOYEES if one.login == login)
"""One of each job, to be printed with `PASSWORD`."""


def hire(connection: Connection, keys: Keys) -> dict[str, User]:
    """Everybody by login; those who are missing are hired now."""
    teams = _teams(connection, keys)
    for employee in EMPLOYEES:
        try:
            store.find_user(connection, employee.login)
        except NotFound:
            _hire(connection, keys, employee, teams)
    for team, login in LED_TOO.items():
        store.set_manager(connection, teams[team], store.find_user(connection, login).key)
    return {employee.login: store.find_user(connection, employee.login) for employee in EMPLOYEES}


def _teams(connection: Connection, keys: Keys) -> dict[str, int]:
    teams = {line.name: line.key for line in queries.teams(connection)}
    for region, names in REGIONS.items():
        missing = [name for name in names if name not in teams]
        if missing:
            region_key = store.create_region(connection, keys=keys, name=region)
            for name in missing:
                teams[name] = store.create_team(connection, keys=keys, name=name, region=region_key)
    return teams


def _hire(connection: Connection, keys: Keys, employee: Employee, teams: dict[str, int]) -> None:
    team = teams[employee.team] if employee.team else None
    key = store.create_user(
        connection,
        keys=keys,
        login=employee.login,
        name=employee.name,
        password=PASSWORD,
        email=f"{employee.login}@example.com",
        roles=employee.roles,
        groups=list(employee.groups),
        team=team,
        locale=employee.locale,
        time_zone=employee.time_zone,
        visibility=employee.visibility,
        may_deploy=employee.may_deploy,
    )
    if employee.role == "manager" and team is not None:
        store.set_manager(connection, team, key)
