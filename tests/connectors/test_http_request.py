"""Requests to other systems: what is allowed comes back, and no server gets more out of us than that."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.connectors import Unusable
from engine.connectors.exchanging import RequestFails
from engine.connectors.http_request import request
from engine.connectors.targets import target_of
from engine.errors import BpmnError
from engine.feel.values import RecordRef
from engine.settings import Secret, Snapshot, Web
from engine.settings.web import web_of
from tests.connectors.mailserver import DATA
from tests.connectors.webserver import WebServer

ROOT_OF_TRUST = str(DATA / "localhost.pem")


@pytest.fixture
def server():
    running = WebServer()
    yield running
    running.stop()


@pytest.fixture
def other():
    running = WebServer()
    yield running
    running.stop()


@pytest.fixture
def secure(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", ROOT_OF_TRUST)
    running = WebServer(tls=True)
    yield running
    running.stop()


def allowing(*lines, **secrets):
    web = web_of({"allowed": "\n".join(lines)}, {})
    return Snapshot(web=Web(allowed=web.allowed, secrets=secrets))


def here(*servers, **secrets):
    return allowing(*(f"127.0.0.1:{one.port} private" for one in servers), **secrets)


def get(call, settings, url, **inputs):
    return request(call(settings, method="GET", url=url, **inputs))


def test_json_comes_back_as_values(call, server):
    server.say("/order", b'{"total": 12.50, "lines": [1, null, "\\u00e4"], "open": true}', X_Trace="7")
    result = get(
        call, here(server), server.url("/order"), query={"customer": "Stein & Co", "page": Decimal(2)}
    )

    assert result["status"] == Decimal(200)
    assert result["body"] == {"total": Decimal("12.50"), "lines": [Decimal(1), None, "ä"], "open": True}
    assert result["headers"]["x-trace"] == "7"
    [asked] = server.requests
    assert asked.startswith("GET /order?customer=Stein+%26+Co&page=2 HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{server.port}\r\n" in asked
    assert "Idempotency-Key" not in asked


def test_text_comes_back_as_text_and_nothing_as_null(call, server):
    server.say("/text", "grün".encode("latin-1"), media_type="text/plain; charset=latin-1")
    server.say("/odd", b"x\x00y", media_type="text/plain; charset=no-such")
    server.raw("/nothing", b"HTTP/1.1 204 No Content\r\n\r\n")

    bodies = [get(call, here(server), server.url(path))["body"] for path in ("/text", "/odd", "/nothing")]
    assert bodies == ["grün", "xy", None]


def test_values_go_out_as_json_with_the_key_of_the_job(call, server):
    server.say("/orders", b"{}", status="201 Created")
    body = {"amount": Decimal("46500.50"), "on": date(2026, 3, 2), "deal": RecordRef("opportunity", 7)}
    request(
        call(
            here(server),
            key="9-2",
            method="POST",
            url=server.url("/orders"),
            body=body,
            headers={"X-Tenant": "a"},
        )
    )

    [asked] = server.requests
    assert asked.endswith('{"amount":46500.50,"on":"2026-03-02","deal":"opportunity:7"}')
    assert {"Idempotency-Key: 9-2", "X-Tenant: a", "Content-Type: application/json"} <= set(
        asked.split("\r\n")
    )


def test_https_is_checked_against_the_name(call, secure):
    secure.say("/", b"{}")
    settings = allowing(f"localhost:{secure.port} private")

    assert get(call, settings, secure.url(host="localhost", scheme="https"))["status"] == Decimal(200)


def test_a_certificate_that_nobody_trusts_is_refused(call, secure, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(RequestFails, match="certificate is not trusted"):
        get(call, here(secure), secure.url(scheme="https"))
    assert secure.requests == []


def test_a_secret_goes_to_its_host_only_and_is_named_not_shown(call, server):
    server.say("/", b"{}")
    secret = Secret(host="127.0.0.1", header="Authorization", text="Bearer canary-4711")
    get(call, here(server, erp=secret), server.url(), secret="erp")
    assert "Authorization: Bearer canary-4711\r\n" in server.requests[0]

    elsewhere = Secret(host="api.example.com", text="Bearer canary-4711")
    with pytest.raises(Unusable, match="not kept for") as caught:
        get(call, here(server, erp=elsewhere), server.url(), secret="erp")
    assert "canary" not in str(caught.value)


def test_a_secret_does_not_travel_in_clear_over_the_internet(call):
    secret = Secret(host="api.example.com", text="Bearer canary-4711")
    with pytest.raises(Unusable, match="in clear"):
        get(call, allowing("api.example.com", erp=secret), "http://api.example.com/", secret="erp")


@pytest.mark.parametrize(
    "name", ["Authorization", "Cookie", "Host", "Content-Length", "X y", "X\r\nY", "Connection"]
)
def test_a_header_that_would_tell_too_much_or_break_the_request_is_refused(call, server, name):
    with pytest.raises(Unusable, match="headers"):
        get(call, here(server), server.url(), headers={name: "1"})
    with pytest.raises(Unusable, match="headers"):
        get(call, here(server), server.url(), headers={"X-Fine": "a\r\nHost: evil"})


def test_another_status_is_a_bpmn_error_with_its_number(call, server):
    server.say("/gone", b'{"why": "deleted"}', status="404 Not Found")
    with pytest.raises(BpmnError) as caught:
        get(call, here(server), server.url("/gone"), query={"token": "canary"})
    assert caught.value.code == "http.404"
    assert "canary" not in str(caught.value)

    result = get(call, here(server), server.url("/gone"), expected=[Decimal(200), Decimal(404)])
    assert result["body"] == {"why": "deleted"}


@pytest.mark.parametrize("status", ["429 Too Many", "503 Busy"])
def test_not_now_is_tried_again(call, server, status):
    server.say("/", status=status)
    with pytest.raises(RequestFails, match=status[:3]):
        get(call, here(server), server.url())


# What is not allowed


def test_with_an_empty_list_nothing_is_reached_and_the_remedy_is_said(call, server):
    with pytest.raises(Unusable, match=r"not among the machines.*Administration, Connections"):
        get(call, Snapshot(), server.url())
    assert server.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "javascript:alert(1)", "//127.0.0.1/",
        "http://", "http://user:pass@127.0.0.1:{port}/", "http://2130706433:{port}/", "http://0x7f000001:{port}/",
        "http://127.1:{port}/", "http://0177.0.0.1:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
        "http://127.0.0.1:{port}\\@evil.example/", "http://127.0.0.1.evil.example:{port}/", "http://evil/\r\nX: y",
        "http://127.0.0.1:99999/", "http://127.0.0.1:{other}/", "http://①②⑦.0.0.1:{other}/",
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_is_not_reached_however_it_is_written(call, server, other, url):
    with pytest.raises(Unusable, match="url"):
        get(call, here(server), url.format(port=server.port, other=other.port))
    assert server.requests + other.requests == []


@given(st.one_of(st.text(max_size=60), st.text(max_size=40).map("http://{}".format)))
@settings(max_examples=200, deadline=None)
def test_no_text_is_an_address_that_was_not_allowed(url):
    try:
        target = target_of(url, allowing("api.example.com").web)
    except Unusable:
        return
    assert target.host == "api.example.com"


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("localhost:{port}", "http://localhost:{port}/"),
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}/"),
        ("10.0.0.1", "http://10.0.0.1/"),
        ("169.254.169.254", "http://169.254.169.254/"),
        ("100.64.0.1", "http://100.64.0.1/"),
        ("0.0.0.0", "http://0.0.0.0/"),  # noqa: S104  the text of an entry
        ("224.0.0.1 private", "http://224.0.0.1/"),
        ("0.0.0.0 private", "http://0.0.0.0/"),
        ("[::1]", "http://[::1]/"),
        ("[::ffff:10.0.0.1]", "http://[::ffff:10.0.0.1]/"),
        ("[64:ff9b::7f00:1]", "http://[64:ff9b::7f00:1]/"),
        ("[fe80::1] ", "http://[fe80::1]/"),
        ("[fd00::1]", "http://[fd00::1]/"),
        ("[2002:7f00:1::]", "http://[2002:7f00:1::]/"),
    ],
)
def test_an_allowed_name_does_not_open_a_private_network(call, server, entry, url):
    settings = allowing(entry.format(port=server.port))
    assert settings.web.allowed
    with pytest.raises((Unusable, RequestFails), match=r"not on the public internet|cannot be resolved"):
        get(call, settings, url.format(port=server.port))
    assert server.requests == []


def test_the_address_of_cloud_credentials_opens_for_its_own_entry_only(call, monkeypatch):
    monkeypatch.setattr("engine.connectors.exchanging._CONNECT", 0.01)
    with pytest.raises(Unusable, match="not on the public internet"):
        get(call, allowing("*.example.com private", "169.254.169.254"), "http://169.254.169.254/")


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:{other}/", "http://localhost:{port}/",
        "file:///etc/passwd", "http://[::1]:{other}/", "//10.0.0.1/", "gopher://127.0.0.1/",
    ],
)  # fmt: skip
def test_a_redirect_leads_nowhere_that_is_not_allowed(call, server, other, location):
    to = location.format(port=server.port, other=other.port)
    server.say("/", status="302 Found", Location=to)
    with pytest.raises(Unusable, match="url"):
        get(call, here(server), server.url())
    assert (len(server.requests), other.requests) == (1, [])


def test_an_allowed_redirect_is_followed_without_secret_and_headers(call, server, other):
    server.say("/", status="307 Moved", Location=other.url("/new"))
    other.say("/new", b'{"ok": true}')
    secret = Secret(host="127.0.0.1", text="Bearer canary-4711")
    result = request(
        call(
            here(server, other, erp=secret), method="POST", url=server.url(), body={"a": Decimal(1)},
            secret="erp", headers={"X-Tenant": "a"},
        )
    )  # fmt: skip

    assert result["body"] == {"ok": True}
    [asked] = other.requests
    assert asked.startswith("POST /new")
    assert asked.endswith('{"a":1}')
    assert "canary" not in asked
    assert "X-Tenant" not in asked


def test_a_post_that_is_sent_elsewhere_is_asked_for_and_not_sent_again(call, server):
    server.say("/", status="303 See Other", Location="/done")
    server.say("/done", b"{}")
    request(call(here(server), method="POST", url=server.url(), body={"a": Decimal(1)}))

    assert server.requests[1].startswith("GET /done")
    assert server.requests[1].endswith("\r\n\r\n")


def test_redirects_end(call, server):
    server.say("/", status="302 Found", Location="/")
    with pytest.raises(RequestFails, match="redirects more than 3 times"):
        get(call, here(server), server.url())
    assert len(server.requests) == 4


def test_a_redirect_does_not_take_the_encryption_off(call, secure, server):
    secure.say("/", status="302 Found", Location=server.url())
    with pytest.raises(Unusable, match="from https to http"):
        get(call, here(secure, server), secure.url(scheme="https"))
    assert server.requests == []


# Servers that never end

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


def hostile(call, server, timeout="0.4"):
    begun = time.monotonic()
    with pytest.raises(RequestFails) as caught:
        get(call, here(server), server.url(), timeout=Decimal(timeout))
    return str(caught.value), timedelta(seconds=time.monotonic() - begun)


def test_an_endless_body_is_cut_at_a_megabyte(call, server):
    server.raw("/", HEAD, b"\r\n", rest=b"x" * 65536)
    assert "larger than 1 MB" in hostile(call, server, "40")[0]


def test_an_endless_chunked_body_is_cut_at_a_megabyte(call, server):
    server.raw("/", HEAD, b"Transfer-Encoding: chunked\r\n\r\n", rest=b"10000\r\n" + b"x" * 65536 + b"\r\n")
    assert "larger than 1 MB" in hostile(call, server, "40")[0]


def test_a_packed_bomb_does_not_go_off(call, server):
    bomb = gzip.compress(b"\0" * 200_000_000)
    server.raw("/", HEAD, b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb), bomb)
    tracemalloc.start()
    told, _ = hostile(call, server, "40")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert "larger than 1 MB" in told
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("begin", "rest"),
    [
        ((), None),
        ((b"HTTP/1.1 200 OK\r\n",), b"X"),
        ((b"HTTP/1.1 200 OK\r\n",), b"X-Slow: 1\r\n"),
        ((HEAD, b"\r\n"), b"x"),
        ((HEAD, b"Content-Length: 1000000\r\n\r\n"), b"x"),
        ((HEAD, b"Transfer-Encoding: chunked\r\n\r\n"), b"1\r\nx\r\n"),
    ],
    ids=["silence", "slow header", "slow headers", "slow body", "slow counted body", "slow chunks"],
)
def test_a_slow_answer_is_cut_at_the_deadline(call, server, begin, rest):
    if rest is None:
        server.answers["/"] = lambda _line: server.stopping.wait()
    else:
        server.raw("/", *begin, rest=rest, every=0.02)
    told, took = hostile(call, server)

    assert "it took too long" in told
    assert took < timedelta(seconds=5)


def test_a_handshake_that_does_not_go_on_is_cut_at_the_deadline(call, server):
    settings = allowing(f"127.0.0.1:{server.port} private")
    with pytest.raises(RequestFails, match="it took too long"):
        get(call, settings, server.url(scheme="https"), timeout=Decimal("0.3"))


@pytest.mark.parametrize(
    "header",
    [
        b"X-Big: " + b"x" * 70_000,
        b"\r\n".join(b"X-%d: 1" % number for number in range(200)),
        b"X: " + b"y" * 40_000,
    ],
    ids=["a huge line", "hundreds", "large together"],
)
def test_headers_have_a_limit(call, server, header):
    server.raw("/", b"HTTP/1.1 200 OK\r\n" + header + b"\r\nContent-Length: 0\r\n\r\n")
    hostile(call, server, "40")


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 banana\r\n\r\n", b"\x00" * 100])
def test_what_is_no_http_is_said(call, server, answer):
    server.raw("/", answer)
    hostile(call, server, "40")


@pytest.mark.parametrize(
    "body", [b"{", b"NaN", b"[" * 100_000, b'{"n": 1e99999999}', b"\xff\xfe", b"<html>"], ids=range(6)
)
def test_json_that_is_none_is_said(call, server, body):
    server.say("/", body)
    assert "is no JSON" in hostile(call, server, "40")[0]


def test_a_body_that_ends_too_early_is_no_answer(call, server):
    server.raw("/", HEAD, b"Content-Length: 100\r\n\r\nhalf")
    hostile(call, server, "40")


def test_a_machine_that_is_not_there_is_said_without_the_query(call):
    with pytest.raises(RequestFails, match=r"127\.0\.0\.1:9/x is not available") as caught:
        get(call, allowing("127.0.0.1:9 private"), "http://127.0.0.1:9/x?token=canary")
    assert "canary" not in str(caught.value)


def test_no_proxy_of_the_environment_gets_the_request(call, server, other, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, other.url())
    server.say("/", b"{}")
    get(call, here(server), server.url())

    assert (len(server.requests), other.requests) == (1, [])
