"""Processes that call, and what they have called."""

from __future__ import annotations

from sqlalchemy import select

from engine.process.models import ProcessInstance
from tests.process.models import (
    call,
    end,
    model,
    start,
    user,
)

INNER = model(
    "inner",
    start("begin"),
    user("inside", candidateGroups="sales"),
    end("done"),
    flow="begin > inside > done",
)


def outer(*extensions, process="inner", more=(), flow="", root="", **attributes):
    """Calls a process, then somebody looks at what came back."""
    calling = call("calling", process, *extensions, **attributes)
    return model(
        "outer", start(), calling, user("after", candidateGroups="sales"), end(), *more,
        flow=f"start > calling > after > end; {flow}".rstrip("; "), root=root,
    )  # fmt: skip


def below(company, key):
    """The instances of a tree below its root, with the process that each runs."""
    asked = select(ProcessInstance).where(ProcessInstance.root == key).order_by(ProcessInstance.key)
    with company.database.reading() as connection:
        return connection.execute(asked).all()


def only_below(company, key):
    (row,) = below(company, key)
    return row
