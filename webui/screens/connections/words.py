"""What settings are called, and what is wrong with a value, at its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel.speaklater import LazyString

SECURITIES = {
    "starttls": _l("STARTTLS, port 587"),
    "tls": _l("TLS, port 465"),
    "none": _l("None, port 25"),
}
_PROBLEMS: dict[str, dict[str, LazyString]] = {
    "smtp": {
        "host": _l("Enter the server's name, such as smtp.example.com."),
        "port": _l("Enter a whole number from 1 to 65535."),
        "security": _l("Choose one of the three."),
        "sender": _l("Enter an address such as crm@example.com."),
        "timeout": _l("Enter a whole number from 1 to 50."),
        "trusted": _l("Paste the certificate in PEM form, from BEGIN to END."),
    },
    "site": {"address": _l("Enter an address such as https://crm.example.com, without a path.")},
    "sending": {"hold": _l("Enter a whole number of seconds from 0 to 3600.")},
    "web": {"allowed": _l("This line is not understood: {found}")},
    "secret": {
        "name": _l("Use small letters, digits and _, a letter first."),
        "host": _l("Enter the one host that gets the secret, such as api.example.com."),
        "header": _l("Enter a header such as Authorization or X-Api-Key."),
        "text": _l("Enter what the header should say, in one line of Latin characters."),
    },
}


def problems(setting: str, fields: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each wrong field."""
    known = _PROBLEMS[setting]
    return {name: str(known[name]).format(found=found) for name, found in fields.items()}
