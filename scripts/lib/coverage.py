"""Measures which lines of the core the tests run, and prints them by area and for the worst files.

The areas are the planner (XimagePlanning), the journal (XimageState), apply (XimageEngine) and the YAML layer
(XimageYAML). The tests are built with counters in .build/coverage, which is a build of its own: the first one compiles
every dependency and takes several minutes. Exits with 1 when an area is below the minimum.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from check import output, part

AREAS = {"planner": "XimagePlanning", "journal": "XimageState", "apply": "XimageEngine", "YAML": "XimageYAML"}

# The areas' own tests, and those of their users that run in the tests' process: rules are checked inside the planner
# and before steps.
TESTED_BY = [*(f"{target}Tests" for target in AREAS.values()), "XimageRulesTests", "XimageManifestTests",
             "XimageCommandTests", "ForesightTests"]

SCRATCH = ["--scratch-path", ".build/coverage"]


class Lines(NamedTuple):
    """Lines with code, and those of them that ran."""

    count: int
    covered: int

    @property
    def share(self):
        return 100 * self.covered / self.count if self.count else 0.0

    def __str__(self):
        return f"{self.count:>7,} {self.covered:>9,} {self.share:>7.1f} %"


def tool(name):
    """A tool of the toolchain that built the tests: others do not read its counters."""
    beside = Path(shutil.which("swift") or sys.exit("error: swift is not on the PATH")).resolve().parent / name
    return str(beside) if beside.exists() else name


def measured(products):
    """Lines of each file of the areas, by its path in the repository."""
    folders = [str(Path("Sources", target).resolve()) for target in AREAS.values()]
    report = json.loads(output(
        tool("llvm-cov"), "export", "--summary-only", "--instr-profile", f"{products}/codecov/default.profdata",
        f"{products}/ximagePackageTests.xctest", *folders))
    root = Path.cwd().resolve()
    found = {}
    for file in report["data"][0]["files"]:
        lines = file["summary"]["lines"]
        found[str(Path(file["filename"]).relative_to(root))] = Lines(lines["count"], lines["covered"])
    return found


def total(files, target):
    own = [lines for path, lines in files.items() if path.startswith(f"Sources/{target}/")]
    if not own:
        sys.exit(f"error: there are no counters of {target}")
    return Lines(sum(lines.count for lines in own), sum(lines.covered for lines in own))


def main():
    parser = argparse.ArgumentParser(
        prog="scripts/coverage", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minimum", type=float, default=90, metavar="PERCENT",
                        help="Share of lines that each area needs. Default: 90.")
    parser.add_argument("--files", type=int, default=10, metavar="N",
                        help="List the N files with the most lines that did not run. Default: 10.")
    parser.add_argument("--tests", default=rf"^({'|'.join(TESTED_BY)})\.", metavar="REGEX",
                        help=f"Run the tests whose names match. Default: {', '.join(TESTED_BY)}.")
    parser.add_argument("--skip-build", action="store_true", help="Use the tests as they were built last.")
    options = parser.parse_args()

    if not options.skip_build:
        part("Build of the tests with counters", ["swift", "build", "--build-tests", "--enable-code-coverage", *SCRATCH])
    said = part(f"Tests {options.tests}", ["swift", "test", "--skip-build", "--enable-code-coverage", *SCRATCH,
                                           "--filter", options.tests])
    summary = [line for line in said.splitlines() if "Test run with" in line]
    if not summary or "Test run with 0 tests" in summary[-1]:
        sys.exit(f"error: no test ran for {options.tests}")
    print(f"    {summary[-1].lstrip('✔ ')}")

    files = measured(output("swift", "build", "--show-bin-path", *SCRATCH).strip())
    print(f"\n{'Area':<26}{'Lines':>8} {'Covered':>9} {'Share':>9}")
    totals = {area: total(files, target) for area, target in AREAS.items()}
    for area, lines in totals.items():
        print(f"{f'{area} ({AREAS[area]})':<26} {lines}")
    worst = sorted(files.items(), key=lambda item: item[1].covered - item[1].count)[:max(0, options.files)]
    if worst:
        print("\nFiles with the most lines that did not run:")
    for path, lines in worst:
        print(f"{lines.count - lines.covered:>6} of {lines.count:<5} {path}")
    low = [area for area, lines in totals.items() if lines.share < options.minimum]
    if low:
        sys.exit(f"error: less than {options.minimum:g} % of the lines of {', '.join(low)} ran")


if __name__ == "__main__":
    main()
