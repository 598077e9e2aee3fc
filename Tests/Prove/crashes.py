"""R1, R2, R3: the process dies at every boundary, at random moments, and again while it resumes."""

import signal
import subprocess
import threading

from invariants import DOCUMENTED, Reference, check, check_rest
from stories import GONE, STORIES, WEB, without_server

#: What is done after each story was cut off: the same again, or something else.
SECONDS = {
    "small": ["again", "destroy"],
    "update": ["again"],
    "destroy": ["again"],
    "large": ["again"],
    "create": ["again", "destroy", "remove"],
    "follow": ["again", "destroy", "remove", "clean"],
    "recreate": ["again", "destroy", "remove"],
    "reattach": ["again", "destroy", "remove"],
    "quiesce": ["again", "destroy"],
    "detach": ["again"],
    "snapshot": ["again"],
    "restore": ["again"],
    "undelete": ["again"],
    "import": ["again"],
}
_references, _lock = {}, threading.Lock()


def reference(world, story):
    with _lock:
        if story not in _references:
            _references[story] = Reference(world, STORIES[story])
        return _references[story]


def boundaries(world, story):
    """How many places to die there are in an undisturbed run."""
    arguments = STORIES[story].prepare(world)
    file = world.folder + "/count"
    outcome = world.run(*arguments, extra={"XIMAGE_CRASH_AT": "0", "XIMAGE_CRASH_COUNT": file})
    assert outcome.status == 0, outcome
    with open(file) as stream:
        return int(stream.read())


def draw_cases(row, cases, wanted, first=()):
    """At most so many of the cases, among them the first ones; all of them where one is named."""
    if len(cases) <= wanted or row.options.case is not None:
        return cases
    return list(first) + row.random("draw").sample(cases[len(first):], max(0, wanted - len(first)))


def finish(world, arguments, complaints):
    """Runs again until it is done; a second time is allowed for what is still going on."""
    for _ in range(3):
        outcome = world.run(*arguments)
        # A restore that wrote its block and was cut off before its first step is carried out by the next apply.
        if outcome.status == 0 or outcome.status == 1 and "is declared already" in outcome.text:
            return
        if outcome.status not in DOCUMENTED:
            complaints.append(f"I7: the run after it ended with {outcome}")
            return
    complaints.append(f"the run after it did not come to an end: {outcome}")


def remove(world, complaints):
    """Removes the server; where the disturbed run made none, that is refused, and what is left is applied."""
    removal = ("apply", "--yes", "--removed", "server.web=delete", *WEB, *GONE)
    outcome = world.run(*removal)
    for _ in range(2):
        if outcome.status == 0:
            return
        if outcome.status == 1 and "fits no object of the state" in outcome.text:
            return finish(world, ("apply", "--yes"), complaints)
        outcome = world.run(*removal)
    if outcome.status != 0:
        complaints.append(f"the removal did not come to an end: {outcome}")


def take_up(world, story, arguments, complaints):
    """Resumes a command that is no apply; does it again where it made nothing."""
    finish(world, ("resume", "--yes"), complaints)
    if not story.has_made(world):
        finish(world, arguments, complaints)
    finish(world, ("apply", "--yes"), complaints)


def second(world, story, what, arguments, complaints):
    """What is done after the disturbed run, until it is done."""
    if STORIES[story].makes:
        take_up(world, STORIES[story], arguments, complaints)
    elif what == "destroy":
        finish(world, ("destroy", "--yes", "--with-backups"), complaints)
    elif what == "remove":
        world.write(without_server(STORIES[story]))
        remove(world, complaints)
    else:
        if what == "clean":
            outcome = world.run("clean", "--all", "--yes")
            if outcome.status not in DOCUMENTED:
                complaints.append(f"I7: clean ended with {outcome}")
        finish(world, arguments, complaints)


def judge(world, story, what):
    if what in ("destroy", "remove"):
        return check_rest(world, destroyed=what == "destroy")
    return check(world, reference(world, story))


def crash(world, arguments, boundary, delay):
    outcome = world.run(
        *arguments, extra={"XIMAGE_CRASH_AT": str(boundary), "XIMAGE_CRASH_DELAY": str(delay)})
    if outcome.status not in DOCUMENTED and outcome.status != -signal.SIGKILL:
        return outcome, [f"I7: the run itself ended with {outcome}"]
    return outcome, []


def r1(row):
    """Crash at boundary k, for all k, then resume or do something else."""
    worker = __import__("prove").Worker(row.programs)
    try:
        world = worker.world()
        counts = {story: boundaries(world, story) for story in STORIES}
    finally:
        worker.close()
    seeds = row.scaled(5)
    cases = [f"{story} at {boundary} then {what} seed {seed}" for seed in range(seeds) for story in STORIES
             for what in SECONDS[story] for boundary in range(1, counts[story] + 1)]
    row.note = ", ".join(f"{story} {count} boundaries" for story, count in counts.items())
    wanted = row.scaled(600)
    # At full size all boundaries once; further seeds, and the cases of the gate, are drawn.
    first = [case for case in cases if case.endswith("seed 0")] if row.options.scale >= 1 else []
    cases = draw_cases(row, cases, wanted, first)

    def one(worker, case):
        story, _, boundary, _, what, _, seed = case.split()
        world = worker.world()
        if what not in ("destroy", "remove"):
            reference(world, story)
        arguments = STORIES[story].prepare(world)
        delay = row.random(case).choice([100, 300, 700, 1500, 3000, 6000])
        _, complaints = crash(world, arguments, int(boundary), delay)
        second(world, story, what, arguments, complaints)
        return complaints + judge(world, story, what)

    row.each(cases, one, minimum=min(wanted, len(cases)))


def r2(row):
    """kill -9 at random times."""
    if not row.options.release:
        row.note = "no release build was named; done with the debug build"
    took = {}

    def one(worker, case):
        world = worker.world()
        story = "large" if int(case.split()[1]) % 2 else "follow"
        expected = reference(world, story)
        arguments = STORIES[story].prepare(world)
        if story not in took:
            outcome = world.run(*arguments)
            took[story] = outcome.took
            arguments = STORIES[story].prepare(world)
        process = world.start(*arguments)
        try:
            process.communicate(timeout=row.random(case).uniform(0.01, took[story]))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        complaints = []
        finish(world, arguments, complaints)
        return complaints + check(world, expected)

    row.each([f"kill {number}" for number in range(row.scaled(300))], one, minimum=row.scaled(300))


def r3(row):
    """Crash at k, and again at j while resuming."""
    worker = __import__("prove").Worker(row.programs)
    names = [story for story in STORIES if story != "large"]
    try:
        counts = {story: boundaries(worker.world(), story) for story in names}
    finally:
        worker.close()
    cases = []
    draw = row.random("pairs")
    for number in range(row.scaled(400)):
        story = draw.choice(names)
        first, then = draw.randint(1, counts[story]), draw.randint(1, counts[story])
        what = draw.choice([what for what in SECONDS[story] if what != "clean"])
        cases.append(f"{story} at {first} then {then} then {what} number {number}")

    def one(worker, case):
        story, _, first, _, then, _, what, _, _ = case.split()
        world = worker.world()
        if what == "again":
            reference(world, story)
        arguments = STORIES[story].prepare(world)
        draw = row.random(case)
        _, complaints = crash(world, arguments, int(first), draw.choice([100, 700, 3000]))
        # Another snapshot would be another snapshot.
        taken_up = ("resume", "--yes") if STORIES[story].makes else arguments
        _, more = crash(world, taken_up, int(then), draw.choice([100, 700, 3000]))
        second(world, story, what, arguments, complaints)
        return complaints + more + judge(world, story, what)

    row.each(cases, one, minimum=row.scaled(400))
