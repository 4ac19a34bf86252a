"""Engine: everything that changes something in Baton, one transaction each."""

from __future__ import annotations

from engine.process.tasks import Completion as Completion
from engine.verbs.activities import ActivityVerbs
from engine.verbs.batches import BatchVerbs
from engine.verbs.calendars import CalendarVerbs
from engine.verbs.campaigns import CampaignVerbs
from engine.verbs.cases import CaseVerbs
from engine.verbs.clock import ClockVerbs
from engine.verbs.consents import ConsentVerbs
from engine.verbs.currencies import CurrencyVerbs
from engine.verbs.deployments import DeploymentVerbs
from engine.verbs.identity import IdentityVerbs
from engine.verbs.instances import InstanceVerbs
from engine.verbs.jobs import ActivatedJob as ActivatedJob
from engine.verbs.jobs import JobVerbs
from engine.verbs.messages import MessageVerbs
from engine.verbs.pursuit import PursuitVerbs
from engine.verbs.records import RecordVerbs
from engine.verbs.repairs import RepairVerbs
from engine.verbs.segments import SegmentVerbs
from engine.verbs.settings import SettingVerbs
from engine.verbs.sign_in import SignInVerbs
from engine.verbs.starting import StartingVerbs
from engine.verbs.studio import StudioVerbs
from engine.verbs.tasks import TaskVerbs


class Engine(
    CaseVerbs,
    CalendarVerbs,
    IdentityVerbs,
    SignInVerbs,
    DeploymentVerbs,
    InstanceVerbs,
    RepairVerbs,
    TaskVerbs,
    ActivityVerbs,
    JobVerbs,
    MessageVerbs,
    RecordVerbs,
    PursuitVerbs,
    CurrencyVerbs,
    ClockVerbs,
    SettingVerbs,
    StartingVerbs,
    CampaignVerbs,
    BatchVerbs,
    ConsentVerbs,
    SegmentVerbs,
    StudioVerbs,
):
    """The verbs over one database. Safe to share between threads; make one per program."""
