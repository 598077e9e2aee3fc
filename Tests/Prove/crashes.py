"""R1, R2, R3: the process dies at every boundary, at random moments, and again while it resumes."""

import os
import signal
import threading
import time

from invariants import DOCUMENTED, Reference, check
from world import large, small

#: name -> manifest, what it is changed to, whether it is destroyed
STACKS = {
    "small": (small(), None, False),
    "update": (small(), small(revision="2", data=200, tag="other"), False),
    "destroy": (small(), None, True),
    "large": (large(), None, False),
}
_references, _lock = {}, threading.Lock()


def reference(world, stack):
    with _lock:
        if stack not in _references:
            _references[stack] = Reference(world, *STACKS[stack])
        return _references[stack]


def prepare(world, stack):
    """Everything up to the run that is to be disturbed; its arguments."""
    manifest, change, destroy = STACKS[stack]
    world.begin(manifest)
    if change or destroy:
        outcome = world.run("apply", "--yes")
        if outcome.status != 0:
            raise AssertionError(f"the base could not be applied: {outcome}")
    if change:
        world.write(change)
    return ("destroy", "--yes", "--with-backups") if destroy else ("apply", "--yes")


def boundaries(world, stack):
    """How many places to die there are in an undisturbed run."""
    arguments = prepare(world, stack)
    file = world.folder + "/count"
    outcome = world.run(*arguments, extra={"XIMAGE_CRASH_AT": "0", "XIMAGE_CRASH_COUNT": file})
    assert outcome.status == 0, outcome
    with open(file) as stream:
        return int(stream.read())


def finish(world, arguments, complaints):
    """Runs again until it is done; a second time is allowed for what is still going on."""
    for _ in range(3):
        outcome = world.run(*arguments)
        if outcome.status == 0:
            return
        if outcome.status not in DOCUMENTED:
            complaints.append(f"I7: the run after it ended with {outcome}")
            return
    complaints.append(f"the run after it did not come to an end: {outcome}")


def crash(world, arguments, boundary, delay):
    outcome = world.run(
        *arguments, extra={"XIMAGE_CRASH_AT": str(boundary), "XIMAGE_CRASH_DELAY": str(delay)})
    if outcome.status not in DOCUMENTED and outcome.status != -signal.SIGKILL:
        return outcome, [f"I7: the run itself ended with {outcome}"]
    return outcome, []


def r1(row):
    """Crash at boundary k, for all k, then resume."""
    worker = __import__("prove").Worker(row.programs)
    try:
        world = worker.world()
        counts = {stack: boundaries(world, stack) for stack in STACKS}
    finally:
        worker.close()
    seeds = row.scaled(5)
    cases = [f"{stack} at {boundary} seed {seed}" for seed in range(seeds) for stack in STACKS
             for boundary in range(1, counts[stack] + 1)]
    row.note = ", ".join(f"{stack} {count} boundaries" for stack, count in counts.items())
    wanted = row.scaled(1500)
    if len(cases) > wanted and row.options.case is None:
        # All boundaries once; the further seeds are drawn.
        first = [case for case in cases if case.endswith("seed 0")]
        rest = [case for case in cases if not case.endswith("seed 0")]
        cases = first + row.random("draw").sample(rest, max(0, wanted - len(first)))

    def one(worker, case):
        stack, _, boundary, _, seed = case.split()
        world = worker.world()
        expected = reference(world, stack)
        arguments = prepare(world, stack)
        delay = row.random(case).choice([100, 300, 700, 1500, 3000, 6000])
        _, complaints = crash(world, arguments, int(boundary), delay)
        finish(world, arguments, complaints)
        return complaints + check(world, expected)

    row.each(cases, one, minimum=min(wanted, len(cases)))


def r2(row):
    """kill -9 at random times."""
    if not row.options.release:
        row.note = "no release build was named; done with the debug build"
    took = {}

    def one(worker, case):
        world = worker.world()
        expected = reference(world, "large")
        arguments = prepare(world, "large")
        if "large" not in took:
            outcome = world.run(*arguments)
            took["large"] = outcome.took
            arguments = prepare(world, "large")
        process = world.start(*arguments)
        try:
            process.communicate(timeout=row.random(case).uniform(0.01, took["large"]))
        except __import__("subprocess").TimeoutExpired:
            process.kill()
            process.communicate()
        complaints = []
        finish(world, arguments, complaints)
        return complaints + check(world, expected)

    row.each([f"kill {number}" for number in range(row.scaled(500))], one, minimum=row.scaled(500))


def r3(row):
    """Crash at k, and again at j while resuming."""
    worker = __import__("prove").Worker(row.programs)
    try:
        counts = {stack: boundaries(worker.world(), stack) for stack in ("small", "update", "destroy")}
    finally:
        worker.close()
    cases = []
    draw = row.random("pairs")
    for number in range(row.scaled(1000)):
        stack = draw.choice(list(counts))
        first = draw.randint(1, counts[stack])
        cases.append(f"{stack} at {first} then {draw.randint(1, counts[stack])} number {number}")

    def one(worker, case):
        stack, _, first, _, second, _, _ = case.split()
        world = worker.world()
        expected = reference(world, stack)
        arguments = prepare(world, stack)
        draw = row.random(case)
        _, complaints = crash(world, arguments, int(first), draw.choice([100, 700, 3000]))
        _, more = crash(world, arguments, int(second), draw.choice([100, 700, 3000]))
        finish(world, arguments, complaints)
        return complaints + more + check(world, expected)

    row.each(cases, one, minimum=row.scaled(1000))
