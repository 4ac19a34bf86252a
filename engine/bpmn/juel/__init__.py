"""JUEL, the expression language of Camunda 7: translated to FEEL, or refused with a remedy."""

from engine.bpmn.juel.errors import Untranslatable
from engine.bpmn.juel.translating import is_expression, translate

__all__ = ["Untranslatable", "is_expression", "translate"]
