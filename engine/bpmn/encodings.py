"""A model's bytes as UTF-8, whatever the tool that wrote it did; the text itself stays as it was."""

from __future__ import annotations

import codecs
import re

from engine.bpmn.errors import Unreadable

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
)
_DECLARED_WIDE = re.compile(
    rb"""(<\?xml[^>]*?encoding\s*=\s*["'])(?:utf|ucs)-?(?:16|32)[^"']*""", re.IGNORECASE
)
_BLANK_BEFORE = re.compile(rb"\s+(?=<\?xml\s)")


def in_utf8(xml: bytes) -> bytes:
    """The same bytes unless they are of another width, or begin with a blank; raises `Unreadable`.

    Some tools declare UTF-16 and write UTF-8. Encodings of one byte stay: the XML parser reads what they declare.
    """
    wide = next((codec for mark, codec in _WIDE if xml.startswith(mark)), None)
    if wide is not None:
        try:
            xml = xml.decode(wide).removeprefix("\ufeff").encode()
        except UnicodeError:
            raise Unreadable(line=1, reason="The model is no text.", remedy="Save it as UTF-8.") from None
    xml = _BLANK_BEFORE.sub(b"", xml, count=1) if xml[:1].isspace() else xml
    return _DECLARED_WIDE.sub(rb"\1UTF-8", xml, count=1)
