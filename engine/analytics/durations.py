"""How long whole processes take: the median of those that came to their end, measured by the database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, case, func, select, type_coerce

from engine.process.models import COMPLETED, ProcessInstance
from engine.process.queries.rights import visible_instances

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.identity import User


def medians(
    connection: Connection, user: User, process_ids: Collection[str], since: datetime
) -> dict[str, timedelta]:
    """By process id, of the instances that were completed since a moment; cancelled ones do not count."""
    return _medians(connection, user, process_ids, since, ProcessInstance.process_id)


def medians_of_versions(
    connection: Connection, user: User, process_ids: Collection[str], since: datetime
) -> dict[int, timedelta]:
    """The same by the key of the definition."""
    return _medians(connection, user, process_ids, since, ProcessInstance.definition)


def _medians(
    connection: Connection, user: User, process_ids: Collection[str], since: datetime, by: Any
) -> dict[Any, timedelta]:
    """Of an even number of lengths the lower middle one: a length that did occur."""
    started, ended = (
        type_coerce(one, BigInteger) for one in (ProcessInstance.started, ProcessInstance.ended)
    )
    length = ended - started
    ranked = (
        select(
            by.label("of"),
            length.label("length"),
            func.row_number().over(partition_by=by, order_by=length).label("rank"),
            func.count().over(partition_by=by).label("count"),
        )
        .where(
            ProcessInstance.process_id.in_(sorted(process_ids)),
            ProcessInstance.ended >= since,
            ProcessInstance.status == COMPLETED,
            visible_instances(user),
        )
        .subquery()
    )
    median = func.min(case((ranked.c.rank * 2 >= ranked.c.count, ranked.c.length)))
    rows = connection.execute(select(ranked.c.of, median.label("median")).group_by(ranked.c.of))
    return {row.of: timedelta(milliseconds=row.median) for row in rows}
