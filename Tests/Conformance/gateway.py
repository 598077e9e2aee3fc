"""The gateway: signatures, projects, throttling, and the stats that count it all."""

import json
import urllib.request

from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from huaweicloudsdkecs.v2 import model as ecs
from huaweicloudsdkims.v2 import model as ims

from harness import EcsClient, ImsClient, REGION


def run(sandbox, check, world):
    wrong = sandbox.client(ImsClient, secret="x" * 40)
    check.refuses("a wrong secret", 401, "APIGW.0301", lambda: wrong.list_images(ims.ListImagesRequest(limit=1)))
    good = sandbox.client(ImsClient)
    check("non-ASCII text is signed", good.list_images(ims.ListImagesRequest(name="镜像 +/%")).images == [])
    path = f"/v1/{sandbox.info['projects'][REGION]}/cloudservers/detail"
    request = urllib.request.Request(sandbox.endpoint + path, headers={"X-Auth-Token": world["token"]})
    with urllib.request.urlopen(request) as reply:
        check("a token in place of a signature", "servers" in json.load(reply))
        check("every answer has an id", bool(reply.headers["X-Request-Id"]))
    unsigned = urllib.request.Request(sandbox.endpoint + path)
    try:
        urllib.request.urlopen(unsigned)
        check("an unsigned request is refused", False)
    except urllib.error.HTTPError as refusal:
        check.equal("an unsigned request is refused", refusal.code, 401)
    sandbox.control("PUT", "/sandbox/faults", {"faults": [{"match": {"operation": "ListServersDetails", "times": 1}, "status": 429}]})
    client = sandbox.client(EcsClient)
    try:
        client.list_servers_details(ecs.ListServersDetailsRequest())
        check("throttling", False)
    except ServiceResponseException as refusal:  # the SDK's own retry hides the code
        check.equal("throttling", refusal.status_code, 429)
    check("only as often as asked", client.list_servers_details(ecs.ListServersDetailsRequest()).count >= 1)
    sandbox.control("DELETE", "/sandbox/faults")
    stats = json.loads(sandbox.control("GET", "/sandbox/stats"))
    check("calls are counted", stats["operations"]["ecs.ListServersDetails"] > 0 and stats["total"] > 100)
    foreign = sandbox.client(EcsClient)
    foreign._credentials.project_id = "f" * 32
    check.refuses("another account's project", 400, "Common.0018", lambda: foreign.list_servers_details(
        ecs.ListServersDetailsRequest()))
