"""Files of another system become records: `mapping` says how, `running` does it and reports. No process starts."""

from engine.records.importing.mapping import BadMapping as BadMapping
from engine.records.importing.mapping import Mapping as Mapping
from engine.records.importing.mapping import read_mapping as read_mapping
from engine.records.importing.running import Report as Report
from engine.records.importing.running import StepReport as StepReport
from engine.records.importing.running import run as run
