"""Links that speak for a customer are for the customer: nobody else reads one off a page and answers in their name."""

from __future__ import annotations

import re

_SECRET = re.compile(r"(/public/(?:answers|unsubscribe)/)[\w-]+")


def veiled(text: str) -> str:
    """*text* without the secret ends of such links."""
    return _SECRET.sub(r"\1…", text)
