"""The customer of a solved case gets a link that says, once and without signing in, whether it is solved."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import insert

from engine import settings
from engine.declarations import Declaration, Input, Output
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation
from engine.operations.case_clock import CASE, current
from engine.records.cases import CaseLink

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="case.invite_answer",
        title=Labels("Make an answer link", "Создать ссылку для ответа"),
        purpose=Labels(
            "Makes the address under which the customer answers once; Baton keeps only its digest. It expires.",
            "Создаёт адрес, по которому клиент один раз отвечает; Baton хранит только его отпечаток. Срок ограничен.",
        ),
        inputs=(
            CASE,
            Input(name="expires_at", label=Labels("Expires", "Действует до"), kind="moment", required=True),
        ),
        outputs=(Output(name="address", label=Labels("Address of the page", "Адрес страницы"), kind="text"),),
    )
)
def invite_answer(call: OperationCall) -> dict[str, Value]:
    """A secret address for this case."""
    ref, _ = current(call)
    token = secrets.token_urlsafe(32)
    row = {
        "digest": digest(token),
        "case": ref.key,
        "made_at": call.at,
        "expires_at": inputs.moment(call, "expires_at"),
    }
    call.connection.execute(insert(CaseLink), row)
    return {"address": f"{settings.site_address(call.connection)}/public/answers/{token}"}


def digest(token: str) -> str:
    """What is kept of a link's secret part."""
    return hashlib.sha256(token.encode()).hexdigest()
