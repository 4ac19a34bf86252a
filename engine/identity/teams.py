"""Teams and the groups of lanes, as an administrator changes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from engine.errors import BatonError, NotFound
from engine.identity import store
from engine.identity.accounts import LONGEST_NAME, check_groups
from engine.identity.errors import Missing, NoChoice, Refused, TeamNameTaken
from engine.identity.models import Region, Team, UserAccount, UserGroup

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection

    from engine.keys import Keys


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFacts:
    """A team as an administrator types it."""

    name: str
    region: str | None = None
    """A region's name; a new one is made."""
    manager: int | None = None
    calendar: str | None = None
    """The name of a working calendar; None: the company's."""
    members: frozenset[int] = frozenset()


def load(connection: Connection, key: int) -> TeamFacts:
    """The team with this key; raises `NotFound`."""
    row = connection.execute(
        select(Team.name, Team.manager, Team.calendar, Region.name.label("region"))
        .join(Region, Region.key == Team.region, isouter=True)
        .where(Team.key == key)
    ).first()
    if row is None:
        raise NotFound(what="team", key=key)
    members = connection.scalars(select(UserAccount.key).where(UserAccount.team == key))
    return TeamFacts(
        name=row.name,
        region=row.region,
        manager=row.manager,
        calendar=row.calendar,
        members=frozenset(members),
    )


def create(connection: Connection, facts: TeamFacts, *, keys: Keys, calendars: Collection[str]) -> int:
    """The key of a new team; raises `Refused`, `TeamNameTaken`."""
    _check(connection, facts, None, calendars)
    key = store.create_team(connection, keys=keys, name=facts.name)
    _write(connection, key, facts, keys)
    return key


def change(
    connection: Connection, key: int, facts: TeamFacts, *, keys: Keys, calendars: Collection[str]
) -> None:
    """Replace what a team is; who is no member any more is in no team. Raises `Refused`, `TeamNameTaken`."""
    _check(connection, facts, key, calendars)
    _write(connection, key, facts, keys)


def told(connection: Connection, facts: TeamFacts) -> dict[str, Any]:
    """A team as the audit keeps it: people by login."""
    manager = [] if facts.manager is None else store.logins(connection, [facts.manager])
    return {
        "name": facts.name,
        "region": facts.region,
        "manager": next(iter(manager), None),
        "calendar": facts.calendar,
        "members": store.logins(connection, facts.members),
    }


def members(connection: Connection, group: str) -> frozenset[int]:
    """Everybody in a group, people who have left included."""
    return frozenset(connection.scalars(select(UserGroup.user).where(UserGroup.name == group)))


def set_members(connection: Connection, group: str, keys: Collection[int]) -> None:
    """Make a group of exactly these people; raises `Refused`."""
    if (problem := check_groups(frozenset({group}))) is not None:
        raise Refused({"name": problem})
    wrong = _unknown_people(connection, keys)
    if wrong is not None:
        raise Refused({"members": wrong})
    connection.execute(delete(UserGroup).where(UserGroup.name == group))
    if keys:
        connection.execute(insert(UserGroup), [{"user": key, "name": group} for key in sorted(keys)])


def _check(connection: Connection, facts: TeamFacts, key: int | None, calendars: Collection[str]) -> None:
    problems = dict(_problems(connection, facts, calendars))
    if problems:
        raise Refused(problems)
    taken = connection.scalar(select(Team.key).where(Team.name == facts.name))
    if taken not in {None, key}:
        raise TeamNameTaken(name=facts.name)


def _problems(
    connection: Connection, facts: TeamFacts, calendars: Collection[str]
) -> Iterator[tuple[str, BatonError]]:
    for field, text in (("name", facts.name), ("region", facts.region)):
        if text is not None and (not 1 <= len(text) <= LONGEST_NAME or not text.isprintable()):
            yield field, Missing(length=len(text), longest=LONGEST_NAME)
    if facts.calendar is not None and facts.calendar not in calendars:
        yield "calendar", NoChoice(value=facts.calendar)
    if facts.manager is not None and (wrong := _unknown_people(connection, {facts.manager})) is not None:
        yield "manager", wrong
    if (wrong := _unknown_people(connection, facts.members)) is not None:
        yield "members", wrong


def _unknown_people(connection: Connection, keys: Collection[int]) -> NoChoice | None:
    known = set(connection.scalars(select(UserAccount.key).where(UserAccount.key.in_(keys))))
    unknown = sorted(set(keys) - known)
    return NoChoice(value=unknown[0]) if unknown else None


def _write(connection: Connection, key: int, facts: TeamFacts, keys: Keys) -> None:
    row = {
        "name": facts.name,
        "region": _region(connection, facts.region, keys),
        "manager": facts.manager,
        "calendar": facts.calendar,
    }
    connection.execute(update(Team).where(Team.key == key).values(**row))
    moved = {"version": UserAccount.version + 1}
    gone = (UserAccount.team == key, UserAccount.key.not_in(facts.members))
    connection.execute(update(UserAccount).where(*gone).values(team=None, **moved))
    come = (UserAccount.key.in_(facts.members), UserAccount.team.is_distinct_from(key))
    connection.execute(update(UserAccount).where(*come).values(team=key, **moved))


def _region(connection: Connection, name: str | None, keys: Keys) -> int | None:
    if name is None:
        return None
    found = connection.scalar(select(Region.key).where(Region.name == name))
    return store.create_region(connection, keys=keys, name=name) if found is None else found
