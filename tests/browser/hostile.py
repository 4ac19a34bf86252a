"""A company whose every text is an attempt to run a script in somebody's browser."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from engine.identity import store
from engine.records import types
from tests.bpmn import building as model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.values import RecordRef
    from tests.browser.company import Company

_RUN = "__ran()"
VECTORS = (
    f"<script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f'"><svg onload={_RUN}>',
    f"'><iframe srcdoc='<script>parent.{_RUN}</script>'>",
    f"</textarea><script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>",
    f'" autofocus onfocus={_RUN} x="',
    f"' onmouseover={_RUN} x='",
    f"javascript:{_RUN}",
    f"</script><script>{_RUN}</script>",
    f"{{{{ ''.__class__ }}}}<b onclick={_RUN}>",
    f'<a href="javascript:{_RUN}">x</a>',
    f"[x](javascript:{_RUN})",
    f"<details open ontoggle={_RUN}>",
    f"<style>@import 'data:text/css,*{{}}';</style><math><mtext></form><form><mglyph><img src onerror={_RUN}>",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
)
_TEXTS = {"text", "long_text"}


class Poison:
    """Hands out the vectors one after another, so that each kind of field meets several."""

    def __init__(self) -> None:
        self._vectors: Iterator[str] = cycle(VECTORS)

    def __call__(self, length: int = 1000) -> str:
        return next(one for one in self._vectors if len(one) <= length)

    def record(self, type_: str) -> dict[str, str]:
        """A vector for each text field that people write."""
        return {
            name: self(field.length or 1000)
            for name, field in types()[type_].fields.items()
            if field.kind in _TEXTS and not (field.process_owned or field.stamped)
        }


def poison(company: Company) -> RecordRef:
    """Fill records, forms, drafts, reasons, names and a model; the deal that carries most of it."""
    text, engine = Poison(), company.engine
    with engine.database.transaction() as connection:
        store.create_team(connection, keys=engine.keys, name=text())
        mallory = store.create_user(connection, keys=engine.keys, login="mallory", name=text(), team=None)
    parent = company.create("account", **text.record("account"))
    account = company.create("account", **text.record("account"), parent=parent)
    contact = company.create("contact", **text.record("contact"), account=account)
    product = company.create("product", **text.record("product"), price=10)
    deal = company.deal(text(), **{**text.record("opportunity"), "account": account, "product": product})
    company.create("opportunity_contact", opportunity=deal, contact=contact, role="champion")
    company.create("opportunity_line", opportunity=deal, product=product, quantity=1, unit_price=10)
    for type_ in ("lead", "case", "campaign", "segment"):
        _office(company, text, type_, contact=contact, account=account)
    called = {"kind": "call", **text.record("activity")}
    engine.log_activity(called, regarding=deal, by=company.person("anna"))
    company.jump(deal, "discover", text())
    company.complete(deal, outcome="override", override_reason=text(), **{"opportunity.competitor": text()})
    company.complete(deal, "boris", override_decision="approve", decision_reason=text())
    engine.save_draft(company.task(deal), {"opportunity.champion": [text()]}, by=company.person("anna"))
    _lose_and_cancel(company, text)
    _model(company, text, mallory)
    return deal


def _office(company: Company, text: Poison, type_: str, **known: RecordRef) -> None:
    """A record of one of the front offices, as far as it names *known* ones."""
    fields = types()[type_].fields
    named = {name: ref for name, ref in known.items() if name in fields and not fields[name].process_owned}
    company.create(type_, **text.record(type_), **named)


def _lose_and_cancel(company: Company, text: Poison) -> None:
    lost = company.deal(text())
    company.complete(lost, outcome="lose")
    company.complete(lost, lost_reason="other", lost_competitor=text(), lesson=text())
    cancelled = company.deal(text())
    instance = company.instance(cancelled)
    company.engine.cancel_instance(instance, reason=text(), by=company.person("boris"))


def _model(company: Company, text: Poison, mallory: int) -> None:
    """A designer's names are drawn into diagrams, lists and tasks."""
    by = company.person("dina")
    task = model.element(
        "userTask",
        "ask",
        model.extend("<zeebe:userTask/>", f'<zeebe:assignmentDefinition assignee="{mallory}"/>'),
    )
    named = task.replace('id="ask"', f'id="ask" name={quoteattr(text())}')
    xml = model.process("hostile", model.start(), named, model.end(), flow="start>ask ask>end")
    xml = xml.replace(b'id="hostile"', f'id="hostile" name={quoteattr(text())}'.encode())
    company.engine.deploy({"hostile.bpmn": xml}, by=by, name=text(), why=text())
    company.engine.start_instance("hostile", variables={"note": text()}, by=by, business_id=text())
