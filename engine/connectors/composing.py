"""A mail from what a service task hands over: addresses checked, headers that nobody can smuggle in."""

from __future__ import annotations

import email.policy
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from engine.connectors import Unusable
from engine.connectors.reading import breaks_line, context, contexts, line, text
from engine.errors import BpmnError
from engine.settings import addresses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.connectors import ConnectorCall
    from engine.feel.values import Value
    from engine.settings import Smtp

_FURTHER = re.compile(r"(X-[A-Za-z0-9-]+|List-[A-Za-z0-9-]+|In-Reply-To|References)", re.IGNORECASE)
_NAMED = re.compile(r"([^<>]*)<([^<>\s]+)>")
_MOST_RECIPIENTS = 50
_LARGEST_ATTACHMENTS = 15 * 1024 * 1024
_POLICY = email.policy.SMTP.clone(max_line_length=78, utf8=False)


def compose(call: ConnectorCall) -> tuple[EmailMessage, list[str]]:
    """The mail and the bare addresses that it goes to; raises `Unusable`, `BpmnError` for what is no address."""
    smtp, message = call.settings.smtp, EmailMessage(policy=_POLICY)
    to, copies = _recipients(call, "to"), _recipients(call, "cc")
    if not to:
        raise BpmnError("rejected", "The mail has no recipient.")
    if len(to) + len(copies) > _MOST_RECIPIENTS:
        raise Unusable(
            name="to", reason="there are more than 50 recipients.", remedy="Send one mail to each."
        )
    message["From"] = Address(smtp.sender_name, addr_spec=_wire(smtp.sender))
    message["To"] = to
    if copies:
        message["Cc"] = copies
    message["Subject"] = line(call, "subject")
    message["Date"] = format_datetime(call.now)
    message["Message-ID"] = _message_id(call.idempotency_key, smtp)
    _add_headers(message, call)
    message.set_content(text(call, "text"), cte="quoted-printable")
    if call.inputs.get("html"):
        message.add_alternative(text(call, "html"), subtype="html", cte="quoted-printable")
    _attach(message, call)
    return message, list(dict.fromkeys(one.addr_spec for one in (*to, *copies)))


def _recipients(call: ConnectorCall, name: str) -> list[Address]:
    value = call.inputs.get(name)
    listed = value if isinstance(value, list) else [value]
    return [_address(one) for one in listed if one not in (None, "")]


def _address(value: Value) -> Address:
    """One recipient; raises the BPMN error ``rejected``, since the model can do something about it."""
    given = str(value).strip()
    named = _NAMED.fullmatch(given)
    name, address = named.groups() if named else ("", given)
    if breaks_line(given) or not addresses.is_address(address):
        raise BpmnError("rejected", f"{given[:200]!r} is not one mail address.")
    return Address(name.strip().strip('"'), addr_spec=_wire(address))


def _wire(address: str) -> str:
    """The address with its domain in the form that every server understands."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{addresses.host(domain) or domain}"


def _message_id(key: str, smtp: Smtp) -> str:
    """The same for each attempt: a receiver, or a person, recognises the second one."""
    return f"<{re.sub('[^A-Za-z0-9.-]', '-', key)}@{_wire(smtp.sender).rpartition('@')[2]}>"


def _add_headers(message: EmailMessage, call: ConnectorCall) -> None:
    reply_to = call.inputs.get("reply_to")
    if reply_to:
        message["Reply-To"] = _address(reply_to)
    # Nobody's out-of-office note answers a machine (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    if call.inputs.get("list_unsubscribe"):
        message["List-Unsubscribe"] = f"<{_unsubscribe(call)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    for name, value in context(call, "headers").items():
        if not _FURTHER.fullmatch(name) or name in message:
            raise Unusable(
                name="headers", reason=f"{name[:60]!r} is not a header that a process may set.",
                remedy="Use X-…, List-…, In-Reply-To or References.",
            )  # fmt: skip
        message[name] = _one_line("headers", str(value))


def _unsubscribe(call: ConnectorCall) -> str:
    address = line(call, "list_unsubscribe")
    if urlsplit(address).scheme != "https" or re.search(r"[<>\s,]", address):
        raise Unusable(
            name="list_unsubscribe", reason="it is not one https address.", remedy="Give it as https://…."
        )
    return address


def _one_line(name: str, value: str) -> str:
    if breaks_line(value):
        raise Unusable(name=name, reason="it holds a line break or a control character.", remedy="Remove it.")
    return value


def _attach(message: EmailMessage, call: ConnectorCall) -> None:
    files = contexts(call, "attachments")
    if sum(int(str(file.get("size") or 0)) for file in files) > _LARGEST_ATTACHMENTS:
        raise Unusable(name="attachments", reason="they have more than 15 MB.", remedy="Send a link instead.")
    total = 0
    for file in files:
        content = call.files.get(str(file.get("key")))
        total += len(content)
        if total > _LARGEST_ATTACHMENTS:
            raise Unusable(
                name="attachments", reason="they have more than 15 MB.", remedy="Send a link instead."
            )
        main, _, sub = _media_type(file).partition("/")
        name = _one_line("attachments", str(file.get("name") or "document"))
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)


def _media_type(file: Mapping[str, Value]) -> str:
    given = str(file.get("media_type"))
    return given if re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", given) else "application/octet-stream"
