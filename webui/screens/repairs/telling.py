"""What a migration did, or would do, in sentences."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext, ngettext

from engine.bpmn.migration import CannotMigrate
from engine.process.queries.naming import named_in
from webui import errors, localization

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.bpmn.migration import Migration
    from engine.process.definitions import Deployed
    from engine.process.migration import Migrated


@dataclass(frozen=True, kw_only=True)
class Told:
    """What became of one instance, or would."""

    key: int
    outcome: str
    lines: list[str]


def told(results: Sequence[Migrated], old: Deployed, new: Deployed | None) -> list[Told]:
    return [Told(key=one.key, outcome=one.outcome, lines=list(_lines(one, old, new))) for one in results]


def summary(results: Sequence[Migrated]) -> str:
    """Every one is counted once."""
    counts = Counter(one.outcome for one in results)
    others = counts["refused"] + counts["failed"]
    said = [
        ngettext("%(num)d went over", "%(num)d went over", counts["done"]) if counts["done"] else "",
        ngettext("%(num)d can go over", "%(num)d can go over", counts["possible"])
        if counts["possible"]
        else "",
        ngettext("%(num)d cannot", "%(num)d cannot", others) if others else "",
    ]
    return ", ".join(part for part in said if part) or str(gettext("Nothing was chosen."))


def _lines(one: Migrated, old: Deployed, new: Deployed | None) -> Iterator[str]:
    if isinstance(one.error, CannotMigrate):
        yield from (errors.message(problem) for problem in one.error.problems)
    elif one.error is not None:
        yield errors.message(one.error)
    elif one.told is not None and new is not None:
        yield from _changes(one.told, old, new)


def _changes(done: Migration, old: Deployed, new: Deployed) -> Iterator[str]:
    """Where its tokens land, then what is waited for since then and what no longer is."""
    landings = Counter((one.source, one.target) for one in done.landings)
    for (source, target), count in landings.items():
        names = {"step": _name(old, source), "other": _name(new, target), "times": f" ×{count}" * (count > 1)}
        if source == target:
            yield gettext("stays at “%(other)s”%(times)s", **names)
        else:
            yield gettext("“%(step)s” becomes “%(other)s”%(times)s", **names)
    for armed in done.armed:
        name = _name(new, armed.element_id)
        if armed.due is None:
            yield gettext("waits for “%(step)s” from now on", step=name)
        else:
            when = localization.format_moment(armed.due)
            yield gettext("waits for “%(step)s” from now on, until %(when)s", step=name, when=when)
    for one in done.withdrawn:
        yield gettext("no longer waits for “%(step)s” as before", step=_name(old, one))
    for one in done.forgotten:
        yield gettext("“%(step)s” cannot be undone any more", step=_name(old, one))


def _name(deployed: Deployed, element_id: str) -> str:
    element = deployed.elements.get(element_id)
    return element_id if element is None else named_in(deployed, element).name_in(localization.locale())
