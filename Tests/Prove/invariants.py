"""What has to hold after every case, judged from the sandbox's own ledger and from what the program says."""

import collections
import json
import os
import re

from stories import contents
from world import CANARY

DOCUMENTED = {0, 1, 2, 3, 4, 5, 6, 7, 130}


IDENTITY = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def live(entries):
    """Ids that were made and not removed, with what they are."""
    there = {}
    for entry in entries:
        if entry["deed"] == "made":
            there[entry["id"]] = entry
        else:
            there.pop(entry["id"], None)
    return there


def shape(entries):
    """How many objects of each kind and name are there."""
    return collections.Counter((entry["kind"], entry["name"]) for entry in live(entries).values())


def made(entries):
    return collections.Counter(entry["kind"] for entry in entries if entry["deed"] == "made")


def most_at_once(entries):
    """The most objects of one kind and name that were ever there at one moment."""
    now, most = collections.Counter(), collections.Counter()
    place = {}
    for entry in entries:
        key = (entry["kind"], entry["name"])
        if entry["deed"] == "made":
            place[entry["id"]] = key
            now[key] += 1
            most[key] = max(most[key], now[key])
        elif entry["id"] in place:
            now[place[entry["id"]]] -= 1
    return most


class Reference:
    """An undisturbed run: what every other way has to come to."""

    def __init__(self, world, story):
        story.complete(world, story.prepare(world))
        entries = world.entries()
        self.made = made(entries)
        self.shape = plain(shape(entries), world.name)
        self.most = plain(most_at_once(entries), world.name)
        self.state = state_text(world)
        self.contents = contents(world)
        self.power = plain_names(power(world), world.name)
        self.destroyed = story.destroys


def power(world):
    """Server name -> `on` or `off`."""
    regions = json.loads(world.control("GET", "/sandbox/export"))["regions"]
    return {server["name"]: server["power"] for region in regions.values() for server in region.get("servers", [])
            if server["name"].startswith(world.name + "-")}


def unnamed(world):
    """Data disks with the name that the service gave them: they have no mark either."""
    regions = json.loads(world.control("GET", "/sandbox/export"))["regions"]
    disks = [disk for region in regions.values()
             for disk in region.get("volumes", []) + [d for s in region.get("servers", []) for d in s.get("dataDisks", [])]]
    return [disk["name"] for disk in disks
            if disk["name"].startswith(world.name + "-") and re.search("-volume-[0-9]{4}$", disk["name"])]


def listed(world):
    """Ids that `list orphans` shows."""
    outcome = world.run("list", "orphans", "--format", "json")
    return {orphan["id"] for orphan in json.loads(outcome.output)["orphans"]} if outcome.status == 0 else set()


def plain_names(values, project):
    return {name.replace(project, "PROJECT"): value for name, value in values.items()}


def plain(counts, project):
    """By names that are the same in every project; the service names backups by chance."""
    result = collections.Counter()
    for (kind, name), count in counts.items():
        name = re.sub("^backup_for_image_.*", "backup_for_image", name.replace(project, "PROJECT"))
        result[kind, name] += count
    return {key: count for key, count in result.items() if count}


def must(outcome, status):
    if outcome.status != status:
        raise AssertionError(f"exit {status} was expected: {outcome}")
    return outcome


def state_text(world, outcome=None):
    """The records without ids, times and operations."""
    outcome = outcome or world.run("show", "--format", "json")
    if outcome.status != 0:
        return f"exit {outcome.status}: {outcome.messages}"
    state = json.loads(outcome.output)
    names = {record["id"]: "<" + record["address"] + ">" for record in state["resources"]}
    for record in state["resources"]:
        # A digest is over ids as well.
        for name in ("createdAt", "operation", "digest"):
            record.pop(name, None)
        # A server that was imported is recorded as it is.
        record["attributes"].pop("network.ip", None)
    text = json.dumps(state["resources"], sort_keys=True)
    for identity, name in names.items():
        text = text.replace(identity, json.dumps(name)[1:-1])
    # What has no record of its own, such as backups and system disks, is numbered in the order in which it comes.
    numbers = {}
    text = re.sub(IDENTITY, lambda found: f"#{numbers.setdefault(found[0], len(numbers) + 1)}", text)
    return text.replace(world.name, "PROJECT")


def check(world, reference):
    """The complaints about the present project; none when everything holds."""
    complaints = []
    entries = world.entries()

    def expect(holds, text):
        if not holds:
            complaints.append(text)

    most = plain(most_at_once(entries), world.name)
    twice = {key: count for key, count in most.items() if count > reference.most.get(key, 0)}
    expect(not twice, f"I1: more at once than ever in an undisturbed run: {twice}")
    now = plain(shape(entries), world.name)
    expect(now == reference.shape, f"I2: the cloud differs: {difference(now, reference.shape)}")
    expect(made(entries) == reference.made, f"I4: made {dict(made(entries))}, not {dict(reference.made)}")
    shown = world.run("show", "--format", "json")
    text = state_text(world, shown)
    expect(text == reference.state, f"I2: the state differs: {apart(text, reference.state)}")
    there = contents(world, shown)
    expect(there == reference.contents, f"I11: disks hold {there}, not {reference.contents}")
    now = plain_names(power(world), world.name)
    expect(now == reference.power, f"I12: servers are {now}, not {reference.power}")
    expect(not unnamed(world), f"I13: disks without names and marks: {unnamed(world)}")
    return complaints + check_rest(world, shown, entries, reference.destroyed)


def check_rest(world, shown=None, entries=None, destroyed=False, spares=False):
    """What holds at the end of every run, whatever it was to do; after a destroy nothing of the project exists.
    With spares, what `list orphans` shows may be left over."""
    complaints = []
    shown = shown or world.run("show", "--format", "json")
    entries = entries or world.entries()

    def expect(holds, text):
        if not holds:
            complaints.append(text)

    plan = world.run("plan", "--detailed-exitcode", *(["--destroy"] if destroyed else []))
    expect(plan.status == 0, f"I6: the next plan is not empty: {plan}")
    strangers = unknown(world, shown, entries, listed(world) if spares else set())
    expect(not strangers, f"I3: nobody knows {strangers}")
    orphans = world.run("list", "orphans", "--format", "json")
    expect(spares or orphans.status == 0 and not json.loads(orphans.output)["orphans"], f"I3: left over: {orphans}")
    status = world.run("status", "--format", "json")
    if status.status == 0:
        told = json.loads(status.output)
        expect(told["lock"] is None, f"I9: a lock is left: {told['lock']}")
        expect(told["standing"] == "idle" and not told["steps"], f"I10: steps are left open: {told['steps']}")
    else:
        complaints.append(f"I7: status ended with {status}")
    verify = world.run("state", "verify")
    expect(verify.status == 0, f"I10: state is not sound: {verify}")
    expect(not leaks(world), f"I8: a secret stands in {leaks(world)}")
    return complaints


def apart(now, then):
    """Only the records that differ."""
    if not now.startswith("[") or not then.startswith("["):
        return f"{now}, not {then}"
    now, then = ({record["address"] + record["standing"]: record for record in json.loads(text)}
                 for text in (now, then))
    return {key: (now.get(key), then.get(key)) for key in set(now) | set(then) if now.get(key) != then.get(key)}


def difference(now, then):
    return {key: (now.get(key, 0), then.get(key, 0)) for key in set(now) | set(then)
            if now.get(key, 0) != then.get(key, 0)}


def unknown(world, outcome, entries, spares=frozenset()):
    """Live objects that state does not know. System disks of its servers and backups of images go with these; disks that
    were released have a mark that says so."""
    known = {record["id"] for record in json.loads(outcome.output)["resources"]} if outcome.status == 0 else set()
    known |= spares
    answer = json.loads(world.control("POST", "/sandbox/disks", json.dumps({"servers": sorted(known)})))
    known |= {server["disks"][0]["id"] for server in answer["servers"]}
    left = [entry for identity, entry in live(entries).items()
            if entry["kind"] in {"server", "vault", "image", "volume"} and identity not in known]
    # The ledger has first names and no marks: released disks are told apart by their number.
    disks = [entry["name"] for entry in left if entry["kind"] == "volume"]
    return [entry["name"] for entry in left if entry["kind"] != "volume"] + disks[released(world):]


def released(world):
    """How many disks of the project carry the mark of a release."""
    regions = json.loads(world.control("GET", "/sandbox/export"))["regions"]
    return sum(world.name in volume["name"] and "released" in volume.get("tags", {}).values()
               for region in regions.values() for volume in region.get("volumes", []))


def leaks(world):
    found = []
    for folder, _, files in os.walk(world.folder):
        for file in files:
            if file.startswith("sandbox.db"):
                continue
            with open(os.path.join(folder, file), "rb") as stream:
                if CANARY.encode() in stream.read():
                    found.append(file)
    return found
