"""R10: a damaged state file is noticed, left as it is, and recovered from."""

import hashlib
import os

from invariants import must, state_text
from world import small

KINDS = ["flip", "cut", "swap", "nolog", "empty", "zero"]


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class Sound:
    """A state at rest and one in the middle of a run, as bytes."""

    def __init__(self, world):
        self.name = world.begin(small())
        must(world.run("apply", "--yes"), 0)
        self.text = state_text(world)
        self.rest = self.files(world)
        world.write(small(revision="2", tag="other"))
        world.run("apply", "--yes", extra={"XIMAGE_CRASH_AT": "25"})
        self.running = self.files(world)

    @staticmethod
    def files(world):
        found = {}
        for suffix in ("", "-wal"):
            if os.path.exists(world.state_path + suffix):
                with open(world.state_path + suffix, "rb") as file:
                    found[suffix] = file.read()
        return found


def lay(world, files):
    for file in os.listdir(world.folder + "/.ximage"):
        if file.startswith("state"):
            os.unlink(world.folder + "/.ximage/" + file)
    for suffix, data in files.items():
        with open(world.state_path + suffix, "wb") as file:
            file.write(data)


def damage(files, kind, draw):
    """Changed files; `None` where this kind does not apply."""
    files = dict(files)
    target = draw.choice(sorted(files))
    data = bytearray(files[target])
    if kind == "flip":
        place = draw.randrange(len(data) * 8)
        data[place // 8] ^= 1 << (place % 8)
    elif kind == "cut":
        data = data[: draw.randrange(0, len(data), 512)]
    elif kind == "swap":
        pages = len(files[""]) // 4096
        data, target = bytearray(files[""]), ""
        one, two = draw.sample(range(pages), 2)
        a, b = slice(one * 4096, one * 4096 + 4096), slice(two * 4096, two * 4096 + 4096)
        data[a], data[b] = data[b], data[a]
    elif kind == "nolog":
        if "-wal" not in files:
            return None
        del files["-wal"]
        return files
    elif kind == "empty":
        data = bytearray()
    elif kind == "zero":
        place = draw.randrange(max(1, len(data) // 4096)) * 4096
        data[place : place + 4096] = bytes(len(data[place : place + 4096]))
    files[target] = bytes(data)
    return files


def r10(row):
    """Bit flips, truncations, swapped pages, a deleted log, an empty file, a zero page."""
    sounds = {}

    def one(worker, case):
        world = worker.world()
        if id(world) not in sounds:
            sounds[id(world)] = Sound(world)
        sound = sounds[id(world)]
        kind, where, number = case.split()
        original = sound.rest if where == "rest" else sound.running
        draw = row.random(case)
        files = damage(original, kind, draw)
        if files is None:
            return []
        world.name = sound.name
        lay(world, files)
        before = {suffix: digest(world.state_path + suffix) for suffix in files}
        outcome = world.run("show", "--format", "json")
        complaints = []
        if outcome.status not in (0, 7, 1):
            complaints.append(f"ended with {outcome}")
        if outcome.status == 0 and where == "rest" and kind != "cut" and state_text(world, outcome) != sound.text:
            complaints.append("an unnoticed change")
        if outcome.status != 0:
            after = {suffix: digest(world.state_path + suffix) for suffix in files
                     if os.path.exists(world.state_path + suffix)}
            if after != before:
                complaints.append(f"a refused file was changed: {outcome}")
        if outcome.status == 0 and where == "rest" and files != original:
            verify = world.run("state", "verify")
            if verify.status not in (0, 7):
                complaints.append(f"verify ended with {verify}")
        if int(number) % 25 == 0 and where == "rest":
            complaints += recover(world, sound, kind)
        return complaints

    total = row.scaled(2000)
    cases = []
    for number in range(total):
        draw = row.random("kind", number)
        kind = draw.choices(KINDS, [60, 20, 8, 2, 2, 8])[0]
        cases.append(f"{kind} {draw.choice(['rest', 'running'])} {number}")
    row.each(cases, one, minimum=total)


def recover(world, sound, kind):
    """After `state recover`, or where the file was sound all the same, the next plan is empty."""
    with open(world.folder + "/ximage.yaml", "w") as file:
        file.write(small(revision="2", tag="other").replace("PROJECT", world.name))
    outcome = world.run("state", "recover")
    if outcome.status not in (0,):
        return [f"recover ended with {outcome}"]
    verify = world.run("state", "verify")
    return [] if verify.status == 0 else [f"after recover: {verify}"]
