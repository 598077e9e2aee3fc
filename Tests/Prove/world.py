"""A folder with manifests, a sandbox that is a process of its own, and the built program run against it."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

CANARY = "CANARY-7f3a9c-never-written"


class Outcome:
    def __init__(self, status, output, messages, took):
        self.status, self.output, self.messages, self.took = status, output, messages, took

    @property
    def text(self):
        return self.output + self.messages

    def __repr__(self):
        return f"exit {self.status}\n{self.output}{self.messages}"


class World:
    """One sandbox, used by many projects one after the other. `close` ends it and removes its folder."""

    #: Variables that only a debug build listens to.
    HOOKS = ("XIMAGE_CRASH_AT", "XIMAGE_LOCK_LEASE")

    def __init__(self, programs, time_scale="0"):
        self.ximage, self.hooked = programs
        self.time_scale = time_scale
        self.folder = tempfile.mkdtemp(prefix="ximage-prove-")
        os.mkdir(self.folder + "/.ximage", 0o700)
        self.seen = 0
        self.serve()

    def serve(self):
        self.server = subprocess.Popen(
            [self.ximage, "sandbox", "serve", "--listen", "127.0.0.1:0",
             "--data", self.folder + "/.ximage/sandbox.db", "--time-scale", self.time_scale],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=self.folder)
        line = self.server.stdout.readline()
        if not line:
            raise RuntimeError("the sandbox did not start")
        self.info = json.loads(line)
        self.endpoint = self.info["endpoint"]

    def close(self):
        self.server.send_signal(signal.SIGTERM)
        try:
            self.server.wait(5)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        self.server.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What the sandbox itself tells

    def control(self, method, path, body=None):
        data = body.encode() if isinstance(body, str) else body
        request = urllib.request.Request(self.endpoint + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.read()

    def ledger(self):
        """Every object made and removed since the world began."""
        return json.loads(self.control("GET", "/sandbox/ledger"))["entries"]

    def faults(self, script):
        self.control("PUT", "/sandbox/faults", script)

    def no_faults(self):
        self.control("DELETE", "/sandbox/faults")

    def calls(self):
        return json.loads(self.control("GET", "/sandbox/stats"))["operations"]

    def reset_calls(self):
        self.control("POST", "/sandbox/stats/reset", "")

    # The program

    def environment(self, extra=None):
        variables = {
            "PATH": "/usr/bin:/bin", "HOME": self.folder, "XIMAGE_SANDBOX_TIME_SCALE": self.time_scale,
            "TMPDIR": self.folder, "XIMAGE_VAR_secret": CANARY,
        }
        variables.update(extra or {})
        return variables

    def start(self, *arguments, extra=None, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
              stderr=subprocess.PIPE):
        program = self.hooked if any(name in self.HOOKS for name in extra or {}) else self.ximage
        return subprocess.Popen(
            [program, *arguments], cwd=self.folder, env=self.environment(extra), stdin=stdin, stdout=stdout,
            stderr=stderr, text=True, errors="surrogateescape")

    def run(self, *arguments, extra=None, timeout=120):
        began = time.monotonic()
        process = self.start(*arguments, extra=extra)
        try:
            output, messages = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            output, messages = process.communicate()
            messages += f"\n(no end within {timeout} s)"
            return Outcome(-999, output, messages, time.monotonic() - began)
        return Outcome(process.returncode, output, messages, time.monotonic() - began)

    # Projects

    def project(self, manifest):
        """Another project in this world: a new manifest, no state."""
        name = self.begin(manifest)
        return name

    def begin(self, manifest):
        self.seen += 1
        self.name = f"prv{self.seen:05d}"
        for file in os.listdir(self.folder + "/.ximage"):
            if file.startswith("state"):
                os.unlink(self.folder + "/.ximage/" + file)
        for file in os.listdir(self.folder):
            if file.endswith(".yaml") or file.endswith(".plan") or file.startswith("state.db"):
                os.unlink(self.folder + "/" + file)
        self.start_of_ledger = len(self.ledger())
        self.write(manifest)
        return self.name

    def write(self, manifest):
        with open(self.folder + "/ximage.yaml", "w") as file:
            file.write(manifest.replace("PROJECT", self.name))

    @property
    def state_path(self):
        return self.folder + "/.ximage/state.db"

    def entries(self):
        """The ledger of the present project: of everything since it began."""
        return self.ledger()[self.start_of_ledger:]


# Manifests

HEAD = """version: 1
project: PROJECT
defaults:
  region: cn-north-4
  zone: cn-north-4a
  network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
  tags: {team: shop}
  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
"""


def server(key, data=100, logs=50, more=""):
    return f"""  {key}:
    flavor: s6.large.2
    image: {{name: "Ubuntu 22.04 server 64bit"}}
    systemDisk: {{type: SSD, size: 40 GiB}}
    dataDisks:
      data: {{type: SSD, size: {data} GiB}}
      logs: {{type: SAS, size: {logs} GiB}}
{more}"""


def small(revision="1", data=100, tag="shop", quiesce=False):
    """A vault, a server with two disks, a whole image."""
    return (HEAD.replace("team: shop", f"team: {tag}") + "vaults:\n  main: {size: 1000 GiB}\nservers:\n"
            + server("web", data=data)
            + f'images:\n  golden:\n    from: {{server: web}}\n    vault: main\n    revision: "{revision}"\n'
            + ("    quiesce: stop\n" if quiesce else ""))


def large(servers=8):
    """Five objects a server: itself, two disks, its image, and a vault for it."""
    text = HEAD + "vaults:\n"
    for number in range(servers):
        text += f"  v{number}: {{size: 1000 GiB}}\n"
    text += "servers:\n"
    for number in range(servers):
        text += server(f"s{number}")
    text += "images:\n"
    for number in range(servers):
        text += f"  i{number}:\n    from: {{server: s{number}}}\n    vault: v{number}\n"
    return text
