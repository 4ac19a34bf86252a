"""What Baton adds to FEEL: working time, money and records.

FEEL knows here how each function is called and what it takes; the answer comes from the `Environment` that the engine
brings. Without one (a linter, a program that uses `engine.feel` alone) such a function is null with a diagnosis.
"""

from engine.feel.functions.product import money, records, working_time

__all__ = ["money", "records", "working_time"]
