"""R18: answers that no service should give. The program ends within its limits, whatever comes."""

import gzip
import os
import socket
import subprocess
import threading
import time

from world import small

PROVIDER = """project: PROJECT
provider:
  type: huaweicloud
  endpoints: {iam: "URL", ecs: "URL", evs: "URL", ims: "URL", cbr: "URL", vpc: "URL"}
  projects: {cn-north-4: 0123456789abcdef0123456789abcdef}
"""


def head(length=None, more="", kind="application/json"):
    text = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n{more}"
    return (text + (f"Content-Length: {length}\r\n" if length is not None else "") + "\r\n").encode()


def whole(body, **more):
    return lambda link: link.sendall(head(len(body), **more) + body)


def endless(prefix, part, pause=0.0, limit=1 << 31):
    def send(link):
        link.sendall(prefix)
        sent = 0
        while sent < limit:
            link.sendall(part)
            sent += len(part)
            if pause:
                time.sleep(pause)
    return send


def page(link):
    """A list whose every page says that there is a next one, with the same object."""
    body = b'{"servers":[{"id":"a","name":"a","status":"ACTIVE"}],"count":1000000,"volumes":[{"id":"v"}],"images":[{"id":"i","name":"i","status":"active"}],"vaults":[{"id":"v","name":"v"}],"next":"/v2/cloudimages?marker=i","page_info":{"next_marker":"a"}}'
    link.sendall(head(len(body)) + body)


BEHAVIOURS = {
    "a body of 1 GiB": endless(head(1 << 30), b" " * 65536, limit=1 << 30),
    "a body without end": endless(head(), b" " * 65536),
    "a header without end": endless(b"HTTP/1.1 200 OK\r\nX-Long: ", b"a" * 65536),
    "headers without end": endless(b"HTTP/1.1 200 OK\r\n", b"X-More: yes\r\n" * 1000),
    "one byte a second": endless(head(100000), b" ", pause=1.0, limit=100000),
    "a compressed bomb": whole(gzip.compress(b"0" * (100 << 20)), more="Content-Encoding: gzip\r\n"),
    "JSON of depth 100,000": whole(b"[" * 100000 + b"]" * 100000),
    "objects of depth 100,000": whole(b'{"a":' * 100000 + b"1" + b"}" * 100000),
    "a wrong type": whole(b'{"servers": 7, "volumes": "no", "images": {}, "vaults": false}'),
    "a number": whole(b"1"),
    "NUL": whole(b'{"servers": [\0]}'),
    "invalid UTF-8": whole(b'{"servers": [{"id": "\xff\xfe\x80", "name": "\xc3\x28"}]}'),
    "HTML": whole(b"<html>no</html>", kind="text/html"),
    "nothing": whole(b""),
    "half of it": lambda link: link.sendall(head(1000) + b'{"servers": ['),
    "no HTTP": lambda link: link.sendall(b"SSH-2.0-OpenSSH_9.2p1\r\n"),
    "pages without end": page,
    "a number of a million digits": whole(b'{"count": ' + b"9" * 1000000 + b"}"),
    "a redirect to another host": lambda link: link.sendall(
        b"HTTP/1.1 302 Found\r\nLocation: http://203.0.113.1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    "silence": lambda link: time.sleep(600),
    "a reset": lambda link: link.setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"),
}

#: Seconds that one command may take against a service that never behaves, and MiB that it may use. The calls' own
#: limits are 60 s for an answer; a dead service is given up after some tries.
MOST_SECONDS, MOST_MIB = 300, 200


class Service:
    def __init__(self, behaviour):
        self.behaviour = behaviour
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.seen = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                link, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(link,), daemon=True).start()

    def answer(self, link):
        try:
            link.settimeout(600)
            self.seen.append(link.recv(65536))
            self.behaviour(link)
        except OSError:
            pass
        finally:
            link.close()

    def close(self):
        self.listener.close()


def r18(row):
    def one(worker, case):
        world = worker.world()
        world.begin(small())
        service = Service(BEHAVIOURS[case])
        world.write(small().replace("project: PROJECT\n", PROVIDER.replace("URL", service.url)))
        trust = f"{world.folder}.trust.yaml"
        with open(trust, "w") as file:
            file.write(f'trust: {{endpoints: ["{service.url}"]}}\n')
        began = time.monotonic()
        process = subprocess.Popen(
            [world.ximage, "plan"], cwd=world.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=world.environment({
                "HUAWEICLOUD_SDK_AK": "AK", "HUAWEICLOUD_SDK_SK": "SKCANARY", "XIMAGE_TRUST": trust}))
        killer = threading.Timer(MOST_SECONDS, process.kill)
        killer.start()
        output = process.stdout.read().decode("utf-8", "replace")
        _, status, usage = os.wait4(process.pid, 0)
        killer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        service.close()
        took, memory = time.monotonic() - began, usage.ru_maxrss / 1024
        complaints = []
        if process.returncode not in (1, 3):
            complaints.append(f"ended with {process.returncode} after {took:.0f} s: {output[-1500:]}")
        if memory > MOST_MIB:
            complaints.append(f"used {memory:.0f} MiB")
        if "SKCANARY" in output:
            complaints.append("showed the secret key")
        return complaints

    row.each(list(BEHAVIOURS), one, minimum=len(BEHAVIOURS))
