"""Whatever has changed says who, what and when: what stands in the tables against what history and audit tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

_GAPS = """
SELECT 'instance ' || i.key || ' has ' || count(h.number) || ' rows of history, should have ' || i.history_length
FROM process_instance i LEFT JOIN history h ON h.instance = i.key
GROUP BY i.key, i.history_length
HAVING count(h.number) <> i.history_length OR coalesce(max(h.number) + 1, 0) <> i.history_length
"""


def _told(kind: str, key: str, *verbs: str) -> str:
    """Whether the audit log has a verb on a row; by type and key, as its index is: a soak leaves a million rows."""
    names = ", ".join(f"'{one}'" for one in verbs)
    where = f"a.subject_type = '{kind}' AND a.subject_key = {key} AND a.verb IN ({names})"
    return f"EXISTS (SELECT 1 FROM audit a WHERE {where})"  # noqa: S608  our own names


_DONE = ("complete_task", "skip_task", "pass_over", "retry_incident")
_COMPLETIONS = f"""
SELECT 'task ' || h.task || ' was completed by ' || h."by" || ', and no audit row says so'
FROM history h WHERE h."by" IS NOT NULL AND h.task IS NOT NULL AND NOT h.terminated
  AND NOT {_told("task", "h.task", *_DONE)} AND NOT {_told("process_instance", "h.instance", *_DONE)}
"""  # noqa: S608  our own names
_TWICE = """
SELECT 'task ' || subject_key || ' was completed ' || count(*) || ' times'
FROM audit WHERE verb = 'complete_task' GROUP BY subject_key HAVING count(*) > 1
"""
_STARTS = """
SELECT 'instance ' || i.key || ' was started, and no audit row says so'
FROM process_instance i WHERE i.parent IS NULL AND NOT EXISTS
  (SELECT 1 FROM audit a WHERE a.subject_type = 'process_instance'
   AND a.subject_key IN (i.key, coalesce(i.reopened_from, i.key)))
"""
_ENDS = f"""
SELECT 'instance ' || i.key || ' was cancelled, and no audit row says so'
FROM process_instance i WHERE i.status = 'cancelled' AND i.parent IS NULL
  AND NOT {_told("process_instance", "i.key", "cancel_instance")}
"""  # noqa: S608  our own names
_INCIDENTS = f"""
SELECT 'incident ' || i.key || ' was raised, and no audit row says so'
FROM incident i WHERE NOT {_told("incident", "i.key", "raise_incident")}
"""  # noqa: S608  our own names
_PARTS = (_GAPS, _COMPLETIONS, _TWICE, _STARTS, _ENDS, _INCIDENTS)
ALL = text(" UNION ALL ".join(_PARTS))


def unaccounted(connection: Connection) -> list[str]:
    """What changed without a trace, or left more traces than changes."""
    return sorted(connection.scalars(ALL))
