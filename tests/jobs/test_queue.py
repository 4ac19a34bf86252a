"""Jobs: leased, fenced, retried, and never lost with the transaction that wrote them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from engine.clock import SystemClock
from engine.jobs import queue
from engine.jobs.models import Job
from engine.jobs.queue import LeaseLost, NewJob
from engine.jobs.retry import FIRST, LONGEST, backoff
from engine.keys import Keys

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEASE = timedelta(seconds=30)


@pytest.fixture
def keys():
    return Keys(0, SystemClock())


def enqueue(database, keys, *, number=1, count=1, max_attempts=3, due=NOW, kind="mail"):
    with database.transaction() as connection:
        jobs = [
            NewJob(type=kind, payload="{}", instance=7, number=number + one, max_attempts=max_attempts)
            for one in range(count)
        ]
        return queue.at(connection, due, jobs, keys=keys)


def claim(database, *, now=NOW, limit=10, types=("mail",), worker="w"):
    with database.transaction() as connection:
        return queue.claim(connection, types, worker=worker, limit=limit, lease=LEASE, now=now)


def jobs_left(database):
    with database.reading() as connection:
        return connection.execute(select(Job).order_by(Job.key)).all()


def test_a_job_of_a_rolled_back_transaction_never_was(database, keys):
    def enqueue_and_fail():
        with database.transaction() as connection:
            queue.enqueue(connection, [NewJob(type="mail", payload="{}")], keys=keys, now=NOW)
            raise RuntimeError("something went wrong")

    with pytest.raises(RuntimeError, match="something went wrong"):
        enqueue_and_fail()

    assert claim(database) == []


def test_a_claimed_job_is_nobody_elses_until_its_lease_ends(database, keys):
    [key] = enqueue(database, keys)

    [first] = claim(database)
    during = claim(database, now=NOW + LEASE - timedelta(seconds=1))
    [second] = claim(database, now=NOW + LEASE)

    assert (first.key, during, second.key) == (key, [], key)
    assert (first.attempts, second.attempts) == (1, 2)


def test_a_worker_whose_lease_was_taken_over_cannot_finish_the_job(database, keys):
    [key] = enqueue(database, keys)
    [zombie] = claim(database)
    [heir] = claim(database, now=NOW + LEASE)

    with pytest.raises(LeaseLost), database.transaction() as connection:
        queue.held(connection, key, zombie.token)
    with database.transaction() as connection:
        assert queue.held(connection, key, heir.token).attempts == 2


def test_a_job_is_not_claimed_before_it_is_due(database, keys):
    enqueue(database, keys, due=NOW + timedelta(days=30))

    assert claim(database) == []
    assert len(claim(database, now=NOW + timedelta(days=30))) == 1


def test_only_jobs_of_the_asked_types_are_claimed_the_longest_due_first(database, keys):
    [late] = enqueue(database, keys, due=NOW - timedelta(hours=1))
    [later] = enqueue(database, keys, due=NOW - timedelta(hours=2))
    enqueue(database, keys, kind="fax")

    assert [job.key for job in claim(database)] == [later, late]


def test_a_failed_job_comes_back_after_its_rest_and_is_parked_after_its_last_try(database, keys):
    [key] = enqueue(database, keys, max_attempts=2)
    [job] = claim(database)
    with database.transaction() as connection:
        assert queue.fail(connection, job, "no answer", now=NOW, retry_in=timedelta(minutes=5)) is False
    assert claim(database, now=NOW + timedelta(minutes=4)) == []

    [again] = claim(database, now=NOW + timedelta(minutes=5))
    with database.transaction() as connection:
        assert queue.fail(connection, again, "no answer", now=NOW) is True

    assert claim(database, now=NOW + timedelta(days=365)) == []
    [row] = jobs_left(database)
    assert (row.key, row.due, row.error) == (key, None, "no answer")


def test_a_parked_job_that_is_retried_has_all_its_tries_again(database, keys):
    [key] = enqueue(database, keys, max_attempts=1)
    [job] = claim(database)
    with database.transaction() as connection:
        queue.fail(connection, job, "no answer", now=NOW)
        queue.retry(connection, key, now=NOW)

    [again] = claim(database)
    assert (again.attempts, again.worn_out) == (1, False)


def test_a_job_that_kills_every_worker_is_worn_out(database, keys):
    enqueue(database, keys, max_attempts=2)
    claims = [claim(database, now=NOW + LEASE * turn)[0] for turn in range(3)]

    assert [job.worn_out for job in claims] == [False, False, True]


def test_a_job_given_back_unstarted_loses_no_try(database, keys):
    enqueue(database, keys)
    [job] = claim(database)
    with database.transaction() as connection:
        queue.release(connection, job, now=NOW)

    assert claim(database)[0].attempts == 1


def test_jobs_of_a_token_that_went_away_are_withdrawn(database, keys):
    enqueue(database, keys, count=2)
    with database.transaction() as connection:
        queue.cancel(connection, 7, [1])

    assert [row.number for row in jobs_left(database)] == [2]


def test_many_workers_never_hold_the_same_job(database, keys):
    wanted = enqueue(database, keys, count=60)
    held, lock, start = [], threading.Lock(), threading.Barrier(4)

    def work():
        start.wait()
        while found := claim(database, limit=3):
            with lock:
                held.extend(job.key for job in found)

    crew = [threading.Thread(target=work) for _ in range(4)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()

    assert sorted(held) == wanted


def test_rests_double_up_to_an_hour_and_scatter_by_a_fifth():
    dice = Random(7)
    for attempts in range(1, 30):
        plain = min(FIRST * 2 ** (attempts - 1), LONGEST)
        assert plain * 0.8 <= backoff(attempts, dice) <= plain * 1.2
    assert len({backoff(3, dice) for _ in range(10)}) == 10
