"""The customer store. `store` writes records, `queries` and `timeline` read them, `resolver` serves expressions."""

from engine.feel.values import RecordRef as RecordRef
from engine.records.discovery import type_of as type_of
from engine.records.discovery import types as types
from engine.records.record import Record as Record
from engine.records.record import RecordType as RecordType
from engine.records.resolving import Resolver as Resolver
from engine.records.resolving import resolver as resolver
