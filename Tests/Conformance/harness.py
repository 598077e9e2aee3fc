"""A sandbox of its own for one run, the vendor's typed clients for it, and the counting of checks."""

import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request

from huaweicloudsdkcbr.v1 import CbrClient
from huaweicloudsdkcore.auth.credentials import BasicCredentials, GlobalCredentials
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from huaweicloudsdkecs.v2 import EcsClient
from huaweicloudsdkevs.v2 import EvsClient
from huaweicloudsdkiam.v3 import IamClient
from huaweicloudsdkims.v2 import ImsClient
from huaweicloudsdkvpc.v2 import VpcClient as OldVpcClient
from huaweicloudsdkvpc.v3 import VpcClient

REGION = "cn-north-4"
OTHER = "cn-south-1"


class Sandbox:
    """`ximage sandbox serve` on a free port, with a data file that goes away afterwards."""

    def __init__(self, ximage, time_scale="0"):
        self.folder = tempfile.mkdtemp(prefix="ximage-conformance-")
        self.process = subprocess.Popen(
            [ximage, "sandbox", "serve", "--listen", "127.0.0.1:0", "--data", self.folder + "/sandbox.db",
             "--time-scale", time_scale],
            stdout=subprocess.PIPE, text=True)
        self.info = json.loads(self.process.stdout.readline())
        self.endpoint = self.info["endpoint"]

    def client(self, kind, region=REGION, secret=None):
        credentials = BasicCredentials(
            self.info["accessKey"], secret or self.info["secretKey"], self.info["projects"][region])
        return kind.new_builder().with_credentials(credentials).with_endpoint(self.endpoint).build()

    def iam(self):
        credentials = GlobalCredentials(self.info["accessKey"], self.info["secretKey"], "0" * 32)
        return IamClient.new_builder().with_credentials(credentials).with_endpoint(self.endpoint).build()

    def control(self, method, path, body=None):
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.endpoint + path, data=data, method=method)
        with urllib.request.urlopen(request) as reply:
            return reply.read()

    def raw(self, target, region=REGION):
        """An answer as it came, for what the SDK's models leave out."""
        path, _, query = target.partition("?")
        request = SdkRequest(
            "GET", "http", self.endpoint.removeprefix("http://"), path, path,
            [tuple(pair.split("=", 1)) for pair in query.split("&") if pair],
            {"X-Project-Id": self.info["projects"][region], "Content-Type": "application/json"}, "")
        credentials = BasicCredentials(self.info["accessKey"], self.info["secretKey"], self.info["projects"][region])
        signed = Signer(credentials).sign(request)
        with urllib.request.urlopen(urllib.request.Request(self.endpoint + signed.uri, headers=signed.header_params)) as reply:
            return reply.read()

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class Checks:
    """Counts what held and tells what did not."""

    def __init__(self):
        self.passed = 0
        self.failed = []
        self.section = ""

    def begin(self, section):
        self.section = section

    def __call__(self, name, held, seen=None):
        if held:
            self.passed += 1
        else:
            self.failed.append(f"{self.section}: {name}" + ("" if seen is None else f" (seen: {seen!r})"))

    def equal(self, name, seen, wanted):
        self(name, seen == wanted, seen)

    def refuses(self, name, status, code, call):
        """The call must raise the SDK's exception with this status and code."""
        try:
            answer = call()
        except ServiceResponseException as refusal:
            seen = (refusal.status_code, refusal.error_code, refusal.error_msg)
            self(name, seen[:2] == (status, code) and bool(refusal.request_id), seen)
        else:
            self(name, False, answer)

    def report(self, least):
        for failure in self.failed:
            print("FAILED", failure)
        total = self.passed + len(self.failed)
        print(f"{self.passed} of {total} checks passed")
        if total < least:
            print(f"FAILED only {total} checks ran; at least {least} are wanted")
        sys.exit(0 if not self.failed and total >= least else 1)
