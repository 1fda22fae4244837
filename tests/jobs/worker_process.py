"""A worker as a process of its own: ``worker_process.py DATABASE_URL LOG``.

Each job notes its start and its end in LOG; what it does in between says its ``ids``. Leases
are short, so that a test need not wait for them.
"""

import os
import sys
import time
from datetime import timedelta

from earmark.jobs import job as rules

rules.LEASE_S, rules.RENEW_EVERY_S = 4.0, 0.5

from earmark.db.engine import Database  # noqa: E402 - the leases come first
from earmark.jobs.task import Task  # noqa: E402
from earmark.jobs.worker import Worker  # noqa: E402


def main() -> None:
    url, log = sys.argv[1:]
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(word: str, job: rules.Job) -> None:
        line = f"{word} {time.time()} {job.kind} {job.host} {job.attempts} {os.getpid()}\n"
        os.write(handle, line.encode())

    def work(job: rules.Job) -> None:
        note("start", job)
        time.sleep(job.args.get("first_s", 0) if job.attempts == 1 else 0)
        note("end", job)

    tasks = {"test.work": Task(work), "test.round": Task(work, every=timedelta(days=1))}
    worker = Worker(Database(url), tasks, threads=4)
    worker.start()
    print("ready", flush=True)
    sys.stdin.read()
    worker.stop()


if __name__ == "__main__":
    main()
