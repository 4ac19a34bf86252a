"""A web server on 127.0.0.1 that does what a good one never would, byte by byte."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading

from tests.connectors.mailserver import DATA


class WebServer:
    """Answers each request with what `answers[path]` writes; keeps what it was asked."""

    def __init__(self, *, tls=False):
        self.requests = []
        self.answers = {}
        self.stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._context = None
        if tls:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(DATA / "localhost.pem", DATA / "localhost.key")
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()

    @property
    def port(self):
        return self._listener.getsockname()[1]

    def url(self, path="/", host="127.0.0.1", scheme="http"):
        return f"{scheme}://{host}:{self.port}{path}"

    def say(self, path, body=b"", status="200 OK", media_type="application/json", **headers):
        """Answer *path* as it should be."""
        listed = {"Content-Type": media_type, "Content-Length": str(len(body))} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in listed.items())
        self.raw(path, f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body)

    def raw(self, path, *parts, rest=None, every=0.0):
        """Answer *path* with these bytes, then with *rest* again and again, *every* so many seconds."""

        def answer(line):
            for part in parts:
                line.sendall(part)
            while rest is not None and not self.stopping.wait(every):
                line.sendall(rest)

        self.answers[path] = answer

    def stop(self):
        self.stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _serve(self):
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._talk, args=(line,))
            self._threads.append(thread)
            thread.start()

    def _talk(self, line):
        with contextlib.suppress(OSError), line:
            secured = self._context.wrap_socket(line, server_side=True) if self._context else line
            with secured:
                request = self._read(secured)
                if b"\r\n\r\n" in request:
                    self.requests.append(request.decode("utf-8", "replace"))
                    self.answers[request.split()[1].decode("latin-1").partition("?")[0]](secured)

    @staticmethod
    def _read(line):
        got = b""
        while b"\r\n\r\n" not in got:
            got += (more := line.recv(65536))
            if not more:
                return got
        head, _, body = got.partition(b"\r\n\r\n")
        length = next(
            (
                int(one.split(b":")[1])
                for one in head.split(b"\r\n")
                if one.lower().startswith(b"content-length")
            ),
            0,
        )
        while len(body) < length:
            body += line.recv(65536)
        return head + b"\r\n\r\n" + body
