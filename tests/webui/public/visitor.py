"""A process that strangers start, and a visitor who fills in its form."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.process.models import end, form, model, node, user
from tests.webui.browsing import page
from webui.screens.public import tokens

ADDRESS = "contact-us"


def field(key, label, kind="textfield", *, russian="", **more):
    properties = {"properties": {"label:ru": russian}} if russian else {}
    return {"id": key.replace(".", "_"), "key": key, "type": kind, "label": label, **properties, **more}


def document(*components, form_id="contact"):
    return json.dumps(
        {"id": form_id, "type": "default", "schemaVersion": 16, "components": list(components)}
    ).encode()


CONTACT = document(
    field("lead.family_name", "Name", russian="Имя", validate={"required": True}),
    field("lead.email", "E-mail", validate={"required": True, "validationType": "email"}),
    field("lead.phone", "Phone", validate={"validationType": "phone"}),
    field("lead.interest", "What can we do for you?", "textarea", validate={"maxLength": 500}),
    field("consent.newsletter.email", "Send me the newsletter", "checkbox"),
    field("topic", "Topic"),
)


def intake(*properties, process_id="intake", form_id="contact", then=None):
    """A process that is a lead's own, started by its form or by a lead that somebody creates.

    Its first step is a call that the group Sales makes, or the node *then*.
    """
    told = {"publicForm": ADDRESS, "startsOn": "lead.created", "name:ru": "Связаться с нами"} | dict(
        properties
    )
    listed = "".join(
        f'<zeebe:property name="{name}" value="{value}"/>' for name, value in told.items() if value
    )
    start = node(
        "startEvent",
        "asked",
        form(form_id),
        f"<zeebe:properties>{listed}</zeebe:properties>",
        name="Contact us",
    )
    step = then or user("write", candidateGroups="Sales")
    return model(process_id, start, step, end(), flow="asked > write > end", name="Lead intake")


def files(*properties, contact=CONTACT):
    """What to deploy."""
    return {"intake.bpmn": intake(*properties), "contact.form": contact}


class Visitor:
    """Somebody who reads the public page and takes a minute to fill it in."""

    def __init__(self, app, browser, engine):
        self.app, self.browser, self.engine = app, browser, engine
        self.token = ""

    def open(self, query="", **headers):
        """The page, asked for with headers such as ``HTTP_REFERER``."""
        answer = self.browser.get(f"/public/{ADDRESS}{query}", environ_base=headers)
        self.token = page(answer).xpath('//input[@name="_token"]/@value')[0]
        return answer

    def waits(self, length=timedelta(minutes=1)):
        """As if the page had been opened this long ago."""
        with self.app.app_context():
            token = tokens.read(self.token, ADDRESS)
            opened = self.engine.system_clock.now() - length
            self.token = tokens.Token(id=token.id, opened=opened, facts=token.facts).spelt(ADDRESS)

    def send(self, **more):
        """Send the form as a person fills it in; names in *more* have ``__`` for their dots."""
        values = {"lead.family_name": "Stein", "lead.email": "olga@acme.example", "_token": self.token}
        values |= {name.replace("__", "."): text for name, text in more.items()}
        return self.browser.post(f"/public/{ADDRESS}", values)

    def fills_in(self, **more):
        """Open the page, take a minute, send it."""
        self.open()
        self.waits()
        return self.send(**more)
