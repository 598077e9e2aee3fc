"""R24, R25: the state is lost at every boundary, or an older copy of it comes back; something else is done then."""

import json
import os
import re
import shlex
import sqlite3
import threading
import time

from crashes import boundaries, crash, draw_cases, reference
from invariants import DOCUMENTED, check_rest, listed, live, most_at_once, plain, power, unnamed
from stories import LENGTH, PLACE, STORIES, contents, kept

LAGS = {0: 1, 3: 0.25, 30: 0.02}
#: What a person may do with a state that is lost or old.
LOST = ["rebuild", "recover", "apply", "destroy"]
NAMES = ["small", "create", "follow", "recreate", "reattach", "quiesce"]


def remove_state(world):
    folder = world.folder + "/.ximage/"
    for file in os.listdir(folder):
        if file.startswith("state.db"):
            os.unlink(folder + file)


def advice(outcome):
    """The first command to copy of the first error, as words."""
    is_error = False
    for line in outcome.text.splitlines():
        if re.match("(error|warning|info)\\[", line):
            is_error = line.startswith("error")
        elif is_error and re.match("ximage (apply|state|clean|resume|import) ", line.strip(" =|") + " "):
            return shlex.split(line.strip(" =|"))[1:]
    return None


DESTROY = ("destroy", "--yes", "--with-backups")


def settle(world, words, complaints, consent, goal=None, lag=0, tries=12):
    """Follows the advice of each refusal until an apply, or another goal, is done. What is replaced by then is agreed to."""
    goal = goal or ("apply", "--yes", *consent)
    choosing, before = False, None
    for _ in range(tries):
        outcome = world.run(*words)
        if outcome.status == 0:
            if words[0] == goal[0]:
                return choosing
            words = goal
            continue
        if outcome.status not in DOCUMENTED:
            complaints.append(f"I7: {' '.join(words)} ended with {outcome}")
            return choosing
        if words[0] == "clean":
            # What is to be cleaned is gone by now.
            words = goal
            continue
        if outcome.status in (3, 7):
            next_words = advice(outcome)
            if not next_words and re.search("= fix: (Wait|Try again)", outcome.text):
                time.sleep(1 + lag / 3)
                continue
            if not next_words:
                complaints.append(f"no advice: {' '.join(words)}: {outcome}")
                return choosing
            if next_words == before:
                # Lists still show what was deleted.
                time.sleep(1 + lag / 3)
            before = list(next_words)
            if "--choose" in next_words:
                choosing = True
            if next_words[0] == "apply":
                next_words += ["--yes", *consent]
            elif next_words[0] == "clean":
                next_words += ["--confirm", "1"]
            elif next_words[:2] == ["state", "recover"] and outcome.status == 7:
                next_words += ["--yes"]
                choosing = True
            if next_words[0] not in ("apply", "state", "resume", "clean"):
                complaints.append(f"unfitting advice: {' '.join(words)}: {outcome}")
                return choosing
            words = tuple(next_words)
        elif words[0] != goal[0]:
            words = goal
    complaints.append(f"it did not come to an end: {' '.join(words)}: {outcome}")
    return choosing


def judge(world, story, chose, complaints, knows_stops=True):
    """Nothing is lost, nothing is created twice, everything is known or listed, disks hold what they should."""
    expected = reference(world, story)
    entries = world.entries()
    complaints += check_rest(world, entries=entries, spares=True)
    spare = {identity: entry for identity, entry in live(entries).items() if identity in listed(world)}
    most = plain(most_at_once(entries), world.name)
    for key, count in most.items():
        # One object more was chosen not to count, and what it was replaced by may have been.
        allowed = expected.most.get(key, 0) + (2 if chose else 0)
        if count > allowed:
            complaints.append(f"I1: {key}: {count} at once, {allowed} at most")
    there, wanted = contents(world), kept(story, expected.contents)
    wrong = {name: (there.get(name), text) for name, text in wanted.items() if there.get(name) != text}
    if wrong and not (chose and spare):
        complaints.append(f"I11: disks hold {wrong}")
    for text in wanted.values():
        if text and text not in everywhere(world, entries):
            complaints.append(f"I11: {text!r} is on no disk any more")
    down = {name for name, state in power(world).items() if state != "on"}
    if down and knows_stops and not re.search("is (being )?stopped", world.run("status").output):
        complaints.append(f"I12: {down} are down")
    if unnamed(world) and not spare:
        complaints.append(f"I13: disks without names: {unnamed(world)}")
    return complaints


def everywhere(world, entries):
    """What stands on any disk that exists."""
    result = []
    for identity, entry in live(entries).items():
        if entry["kind"] == "volume":
            path = f"/sandbox/volumes/{identity}/content?offset={PLACE}&count={LENGTH}"
            result.append(world.control("GET", path).rstrip(b"\0").decode(errors="replace"))
    return result


def consent_of(story):
    return tuple(word for word in STORIES[story].arguments if word not in ("apply", "--yes"))


def r24(row):
    """The process dies at boundary k and its state is lost; lists lag."""
    worker = __import__("prove").Worker(row.programs)
    try:
        counts = {story: boundaries(worker.world(), story) for story in NAMES}
    finally:
        worker.close()
    cases = [(f"{story} at {boundary} lag {lag} then {LOST[(boundary + lag) % len(LOST)]}", lag)
             for story in NAMES for boundary in range(1, counts[story] + 1) for lag in LAGS]
    draw = row.random("lags")
    cases = [case for case, lag in cases if draw.random() < LAGS[lag] or row.options.case]
    cases = draw_cases(row, cases, row.scaled(400))

    def one(worker, case):
        story, _, boundary, _, lag, _, what = case.split()
        world = worker.world()
        reference(world, story)
        arguments = STORIES[story].prepare(world)
        if int(lag):
            world.faults(f"listLag: {lag}")
        try:
            _, complaints = crash(world, arguments, int(boundary), row.random(case).choice([100, 700, 3000]))
            remove_state(world)
            if what == "destroy":
                settle(world, ("state", "recover", "--yes"), complaints, (), goal=DESTROY, lag=int(lag))
            else:
                words = {"rebuild": ("state", "rebuild"), "recover": ("state", "recover", "--yes")}.get(
                    what, ("apply", "--yes", *consent_of(story)))
                chose = settle(world, words, complaints, consent_of(story), lag=int(lag))
                chose = chose or what == "recover"
        finally:
            if int(lag):
                world.no_faults()
        if what == "destroy":
            return complaints + check_rest(world, destroyed=True, spares=True)
        return judge(world, story, chose, complaints)

    row.each(cases, one, minimum=len(cases))


class Copies(threading.Thread):
    """Copies a state at each of its serials while a run writes it."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.copies, self.ended = path, {}, False

    def run(self):
        while not self.ended:
            self.take()
            time.sleep(0.001)

    def take(self):
        if not os.path.exists(self.path):
            return
        try:
            source = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=0.2)
            try:
                serial = source.execute("SELECT serial FROM state").fetchone()[0]
                if serial in self.copies:
                    return
                target = sqlite3.connect(":memory:")
                source.backup(target)
                self.copies[target.execute("SELECT serial FROM state").fetchone()[0]] = target.serialize()
                target.close()
            finally:
                source.close()
        except (sqlite3.Error, TypeError):
            pass

    def older(self, by):
        """By that many serials, or by as few more as there are copies of."""
        if not self.copies:
            return None
        serials = [serial for serial in self.copies if serial <= max(self.copies) - by]
        return self.copies[max(serials)] if serials else None


def r25(row):
    """A copy of the state that is older by 1 to 3 serials comes back after boundary k, or after the end."""
    worker = __import__("prove").Worker(row.programs)
    try:
        counts = {story: boundaries(worker.world(), story) for story in NAMES}
    finally:
        worker.close()
    cases = [f"{story} at {boundary} older {by}" for story in NAMES for boundary in range(1, counts[story] + 2)
             for by in (1, 2, 3)]
    cases = draw_cases(row, cases, row.scaled(400))

    def one(worker, case):
        story, _, boundary, _, by = case.split()
        world = worker.world()
        reference(world, story)
        arguments = STORIES[story].prepare(world)
        copies = Copies(world.state_path)
        copies.take()
        copies.start()
        _, complaints = crash(world, arguments, int(boundary), row.random(case).choice([100, 700, 3000]))
        copies.ended = True
        copies.join()
        copies.take()
        older = copies.older(int(by))
        remove_state(world)
        if older:
            with open(world.state_path, "wb") as file:
                file.write(older)
        chose = settle(world, ("apply", "--yes", *consent_of(story)), complaints, consent_of(story))
        # A copy from before a stop does not know of it.
        return judge(world, story, chose, complaints, knows_stops=False)

    row.each(cases, one, minimum=len(cases))
