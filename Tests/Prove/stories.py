"""What R1 to R3 disturb: a set, what is on its disks, how it changes, and what is done after the disturbance."""

import json

from world import HEAD, large, small


class Story:
    """A base that is applied, and one more run, which is the disturbed one."""

    def __init__(self, base, change=None, base_arguments=(), arguments=(), destroys=False, contents=(), later=(),
                 before=(), makes=""):
        """
        base, change: manifests; without a change the first apply is the disturbed run, or the destroy.
        base_arguments, arguments: of the run of the base, and of the disturbed one.
        contents: (address of a server, key of a disk or `system`, text) that the base puts on disks.
        before: runs between the base and the disturbed one.
        makes: start of the address of what a run other than apply creates. An apply follows it.
        later: the same, put there once the base is complete and before the disturbed run.
        """
        self.base, self.change, self.destroys = base, change, destroys
        self.base_arguments, self.arguments = base_arguments, arguments
        self.contents, self.later, self.before, self.makes = contents, later, before, makes

    def prepare(self, world):
        """Everything up to the run that is to be disturbed; its arguments."""
        world.begin(self.base)
        if self.contents:
            self.must(world, "apply", "--yes", *self.base_arguments)
            put(world, self.contents)
        if self.change or self.destroys or self.before:
            self.must(world, "apply", "--yes")
        if self.later:
            put(world, self.later)
        if self.change:
            world.write(self.change)
        for words in self.before:
            self.must(world, *(word.replace("PROJECT", world.name) for word in words))
        if self.makes:
            return tuple(word.replace("PROJECT", world.name) for word in self.arguments)
        return ("destroy", "--yes", "--with-backups") if self.destroys else ("apply", "--yes", *self.arguments)

    def complete(self, world, arguments):
        """The undisturbed run."""
        self.must(world, *arguments)
        if self.makes:
            self.must(world, "resume", "--yes")
            self.must(world, "apply", "--yes")

    def has_made(self, world):
        outcome = world.run("show", "--format", "json")
        return outcome.status == 0 and any(
            record["address"].startswith(self.makes) for record in json.loads(outcome.output)["resources"])

    @staticmethod
    def must(world, *arguments):
        outcome = world.run(*arguments)
        if outcome.status != 0:
            raise AssertionError(f"the base could not be applied: {outcome}")


# Contents of disks

PLACE, LENGTH = 4096, 16


def disks(world, outcome=None):
    """The data disks of state, and the system disks of its servers: name -> id."""
    outcome = outcome or world.run("show", "--format", "json")
    if outcome.status != 0:
        return {}
    records = json.loads(outcome.output)["resources"]
    result = {record["address"]: record["id"] for record in records
              if record["address"].startswith("disk.") and record["standing"] == "current"}
    servers = {record["id"]: record["address"] for record in records
               if record["address"].startswith("server.") and record["standing"] == "current"}
    answer = json.loads(world.control("POST", "/sandbox/disks", json.dumps({"servers": sorted(servers)})))
    for entry in answer["servers"]:
        result[servers[entry["id"]] + " system"] = entry["disks"][0]["id"]
    return result


def put(world, contents):
    known = disks(world)
    for server_address, key, text in contents:
        name = f"{server_address} system" if key == "system" else f"disk.{server_address.split('.', 1)[1]}.{key}"
        world.control("PUT", f"/sandbox/volumes/{known[name]}/content?offset={PLACE}", text)


def contents(world, outcome=None):
    """What stands on each of the disks that state knows."""
    result = {}
    for name, identity in disks(world, outcome).items():
        path = f"/sandbox/volumes/{identity}/content?offset={PLACE}&count={LENGTH}"
        result[name] = world.control("GET", path).rstrip(b"\0").decode()
    return result


# Sets

VAULT = "vaults:\n  main: {size: 1000 GiB}\nservers:\n"


def plain(key, disks, more=""):
    text = f"""  {key}:
    flavor: s6.large.2
    image: {{name: "Ubuntu 22.04 server 64bit"}}
    systemDisk: {{type: SSD, size: 40 GiB}}
{more}"""
    return text + ("    dataDisks:\n" + disks if disks else "")


def follow(revision):
    """A server with a disk that its image fills, and with one of its own; a new image replaces it."""
    return (HEAD + VAULT + plain("src", "      app: {type: SSD, size: 30 GiB}\n") + """  web:
    flavor: s6.large.2
    image: {from: golden}
    onNewImage: replace
    systemDisk: {type: SSD, size: 40 GiB}
    dataDisks:
      app: {type: SSD, size: 30 GiB}
      own: {type: SSD, size: 20 GiB, from: blank}
images:
  golden:
    from: {server: src}
    vault: main
""" + f'    revision: "{revision}"\n')


def rebuild(revision, on_replace):
    """A server that is created again with each revision; its disks move over, or are created again."""
    more = f'    recreateOn: ["{revision}"]\n    onReplace: {on_replace}\n'
    kept = "      kept: {type: SSD, size: 20 GiB}\n"
    deleted = "      gone: {type: SSD, size: 30 GiB, onRemove: delete}\n"
    new = "      new: {type: SAS, size: 20 GiB}\n" if revision == "2" else ""
    return HEAD + VAULT + plain("web", kept + deleted + new, more)


WEB = ("--acknowledge", "destroy@server.web")
GONE = ("--acknowledge", "destroy@disk.web.gone")
DISKS = ("--acknowledge", "destroy@disk.web.kept", *GONE)
TODAY = [("server.web", "data", "orders of today"), ("server.web", "system", "settings")]
ORDERS = [("server.web", "kept", "orders of today"), ("server.web", "gone", "scratch")]

STORIES = {
    "small": Story(small()),
    "update": Story(small(), small(revision="2", data=200, tag="other")),
    "destroy": Story(small(), destroys=True),
    "large": Story(large()),
    "create": Story(rebuild("1", "recreate")),
    "follow": Story(
        follow(1), follow(2), base_arguments=("--target", "server.src", "--target", "vault.*"), arguments=WEB,
        contents=[("server.src", "app", "program 1"), ("server.src", "system", "system 1")],
        later=[("server.src", "app", "program 2"), ("server.src", "system", "system 2"),
               ("server.web", "own", "orders of today")]),
    "recreate": Story(rebuild("1", "recreate"), rebuild("2", "recreate"), arguments=WEB + DISKS, later=ORDERS),
    "reattach": Story(rebuild("1", "reattach"), rebuild("2", "reattach"), arguments=WEB + DISKS, later=ORDERS),
}

STORIES.update({
    "quiesce": Story(small(quiesce=True), small(revision="2", quiesce=True), later=TODAY),
    "detach": Story(small(), arguments=("apply", "--yes", "--detach"), makes="image.golden"),
    "snapshot": Story(
        small(), before=[("apply", "--yes")], later=TODAY, makes="image.snapshot",
        arguments=("snapshot", "server:web", "--vault", "main", "--stop", "--yes")),
    "restore": Story(
        small(), before=[("apply", "--yes")], makes="server.other",
        arguments=("restore", "image.golden", "--as", "other", "--apply", "--yes")),
    "undelete": Story(
        small(), before=[("apply", "--yes"), ("destroy", "--yes")], makes="image.golden",
        arguments=("undelete", "image.golden", "1", "--yes")),
    "import": Story(
        small(), before=[("apply", "--yes"), ("state", "rm", "server.web", "disk.web.data", "disk.web.logs")],
        later=TODAY, makes="server.web", arguments=("import", "--matching", "name=PROJECT-web")),
})


def kept(story, contents):
    """Of the contents at the end of an undisturbed run, those that no choice of objects may lose."""
    return {name: text for name, text in contents.items() if text} if STORIES[story].later else {}


def without_server(story):
    """The set of the disturbed run without its server `web`."""
    text = story.change or story.base
    head, rest = text.split("  web:\n")
    lines = rest.splitlines(keepends=True)
    end = next((index for index, line in enumerate(lines) if not line.startswith("    ")), len(lines))
    return head + "".join(lines[end:])
