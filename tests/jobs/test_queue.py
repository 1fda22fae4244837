"""What the queue promises, whoever works on it; the same will hold for other engines."""

import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

import pytest
from sqlalchemy import insert, update

from earmark import clock
from earmark.db.engine import Database
from earmark.jobs import queue
from earmark.jobs.models import JobRow

KINDS = ("test.work",)
Put = Callable[..., None]
Rows = Callable[[], list[JobRow]]


def claim(database: Database, worker: str = "w1") -> queue.Job | None:
    return queue.claim(database, worker, KINDS)


class Boom(Exception):
    pass


def test_work_queued_in_a_transaction_that_fails_is_not_there(database: Database, rows: Rows):
    with pytest.raises(Boom), database.write() as tx:  # noqa: PT012 - rolls back here
        queue.enqueue(tx, "test.work", {})
        raise Boom
    assert rows() == []


def test_nobody_is_told_of_work_that_was_rolled_back(database: Database):
    told: list[int] = []
    database.on_news(lambda: told.append(1))
    with pytest.raises(Boom), database.write() as tx:  # noqa: PT012 - rolls back here
        queue.enqueue(tx, "test.work", {})
        raise Boom
    assert told == []


def test_a_claimed_job_is_not_given_to_another(database: Database, put: Put):
    put()
    assert claim(database) is not None
    assert claim(database, "w2") is None


def test_only_kinds_that_the_worker_knows_are_claimed(database: Database, put: Put):
    put("test.unknown")
    assert claim(database) is None


def test_the_more_urgent_job_comes_first_and_the_older_among_equals(database: Database, put: Put):
    put(args={"n": 1}, priority=queue.LATER_PRIORITY)
    put(args={"n": 2})
    put(args={"n": 3}, priority=queue.NOW_PRIORITY)
    put(args={"n": 4}, priority=queue.NOW_PRIORITY)
    order = [job.args["n"] for _ in range(4) if (job := claim(database))]
    assert order == [3, 4, 2, 1]


def test_a_job_for_later_waits_for_its_time(database: Database, put: Put):
    put(run_at=clock.now() + timedelta(seconds=0.2))
    assert claim(database) is None
    time.sleep(0.25)
    assert claim(database) is not None


def test_the_same_key_is_queued_once_with_the_newest_arguments(
    database: Database, put: Put, rows: Rows
):
    put(args={"n": 1}, key="k")
    put(args={"n": 2}, key="k", priority=queue.NOW_PRIORITY)
    assert [(r.args, r.priority) for r in rows()] == [({"n": 2}, queue.NOW_PRIORITY)]


def test_the_same_key_asked_for_with_another_host_waits_for_that_one(
    database: Database, put: Put, rows: Rows
):
    put(key="k", host="old.example")
    put(key="k", host="new.example")
    queue.pause_host(database, "old.example", clock.now() + timedelta(hours=1))
    assert claim(database).host == "new.example"


def test_asking_less_urgently_does_not_put_a_job_off(database: Database, put: Put, rows: Rows):
    put(key="k", priority=queue.NOW_PRIORITY)
    put(key="k", priority=queue.LATER_PRIORITY, run_at=clock.now() + timedelta(hours=1))
    assert claim(database) is not None


def test_asked_for_again_while_it_runs_it_runs_once_more(database: Database, put: Put, rows: Rows):
    put(key="k")
    job = claim(database)
    put(key="k")
    put(key="k")
    assert claim(database, "w2") is None
    queue.finish(database, job)
    again = claim(database)
    queue.finish(database, again)
    assert rows() == []


def test_asked_for_again_while_it_fails_for_good_it_runs_once_more(
    database: Database, put: Put, rows: Rows
):
    put(args={"n": 1}, key="k")
    job = claim(database)
    put(args={"n": 2}, key="k")
    queue.give_up(database, job, "gone", "It is gone.")
    again = claim(database)
    assert again is not None
    assert (again.args, again.attempts) == ({"n": 2}, 1)


def test_a_failed_job_asked_for_again_starts_afresh(database: Database, put: Put, rows: Rows):
    put(key="k")
    queue.give_up(database, claim(database), "gone", "It is gone.")
    assert claim(database) is None
    put(key="k")
    assert claim(database).attempts == 1


def test_given_up_work_is_kept_with_its_reason(database: Database, put: Put, rows: Rows):
    put()
    queue.give_up(database, claim(database), "gone", "It is gone.")
    [row] = rows()
    assert (row.state, row.reason, row.message) == ("failed", "gone", "It is gone.")


def test_work_put_back_counts_its_tries(database: Database, put: Put):
    put()
    for attempt in (1, 2, 3):
        job = claim(database)
        assert job.attempts == attempt
        queue.put_back(database, job, clock.now(), "timed_out", "No answer.")


def test_a_forgotten_key_is_gone_but_not_under_a_running_job(
    database: Database, put: Put, rows: Rows
):
    put(key="a")
    put(key="b")
    job = claim(database)
    with database.write() as tx:
        queue.forget(tx, ["a", "b"])
    assert [row.id for row in rows()] == [job.id]


def test_a_job_whose_lease_ran_out_comes_back(database: Database, put: Put):
    put()
    claim(database)
    with database.write() as tx:
        tx.execute(update(JobRow).values(lease_until=clock.now() - timedelta(seconds=1)))
    assert queue.take_back(database, []) == 1
    assert claim(database, "w2").attempts == 2


def test_a_job_under_a_living_lease_stays_where_it_is(database: Database, put: Put):
    put()
    claim(database)
    assert queue.take_back(database, ["somebody else"]) == 0
    assert claim(database, "w2") is None


def test_the_job_of_a_dead_worker_comes_back_at_once(database: Database, put: Put):
    put()
    claim(database, "dead")
    assert queue.take_back(database, ["dead"]) == 1
    assert claim(database) is not None


def lose(database: Database, times: int) -> None:
    for _ in range(times):
        with database.write() as tx:
            tx.execute(update(JobRow).values(run_at=clock.now()))
        while claim(database, "dead"):
            pass
        queue.take_back(database, ["dead"])


def test_a_job_counts_the_workers_that_died_over_it(database: Database, put: Put):
    put()
    lose(database, 2)
    assert claim(database).losses == 2


def test_a_worker_that_lives_through_a_job_clears_its_losses(database: Database, put: Put):
    put()
    lose(database, 2)
    queue.put_back(database, claim(database), clock.now(), "timed_out", "No answer.")
    assert claim(database).losses == 0


def test_jobs_that_were_lost_again_come_back_one_by_one(database: Database, put: Put, rows: Rows):
    put()
    put()
    lose(database, 1)
    assert len({row.run_at for row in rows()}) == 1
    lose(database, 1)
    first, second = (row.run_at for row in rows())
    assert second - first == timedelta(seconds=queue.LOSS_PAUSE_S)


def test_what_a_stopping_worker_hands_back_is_no_loss_and_no_try(database: Database, put: Put):
    put()
    claim(database, "stopping")
    queue.hand_back(database, "stopping")
    job = claim(database)
    assert (job.losses, job.attempts) == (0, 1)


def test_two_jobs_of_a_host_run_at_once_and_no_third(database: Database, put: Put):
    for _ in range(3):
        put(host="a.example")
    first, second = claim(database), claim(database)
    assert claim(database) is None
    queue.finish(database, first)
    assert second is not None
    assert claim(database) is not None


def test_a_resting_host_is_not_asked_before_its_time(database: Database, put: Put):
    put(host="a.example")
    queue.pause_host(database, "a.example", clock.now() + timedelta(seconds=0.2))
    assert claim(database) is None
    time.sleep(0.25)
    assert claim(database) is not None


def test_a_shorter_pause_does_not_cut_a_longer_one(database: Database, put: Put):
    put(host="a.example")
    queue.pause_host(database, "a.example", clock.now() + timedelta(hours=1))
    queue.pause_host(database, "a.example", clock.now())
    assert claim(database) is None


@pytest.mark.parametrize("is_resting", [True, False], ids=["resting", "busy"])
def test_ten_thousand_jobs_of_one_host_stall_nobody_else(
    database: Database, put: Put, is_resting: bool
):
    put(host="slow.example")
    put(host="slow.example")
    if is_resting:
        queue.pause_host(database, "slow.example", clock.now() + timedelta(hours=1))
    else:
        assert claim(database)
        assert claim(database)
    fill(database, 10_000, "slow.example")
    took_s = []
    for _ in range(5):
        put(host="quick.example", args={"is": "mine"})
        began = time.perf_counter()
        job = claim(database)
        took_s.append(time.perf_counter() - began)
        assert job.args == {"is": "mine"}
        queue.finish(database, job)
    print(f"claim beside 10,000: {[round(t * 1000, 1) for t in took_s]} ms")
    assert median(took_s) < 0.5  # measured 0.01; a claim for each waiting job would take 10


def fill(database: Database, count: int, host: str) -> None:
    at = clock.now() - timedelta(minutes=5)
    row = {
        "kind": "test.work", "args": {}, "host": host, "priority": 0, "run_at": at,
        "state": "waiting", "attempts": 0, "is_wanted_again": False, "queued_at": at,
    }  # fmt: skip
    with database.write() as tx:
        tx.execute(insert(JobRow), [row] * count)
