"""One mail handed to an SMTP server: what can be tried again, what cannot, and never longer than a lease."""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine.connectors.deadlines import deadline
from engine.errors import BpmnError, Unavailable
from engine.settings import addresses

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from email.message import EmailMessage

    from engine.settings import Smtp

_DEADLINE = 50.0
"""Seconds for everything; the worker's lease lasts a minute, and after it somebody else would send the mail again."""
_PERMANENT = 500
_SETTINGS = "Correct the mail server's settings (Administration, Mail)."
_LATER = "It is tried again later."


class MailServerFails(Unavailable):
    """The server cannot be reached or does not let us in."""


class MailRefusedForNow(Unavailable):
    """The server asks to come back later (4xx)."""


def post(smtp: Smtp, message: EmailMessage, recipients: list[str]) -> dict[str, str]:
    """Hand the mail over; the refused recipients with the server's reasons, when others were accepted.

    Raises the BPMN error ``rejected`` when nobody gets it and never will, else what a later try may mend.
    """
    try:
        with _session(smtp) as server:
            refused = server.send_message(message, from_addr=_envelope(message), to_addrs=recipients)
    except smtplib.SMTPRecipientsRefused as error:
        raise _refusal(*_mildest(error)) from error
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code, _said(error.smtp_error)) from error
    except smtplib.SMTPNotSupportedError as error:
        raise BpmnError("rejected", f"The server cannot deliver to this address: {error}") from error
    except smtplib.SMTPResponseException as error:
        raise _failure(smtp, f"it answered {error.smtp_code} {_said(error.smtp_error)}.") from error
    except ssl.SSLCertVerificationError as error:
        raise _failure(smtp, f"its certificate is not trusted ({error.verify_message}).") from error
    except (smtplib.SMTPException, OSError) as error:
        raise _failure(smtp, f"{str(error).rstrip('.') or type(error).__name__}.") from error
    return {address: f"{code} {_said(reason)}" for address, (code, reason) in refused.items()}


def greet(smtp: Smtp) -> str:
    """The server's own name for itself, after signing in; raises like `post`."""
    try:
        with _session(smtp) as server:
            return _said(server.ehlo_resp or b"").partition("\n")[0]
    except smtplib.SMTPResponseException as error:
        raise _failure(smtp, f"it answered {error.smtp_code} {_said(error.smtp_error)}.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise _failure(smtp, f"{str(error).rstrip('.') or type(error).__name__}.") from error


def file_name(key: str) -> str:
    """A job's key as the name of a file."""
    return re.sub("[^A-Za-z0-9-]", "-", key)[:100]


@contextmanager
def _session(smtp: Smtp) -> Iterator[smtplib.SMTP]:
    context = _tls(smtp)
    begun = time.monotonic()
    with _connected(smtp, context) as server, deadline(_socket(server), begun + _DEADLINE - time.monotonic()):
        server.ehlo_or_helo_if_needed()
        if smtp.security == "starttls":
            server.starttls(context=context)
        if smtp.user:
            server.login(smtp.user, smtp.password)
        yield server


def _tls(smtp: Smtp) -> ssl.SSLContext:
    """What the server's certificate is checked against."""
    if smtp.security == "none":
        return ssl.SSLContext(
            ssl.PROTOCOL_TLS_CLIENT
        )  # unused: reading all authorities takes longer than a mail
    context = ssl.create_default_context()
    if smtp.trusted:
        context.load_verify_locations(cadata=smtp.trusted)
    return context


def _connected(smtp: Smtp, context: ssl.SSLContext) -> smtplib.SMTP:
    # Without a name of ours, smtplib asks the DNS for one, for every mail.
    ours = addresses.host(smtp.sender.rpartition("@")[2])
    if smtp.security == "tls":
        return smtplib.SMTP_SSL(
            smtp.host, smtp.port, local_hostname=ours, timeout=smtp.timeout, context=context
        )
    return smtplib.SMTP(smtp.host, smtp.port, local_hostname=ours, timeout=smtp.timeout)


def _socket(server: smtplib.SMTP) -> socket.socket:
    if server.sock is None:
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
    return server.sock


def _envelope(message: EmailMessage) -> str:
    return str(message["From"].addresses[0].addr_spec)


def _mildest(error: smtplib.SMTPRecipientsRefused) -> tuple[int, str]:
    """The most hopeful answer: one recipient who may be reached later is worth another try."""
    code, reason = min(error.recipients.values(), key=lambda answer: answer[0])
    return code, _said(reason)


def _refusal(code: int, reason: str) -> Exception:
    said = f"{code} {reason}"
    if code >= _PERMANENT:
        return BpmnError("rejected", f"The mail server refuses the mail: {said}")
    return MailRefusedForNow(
        what="The receiver of the mail", reason=f"the server said {said}.", remedy=_LATER
    )


def _failure(smtp: Smtp, reason: str) -> MailServerFails:
    return MailServerFails(what=f"The mail server {smtp.host}:{smtp.port}", reason=reason, remedy=_SETTINGS)


def _said(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:500]
