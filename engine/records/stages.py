"""The stages of an opportunity. A stage is reached by the process; its probability follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.labels import Labels


@dataclass(frozen=True, slots=True)
class Stage:
    value: str
    labels: Labels
    probability: int
    """Per cent."""

    @property
    def closed(self) -> bool:
        return self.value in {"won", "lost"}


STAGES = (
    Stage("qualify", Labels("Qualify", "Квалификация"), 10),
    Stage("discover", Labels("Discover", "Выявление потребностей"), 25),
    Stage("present", Labels("Present", "Презентация"), 45),
    Stage("propose", Labels("Propose", "Предложение"), 65),
    Stage("negotiate", Labels("Negotiate", "Переговоры"), 80),
    Stage("contract", Labels("Contract", "Договор"), 90),
    Stage("won", Labels("Won", "Выиграна"), 100),
    Stage("lost", Labels("Lost", "Проиграна"), 0),
)
BY_VALUE = {stage.value: stage for stage in STAGES}
