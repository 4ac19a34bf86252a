"""How each boxed expression of DMN compiles. A module registers its boxes by importing it."""

from engine.dmn.boxes import choices, contexts, functions, texts
from engine.dmn.boxes.compiling import Boxes

__all__ = ["Boxes", "choices", "contexts", "functions", "texts"]
