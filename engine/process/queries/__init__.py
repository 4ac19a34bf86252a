"""What doors read of processes and tasks. Everything that names a user shows only what that user may see."""

from engine.process.history import ClosedTask as ClosedTask
from engine.process.history import closed_task as completed_task
from engine.process.queries.callings import callings as callings
from engine.process.queries.checks import instances_without_reason as instances_without_reason
from engine.process.queries.decisions import LoggedDecision as LoggedDecision
from engine.process.queries.decisions import decisions as decisions
from engine.process.queries.diagrams import diagram as diagram
from engine.process.queries.fates import Fate as Fate
from engine.process.queries.fates import fates as fates
from engine.process.queries.inbox import Counts as Counts
from engine.process.queries.inbox import InboxPage as InboxPage
from engine.process.queries.inbox import InboxRow as InboxRow
from engine.process.queries.inbox import inbox as inbox
from engine.process.queries.inbox import inbox_count as inbox_count
from engine.process.queries.inbox import inbox_counts as inbox_counts
from engine.process.queries.instances import HistoryEntry as HistoryEntry
from engine.process.queries.instances import InstanceDetail as InstanceDetail
from engine.process.queries.instances import instance as instance
from engine.process.queries.lists import InstanceLine as InstanceLine
from engine.process.queries.lists import instances_of_record as instances_of_record
from engine.process.queries.live import Heard as Heard
from engine.process.queries.live import heard as heard
from engine.process.queries.naming import Named as Named
from engine.process.queries.tasks import TaskDetail as TaskDetail
from engine.process.queries.tasks import task as task
from engine.process.queries.waiting import Wait as Wait
from engine.process.queries.waiting import why_waiting as why_waiting
from engine.process.start_forms import StartForm as StartForm
from engine.process.start_forms import at_address as start_form_at
from engine.process.start_forms import of_process as start_form
from engine.process.start_forms import of_user as start_forms
from engine.process.submitted import form_of as form_of
from engine.process.submitted import latest_form as latest_form
from engine.process.timers import next_due as next_due

__all__ = ["completed_task", "start_form", "start_form_at", "start_forms"]
