"""R26: a mebibyte of anything that is read costs bounded processor time and memory, and ends with a result or an error."""

import http.server
import json
import os
import random
import resource
import shutil
import subprocess
import tempfile
import threading

MIB = 1 << 20
#: Seconds of processor time and MiB of memory that one run may take, of a debug build and of a release build.
BOUNDS = {"debug": (60, 700), "release": (10, 500)}
#: A set may have 1,000,000 resources of about 1.5 KiB each.
ALLOWED = {"manifest/instances": 1000, "manifest/a list of lists": 1600}

HEAD = """project: shop
provider: sandbox
defaults:
  region: cn-north-4
  zone: cn-north-4a
  network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
"""
SERVER = '{flavor: s6.large.2, image: {name: "Ubuntu 22.04 server 64bit"}, systemDisk: {type: SSD, size: 40}'


def filled(line, head="", tail=""):
    """Numbered lines up to a mebibyte; `#` stands for the number."""
    lines, size, number = [head], len(head) + len(tail), 0
    while size < MIB:
        text = line.replace("#", str(number))
        lines.append(text)
        size += len(text)
        number += 1
    return ("".join(lines) + tail)[:MIB + 4096]


def repeated(text, head="", tail=""):
    return head + text * ((MIB - len(head) - len(tail)) // len(text)) + tail


#: Any YAML: what is read as a manifest, as values, as a world, as faults and as the user's configuration.
YAML = {
    "lists in flow": lambda: repeated("["), "maps in flow": lambda: repeated("{a: "),
    "lists and maps": lambda: repeated("[{a: ") , "lists in block": lambda: repeated("- "),
    "one text": lambda: "a: " + "x" * MIB, "an open quote": lambda: 'a: "' + "b: c\n" * (MIB // 5),
    "single quotes": lambda: "a: '" + "''" * (MIB // 2), "escapes": lambda: 'a: "' + "\\x41" * (MIB // 4) + '"',
    "a literal": lambda: "a: |\n" + "  xxxx\n" * (MIB // 7), "keys": lambda: filled("k#: v\n"),
    "equal keys": lambda: repeated("k: v\n"), "documents": lambda: repeated("---\n"), "comments": lambda: repeated("#\n"),
    "blank lines": lambda: "a: 1\n" + "\n" * MIB, "tabs": lambda: "a: 1\n" + "\t" * MIB,
    "anchors": lambda: filled("- &a# x\n"), "unknown aliases": lambda: repeated("- *x\n"),
    "aliases": lambda: "- &a [" + "x," * 500 + "]\n" + "- *a\n" * (MIB // 5),
    "aliases of aliases": lambda: "- &a0 [x, x]\n" + filled("- &b# [*a0, *a0]\n"),
    "merges": lambda: "a: &a {" + ", ".join(f"k{n}: 1" for n in range(900)) + "}\n" + filled("m#: {<<: *a}\n"),
    "merges in lists": lambda: "a: &a {b: 1}\nc: {<<: [" + "*a, " * (MIB // 4) + "]}\n",
    "unknown tags": lambda: repeated("- !!x v\n"), "tags": lambda: filled("- !t# v\n"), "colons": lambda: ": " * (MIB // 2),
    "question marks": lambda: "? " * (MIB // 2), "dashes": lambda: "-" * MIB, "stars": lambda: "*" * MIB,
    "percents": lambda: "%" * MIB, "folded": lambda: "a: >\n" + "  x\n\n" * (MIB // 5),
    "numbers": lambda: repeated("- 9223372036854775807\n"), "long numbers": lambda: "a: " + "9" * MIB,
    "floats": lambda: repeated("- 1e308\n"), "zeros": lambda: repeated("\0"), "wide": lambda: "a: " + "é" * (MIB // 2),
    "directions": lambda: 'a: "' + "\u202e" * (MIB // 3) + '"', "expressions": lambda: "a: " + "${" * (MIB // 2),
}

LISTS = HEAD + "variables:\n  l: {type: list(string), default: [" + ", ".join(f"k{n}" for n in range(20000)) + (
    "]}\n  m: {type: map(string), default: {" + ", ".join(f"k{n}: v" for n in range(20000)) + "}}\n")
LONG = HEAD + "variables: {x: {default: " + "x" * (MIB // 2) + "}}\n"

#: Sections of manifests, with many or large parts. `#` is a number.
MANIFESTS = {
    "unknown sections": lambda: filled("sec#: 1\n", HEAD),
    "unknown keys": lambda: filled("    kkk#: 1\n", HEAD + "servers:\n  web:\n"),
    "near keys": lambda: filled("    flavo#: 1\n", HEAD + "servers:\n  web:\n"),
    "servers": lambda: filled("  s#: " + SERVER + "}\n", HEAD + "servers:\n"),
    "servers without keys": lambda: filled("  s#: {}\n", HEAD + "servers:\n"),
    "servers with equal names": lambda: filled("  s#: " + SERVER + ", name: x}\n", HEAD + "servers:\n"),
    "vaults": lambda: filled("  v#: {size: 100}\n", HEAD + "vaults:\n"),
    "vaults of the greatest size": lambda: filled("  v#: {size: 9223372036854775807}\n", HEAD + "vaults:\n"),
    "images": lambda: filled("  i#: {from: {server: s#}, vault: v}\n", HEAD + "vaults: {v: {size: 100}}\nimages:\n"),
    "images of one server": lambda: filled(
        "  i#: {from: {server: web}, vault: v}\n",
        HEAD + "vaults: {v: {size: 100}}\nservers:\n  web: " + SERVER + "}\nimages:\n"),
    "images by label": lambda: filled(
        "  i#: {from: {servers: {labels: {a: b}}}, vault: v}\n",
        HEAD + "vaults: {v: {size: 100}}\nservers:\n"
        + "".join(f"  s{n}: " + SERVER + ", labels: {a: b}}\n" for n in range(2000)) + "images:\n"),
    "images by name": lambda: filled(
        '  i#: {from: {servers: {live: {name: "*"}}}, vault: v}\n',
        HEAD + "vaults: {v: {size: 100}}\nservers:\n"
        + "".join(f"  s{n}: " + SERVER + "}\n" for n in range(2000)) + "images:\n"),
    "instances": lambda: filled("  s#: " + SERVER + ", count: 1000000}\n", HEAD + "servers:\n"),
    "instances by list": lambda: filled(
        "k#, ", HEAD + "servers:\n  web: " + SERVER + ", forEach: [", "]}\n"),
    "a list of lists": lambda: filled(
        "  s#: " + SERVER + ", forEach: '${var.l}'}\n",
        HEAD + "variables: {l: {type: list(string), default: [" + ", ".join(f"k{n}" for n in range(5000))
        + "]}}\nservers:\n"),
    "lists by expression": lambda: filled(
        "  s#: " + SERVER + ", recreateOn: '${var.l}'}\n", LISTS + "servers:\n"),
    "maps by expression": lambda: filled("  s#: " + SERVER + ", labels: '${var.m}'}\n", LISTS + "servers:\n"),
    "tags by expression": lambda: filled("  s#: " + SERVER + ", tags: '${var.m}'}\n", LISTS + "servers:\n"),
    "groups by expression": lambda: filled(
        "  s#: " + SERVER + ", network: {securityGroups: '${var.l}'}}\n", LISTS + "servers:\n"),
    "a long text again and again": lambda: LONG + "servers:\n  web: " + SERVER + ", description: '"
    + "${var.x}" * (MIB // 20) + "'}\n",
    "a long text in labels": lambda: filled("  s#: " + SERVER + ", labels: {a: 'x${var.x}'}}\n", LONG + "servers:\n"),
    "a long text in lists": lambda: filled(
        "'x${var.x}', ", LONG + "servers:\n  web: " + SERVER + ", recreateOn: [", "]}\n"),
    "a long text in names": lambda: filled("  s#: " + SERVER + ", name: 'x${var.x}'}\n", LONG + "servers:\n"),
    "a long text in user data": lambda: filled("  s#: " + SERVER + ", userData: 'x${var.x}'}\n", LONG + "servers:\n"),
    "a long text in instances": lambda: LONG + "servers:\n  web: " + SERVER
    + ", count: 20000, labels: {a: 'x${var.x}'}}\n",
    "variables": lambda: filled("  v#: {default: x}\n", HEAD + "variables:\n"),
    "sensitive variables": lambda: filled("  v#: {sensitive: true, default: secret#}\n", HEAD + "variables:\n"),
    "sensitive variables, wrong": lambda: filled("  v#: {sensitiv: true, default: secret# x}\n", HEAD + "variables:\n"),
    "passwords, wrong": lambda: filled("  s#: {adminPasswort: secret#, power: secret#}\n", HEAD + "servers:\n"),
    "a long password": lambda: HEAD + "servers:\n  web:\n    bogus: 1\n    adminPassword: " + "pw " * (MIB // 3) + "\n",
    "a password in an open quote": lambda: HEAD + 'servers:\n  web:\n    adminPassword: "' + "pw: x\n" * (MIB // 6),
    "user data, not indented": lambda: HEAD + "servers:\n  web:\n    userData: |\n" + "echo: x\n" * (MIB // 8),
    "words for sensitive": lambda: filled("  sensitive#: sensitive\n", HEAD + "variables:\n") + "]\n",
    "expressions": lambda: HEAD + "servers:\n  web: " + SERVER + ", description: '" + "${var.x}" * (MIB // 8) + "'}\n",
    "unknown expressions": lambda: filled("  s#: " + SERVER + ", description: '${var.x#}'}\n", HEAD + "servers:\n"),
    "data disks": lambda: filled(
        "      d#: {type: SSD, size: 10}\n", HEAD + "servers:\n  web:\n    flavor: s6.large.2\n    dataDisks:\n"),
    "tags": lambda: filled("t#: x, ", HEAD + "servers:\n  web: " + SERVER + ", tags: {", "}}\n"),
    "labels": lambda: filled("t#: x, ", HEAD + "servers:\n  web: " + SERVER + ", labels: {", "}}\n"),
    "metadata": lambda: filled("t#: x, ", HEAD + "servers:\n  web: " + SERVER + ", metadata: {", "}}\n"),
    "recreateOn": lambda: filled("t#, ", HEAD + "servers:\n  web: " + SERVER + ", recreateOn: [", "]}\n"),
    "removals": lambda: filled("  - {from: server.s#, action: forget, reason: x}\n", HEAD + "removed:\n"),
    "moves": lambda: filled("  - {from: server.s#, to: server.t#}\n", HEAD + "moved:\n"),
    "a chain of moves": lambda: HEAD + "moved:\n" + "".join(
        f"  - {{from: server.s{n}, to: server.s{n + 1}}}\n" for n in range(25000)),
    "acknowledgements": lambda: filled("  - {target: server.s#, key: destroy, reason: x}\n", HEAD + "acknowledge:\n"),
    "environments": lambda: filled("  e#: {project: p#}\n", HEAD + "environments:\n"),
    "includes": lambda: filled('  - "*a*b*c*d*#"\n', HEAD + "include:\n"),
    "stars in an include": lambda: HEAD + 'include: ["' + "*a" * (MIB // 2) + '"]\n',
    "a key as a pattern": lambda: HEAD + 'servers:\n  "' + "web-[1..9]" * (MIB // 10) + '": ' + SERVER + "}\n",
    "a large pattern": lambda: HEAD + 'servers:\n  "web-[1..9223372036854775807]": ' + SERVER + "}\n",
    "copies": lambda: filled(
        "      c#: {region: cn-south-1, vault: v}\n",
        HEAD + "vaults: {v: {size: 100}}\nimages:\n  i:\n    from: {server: web}\n    vault: v\n    copies:\n"),
    "guest facts": lambda: filled("a#, ", HEAD + "servers:\n  web: " + SERVER + ", guest: {os: windows, spannedVolumes: [", "]}}\n"),
}

#: Any JSON: what is read as a saved plan, as facts, as the vendor's configuration, and as an answer.
JSON = {
    "lists": lambda: "[" * MIB, "maps": lambda: '{"a":' * (MIB // 5), "closed lists": lambda: "[" * (MIB // 2) + "]" * (MIB // 2),
    "a text": lambda: '"' + "x" * MIB + '"', "escapes": lambda: '"' + "\\u0041" * (MIB // 6) + '"',
    "half of a pair": lambda: '"' + "\\ud800" * (MIB // 6) + '"', "numbers": lambda: "[" + "9223372036854775807," * (MIB // 20) + "0]",
    "a long number": lambda: "1" * MIB, "an exponent": lambda: "1e" + "9" * MIB, "members": lambda: filled('"k#":1,', "{", '"z":1}'),
    "equal members": lambda: "{" + '"k":1,' * (MIB // 6) + '"k":1}', "blanks": lambda: " " * MIB, "nulls": lambda: "[" + "null," * (MIB // 5) + "1]",
    "zeros": lambda: "\0" * MIB, "quotes": lambda: '"' * MIB, "backslashes": lambda: '"' + "\\" * MIB,
}


def in_plans(folder, text):
    """Saved plans with something huge: where the plan is, and in a plan that was saved."""
    with open(os.path.join(folder, "good.plan")) as file:
        good = json.load(file)
    return [
        '{"format": "%s", "version": %d, "plan": %s}' % (good["format"], good["version"], text),
        json.dumps({**good, "plan": "HERE"}).replace('"HERE"', text),
    ]


def in_facts(text):
    """What a collector printed, and facts in their own form, with something huge in known places."""
    output = '{"status": 0, "text": %s}' % text
    names = ("lsblk-pairs", "fstab", "vgs-text", "pvs-text", "lvs-text", "os-release")
    outputs = ", ".join(f'"{name}": {output}' for name in names[:1 + (len(text) < MIB // 2) * 5])
    return [
        '{"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {%s}}' % outputs,
        '{"format": 1, "origin": {"kind": "imported"}, "tools": {}, "disks": %s}' % text,
    ]


class Measure:
    """One run with its limits: what breaks them is a complaint."""

    def __init__(self, program, folder, is_release):
        self.program, self.folder = program, folder
        self.seconds, self.memory = BOUNDS["release" if is_release else "debug"]

    def run(self, *arguments, extra=None, stdin=None):
        environment = {"PATH": "/usr/bin:/bin", "HOME": self.folder, "TMPDIR": self.folder,
                       "XIMAGE_SANDBOX_TIME_SCALE": "0", **(extra or {})}
        with tempfile.TemporaryFile(dir=self.folder) as said:
            child = subprocess.Popen([self.program, *arguments], cwd=self.folder, env=environment, stdin=stdin or subprocess.DEVNULL,
                                     stdout=said, stderr=said, preexec_fn=self.limit)
            _, status, use = os.wait4(child.pid, 0)
            child.returncode = 0
            said.seek(0)
            text = self.said = said.read(4000).decode("utf-8", "replace")
        what, complaints = " ".join(arguments), []
        if os.WIFSIGNALED(status):
            complaints.append(f"{what} ends with signal {os.WTERMSIG(status)} after {use.ru_utime + use.ru_stime:.1f} s: {text[-500:]}")
        elif use.ru_utime + use.ru_stime > self.seconds:
            complaints.append(f"{what} takes {use.ru_utime + use.ru_stime:.1f} s of processor time")
        if use.ru_maxrss / 1024 > self.memory:
            complaints.append(f"{what} takes {use.ru_maxrss / 1024:.0f} MiB")
        if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status) not in (0, 1, 2, 3, 4, 5, 6):
            complaints.append(f"{what} ends with {os.WEXITSTATUS(status)}")
        if os.environ.get("PROVE_COSTS"):
            with open(os.environ["PROVE_COSTS"], "a") as costs:
                costs.write(f"{use.ru_utime + use.ru_stime:7.2f} s {use.ru_maxrss / 1024:6.0f} MiB  {what}\n")
        return complaints

    def limit(self):
        # The last resort: a run that would never end.
        resource.setrlimit(resource.RLIMIT_CPU, (2 * self.seconds, 2 * self.seconds))


def write(folder, name, content):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return path


PLAIN = HEAD + "variables: {a: {default: x}}\nvaults: {main: {size: 100}}\n"


def manifest(measure, text):
    write(measure.folder, "ximage.yaml", text)
    complaints = []
    for command in (["validate"], ["validate", "--all-errors", "--format", "json"], ["fmt", "--check", "--diff"], ["plan"]):
        complaints += measure.run(*command)
    return complaints


def any_yaml(measure, text):
    folder, complaints = measure.folder, manifest(measure, text)
    write(folder, "ximage.yaml", PLAIN)
    write(folder, "big.txt", text)
    for command in (["validate", "--syntax-only", "--format", "json", "big.txt"], ["validate", "--var-file", "big.txt"],
                    ["sandbox", "seed", "big.txt"], ["sandbox", "faults", "set", "big.txt"]):
        complaints += measure.run(*command)
    return complaints + measure.run("plan", extra={"XIMAGE_TRUST": write(folder, "config.txt", text)})


def any_json(measure, text):
    folder, complaints = measure.folder, []
    write(folder, "ximage.yaml", PLAIN)
    complaints += measure.run("plan", "--out", "good.plan")
    for document in in_plans(folder, text):
        write(folder, "big.plan", document)
        complaints += measure.run("show", "big.plan") + measure.run("apply", "big.plan", "--yes")
        if "saved plan" not in measure.said.lower():
            complaints.append(f"apply took it for something else: {measure.said[-500:]}")
    for document in (text, *in_facts(text)):
        write(folder, "big.txt", document)
        complaints += measure.run("facts", "import", "big.txt")
    cloud = PLAIN.replace("provider: sandbox", "provider: {type: huaweicloud}")
    write(folder, "ximage.yaml", cloud)
    for document in (text, '{"current": "a", "profiles": [%s]}' % text):
        path = write(folder, "hcloud.json", document)
        complaints += measure.run("plan", extra={"HW_SHARED_CONFIG_FILE": path})
    with Answering(text) as endpoint:
        keys = {"HUAWEICLOUD_SDK_AK": "A" * 20, "HUAWEICLOUD_SDK_SK": "S" * 40, "HUAWEICLOUD_SDK_IAM_ENDPOINT": endpoint}
        for service in ("ECS", "EVS", "IMS", "CBR", "VPC"):
            keys[f"HUAWEICLOUD_SDK_REGION_{service}_CN_NORTH_4"] = endpoint
        # It mostly waits: a damaged answer is asked for again.
        complaints += measure.run("plan", extra=keys)
    return complaints


class Answering:
    """A service that answers everything with one text, once bare and then as the value of each list."""

    LISTS = ["projects", "servers", "volumes", "images", "vaults", "backups", "vpcs", "subnets", "security_groups", "links"]

    def __init__(self, text):
        bodies = [text.encode("utf-8", "surrogatepass"),
                  ("{" + ",".join(f'"{name}": {text}' for name in self.LISTS[1:3]) + "}").encode("utf-8", "surrogatepass")]
        number = [0]

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                number[0] += 1
                body = PROJECT_LIST if "/projects" in self.path and number[0] % 2 == 0 else bodies[number[0] % 2]
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    pass

            do_POST = do_PUT = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


PROJECTS = '[{"id": "p1", "name": "cn-north-4", "enabled": true}]'
PROJECT_LIST = ('{"projects": %s}' % PROJECTS).encode()


def credentials(measure, number):
    """The credentials file of the SDK."""
    write(measure.folder, "ximage.yaml", PLAIN.replace("provider: sandbox", "provider: {type: huaweicloud}"))
    text = [lambda: filled("k#=v\n", "[basic]\n"), lambda: filled("[s#]\n"), lambda: "[basic]\nak = " + "x" * MIB,
            lambda: "[" * MIB, lambda: "=" * MIB, lambda: "\n" * MIB, lambda: "\r" * MIB, lambda: " " * MIB,
            lambda: "[basic]\nak =" + "\u00a0" * (MIB // 2)][number]()
    path = write(measure.folder, "credentials", text[:MIB - 4096].encode("utf-8", "ignore"))
    return measure.run("plan", extra={"HUAWEICLOUD_SDK_CREDENTIALS_FILE": path})


def random_bytes(measure, number):
    """Noise, and damage to what ximage wrote, of a mebibyte, in every file that is read back."""
    folder, chance, complaints = measure.folder, random.Random(number), []
    write(folder, "ximage.yaml", PLAIN)
    noise = chance.randbytes(MIB)
    write(folder, "big.txt", noise)
    for command in (["show", "big.txt"], ["apply", "big.txt", "--yes"], ["facts", "import", "big.txt"],
                    ["facts", "inspect", "big.txt"], ["validate", "big.txt"], ["sandbox", "seed", "big.txt"]):
        complaints += measure.run(*command)
    complaints += measure.run("apply", "--yes") + measure.run("plan", "--out", "x.plan")
    for name in (".ximage/state.db", ".ximage/sandbox.db", "x.plan"):
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            continue
        with open(path, "rb") as file:
            good = file.read()
        damaged = bytearray(good + noise[:max(0, MIB - len(good))])
        for _ in range(chance.randrange(1, 40)):
            damaged[chance.randrange(len(good))] = chance.randrange(256)
        write(folder, name, bytes(damaged))
        for command in (["show"], ["state", "verify"], ["plan"], ["state", "history"], ["apply", "x.plan", "--yes"]):
            complaints += measure.run(*command)
        write(folder, name, good)
    return complaints


def disk(measure, number):
    """Disk images with tables that are as wrong as they can be."""
    chance = random.Random(f"disk {number}")
    image = bytearray(MIB)
    kinds = [mbr, chain, gpt, lvm, hive_noise]
    kinds[number % len(kinds)](image, chance)
    write(measure.folder, "ximage.yaml", PLAIN)
    path = write(measure.folder, "disk.raw", bytes(image))
    other = write(measure.folder, "other.raw", bytes(image))
    return measure.run("facts", "inspect", path) + measure.run("facts", "inspect", path, other)


def mbr(image, chance):
    image[510:512] = b"\x55\xaa"
    for entry in range(4):
        image[446 + 16 * entry:462 + 16 * entry] = bytes([0x80, 0, 0, 0, chance.choice([7, 0x42, 0x83, 0x8E, 5, 0xEE]), 0, 0, 0]) + (
            chance.randrange(0, 4).to_bytes(4, "little") + 0xFFFFFFFF.to_bytes(4, "little"))


def chain(image, chance):
    """Extended partitions that go on and in a circle."""
    for sector in range(0, len(image), 512):
        image[sector + 510:sector + 512] = b"\x55\xaa"
        target = chance.randrange(0, len(image) // 512)
        image[sector + 446:sector + 462] = bytes([0, 0, 0, 0, 0x83, 0, 0, 0]) + b"\1\0\0\0" + b"\xff" * 4
        image[sector + 462:sector + 478] = bytes([0, 0, 0, 0, 5, 0, 0, 0]) + target.to_bytes(4, "little") + b"\xff" * 4


def gpt(image, chance):
    mbr(image, chance)
    image[446 + 4] = 0xEE
    image[512:520] = b"EFI PART"
    image[512 + 12:512 + 16] = (92).to_bytes(4, "little")
    image[512 + 72:512 + 80] = (2).to_bytes(8, "little")
    image[512 + 80:512 + 84] = chance.choice([128, 0xFFFFFFFF, 1 << 20]).to_bytes(4, "little")
    image[512 + 84:512 + 88] = chance.choice([128, 1, 0, 0xFFFFFFFF]).to_bytes(4, "little")
    image[1024:] = chance.randbytes(len(image) - 1024)


def lvm(image, chance):
    image[512:520] = b"LABELONE"
    image[520:528] = (1).to_bytes(8, "little")
    image[528 + 4:528 + 16] = (32).to_bytes(4, "little") + b"LVM2 001"
    text = ("vg {" + "a {" * 1000 + "x = [" + "1," * 100000 + "]").encode()
    image[4096:4096 + len(text)] = text
    image[544:1024] = bytes(chance.choice([0, 1, 8, 16, 255]) for _ in range(480))


def hive_noise(image, chance):
    """A file system's beginning, and a hive of keys that hold each other."""
    image[3:11] = b"NTFS    "
    image[11:13] = (512).to_bytes(2, "little")
    image[13] = 8
    image[48:56] = chance.randrange(0, 64).to_bytes(8, "little")
    image[4096:4100] = b"regf"
    for place in range(8192, len(image) - 64, 64):
        image[place:place + 8] = (-64).to_bytes(4, "little", signed=True) + b"nk\x20\0"
        image[place + 24:place + 40] = b"".join(chance.randrange(0, len(image)).to_bytes(4, "little") for _ in range(4))


KINDS = {
    "yaml": (any_yaml, YAML), "manifest": (manifest, MANIFESTS), "json": (any_json, JSON),
    "credentials": (credentials, {str(n): lambda n=n: n for n in range(9)}),
    "noise": (random_bytes, {str(n): lambda n=n: n for n in range(12)}),
    "disk": (disk, {str(n): lambda n=n: n for n in range(40)}),
}


def r26(row):
    """Each shape of each kind; the gate takes a sample."""
    cases = [f"{kind}/{shape}" for kind, (_, shapes) in KINDS.items() for shape in shapes]
    if row.options.scale < 1 and row.options.case is None:
        cases = row.random("sample").sample(cases, row.scaled(0.3 * len(cases)))

    def one(worker, case):
        kind, shape = case.split("/", 1)
        read, shapes = KINDS[kind]
        folder = tempfile.mkdtemp(prefix="ximage-prove-")
        try:
            measure = Measure(worker.programs[0], folder, bool(row.options.release))
            measure.memory = max(measure.memory, ALLOWED.get(case, 0))
            return read(measure, shapes[shape]())
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    row.each(cases, one, minimum=len(cases))
