"""A real SMTP server on 127.0.0.1 that keeps what it gets and answers as it was told."""

from __future__ import annotations

import email
import email.policy
import ssl
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from engine.settings import Smtp

DATA = Path(__file__).parent / "data"
CERTIFICATE = (DATA / "localhost.pem").read_text()
SENDER = "crm@baton.example"


class _Controller(Controller):
    """On a port that is free."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class MailServer:
    """*recipient_answers* and *data_answers* are given one after another, then 250 for ever."""

    def __init__(self, *, starttls=False, password="", recipient_answers=(), data_answers=()):
        self.envelopes = []
        self.recipient_answers, self.data_answers = list(recipient_answers), list(data_answers)
        options = {}
        if starttls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(DATA / "localhost.pem", DATA / "localhost.key")
            options |= {"tls_context": context, "require_starttls": True}
        if password:
            options |= {"authenticator": self._authenticate, "auth_required": True}
        self.password = password
        self._controller = _Controller(self, hostname="127.0.0.1", port=0, **options)

    def start(self):
        self._controller.start()

    def stop(self):
        self._controller.stop()

    @property
    def smtp(self):
        """Settings that lead here."""
        return Smtp(
            host="127.0.0.1", port=self._controller.port, sender=SENDER, sender_name="Baton GmbH", timeout=5
        )

    @property
    def mails(self):
        return [email.message_from_bytes(one.content, policy=email.policy.default) for one in self.envelopes]

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  aiosmtpd's name
        answer = self.recipient_answers.pop(0) if self.recipient_answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  aiosmtpd's name
        answer = self.data_answers.pop(0) if self.data_answers else "250 OK"
        if answer.startswith("250"):
            self.envelopes.append(envelope)
        return answer

    def _authenticate(self, _server, _session, _envelope, _mechanism, given):
        return AuthResult(success=given.password.decode() == self.password, handled=False)
