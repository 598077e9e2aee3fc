"""The vendor's SDK as a client of the sandbox: it must not be able to tell."""

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
    finally:
        sandbox.close()
    check.report(least=120)


if __name__ == "__main__":
    main()
