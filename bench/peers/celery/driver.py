"""What an application does with Celery: `driver.py migrate`, `enqueue <jobs>`, `latency <samples>`.

Prints its measurement as one line of JSON.
"""

import json
import sys
import time

from bench_project import noop
from django.core.management import call_command

POLL_SECONDS = 0.001
# The first jobs find a worker that is still starting, and connections that are not open yet.
WARM_UP = 20


def enqueue(jobs):
    started_at = time.perf_counter()
    for _ in range(jobs):
        noop.delay()
    return {"seconds": time.perf_counter() - started_at}


def latency(samples):
    times = []
    for _ in range(WARM_UP + samples):
        started_at = time.perf_counter()
        # Asks the table of results; it would wait half a second between two questions unless told.
        noop.delay().get(interval=POLL_SECONDS)
        times.append((time.perf_counter() - started_at) * 1000)
    times = sorted(times[WARM_UP:])
    return {"p50": times[len(times) // 2], "p99": times[min(int(len(times) * 0.99), len(times) - 1)]}


if __name__ == "__main__":
    command, amount = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
    if command == "migrate":
        call_command("migrate", verbosity=0)
    else:
        print(json.dumps({"enqueue": enqueue, "latency": latency}[command](amount)))
