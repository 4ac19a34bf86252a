"""How each kind of node runs."""

from engine.feel.nodes import access, calls, choices, loops, operators, tests, types, values

__all__ = ["access", "calls", "choices", "loops", "operators", "tests", "types", "values"]
