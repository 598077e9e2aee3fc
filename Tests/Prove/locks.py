"""R6, R7: several runs on one state, and a holder that sleeps through the loss of its lock."""

import json
import signal
import time

from crashes import finish, reference
from invariants import check
from stories import STORIES


def r6(row):
    """Two to eight applies at once: one works, the others say who does, or wait as told."""

    def one(worker, case):
        world = worker.world()
        expected = reference(world, "small")
        arguments = STORIES["small"].prepare(world)
        draw = row.random(case)
        count = draw.randint(2, 8)
        waiting = draw.random() < 0.4
        if waiting:
            arguments = (*arguments, "--lock-timeout", "100s")
        processes = [world.start(*arguments) for _ in range(count)]
        ends = [(process.communicate(timeout=120), process.returncode) for process in processes]
        complaints = []
        allowed = {0} if waiting else {0, 5}
        for (output, messages), status in ends:
            if status not in allowed:
                complaints.append(f"I7: one of {count} ended with {status}: {output}{messages}")
            if status == 5 and ("root@" not in messages and "@" not in messages or "since" not in messages):
                complaints.append(f"the refusal does not say who and since when: {messages}")
        if not any(status == 0 for _, status in ends):
            complaints.append(f"none of {count} did it")
        if not all(status == 0 for _, status in ends):
            finish(world, arguments, complaints)
        return complaints + check(world, expected)

    row.each([f"round {number}" for number in range(row.scaled(200))], one, minimum=row.scaled(200))


def r7(row):
    """SIGSTOP the holder, let its lease lapse, let another take over, SIGCONT."""

    def one(worker, case):
        world = worker.world(time_scale="0.002")
        expected = reference(world, "small")
        arguments = STORIES["small"].prepare(world)
        lease = {"XIMAGE_LOCK_LEASE": "1"}
        holder = world.start(*arguments, extra=lease)
        pause = row.random(case).uniform(0.1, 1.5)
        time.sleep(pause)
        holder.send_signal(signal.SIGSTOP)
        made = len(world.entries())
        time.sleep(1.3)
        other = world.run(*arguments, "--lock-timeout", "20s", extra=lease)
        complaints = []
        # Asleep in the middle of a write: nobody can take over from the database, so nobody did, and it may go on.
        is_held = other.status == 5 and "state-busy" in other.text
        if other.status not in (0, 6) and not is_held:
            complaints.append(f"the one that took over ended with {other}")
        between = len(world.entries())
        holder.send_signal(signal.SIGCONT)
        output, messages = holder.communicate(timeout=60)
        after = world.entries()
        if len(after) != between and not is_held:
            complaints.append(f"the old holder went on: {after[between:]}")
        if holder.returncode not in (0, 5, 6):
            complaints.append(f"I7: the old holder ended with {holder.returncode}: {output}{messages}")
        finish(world, arguments, complaints)
        return [f"(stopped after {pause:.2f} s with {made} entries) {text}"
                for text in complaints + check(world, expected)]

    row.each([f"round {number}" for number in range(row.scaled(10))], one, minimum=row.scaled(10))
