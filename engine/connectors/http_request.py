"""A request to another system over HTTP: to allowed machines only, with a deadline, and no secret in sight."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from decimal import Decimal
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

from engine.connectors import ConnectorCall, Unusable, connector
from engine.connectors.bodies import UnreadableBody, decoded, encoded
from engine.connectors.exchanging import Answer, RequestFails, exchange
from engine.connectors.reading import context, line
from engine.connectors.targets import Target, addresses_of, target_of
from engine.declarations import Declaration, ErrorCode, Input, Output
from engine.errors import BpmnError
from engine.labels import Labels

if TYPE_CHECKING:
    from engine.feel.values import Value

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
_SAFE = frozenset({"GET", "HEAD"})
_TIMEOUT, _LONGEST_TIMEOUT = 20.0, 45.0
"""Seconds; a worker's lease on the job lasts a minute."""
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAME_AGAIN = frozenset({307, 308})
_FOR_NOW = frozenset({429, 502, 503, 504})
"""Answers that say: not now. They are tried again, as if nobody had answered."""
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}")
_OURS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect"}
)
_SECRET = frozenset({"authorization", "proxy-authorization", "cookie"})
_KEPT_BACK = frozenset({"set-cookie", "set-cookie2"})


@dataclass(slots=True, kw_only=True)
class _Request:
    """What is sent next; a redirect changes it."""

    target: Target
    method: str
    body: bytes | None
    headers: dict[str, str] = field(default_factory=dict)
    secret: dict[str, str] = field(default_factory=dict)


@connector(
    Declaration(
        type="http.request",
        title=Labels("Call a web service", "Вызвать веб-сервис"),
        purpose=Labels(
            "Sends a request over HTTP to a machine that an administrator allowed. What does not answer, or answers "
            "429, 502, 503 or 504, is tried again and becomes an incident in the end.",
            "Отправляет запрос HTTP машине, разрешённой администратором. Если она не отвечает или отвечает 429, 502, "
            "503 или 504, попытка повторяется, а в конце возникает инцидент.",
        ),
        inputs=(
            Input(
                name="method",
                label=Labels("Method", "Метод"),
                kind="text",
                required=True,
                choices=tuple((name, Labels(name, name)) for name in _METHODS),
            ),
            Input(
                name="url",
                label=Labels("Address", "Адрес"),
                kind="text",
                required=True,
                help=Labels("https://host/path", "https://узел/путь"),
            ),
            Input(
                name="query",
                label=Labels("Query", "Параметры"),
                kind="context",
                help=Labels(
                    "A context of names and values, added to the address.",
                    "Контекст с именами и значениями, добавляется к адресу.",
                ),
            ),
            Input(
                name="headers",
                label=Labels("Headers", "Заголовки"),
                kind="context",
                help=Labels(
                    "A context; what signs in belongs into a secret.",
                    "Контекст; данные для входа – в секрет.",
                ),
            ),
            Input(
                name="body",
                label=Labels("Body", "Тело"),
                help=Labels(
                    "A text as it is; anything else as JSON.",
                    "Текст – как есть; всё остальное – в виде JSON.",
                ),
            ),
            Input(
                name="secret",
                label=Labels("Secret", "Секрет"),
                kind="text",
                help=Labels(
                    "The name under which an administrator keeps it for this host.",
                    "Имя, под которым администратор хранит его для этого узла.",
                ),
            ),
            Input(
                name="timeout",
                label=Labels("Seconds for everything", "Секунд на всё"),
                kind="number",
                help=Labels("20 if null, 45 at most.", "По умолчанию 20, не больше 45."),
            ),
            Input(
                name="expected",
                label=Labels("Expected status", "Ожидаемый статус"),
                kind="list",
                help=Labels(
                    "A number or a list; others end in a BPMN error. 200 to 299 if null.",
                    "Число или список; прочие дают ошибку BPMN. По умолчанию 200–299.",
                ),
            ),
        ),
        outputs=(
            Output(name="status", label=Labels("Status", "Статус"), kind="number"),
            Output(name="headers", label=Labels("Headers of the answer", "Заголовки ответа"), kind="context"),
            Output(
                name="body",
                label=Labels("Body: JSON as values, else text", "Тело: JSON – значения, иначе текст"),
            ),
        ),
        errors=(
            ErrorCode(
                code="http.<status>",
                label=Labels("Another status, such as http.404", "Другой статус, например http.404"),
            ),
        ),
    )
)
def request(call: ConnectorCall) -> dict[str, Value]:
    """Ask, follow redirects as far as they are allowed, and hand the answer on."""
    ends = time.monotonic() + _seconds(call)
    asked = _first(call)
    answer = _follow(call, asked, ends)
    return _result(call, asked, answer)


def _seconds(call: ConnectorCall) -> float:
    given = call.inputs.get("timeout")
    if given is None:
        return _TIMEOUT
    if not isinstance(given, Decimal) or not 0 < given <= Decimal(_LONGEST_TIMEOUT):
        raise Unusable(name="timeout", reason="it is no number of seconds up to 45.", remedy="Correct it.")
    return float(given)


def _first(call: ConnectorCall) -> _Request:
    method = line(call, "method").upper()
    if method not in _METHODS:
        raise Unusable(
            name="method", reason=f"{method!r} is none.", remedy=f"Use one of {', '.join(_METHODS)}."
        )
    target = target_of(_with_query(line(call, "url"), context(call, "query")), call.settings.web)
    asked = _Request(target=target, method=method, body=None, headers=_headers(call))
    asked.secret = _secret(call, target)
    if call.inputs.get("body") is not None and method not in _SAFE:
        asked.body, media_type = encoded(call.inputs["body"])
        asked.headers = {"Content-Type": media_type} | asked.headers
    return asked


def _with_query(url: str, query: dict[str, Value]) -> str:
    if not query:
        return url
    pairs = [(name, _shown(value)) for name, value in query.items() if value is not None]
    address, mark, fragment = url.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(pairs)}{mark}{fragment}"


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else encoded(value)[0].decode().strip('"')


def _headers(call: ConnectorCall) -> dict[str, str]:
    given = {name: str(value) for name, value in context(call, "headers").items() if value is not None}
    for name, value in given.items():
        if not _TOKEN.fullmatch(name) or name.lower() in _OURS:
            raise Unusable(name="headers", reason=f"{name[:80]!r} cannot be set.", remedy="Remove it.")
        if name.lower() in _SECRET:
            raise Unusable(
                name="headers",
                reason=f"{name} would stand in the history for all to read.",
                remedy="Keep it as a secret (Administration, Connections) and name that.",
            )
        if not value.isprintable() or not value.isascii():
            raise Unusable(name="headers", reason=f"{name} is not one line of ASCII.", remedy="Correct it.")
    ours = {"User-Agent": "Baton"}
    if str(call.inputs.get("method")).upper() not in _SAFE:
        ours["Idempotency-Key"] = call.idempotency_key
    return ours | given


def _secret(call: ConnectorCall, target: Target) -> dict[str, str]:
    """The header of the named secret, if it is for this host and the line keeps it."""
    if not call.inputs.get("secret"):
        return {}
    name = line(call, "secret")
    kept = call.settings.web.secrets.get(name)
    if kept is None or kept.host != target.host:
        raise Unusable(
            name="secret",
            reason=f"{name[:60]!r} is not kept for {target.host}.",
            remedy="Ask an administrator to keep it (Administration, Connections).",
        )
    if target.scheme != "https" and not target.entry.private:
        raise Unusable(name="secret", reason="it would go over the internet in clear.", remedy="Use https.")
    return {kept.header: kept.text}


def _follow(call: ConnectorCall, asked: _Request, ends: float) -> Answer:
    for _ in range(_MOST_REDIRECTS + 1):
        answer = _ask(asked, ends)
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not location or answer.status in _expected(call):
            return answer
        _redirect(call, asked, answer.status, location)
    raise RequestFails(
        what=asked.target.told, reason="it redirects more than 3 times.", remedy="Correct the address."
    )


def _ask(asked: _Request, ends: float) -> Answer:
    try:
        addresses = addresses_of(asked.target)
    except OSError as error:
        raise RequestFails(
            what=asked.target.told, reason="its name cannot be resolved.", remedy="Correct it, or wait."
        ) from error
    headers = asked.headers | asked.secret
    return exchange(asked.target, addresses, asked.method, headers, asked.body, ends=ends)


def _redirect(call: ConnectorCall, asked: _Request, status: int, location: str) -> None:
    """Turn to where the answer points; it is looked at as strictly as the first address."""
    before = asked.target
    asked.target = target_of(urljoin(before.url, location), call.settings.web)
    if before.scheme == "https" and asked.target.scheme == "http":
        raise Unusable(
            name="url", reason="it redirects from https to http.", remedy="Give the address itself."
        )
    if asked.target.origin != before.origin:
        kept = {"User-Agent", "Content-Type", "Idempotency-Key"}
        asked.headers = {name: value for name, value in asked.headers.items() if name in kept}
        asked.secret = {}
    if status not in _SAME_AGAIN and asked.method not in _SAFE:
        asked.method, asked.body = "GET", None
        asked.headers = {name: one for name, one in asked.headers.items() if name == "User-Agent"}


def _result(call: ConnectorCall, asked: _Request, answer: Answer) -> dict[str, Value]:
    expected = _expected(call)
    wanted = answer.status in expected if expected else 200 <= answer.status < 300  # noqa: PLR2004  success, in HTTP
    if not wanted and answer.status in _FOR_NOW:
        raise RequestFails(
            what=asked.target.told, reason=f"it answered {answer.status}.", remedy="It is tried again."
        )
    if not wanted:
        raise BpmnError(
            f"http.{answer.status}", f"{asked.method} {asked.target.told} answered {answer.status}."
        )
    return {
        "status": Decimal(answer.status),
        "headers": {name: value for name, value in answer.headers.items() if name not in _KEPT_BACK},
        "body": _body(asked.target, answer),
    }


def _expected(call: ConnectorCall) -> set[int]:
    given = call.inputs.get("expected")
    listed = given if isinstance(given, list) else [] if given is None else [given]
    return {int(one) for one in listed if isinstance(one, Decimal)}


def _body(target: Target, answer: Answer) -> Value:
    told = Message()
    told["Content-Type"] = answer.headers.get("content-type", "text/plain")
    charset = told.get_param("charset")
    try:
        return decoded(answer.content, told.get_content_type(), charset if isinstance(charset, str) else None)
    except UnreadableBody as error:
        raise RequestFails(
            what=target.told, reason=f"its answer is no JSON ({error}).", remedy="Ask who runs it."
        ) from error
