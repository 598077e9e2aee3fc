"""R15, R16: no secret and no control character leaves the program, whichever way."""

import base64
import os
import pty
import subprocess

from world import HEAD, small

SECRETS = {"password": "Pw7-CANARY-Zq91!", "userdata": "CANARY-user-data-5521", "token": "CANARY-token-8812",
           "access": "AKCANARY0123456789AB", "secret": "SKCANARYabcdefghijklmnopqrstuvwxyz012345"}

SECRET_MANIFEST = HEAD + """variables:
  rootPassword: {type: string, sensitive: true}
  userData: {type: string, sensitive: true}
vaults:
  main: {size: 1000 GiB}
servers:
  web:
    flavor: s6.large.2
    image: {name: "Ubuntu 22.04 server 64bit"}
    systemDisk: {type: SSD, size: 40 GiB}
    adminPassword: ${var.rootPassword}
    userData: ${var.userData}
images:
  golden: {from: {server: web}, vault: main}
"""

FAULTS = [
    "faults: []",
    "faults: [{match: {operation: CreateServers, times: 1}, status: 500}]",
    "faults: [{match: {operation: CreateServers, times: 1}, status: 403}]",
    "faults: [{match: {operation: CreateServers, times: 1}, drop: after}]",
    "faults: [{match: {operation: CreateServers, times: 1}, job: {fail: Ecs.0202, reason: no capacity}}]",
    "faults: [{match: {operation: \"List*\", times: 2}, truncate: 40}]",
    "faults: [{match: {operation: CreateWholeImage, times: 1}, body: \"CANARY {broken\", status: 400}]",
]

COMMANDS = [
    ("validate",), ("plan",), ("plan", "--format", "json"), ("plan", "--format", "markdown"),
    ("plan", "--out", "x.plan"), ("show", "x.plan"), ("show", "x.plan", "--format", "json"),
    ("validate", "--expand"), ("apply", "--yes"), ("status",), ("status", "--format", "json"), ("show",),
    ("show", "--format", "json"), ("show", "server.web"), ("list", "servers"), ("list", "servers", "--format", "json"),
    ("list", "images"), ("list", "vaults"), ("list", "generations"), ("list", "orphans"), ("drift",),
    ("snapshot", "server:web", "--yes"), ("restore", "image.golden", "--as", "again"),
    ("undelete", "image.golden", "9", "--yes"), ("import", "--matching", "name=*", "--generate", "more.yaml"),
    ("clean", "--all", "--yes"), ("state", "history"), ("state", "history", "--run", "1"),
    ("state", "verify"), ("resume", "--yes"), ("apply", "--yes"), ("plan",), ("destroy", "--yes", "--with-backups"),
]


def forms(secret):
    """The text, and how it may be disguised."""
    raw = secret.encode()
    return {raw, base64.b64encode(raw), raw.hex().encode(), secret[::-1].encode(),
            base64.urlsafe_b64encode(raw).rstrip(b"=")}


def r15(row):
    """Canaries in every place where a secret goes, every command, every failure: no hit anywhere."""

    def one(worker, case):
        world = worker.world()
        world.begin(SECRET_MANIFEST)
        world.no_faults()
        world.faults(FAULTS[int(case.split()[1])])
        extra = {"XIMAGE_VAR_rootPassword": SECRETS["password"], "XIMAGE_VAR_userData": SECRETS["userdata"],
                 "HUAWEICLOUD_SDK_AK": SECRETS["access"], "HUAWEICLOUD_SDK_SK": SECRETS["secret"]}
        complaints, said = [], b""
        for command in COMMANDS:
            outcome = world.run(*command, extra=extra)
            text = outcome.text.encode("utf-8", "surrogateescape")
            complaints += hits(text, " ".join(command))
            row.cases += 1
        for folder, _, files in os.walk(world.folder):
            for file in files:
                if file.startswith("sandbox.db"):
                    continue
                with open(os.path.join(folder, file), "rb") as stream:
                    complaints += hits(stream.read(), file)
        process = world.start("plan", extra=extra)
        try:
            with open(f"/proc/{process.pid}/cmdline", "rb") as stream:
                complaints += hits(stream.read(), "the process list")
        except OSError:
            pass
        process.communicate(timeout=60)
        world.no_faults()
        return complaints

    row.each([f"faults {number}" for number in range(len(FAULTS))], one, minimum=len(FAULTS) * len(COMMANDS))


def hits(data, where):
    return [f"I8: {name} stands in {where}" for name, secret in SECRETS.items()
            if any(form in data for form in forms(secret))]


NASTY = ["\\e[31mred", "\\e]0;title\\a", "a\\x9b2Jb", "abc\\u202Edef", "x\\rY", "q\\u2066z\\u2069", "n\\u200Bz\\uFEFF",
         "b\\bb", "\\e[2J\\e[H", "tab\\tand\\x7f"]

SHOWN = [("list", "servers"), ("list", "images"), ("list", "vaults"), ("list", "servers", "--format", "json"),
         ("list", "images", "--format", "json"), ("list", "generations"), ("list", "generations", "--format", "json"),
         ("list", "orphans"), ("list", "orphans", "--format", "json"), ("drift",),
         ("import", "--matching", "name=*", "--generate", "more.yaml"), ("plan",), ("plan", "--format", "json"),
         ("plan", "--format", "markdown"), ("apply", "--yes"), ("show",), ("show", "--format", "json"), ("status",),
         ("state", "history")]


def r16(row):
    """Names with control characters that the cloud returns, in every command, on a terminal and in a pipe."""

    def one(worker, case):
        number, way = case.split()
        name = NASTY[int(number)]
        world = worker.world()
        world.begin(small())
        world.control("POST", "/sandbox/seed", SEED.replace("NAME", name).replace("N0", f"n{world.seen}"))
        complaints = []
        for command in SHOWN:
            data = on_terminal(world, command) if way == "tty" else piped(world, command)
            bad = steering(data, allows_colour=way == "tty")
            if bad:
                complaints.append(f"{' '.join(command)} lets through {bad[:5]}")
            row.cases += 1
        return complaints

    cases = [f"{number} {way}" for number in range(len(NASTY)) for way in ("pipe", "tty")]
    row.each(cases, one, minimum=len(cases) * len(SHOWN))


SEED = """regions:
  cn-north-4:
    servers:
      - {name: "NAME", flavor: s6.large.2, image: "Ubuntu 22.04 server 64bit", zone: cn-north-4a}
    vaults:
      - {name: "NAME", size: 100}
"""


def piped(world, command):
    return world.run(*command).text.encode("utf-8", "surrogateescape")


def on_terminal(world, command):
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [world.ximage, *command], cwd=world.folder, env=world.environment({"TERM": "xterm"}), stdin=subprocess.DEVNULL,
        stdout=follower, stderr=follower)
    os.close(follower)
    data = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:
            break
        if not part:
            break
        data += part
    process.wait(60)
    os.close(leader)
    return data


def steering(data, allows_colour):
    """What a terminal would obey, apart from the program's own colours and redrawing."""
    import re
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    if allows_colour:
        text = re.sub("\x1b\\[[0-9;]*[mAJ]", "", text).replace("\r", "")
    return [repr(character) for character in text
            if (ord(character) < 0x20 and character != "\n") or 0x7F <= ord(character) <= 0x9F
            or ord(character) in (0x61C, 0x200B, 0x200E, 0x200F, 0xFEFF) or 0x202A <= ord(character) <= 0x202E
            or 0x2066 <= ord(character) <= 0x2069]
