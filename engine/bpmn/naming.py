"""How a person finds what has no name in the diagram: by its kind, and by the named steps near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.bpmn.model import Element, ProcessModel

_REACH = 12
"""Flows; a name that is farther away explains nothing."""
_SHOWN = 2
"""Of the steps around an element, so many are named."""
_STEP = Labels("Step", "Шаг")
_EVENT = Labels("Event", "Событие")
_KINDS = {
    "startEvent": Labels("Start event", "Начальное событие"),
    "endEvent": Labels("End event", "Конечное событие"),
    "exclusiveGateway": Labels("Exclusive gateway", "Исключающий шлюз"),
    "parallelGateway": Labels("Parallel gateway", "Параллельный шлюз"),
    "inclusiveGateway": Labels("Inclusive gateway", "Включающий шлюз"),
    "eventBasedGateway": Labels("Event-based gateway", "Событийный шлюз"),
    "complexGateway": Labels("Complex gateway", "Сложный шлюз"),
    "task": Labels("Task", "Задача"),
    "userTask": Labels("User task", "Задача человека"),
    "manualTask": Labels("Manual task", "Ручная задача"),
    "serviceTask": Labels("Service task", "Сервисная задача"),
    "scriptTask": Labels("Script task", "Задача-сценарий"),
    "businessRuleTask": Labels("Business rule task", "Задача по правилу"),
    "sendTask": Labels("Send task", "Задача отправки"),
    "receiveTask": Labels("Receive task", "Задача получения"),
    "callActivity": Labels("Call activity", "Вызов процесса"),
    "subProcess": Labels("Sub-process", "Подпроцесс"),
    "adHocSubProcess": Labels("Ad-hoc sub-process", "Ad-hoc подпроцесс"),
    "transaction": Labels("Transaction", "Транзакция"),
}
_EVENTS = {
    "timer": Labels("Timer event", "Событие-таймер"),
    "message": Labels("Message event", "Событие-сообщение"),
    "signal": Labels("Signal event", "Событие-сигнал"),
    "error": Labels("Error event", "Событие-ошибка"),
    "escalation": Labels("Escalation event", "Событие-эскалация"),
    "conditional": Labels("Conditional event", "Событие-условие"),
    "link": Labels("Link event", "Событие-ссылка"),
    "cancel": Labels("Cancel event", "Событие-отмена"),
    "compensation": Labels("Compensation event", "Событие-компенсация"),
}
_ATTACHED = Labels("{kind} at {near}", "{kind} на {near}")
_AFTER = Labels("{kind} after {near}", "{kind} после {near}")
_BEFORE = Labels("{kind} before {near}", "{kind} перед {near}")
_INSIDE = Labels("{kind} in {near}", "{kind} внутри {near}")
_ALONE = Labels("{kind} ({near})", "{kind} ({near})")
_LAST = Labels(" and ", " и ")
_OTHERS = Labels(" and others", " и др.")


def described(model: ProcessModel) -> dict[str, Labels]:
    """Of every element without a name, by its id: “Parallel gateway after “Make an offer””."""
    around = _Around(model)
    return {one.id: around.description(one) for one in model.elements.values() if not one.name}


class _Around:
    """What leads to each element of a model, and what follows."""

    def __init__(self, model: ProcessModel) -> None:
        self._elements = model.elements
        self._into: dict[str, list[str]] = {}
        self._out: dict[str, list[str]] = {}
        for flow in model.flows:
            self._into.setdefault(flow.target, []).append(flow.source)
            self._out.setdefault(flow.source, []).append(flow.target)
        for one in model.elements.values():
            if one.attached_to is not None:
                self._into.setdefault(one.id, []).append(one.attached_to)

    def description(self, element: Element) -> Labels:
        attached, parent = (self._elements.get(one or "") for one in (element.attached_to, element.parent))
        if attached is not None and attached.name:
            return _told(_ATTACHED, element, [attached])
        if before := self._nearest(element, self._into):
            return _told(_AFTER, element, before)
        if after := self._nearest(element, self._out):
            return _told(_BEFORE, element, after)
        if parent is not None and parent.name:
            return _told(_INSIDE, element, [parent])
        kind = _kind(element)
        return Labels(*(_filled(_ALONE, locale, kind, element.id) for locale in ("en", "ru")))

    def _nearest(self, element: Element, ways: Mapping[str, Sequence[str]]) -> list[Element]:
        """The elements with a name that are the fewest flows away."""
        seen, here = {element.id}, [element.id]
        for _ in range(_REACH):
            there = [one for at in here for one in ways.get(at, ()) if one in self._elements]
            here = [one for one in dict.fromkeys(there) if one not in seen]
            seen.update(here)
            if found := [self._elements[one] for one in here if self._elements[one].name]:
                return found
        return []


def _told(said: Labels, element: Element, near: Sequence[Element]) -> Labels:
    kind = _kind(element)
    return Labels(*(_filled(said, locale, kind, _listed(near, locale)) for locale in ("en", "ru")))


def _filled(said: Labels, locale: str, kind: Labels, near: str) -> str:
    return said.in_locale(locale).format(kind=kind.in_locale(locale), near=near)


def _listed(near: Iterable[Element], locale: str) -> str:
    names = [quoted(one.name_in(locale), locale) for one in near]
    if len(names) > _SHOWN:
        return ", ".join(names[:_SHOWN]) + _OTHERS.in_locale(locale)
    return _LAST.in_locale(locale).join(names)


def quoted(name: str, locale: str) -> str:
    """A name inside a sentence."""
    return f"«{name}»" if locale == "ru" else f"“{name}”"


def _kind(element: Element) -> Labels:
    if element.type in _KINDS:
        return _KINDS[element.type]
    if not element.type.endswith("Event"):
        return _STEP
    return _EVENT if element.event is None else _EVENTS.get(element.event.kind, _EVENT)
