"""Mail against a real SMTP server: it arrives, once, or it is said why not."""

from __future__ import annotations

import contextlib
import email
import email.policy
import socket
import stat
import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.connectors import Unusable
from engine.connectors.composing import compose
from engine.connectors.email_send import send_mail
from engine.connectors.posting import MailRefusedForNow, MailServerFails
from engine.errors import BpmnError
from engine.settings import Smtp, Snapshot
from tests.connectors.mailserver import CERTIFICATE, SENDER

TEXT = st.one_of(st.text(max_size=60), st.just("olga@stein.example"))
HEADERS = sorted(
    [
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Typed"),
        *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
    ]
)
MAIL = {"to": "olga@stein.example", "subject": "Ваше предложение", "text": "Dear Olga,\n\nit is here.\n"}


def through(smtp):
    return Snapshot(smtp=smtp)


def test_a_mail_arrives_as_it_was_written(call, mail_server):
    server = mail_server()
    result = send_mail(call(through(server.smtp), html="<p>It is <b>here</b>.</p>", **MAIL))

    [mail] = server.mails
    assert (mail["From"], mail["To"], mail["Subject"]) == (
        f"Baton GmbH <{SENDER}>",
        "olga@stein.example",
        "Ваше предложение",
    )
    assert mail.get_body(("plain",)).get_content().splitlines() == MAIL["text"].splitlines()
    assert mail.get_body(("html",)).get_content().strip() == "<p>It is <b>here</b>.</p>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert result == {
        "message_id": "<7-4@baton.example>",
        "recipients": ["olga@stein.example"],
        "refused": [],
        "delivered": "smtp",
    }
    assert mail["Message-ID"] == result["message_id"]


def test_a_second_attempt_carries_the_same_message_id(call, mail_server):
    server = mail_server(data_answers=["451 busy"])
    with pytest.raises(MailRefusedForNow, match="451 busy"):
        send_mail(call(through(server.smtp), **MAIL))
    send_mail(call(through(server.smtp), **MAIL))
    send_mail(call(through(server.smtp), **MAIL))

    assert {mail["Message-ID"] for mail in server.mails} == {"<7-4@baton.example>"}


def test_a_marketing_mail_can_be_unsubscribed_with_one_click(call, mail_server):
    server = mail_server()
    send_mail(call(through(server.smtp), list_unsubscribe="https://baton.example/u/7", **MAIL))

    [mail] = server.mails
    assert mail["List-Unsubscribe"] == "<https://baton.example/u/7>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_copies_names_answers_and_attachments_go_with_it(call, mail_server):
    server = mail_server()
    made = call(
        through(server.smtp),
        **(MAIL | {"to": ['"Stein, Olga" <olga@stein.example>', "jan@stein.example"]}),
        cc="boss@stein.example",
        reply_to="anna@baton.example",
        headers={"X-Case": "4711"},
    )
    digest = made.files.put(b"%PDF-1.7")
    file = {"key": digest, "name": "Договор.pdf", "media_type": "application/pdf", "size": 8}
    result = send_mail(replace(made, inputs={**made.inputs, "attachments": [file]}))

    [mail], [envelope] = server.mails, server.envelopes
    assert [one.display_name for one in mail["To"].addresses] == ["Stein, Olga", ""]
    assert envelope.rcpt_tos == result["recipients"]
    assert result["recipients"] == ["olga@stein.example", "jan@stein.example", "boss@stein.example"]
    assert (mail["Reply-To"], mail["X-Case"]) == ("anna@baton.example", "4711")
    [attached] = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("Договор.pdf", b"%PDF-1.7")


def test_the_line_is_encrypted_and_the_password_is_right(call, mail_server):
    server = mail_server(starttls=True, password="hush")
    smtp = replace(server.smtp, security="starttls", trusted=CERTIFICATE, user="crm", password="hush")
    send_mail(call(through(smtp), **MAIL))

    assert len(server.mails) == 1


def test_a_server_that_signed_its_own_certificate_is_refused_until_it_is_trusted(call, mail_server):
    server = mail_server(starttls=True)
    with pytest.raises(MailServerFails, match=r"certificate is not trusted.*Administration, Mail"):
        send_mail(call(through(replace(server.smtp, security="starttls")), **MAIL))

    assert server.mails == []


def test_a_wrong_password_is_said_without_the_password(call, mail_server):
    server = mail_server(starttls=True, password="hush")
    smtp = replace(server.smtp, security="starttls", trusted=CERTIFICATE, user="crm", password="guess-123")
    with pytest.raises(MailServerFails, match=r"535.*settings") as caught:
        send_mail(call(through(smtp), **MAIL))

    assert "guess-123" not in str(caught.value)


@pytest.mark.parametrize(
    "answers", [{"recipient_answers": ["550 no such person"]}, {"data_answers": ["554 looks like spam"]}]
)
def test_a_refusal_for_good_is_a_bpmn_error(call, mail_server, answers):
    server = mail_server(**answers)
    with pytest.raises(BpmnError, match=r"55\d") as caught:
        send_mail(call(through(server.smtp), **MAIL))

    assert caught.value.code == "rejected"


def test_one_refused_recipient_does_not_keep_the_mail_from_the_others(call, mail_server):
    server = mail_server(recipient_answers=["550 no such person", "250 OK"])
    result = send_mail(
        call(through(server.smtp), **(MAIL | {"to": ["gone@stein.example", "jan@stein.example"]}))
    )

    assert result["recipients"] == ["jan@stein.example"]
    assert result["refused"] == [{"address": "gone@stein.example", "reason": "550 no such person"}]


@pytest.mark.parametrize(
    "address",
    [
        "", "olga", "olga@", "@stein.example", "a b@stein.example", "olga@stein..example",
        "olga@stein.example\nBcc: spy@evil.example", "olga@stein.example, spy@evil.example",
        "Olga\r\nX: y <olga@stein.example>", "o" * 65 + "@stein.example", "olga@-.example", 7, "ольга@stein.example",
    ],
)  # fmt: skip
def test_what_is_no_address_is_rejected_before_any_server_is_asked(call, address):
    with pytest.raises(BpmnError) as caught:
        send_mail(call(through(Smtp(host="127.0.0.1", port=9)), **(MAIL | {"to": address})))

    assert caught.value.code == "rejected"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject", "Offer\r\nBcc: spy@evil.example"),
        ("headers", {"X-Case": "1\r\nBcc: spy@evil.example"}),
        ("headers", {"Bcc": "spy@evil.example"}),
        ("headers", {"X-Case: 1\r\nBcc": "spy@evil.example"}),
        ("list_unsubscribe", "https://a.example/>\r\nBcc: spy@evil.example"),
        ("list_unsubscribe", "http://a.example/"),
        ("text", "  "),
        ("text", None),
        ("attachments", "all"),
    ],
)
def test_no_input_becomes_a_header_of_its_own(call, name, value):
    with pytest.raises(Unusable, match=name):
        send_mail(call(**(MAIL | {name: value})))


@pytest.mark.parametrize(
    "subject", ["Line\u00a0stops", "Team \U0001f469\u200d\U0001f4bb", "Re\u00adport \ufeff5"]
)
def test_what_people_paste_into_a_subject_or_the_name_of_a_file_goes_through(call, mail_server, subject):
    server = mail_server()
    made = call(
        through(server.smtp), **(MAIL | {"subject": subject, "to": f"{subject} <olga@stein.example>"})
    )
    name = "Screenshot at 10.00.00\u202fAM.png"
    file = {"key": made.files.put(b"png"), "name": name, "media_type": "image/png", "size": 3}
    send_mail(replace(made, inputs={**made.inputs, "attachments": [file]}))

    [mail] = server.mails
    assert mail["Subject"] == subject
    assert [one.addr_spec for one in mail["To"].addresses] == ["olga@stein.example"]
    assert [one.get_filename() for one in mail.iter_attachments()] == [name]


@given(address=TEXT, subject=TEXT, body=TEXT, header=TEXT)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_typed_becomes_one_mail_or_is_refused(call, address, subject, body, header):
    typed = {"to": address, "subject": subject, "text": body, "headers": {"X-Typed": header}}
    try:
        message, recipients = compose(call(**typed))
    except (Unusable, BpmnError):
        return
    read = email.message_from_bytes(bytes(message), policy=email.policy.default)
    assert sorted(set(read.keys())) == HEADERS
    assert len(recipients) == len(read["To"].addresses) == 1


def test_a_domain_in_another_alphabet_goes_over_the_wire(call, mail_server):
    server = mail_server()
    result = send_mail(call(through(server.smtp), **(MAIL | {"to": "olga@пример.рф"})))

    assert result["recipients"] == ["olga@xn--e1afmkfd.xn--p1ai"]


def test_a_server_that_says_nothing_is_given_up(call):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        smtp = Smtp(host="127.0.0.1", port=silent.getsockname()[1], sender=SENDER, timeout=1)
        with pytest.raises(MailServerFails, match="timed out"):
            send_mail(call(through(smtp), **MAIL))


def test_a_server_that_answers_byte_by_byte_is_cut_off_in_time(call, monkeypatch):
    monkeypatch.setattr("engine.connectors.posting._DEADLINE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as slow:
        stop = threading.Event()

        def drip():
            line, _ = slow.accept()
            with line:
                line.sendall(b"220 here\r\n")
                line.recv(100)
                while not stop.wait(0.05):
                    line.sendall(b"2")

        server = threading.Thread(target=_undisturbed, args=(drip,))
        server.start()
        smtp = Smtp(host="127.0.0.1", port=slow.getsockname()[1], sender=SENDER, timeout=5)
        with pytest.raises(MailServerFails):
            send_mail(call(through(smtp), **MAIL))
        stop.set()
        server.join()


def _undisturbed(do):
    with contextlib.suppress(OSError):
        do()


def test_without_a_server_the_mail_is_one_file_however_often_its_job_runs(call):
    for _ in range(2):
        made = call(**MAIL)
        result = send_mail(made)

    [file] = made.outbox.iterdir()
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == ("7-4.eml", 0o600)
    assert stat.S_IMODE(made.outbox.stat().st_mode) == 0o700
    assert b"Message-ID: <7-4@" in file.read_bytes()
    assert result["delivered"] == "file"
