"""Checks what changed, in a warm tree: words of added lines, format of changed files, incremental build, and the tests
that are near.

What changed is asked from git: the working tree with untracked files against HEAD, or against --base REV. Tested are
the test targets that changed, those named after a changed target, and those named after a target that depends on it
directly. Test targets that run the whole program are left to scripts/test, and so is everything else.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import words

# They run the whole program and take minutes, also when only their own files changed. scripts/test runs them.
SLOW = {"ScenarioTests", "ForesightTests"}


class Selection(NamedTuple):
    """What is checked and what is left out, in the order of the manifest."""

    changed: list
    tested: list
    left_out: list


def output(*command):
    result = subprocess.run(command, stdout=subprocess.PIPE)
    if result.returncode != 0:
        sys.exit(f"error: failed with exit code {result.returncode}: {' '.join(command)}")
    return result.stdout.decode()


def changed_files(base):
    """Paths that differ from the base, also those that were deleted or are not tracked yet."""
    differing = output("git", "diff", "--name-only", "--no-renames", "-z", base, "--")
    untracked = output("git", "ls-files", "--others", "--exclude-standard", "-z")
    return sorted({path for path in (differing + untracked).split("\0") if path})


def targets():
    """Targets of the package by name: folder, kind, and the targets of this package that they depend on."""
    description = json.loads(output("swift", "package", "describe", "--type", "json"))
    return {each["name"]: each for each in description["targets"]}


def owner(path, known):
    """The target whose folder holds a file, or None."""
    holders = [name for name, each in known.items() if path.startswith(each["path"].rstrip("/") + "/")]
    return max(holders, key=lambda name: len(known[name]["path"]), default=None)


def test_target_of(name, known):
    """The test target that is named after a target. The program is the one exception: its tests have another name."""
    found = "XimageCommandTests" if name == "ximage" else f"{name}Tests"
    return found if found in known else None


def select(paths, known):
    """The test targets near to the changed paths."""
    changed = {owner(path, known) for path in paths} - {None}
    if any(path.startswith("Package.") for path in paths):
        changed = set(known)
    near = set()
    for name, each in known.items():
        dependencies = set(each.get("target_dependencies", []))
        if each["type"] == "test":
            # A changed helper library has no tests of its own; its users test it.
            touched = name in changed or "XimageTestSupport" in changed & dependencies
            near |= {name} if touched else set()
        elif name in changed or changed & dependencies:
            near.add(test_target_of(name, known))
    tests = [name for name, each in known.items() if each["type"] == "test"]
    tested = [name for name in tests if name in near - SLOW]
    return Selection(
        changed=[name for name in known if name in changed], tested=tested,
        left_out=[name for name in tests if name not in tested])


def part(title, command):
    """Runs one part, shows its output only when it fails, and prints how long it took. Exits on failure."""
    print(f"==> {title}", flush=True)
    start = time.monotonic()
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    elapsed = time.monotonic() - start
    if result.returncode != 0:
        sys.stdout.write(result.stdout.decode(errors="replace"))
        print(f"error: {title} failed after {elapsed:.1f} s", file=sys.stderr)
        sys.exit(1)
    print(f"    {elapsed:.1f} s", flush=True)
    return result.stdout.decode(errors="replace")


def check_format(paths):
    """Lints changed Swift files that still exist, where scripts/test lints them too."""
    linted = [path for path in paths if path.endswith(".swift") and Path(path).is_file()
              and (path == "Package.swift" or path.startswith(("Sources/", "Tests/")))]
    if linted:
        part(f"Format of {len(linted)} changed Swift file{'' if len(linted) == 1 else 's'}",
             ["swift", "format", "lint", "--strict", "--parallel", *linted])
    return linted


def check_tests(tested):
    """Runs whole test targets by the first part of their tests' names. A filter that fits no test is a failure."""
    pattern = f"^({'|'.join(tested)})\\."
    said = part(f"Tests of {', '.join(tested)}", ["swift", "test", "--skip-build", "--filter", pattern])
    summary = [line for line in said.splitlines() if "Test run with" in line]
    if not summary or "Test run with 0 tests" in summary[-1]:
        sys.exit(f"error: no test ran for {pattern}")
    print(f"    {summary[-1].lstrip('✔ ')}")


def main():
    parser = argparse.ArgumentParser(
        prog="scripts/check", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="HEAD", metavar="REV",
                        help="Compare the working tree with this revision. Default: HEAD.")
    options = parser.parse_args()

    start = time.monotonic()
    paths = changed_files(options.base)
    if not paths:
        print(f"Nothing differs from {options.base}. Run scripts/test to check everything.")
        return
    selection = select(paths, targets())
    print(f"{len(paths)} changed file{'' if len(paths) == 1 else 's'}; "
          f"changed targets: {', '.join(selection.changed) or 'none'}")
    print("==> Words of changed lines", flush=True)
    words.check(options.base)
    linted = check_format(paths)
    if selection.changed:
        part("Build, with the check that no target imports what it does not declare",
             ["swift", "build", "--build-tests", "--explicit-target-dependency-import-check", "error"])
    if selection.tested:
        check_tests(selection.tested)
    print(f"==> Passed in {time.monotonic() - start:.1f} s")
    left = [] if linted else ["format"]
    left += [] if selection.changed else ["build"]
    left += selection.left_out
    print(f"Not checked: {', '.join(left + ['other parsers and clients', 'the release', 'the proof'])}. "
          "scripts/test runs the rest.")


if __name__ == "__main__":
    main()
