"""R19: signals, a reader that goes away, a closed standard input."""

import os
import signal
import subprocess
import time

from crashes import finish, reference
from invariants import check
from stories import STORIES

KINDS = ["int", "twice", "term", "hup", "pipe", "stdin"]


def r19(row):
    took = {}

    def one(worker, case):
        kind, number = case.split()
        world = worker.world(time_scale="0.0005")
        expected = reference(world, "small")
        arguments = STORIES["small"].prepare(world)
        if not took:
            outcome = world.run(*arguments)
            took["all"] = outcome.took
            arguments = STORIES["small"].prepare(world)
        draw = row.random(case)
        complaints = []
        if kind == "pipe":
            process = world.start(*arguments)
            process.stdout.close()
            process.stderr.close()
            process.stdout = process.stderr = None
            process.wait(60)
            if process.returncode != 0:
                complaints.append(f"without a reader it ended with {process.returncode}")
        elif kind == "stdin":
            process = world.start(*arguments, stdin=None)
            process.communicate(timeout=60)
            if process.returncode != 0:
                complaints.append(f"with another standard input it ended with {process.returncode}")
        else:
            complaints += struck(world, arguments, kind, draw.uniform(0.02, took["all"]))
        finish(world, arguments, complaints)
        return complaints + check(world, expected)

    row.each([f"{KINDS[number % len(KINDS)]} {number}" for number in range(row.scaled(300))], one,
             minimum=row.scaled(300))


def struck(world, arguments, kind, moment):
    process = world.start(*arguments)
    numbers = {"int": signal.SIGINT, "twice": signal.SIGINT, "term": signal.SIGTERM, "hup": signal.SIGHUP}
    time.sleep(moment)
    sent = time.monotonic()
    process.send_signal(numbers[kind])
    if kind == "twice":
        time.sleep(0.05)
        if process.poll() is None:
            process.send_signal(numbers[kind])
    try:
        output, messages = process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        output, messages = process.communicate()
        return [f"{kind} after {moment:.2f} s: no end within 30 s: {output}{messages}"]
    waited = time.monotonic() - sent
    complaints = []
    # Before it listens, the signal ends it as it ends every program.
    if process.returncode not in (0, 130, -numbers[kind]):
        complaints.append(f"I7: {kind} after {moment:.2f} s: ended with {process.returncode}: {output}{messages}")
    if waited > 10:
        complaints.append(f"{kind}: it took {waited:.1f} s to stop")
    if process.returncode == 130 and kind in ("int", "term", "hup") and "Traceback" in messages:
        complaints.append(messages)
    return complaints
