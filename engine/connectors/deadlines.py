"""A deadline for a whole conversation: a socket's own timeout begins anew with every byte that drips in."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def deadline(sock: socket.socket, seconds: float) -> Iterator[threading.Event]:
    """Cut the line after *seconds*, whatever is going on; the event tells a cut line from one that was closed."""
    if seconds <= 0:
        raise TimeoutError("timed out")
    # A twin of the descriptor: the socket itself changes hands when TLS is put on.
    twin, passed = socket.socket(fileno=os.dup(sock.fileno())), threading.Event()

    def cut() -> None:
        passed.set()
        with contextlib.suppress(OSError):
            twin.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield passed
    finally:
        timer.cancel()
        timer.join()
        twin.close()
