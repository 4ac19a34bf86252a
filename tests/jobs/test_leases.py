"""Worker numbers are lent, renewed and given back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.jobs import leases
from engine.jobs.leases import LEASE, LeaseEnded
from engine.keys import WORKERS

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_two_running_programs_never_share_a_worker_number(database):
    first = leases.lend(database, holder="a", now=NOW)
    second = leases.lend(database, holder="b", now=NOW)

    assert (first, second) == (0, 1)


def test_a_number_that_was_given_back_or_whose_lease_ended_is_lent_again(database):
    leases.lend(database, holder="a", now=NOW)
    leases.lend(database, holder="b", now=NOW)
    leases.give_back(database, number=0, holder="a")

    assert leases.lend(database, holder="c", now=NOW) == 0
    assert leases.lend(database, holder="d", now=NOW + LEASE) == 0


def test_a_program_that_dies_each_second_never_uses_up_all_numbers(database):
    seconds = range(0, int(LEASE.total_seconds()) * 2, 25)

    numbers = {leases.lend(database, holder=f"{at}", now=NOW + timedelta(seconds=at)) for at in seconds}

    assert max(numbers) * 25 < WORKERS, "each lent number stands for the 25 programs that died meanwhile"


def test_renewing_keeps_the_number_and_a_lost_lease_is_told(database):
    leases.lend(database, holder="a", now=NOW)
    leases.renew(database, number=0, holder="a", now=NOW + LEASE * 0.8)
    assert leases.lend(database, holder="b", now=NOW + LEASE * 1.2) == 1

    leases.lend(database, holder="c", now=NOW + timedelta(hours=5))
    with pytest.raises(LeaseEnded, match="Restart this program"):
        leases.renew(database, number=0, holder="a", now=NOW + timedelta(hours=5))
