"""Tells the past of imported deals again, through the process, under a simulated business clock.

A closed deal is started on the day it was opened and closed on the day it was closed, by its owner; what its gates ask
for and the data lacks passes by a recorded override. The timers on the way fire at their own time. Open deals are
started where they stand, and business time then stays at the last day of the data.
"""

from engine.replay.deals import DealsWithoutOwner as DealsWithoutOwner
from engine.replay.replaying import NothingToReplay as NothingToReplay
from engine.replay.replaying import Report as Report
from engine.replay.replaying import run as run
