"""Verbs for workers: those of this product, and external ones."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from engine import feel, mails, settings
from engine.connectors import ConnectorCall, Unusable
from engine.errors import BatonError, Conflict
from engine.failures import DatabaseAway
from engine.identity import SYSTEM
from engine.jobs import queue
from engine.jobs.queue import LeaseLost
from engine.operations import BpmnError
from engine.process import buffer, incidents, mailing, services, timers, workers
from engine.process.batches import BATCH_JOB
from engine.process.errors import InstanceNotActive, StepFailed
from engine.process.models import SUSPENDED
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.connectors import Connector
    from engine.feel.values import Value
    from engine.identity import User
    from engine.jobs.queue import ClaimedJob
    from engine.process.work import Work

LEASE = timedelta(minutes=1)
"""How long a worker of this product may take for one job."""
_SUSPENDED_REST = timedelta(minutes=1)
_WORN_OUT = "Its worker died, or did not come back in time, on every try."


class ReservedType(Conflict):
    text = "Jobs of the type {type!r} are the engine's own. Ask for the type of a service task."


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivatedJob:
    """A service task for a worker, held until its lease ends."""

    key: int
    token: str
    """Proves the lease; hand it back with the result."""
    type: str
    instance_key: int
    element_id: str
    variables: dict[str, Value]
    headers: dict[str, str]
    attempt: int
    attempts_left: int
    idempotency_key: str
    """The same for every attempt of this service task."""


class JobVerbs(Ground):
    def activate_jobs(self, type: str, *, worker: str, limit: int, lease: timedelta) -> list[ActivatedJob]:  # noqa: A002
        """Lease up to *limit* waiting service tasks of a type to an external worker; suspended processes wait on."""
        if type in workers.OWN_TYPES:
            raise ReservedType(type=type, reason="", remedy="")
        jobs = self.claim_jobs([type], worker=worker, limit=limit, lease=lease)
        return [_activated(job) for job in jobs if self._may_begin(job)]

    def complete_job(self, key: int, *, token: str, variables: Mapping[str, Value]) -> None:
        """The service task is done. Raises `LeaseLost`, `InstanceNotActive`, `StepFailed` (the job is tried again)."""
        try:
            self.attempt(lambda work: workers.complete(work, key, token, variables), by=SYSTEM)
        except StepFailed as failed:
            self._fail(key, token, failed)
            raise

    def throw_error(self, key: int, *, token: str, code: str, message: str = "") -> None:
        """The service task ends with a BPMN error for its boundary event. Raises like `complete_job`."""
        try:
            self.attempt(lambda work: workers.throw_error(work, key, token, code, message), by=SYSTEM)
        except StepFailed as failed:
            self._fail(key, token, failed)
            raise

    @verb
    def fail_job(
        self, work: Work, key: int, *, token: str, error: str, retry_in: timedelta | None = None
    ) -> None:
        """An attempt failed: the job is tried again later, or becomes an incident after its last try."""
        self._note_failure(work, key, token, error, retry_in=retry_in)

    def claim_jobs(
        self, types: Iterable[str], *, worker: str, limit: int, lease: timedelta = LEASE
    ) -> list[ClaimedJob]:
        """Lease due jobs; those whose every worker died become incidents instead."""
        jobs = self.attempt(
            lambda work: queue.claim(
                work.connection, types, worker=worker, limit=limit, lease=lease, now=work.now
            ),
            by=SYSTEM,
        )
        for job in jobs:
            if job.worn_out:
                self.fail_job(job.key, token=job.token, error=_WORN_OUT)
        return [job for job in jobs if not job.worn_out]

    @verb
    def send_mail_again(self, work: Work, key: int, *, by: User) -> None:
        """Give a failed mail that no instance waits for its tries back; raises `NotFound`, `Forbidden`."""
        mailing.send_again(work, key, by)

    @verb
    def send_failed_mails_again(self, work: Work, *, by: User) -> int:  # noqa: ARG002  `verb` reads who acts
        """Give up to 1,000 failed mails that no instance waits for their tries back; how many. Raises `Forbidden`."""
        return mailing.send_failed_again(work)

    @verb
    def queue_due_timers(self, work: Work) -> int:
        """Queue the timers that are due in business time; how many."""
        return timers.queue_due(work)

    @verb
    def expire_messages(self, work: Work) -> None:
        """Forget buffered messages whose time to live is over."""
        buffer.expire(work)

    @property
    def own_types(self) -> list[str]:
        """The job types that workers of this product do."""
        return [*workers.OWN_TYPES, *self.parts.connectors]

    def run_job(self, job: ClaimedJob) -> None:
        """Do one claimed job of this product; a failure is counted, and never leaves this method."""
        connector = self.parts.connectors.get(job.type)
        try:
            if connector is None:
                self.attempt(lambda work: workers.run_own(work, job.key, job.token), by=SYSTEM)
            else:
                self._connect(connector, job)
        except (LeaseLost, OperationalError, DatabaseAway):
            return  # another worker has it, or the database is away: the lease ends by itself
        except InstanceNotActive as inactive:
            self._put_aside(job, suspended=inactive.status == SUSPENDED)
        except StepFailed as failed:
            self._stumbled(job, failed)
        except Exception as error:  # noqa: BLE001  whatever a job does, the worker goes on with the next one
            self._fail(job.key, job.token, error)

    def run_due(self, *, worker: str = "inline", limit: int = 100) -> int:
        """Queue due timers and do due jobs, once; how many jobs. For the worker's loop, tests and simulations."""
        self.queue_due_timers()
        jobs = self.claim_jobs(self.own_types, worker=worker, limit=limit)
        for job in jobs:
            self.run_job(job)
        return len(jobs)

    @verb
    def release_job(self, work: Work, job: ClaimedJob, *, begun: bool = False) -> None:
        """Give back a job that was claimed; it loses a try only when it was *begun*."""
        queue.release(work.connection, job, now=work.now, begun=begun)

    def _may_begin(self, job: ClaimedJob) -> bool:
        """Whether its instance can take the answer; if not, the job is put aside."""
        try:
            self.attempt(lambda work: workers.require_active(work, job), by=SYSTEM)
        except InstanceNotActive as inactive:
            self._put_aside(job, suspended=inactive.status == SUSPENDED)
            return False
        return True

    def _stumbled(self, job: ClaimedJob, failed: StepFailed) -> None:
        """A failed step is counted; a batch leaves out who cannot be started, and goes on."""
        if job.type != BATCH_JOB:
            self._fail(job.key, job.token, failed)
            return
        try:
            self.attempt(lambda work: workers.stumbled(work, job, failed), by=SYSTEM)
        except Exception as error:  # noqa: BLE001  as in `run_job`
            self._fail(job.key, job.token, error)

    def _connect(self, connector: Connector, job: ClaimedJob) -> None:
        """Run a connector outside of any transaction, then hand its result in."""
        call = self._call(job)
        if call is None:
            return
        try:
            variables = connector(call) or {}
        except BpmnError as error:
            thrown = (error.code, error.message)
            self.attempt(lambda work: workers.throw_error(work, job.key, job.token, *thrown), by=SYSTEM)
            return
        self.attempt(lambda work: workers.complete(work, job.key, job.token, variables), by=SYSTEM)

    def _call(self, job: ClaimedJob) -> ConnectorCall | None:
        """What the connector is given. Jobs are claimed by the batch: this one's lease begins when its turn comes.

        None for a mail that nobody wants any more. Raises `InstanceNotActive`: what cannot be handed in must not go
        out, minute by minute, while nobody lets it.
        """

        def prepare(work: Work) -> settings.Snapshot | None:
            workers.require_active(work, job)
            queue.extend(work.connection, job, lease=LEASE, now=work.now)
            if mailing.drop_unwanted(work, job):
                return None
            return settings.snapshot(work.connection, self.overrides)

        chosen = self.attempt(prepare, by=SYSTEM)
        if chosen is None:
            return None
        return ConnectorCall(
            inputs=feel.loads(job.payload),
            headers=job.headers,
            idempotency_key=_idempotency_key(job),
            settings=chosen,
            at=self.business_clock.now(),
            now=self.system_clock.now(),
            outbox=self.outbox,
            files=self.files,
        )

    def _fail(self, key: int, token: str, error: Exception) -> None:
        """Count an attempt that ended in *error*, unless somebody else holds the job by now."""
        text = str(error) if isinstance(error, BatonError) else f"{type(error).__name__}: {error}"
        place = None
        if isinstance(error, StepFailed):
            text, place = error.reason, error.element_id
        with contextlib.suppress(LeaseLost):
            self.attempt(
                lambda work: self._note_failure(
                    work, key, token, text, element_id=place, final=isinstance(error, Unusable)
                ),
                by=SYSTEM,
            )

    @staticmethod
    def _note_failure(
        work: Work,
        key: int,
        token: str,
        error: str,
        *,
        retry_in: timedelta | None = None,
        element_id: str | None = None,
        final: bool = False,
    ) -> None:
        failed = workers.fail(work, key, token, error, retry_in=retry_in, element_id=element_id, final=final)
        if failed is not None:
            incidents.of_job(work, key, failed)

    def _put_aside(self, job: ClaimedJob, *, suspended: bool) -> None:
        """A suspended instance's job rests without losing a try; an ended one's is done with."""

        def do(work: Work) -> None:
            if suspended:
                queue.release(work.connection, job, now=work.now + _SUSPENDED_REST)
            else:
                queue.finish(work.connection, job.key)

        self.attempt(do, by=SYSTEM)


def _activated(job: ClaimedJob) -> ActivatedJob:
    return ActivatedJob(
        key=job.key,
        token=job.token,
        type=job.type,
        instance_key=job.instance or 0,
        element_id=job.element_id,
        variables=feel.loads(job.payload),
        headers=job.headers,
        attempt=job.attempts,
        attempts_left=job.max_attempts - job.attempts,
        idempotency_key=_idempotency_key(job),
    )


def _idempotency_key(job: ClaimedJob) -> str:
    if job.instance is None:
        return job.headers.get(mails.IDEMPOTENCY_KEY) or f"job-{job.key}"
    return services.idempotency_key(job.instance, job.number or 0)
