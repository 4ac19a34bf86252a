"""What must be mended in a campaign's text before anybody is sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Output
from engine.labels import Labels
from engine.operations import OperationCall, operation
from engine.operations.campaign_people import CAMPAIGN, current
from engine.records import campaigns_texts as texts
from engine.records.types.campaign import MAIL

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="campaign.check_text",
        title=Labels("Check a campaign's text", "Проверить текст кампании"),
        purpose=Labels(
            "Names merge fields that do not exist, braces that do not close, and what is missing.",
            "Называет несуществующие поля подстановки, незакрытые скобки и то, чего не хватает.",
        ),
        inputs=(CAMPAIGN,),
        outputs=(Output(name="problems", label=Labels("What to mend", "Что исправить"), kind="list"),),
    )
)
def check_text(call: OperationCall) -> dict[str, Value]:
    """The problems as {label, label_ru}; an empty list when the text can go."""
    campaign = current(call)
    subject, body = str(campaign["subject"] or ""), str(campaign["body"] or "")
    found = texts.problems(subject, body)
    lines: list[Value] = [{"label": one.en, "label_ru": one.ru} for one in found]
    if campaign["channel"] == MAIL and not subject.strip():
        lines.insert(0, {"label": "Write the subject of the mail.", "label_ru": "Напишите тему письма."})
    return {"problems": lines}
