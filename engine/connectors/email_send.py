"""A mail, through the company's server or, while none is set, into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.connectors import ConnectorCall, connector, posting
from engine.connectors.composing import compose
from engine.declarations import Declaration, ErrorCode, Input, Output
from engine.files import write_durably
from engine.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import EmailMessage

    from engine.feel.values import Value

_PURPOSES = (
    ("service", Labels("Service", "Обслуживание")),
    ("marketing", Labels("Marketing", "Реклама")),
    ("newsletter", Labels("Newsletter", "Рассылка")),
)


@connector(
    Declaration(
        type="email.send",
        title=Labels("Send an e-mail", "Отправить письмо"),
        purpose=Labels(
            "Sends a mail through the server that an administrator set; without one it is written to a file in "
            "var/outbox. A second attempt carries the same Message-ID.",
            "Отправляет письмо через сервер, заданный администратором; без него письмо сохраняется файлом в "
            "var/outbox. Повторная попытка несёт тот же Message-ID.",
        ),
        inputs=(
            Input(
                name="to",
                label=Labels("To", "Кому"),
                required=True,
                help=Labels(
                    'An address, or a list of them; "Anna <anna@example.com>" is fine.',
                    'Адрес или список адресов; можно "Анна <anna@example.com>".',
                ),
            ),
            Input(name="subject", label=Labels("Subject", "Тема"), kind="text", required=True),
            Input(
                name="text",
                label=Labels("Text", "Текст"),
                kind="long_text",
                required=True,
                help=Labels("Plain text; every mail has it.", "Обычный текст; он есть в каждом письме."),
            ),
            Input(
                name="html",
                label=Labels("HTML", "HTML"),
                kind="long_text",
                help=Labels(
                    "The same as a page. Values put into it have to be escaped by the model.",
                    "То же в виде страницы. Подставленные значения модель должна экранировать сама.",
                ),
            ),
            Input(name="cc", label=Labels("Copy to", "Копия")),
            Input(name="reply_to", label=Labels("Answers go to", "Отвечать на адрес"), kind="text"),
            Input(
                name="record",
                label=Labels("About", "О чём"),
                kind="record",
                help=Labels(
                    "The record on whose timeline the mail stands; by default the process's own.",
                    "Запись, в ленте которой видно письмо; по умолчанию запись процесса.",
                ),
            ),
            Input(name="purpose", label=Labels("Purpose", "Цель"), kind="text", choices=_PURPOSES),
            Input(
                name="list_unsubscribe",
                label=Labels("Address to unsubscribe", "Адрес для отписки"),
                kind="text",
                help=Labels(
                    "An https address that unsubscribes with one click (RFC 8058).",
                    "Адрес https, который отписывает одним нажатием (RFC 8058).",
                ),
            ),
            Input(
                name="headers",
                label=Labels("Further headers", "Другие заголовки"),
                kind="context",
                help=Labels(
                    "X-…, List-…, In-Reply-To and References only.",
                    "Только X-…, List-…, In-Reply-To и References.",
                ),
            ),
            Input(
                name="attachments",
                label=Labels("Attachments", "Вложения"),
                kind="files",
                help=Labels(
                    "Files as a file picker leaves them, 15 MB in all.",
                    "Файлы из поля выбора файлов, всего до 15 МБ.",
                ),
            ),
        ),
        outputs=(
            Output(name="message_id", label=Labels("Its Message-ID", "Message-ID письма"), kind="text"),
            Output(name="recipients", label=Labels("Accepted addresses", "Принятые адреса"), kind="list"),
            Output(name="refused", label=Labels("Refused addresses", "Отклонённые адреса"), kind="list"),
            Output(
                name="delivered",
                label=Labels('"smtp", or "file" without a server', "smtp или file, если сервер не задан"),
                kind="text",
            ),
        ),
        errors=(
            ErrorCode(
                code="rejected",
                label=Labels(
                    "The address is none, or the receiver refuses the mail for good",
                    "Это не адрес, или получатель окончательно отклонил письмо",
                ),
            ),
        ),
    )
)
def send_mail(call: ConnectorCall) -> dict[str, Value]:
    """Send the mail, or write it to a file; what a later step may want to know of it."""
    message, recipients = compose(call)
    smtp = call.settings.smtp
    if not smtp.host:
        _write(call, message)
        return _result(message, recipients, {}, "file")
    refused = posting.post(smtp, message, recipients)
    return _result(message, recipients, refused, "smtp")


def _write(call: ConnectorCall, message: EmailMessage) -> None:
    """One file for one mail, however often its job runs: the name is the key of the job."""
    call.outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(call.outbox / f"{posting.file_name(call.idempotency_key)}.eml", bytes(message))


def _result(
    message: EmailMessage, recipients: list[str], refused: Mapping[str, str], delivered: str
) -> dict[str, Value]:
    return {
        "message_id": str(message["Message-ID"]),
        "recipients": [address for address in recipients if address not in refused],
        "refused": [{"address": address, "reason": reason} for address, reason in refused.items()],
        "delivered": delivered,
    }
