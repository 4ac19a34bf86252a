"""The case board: who has which case, and how much of the promised time is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine.analytics import case_board
from engine.analytics.case_board import BOARD_STATUSES, Who
from engine.errors import Conflict
from engine.feel.values import RecordRef
from engine.records import queries, type_of
from engine.records.cases import LINES, PRIORITIES
from webui import context, localization
from webui.context import current_user, engine, reading
from webui.errors import message as said
from webui.navigation import Destination
from webui.screens.case_board import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug import Response

    from engine.analytics.case_board import Card

screen = Blueprint("case_board", __name__, template_folder="templates")
navigation = (
    Destination(
        endpoint="case_board.show",
        label=_l("Case board"),
        icon="clock",
        key="q",
        order=10,
        area="support",
    ),
)
screen.app_template_filter("time_left")(wording.told)
screen.app_template_filter("time_used")(wording.used)
screen.app_template_filter("first_answer")(wording.first_answer)
screen.app_template_filter("first_answer_class")(lambda owed: wording.OWED[owed.state])
screen.app_template_filter("clock_chip")(lambda clock: wording.CHIPS[clock.state])
_WHO = {"all": _l("All"), "team": _l("My team"), "mine": _l("Mine")}


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody wants to see on the board."""

    by: str
    who: Who
    priority: str | None
    line: str | None

    def address(self, **other: str | None) -> str:
        """The board with something chosen otherwise."""
        chosen: dict[str, Any] = {
            "by": self.by,
            "who": self.who,
            "priority": self.priority,
            "line": self.line,
            **other,
        }
        usual = {"by": "line", "who": "all"}
        return url_for(
            "case_board.show",
            **{name: value for name, value in chosen.items() if value and usual.get(name) != value},
        )


@dataclass(frozen=True, kw_only=True)
class Column:
    """Cases that stand on one line, or in one status."""

    name: str
    label: str
    cards: list[Card]


@screen.get("/case-board")
def show() -> str:
    question = _question()
    with reading() as connection:
        found = case_board.cards(
            connection,
            current_user(),
            context.business_now(),
            who=question.who,
            priority=question.priority,
            line=question.line,
        )
    part = "case_board/_columns.html" if "HX-Request" in request.headers else "case_board/page.html"
    return render_template(
        part,
        question=question,
        columns=list(_columns(question, found)),
        count=len(found),
        late=sum(one.clock.state == "late" for one in found),
        who=_WHO,
        priorities=[name for name, _, _ in PRIORITIES],
        lines={
            name: type_of("case").fields["line"].choice_label(name, localization.locale())
            for name, *_ in LINES
        },
    )


@screen.post("/cases/<int:key>/customer-replies")
def note_reply(key: int) -> Response:
    """Somebody notes what the customer of a waiting or solved case has said; the case goes on."""
    ref = RecordRef("case", key)
    text = request.form.get("text", "").strip()
    with reading() as connection:
        queries.get(connection, ref, current_user())
    if not text:
        flash(gettext("Write what the customer has said."), "error")
    else:
        try:
            engine().note_customer_reply(ref, text, by=current_user())
        except Conflict as late:
            flash(said(late), "error")
        else:
            flash(gettext("Noted: the case goes on, and so does its clock."), "done")
    return redirect(url_for("records.show", collection="cases", key=key), 303)


def _question() -> Question:
    asked = request.args
    return Question(
        by="status" if asked.get("by") == "status" else "line",
        who=asked["who"] if asked.get("who") in get_args(Who) else "all",  # type: ignore[arg-type]  # checked here
        priority=_known(asked.get("priority"), [name for name, *_ in PRIORITIES]),
        line=_known(asked.get("line"), [name for name, *_ in LINES]),
    )


def _known(value: str | None, allowed: list[str]) -> str | None:
    return value if value in allowed else None


def _columns(question: Question, found: list[Card]) -> Iterator[Column]:
    field = type_of("case").fields[question.by]
    names = (
        BOARD_STATUSES
        if question.by == "status"
        else [name for name, *_ in LINES if question.line in {None, name}]
    )
    for name in names:
        yield Column(
            name=name,
            label=field.choice_label(name, localization.locale()),
            cards=[one for one in found if getattr(one, question.by) == name],
        )
