#!/usr/bin/env python3
"""Tries the built program against everything that can go wrong, and counts. `scripts/prove --help` tells more."""

import argparse
import concurrent.futures
import importlib
import os
import random
import subprocess
import sys
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

ROWS = ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R14", "R15", "R16", "R17", "R18", "R19",
        "R22", "R23", "R24", "R25", "R26", "R27"]
MODULES = {
    "R1": "crashes", "R2": "crashes", "R3": "crashes", "R6": "locks", "R7": "locks", "R10": "damage", "R11": "suites",
    "R15": "surfaces", "R16": "surfaces", "R18": "answers", "R19": "signals", "R22": "suites",
    "R4": "suites", "R5": "suites", "R8": "suites", "R9": "suites", "R14": "suites", "R17": "suites",
    "R23": "suites", "R24": "lost", "R25": "lost", "R26": "bounds",
    "R27": "suites",
}
# They mostly wait: other rows run meanwhile.
WAITING = ["R18", "R26"]
# Of the gate: a fifth of the cases finds what every change can break.
GATE_SCALE = 0.2
# Where rows contain each other's cases, the gate draws some of each.
GATE_SHARES = {"R1": 0.75, "R3": 0.75}
LONG = ["R22", "R23", "R24", "R25", "R26", "R27"]


class Row:
    """What one row is given, and what it found."""

    def __init__(self, name, options, seed):
        self.name, self.options, self.seed = name, options, seed
        self.cases, self.minimum, self.failures = 0, 0, []
        self.note = ""

    @property
    def programs(self):
        """What runs, and what runs where it shall die at a certain place: only a debug build can."""
        return self.options.release or self.options.ximage, self.options.ximage

    def scaled(self, number):
        share = GATE_SHARES.get(self.name, 1) if self.options.gate else 1
        return max(1, round(number * self.options.scale * share))

    def random(self, *parts):
        return random.Random(f"{self.seed}/{self.name}/" + "/".join(str(part) for part in parts))

    def each(self, cases, body, minimum=None):
        """Runs `body(worker, case)` for every case, some at a time; a worker keeps what it likes between cases.

        With `--case` only that one.
        """
        cases = list(cases)
        if self.options.case is not None:
            cases = [case for case in cases if str(case) == self.options.case]
        elif minimum is not None:
            self.minimum += minimum
        queue = iter(cases)
        workers = [Worker(self.programs) for _ in range(min(self.options.workers, max(1, len(cases))))]

        def work(worker):
            while True:
                try:
                    case = next(queue)
                except StopIteration:
                    return
                self.one(worker, case, body)

        try:
            with concurrent.futures.ThreadPoolExecutor(len(workers)) as pool:
                for result in [pool.submit(work, worker) for worker in workers]:
                    result.result()
        finally:
            for worker in workers:
                worker.close()

    def one(self, worker, case, body):
        try:
            complaints = body(worker, case) or []
        except Exception:
            complaints = [traceback.format_exc()]
            worker.close()
        self.cases += 1
        for complaint in complaints:
            self.failures.append((case, complaint))
            if len(self.failures) <= self.options.show:
                print(f"\n{self.name}: {case}: {complaint}\n  again: {self.again(case)}", flush=True)

    def again(self, case):
        return f"scripts/prove {self.name} --seed {self.seed} --scale {self.options.scale:g} --case '{case}'"

    @property
    def holds(self):
        return not self.failures and (self.cases >= self.minimum or self.options.case is not None)


class Worker:
    """What one thread keeps: a world that is made when it is needed and made anew now and then."""

    CASES_A_WORLD = 40

    def __init__(self, programs):
        self.programs, self.kept, self.used = programs, {}, 0

    def world(self, **options):
        from world import World
        key = tuple(sorted(options.items()))
        self.used += 1
        if key in self.kept and self.used % self.CASES_A_WORLD == 0:
            self.kept.pop(key).close()
        if key not in self.kept:
            self.kept[key] = World(self.programs, **options)
        return self.kept[key]

    def close(self):
        for world in self.kept.values():
            world.close()
        self.kept = {}


def main():
    parser = argparse.ArgumentParser(
        prog="scripts/prove", description="Proves that an apply happens exactly once, whatever dies when. Prints a table "
        "of rows with the cases done, and for each failure a line that does it again.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}; all when left out")
    parser.add_argument("--gate", action="store_true",
                        help=f"the part that runs before each landing: scale {GATE_SCALE:g}, without {', '.join(LONG)}")
    parser.add_argument("--all", action="store_true",
                        help="before a release: every row at full size, then 2,000 seeds of scripts/foresight")
    parser.add_argument("--scale", type=float, default=1.0, help="factor on the number of cases; 10 before a release")
    parser.add_argument("--seed", type=int, default=1, help="of everything random")
    parser.add_argument("--case", help="only this one, as a failure names it")
    parser.add_argument("--workers", type=int, default=2 * os.cpu_count(), help="cases at a time; they wait much")
    parser.add_argument("--show", type=int, default=10, help="failures of a row that are printed in full")
    parser.add_argument("--ximage", default=os.environ.get("XIMAGE", ".build/debug/ximage"), help="a debug build")
    parser.add_argument("--release", default=os.environ.get("XIMAGE_RELEASE"), help="a release build: runs all but what shall die at a certain place")
    options = parser.parse_args()
    options.ximage = os.path.abspath(options.ximage)
    options.release = options.release and os.path.abspath(options.release)
    if options.gate:
        options.scale = GATE_SCALE
    wanted = options.rows or [name for name in ROWS if not options.gate or name not in LONG]
    for name in wanted:
        if name not in MODULES:
            parser.error(f"there is no row {name}")
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(max(1, len(WAITING))) as beside:
        waiting = {name: beside.submit(run, name, options) for name in wanted if name in WAITING and len(wanted) > 1}
        rows = [waiting[name] if name in waiting else run(name, options) for name in wanted]
        rows = [row.result() if isinstance(row, concurrent.futures.Future) else row for row in rows]
    print(f"\n{'row':<5}{'cases':>9}{'at least':>10}{'failed':>8}{'seconds':>9}")
    for row, took in rows:
        print(f"{row.name:<5}{row.cases:>9}{row.minimum:>10}{len(row.failures):>8}{took:>9.0f}  {row.note}")
    print(f"{time.monotonic() - began:.0f} s in all, seed {options.seed}, scale {options.scale:g}")
    status = 0 if all(row.holds for row, _ in rows) else 1
    if options.all and status == 0:
        print("\nscripts/foresight --seeds 2000", flush=True)
        status = subprocess.run(["scripts/foresight", "--seeds", "2000"]).returncode
    sys.exit(status)


def run(name, options):
    row, started = Row(name, options, options.seed), time.monotonic()
    print(f"{name} ...", flush=True)
    try:
        getattr(importlib.import_module(MODULES[name]), name.lower())(row)
    except Exception:
        row.failures.append(("the row itself", traceback.format_exc()))
        print(row.failures[-1][1])
    took = time.monotonic() - started
    report(row, took)
    return row, took


def report(row, took):
    verdict = "holds" if row.holds else "FAILS"
    print(f"{row.name} {verdict}: {row.cases} cases (at least {row.minimum}), {len(row.failures)} failures, "
          f"{took:.0f} s", flush=True)


if __name__ == "__main__":
    main()
