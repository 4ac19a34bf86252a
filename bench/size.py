"""What an instance leaves behind: bytes of its tables and their indexes, and the SQL statements of its verbs."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from bench import w1
from bench.playing import play

if TYPE_CHECKING:
    from pathlib import Path

    from bench.baton import Baton

_OF_THE_INSTANCE = ("process_instance", "instance_record", "user_task", "task_candidate", "history")
_JOURNAL = ("step_effects",)
_AUDIT = ("audit",)


def bytes_per_instance(baton: Baton, path: Path, instances: int) -> dict[str, float]:
    """Bytes that one more finished instance of W1 takes on SQLite after VACUUM; effect journal and audit apart."""
    before = _sizes(path)
    play(baton, instances)
    grown = {name: size - before[name] for name, size in _sizes(path).items()}
    return {name: size / instances for name, size in grown.items()}


def statements_per_verb(baton: Baton) -> dict[str, list[str]]:
    """The SQL of one W1 by verb: the table that each statement is about, BEGIN and COMMIT not counted."""
    heard: list[str] = []

    def hear(*arguments: Any) -> None:
        heard.append(_short(arguments[2]))

    event.listen(baton.database.sql_engine, "before_cursor_execute", hear)
    try:
        return _walk(baton, heard)
    finally:
        event.remove(baton.database.sql_engine, "before_cursor_execute", hear)


def _walk(baton: Baton, heard: list[str]) -> dict[str, list[str]]:
    verbs: dict[str, list[str]] = {}
    instance = baton.start(dict(w1.VARIABLES))
    verbs["start_instance"] = heard[:]
    for name in (
        "complete_task that opens two tasks",
        "complete_task at a join",
        "complete_task that ends it",
    ):
        task = baton.open_tasks(instance)[0]
        heard.clear()
        baton.complete(task, {"remark": "done"})
        verbs[name] = heard[:]
    return verbs


def _short(sql: str) -> str:
    """`select user_task` of a statement's text."""
    words = sql.split()
    before = {"SELECT": "FROM", "DELETE": "FROM", "INSERT": "INTO", "UPDATE": "UPDATE"}[words[0]]
    return f"{words[0].lower()} {words[words.index(before) + 1]}"


def _sizes(path: Path) -> dict[str, float]:
    """Bytes of table groups, in pages of a compacted copy of the file."""
    copy = path.with_suffix(".compact")
    source = sqlite3.connect(path)
    source.execute("VACUUM INTO ?", (str(copy),))
    source.close()
    compact = sqlite3.connect(copy)
    try:
        whole = _file_size(compact)
        _empty(compact, _AUDIT)
        without_audit = _file_size(compact)
        _empty(compact, _JOURNAL)
        without_journal = _file_size(compact)
        _empty(compact, _OF_THE_INSTANCE)
        return {
            "instance": without_journal - _file_size(compact),
            "journal": without_audit - without_journal,
            "audit": whole - without_audit,
        }
    finally:
        compact.close()
        copy.unlink()


def _empty(connection: sqlite3.Connection, tables: tuple[str, ...]) -> None:
    for table in tables:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  names of ours
    connection.commit()
    connection.execute("VACUUM")


def _file_size(connection: sqlite3.Connection) -> float:
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return float(pages * size)
