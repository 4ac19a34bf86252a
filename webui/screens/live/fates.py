"""What became of a task that a page shows, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext

from webui import localization

if TYPE_CHECKING:
    from engine.identity import User
    from engine.process.queries import Fate


def told(fate: Fate, user: User, locale: str) -> dict[str, str | bool]:
    """`row` for the line in a list, `notice` above an open form, `works`: the person can still complete it."""
    row, notice = _words(fate, user)
    holder = "" if fate.who_key is None or fate.state != "open" else str(fate.who_key)
    return {
        "row": row,
        "notice": notice,
        "works": fate.works,
        "open": fate.state == "open",
        "holder": holder,
        "name": fate.name.get(locale) or fate.name[""],
    }


def _words(fate: Fate, user: User) -> tuple[str, str]:
    if fate.state == "open":
        return _of_open(fate, user)
    moment = localization.format_moment(fate.at) if fate.at else ""
    if fate.state == "withdrawn" or fate.who is None:
        notice = gettext("The process withdrew this task on %(moment)s.", moment=moment)
        return gettext("Withdrawn by the process"), notice
    if fate.who_key == user.key:
        return gettext("Done by you"), gettext("You completed this task on %(moment)s.", moment=moment)
    notice = gettext("%(who)s completed this task on %(moment)s.", who=fate.who, moment=moment)
    return gettext("%(who)s completed it", who=fate.who), notice


def _of_open(fate: Fate, user: User) -> tuple[str, str]:
    if fate.who_key == user.key:
        return gettext("Yours"), gettext("This task is yours now.")
    if fate.who is None:
        return gettext("Given back"), gettext("This task was given back: nobody holds it.")
    notice = gettext("%(who)s has taken this task.", who=fate.who)
    return gettext("%(who)s took it", who=fate.who), notice
