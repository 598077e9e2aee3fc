"""The vendor's SDK as a client of the sandbox: it must not be able to tell."""

import json
import pathlib
import re
import sys
import traceback

import cbr
import ecs
import evs
import gateway
import iam
import ims
import vpc
from harness import Checks, Sandbox


PAGE = pathlib.Path(__file__).parents[2] / "docs" / "sandbox.md"
# Operations that these packages of the vendor's SDK do not offer.
WITHOUT_CLIENT = {"CreateLegacyBackup", "GetCallerIdentity", "ListAvailabilityZones", "UpdateImageTag"}


def coverage(sandbox, check):
    """Every operation that the page lists was called."""
    listed = set(re.findall(r"^\| `(\w+)` \| `[A-Z]+ /v", PAGE.read_text(), re.MULTILINE))
    called = {name.split(".")[1] for name in json.loads(sandbox.control("GET", "/sandbox/stats"))["operations"]}
    check("the page lists operations", len(listed) > 90)
    for name in sorted(listed - called - WITHOUT_CLIENT):
        check(f"{name} was called", False)


def main():
    check = Checks()
    sandbox = Sandbox(sys.argv[1])
    world = {}
    try:
        for part in [iam, vpc, ecs, evs, cbr, ims, gateway]:
            check.begin(part.__name__)
            try:
                part.run(sandbox, check, world)
            except Exception:  # a crash of one part is a failed check, and the others still run
                traceback.print_exc()
                check(f"{part.__name__} ran to its end", False)
        check.begin("coverage")
        coverage(sandbox, check)
    finally:
        sandbox.close()
    check.report(least=200)


if __name__ == "__main__":
    main()
