"""FEEL, the one language of every model: parsed once, compiled to closures, run within a budget."""

from engine.feel.checking import Problem, check, inferred
from engine.feel.codec import dumps, from_plain, loads, to_plain
from engine.feel.errors import FeelBudgetExceeded, FeelSyntaxError, UnreadableVariables
from engine.feel.expressions import Expression, UnaryTests, evaluate, parse, parse_unary, unary
from engine.feel.far_dates import FarDate, FarDateTime, FarDuration
from engine.feel.running import Diagnosis, Environment
from engine.feel.telling import told
from engine.feel.values import Range, RecordRef, Value, YearsMonths

__all__ = [
    "Diagnosis",
    "Environment",
    "Expression",
    "FarDate",
    "FarDateTime",
    "FarDuration",
    "FeelBudgetExceeded",
    "FeelSyntaxError",
    "Problem",
    "Range",
    "RecordRef",
    "UnaryTests",
    "UnreadableVariables",
    "Value",
    "YearsMonths",
    "check",
    "dumps",
    "evaluate",
    "from_plain",
    "inferred",
    "loads",
    "parse",
    "parse_unary",
    "to_plain",
    "told",
    "unary",
]
