"""R4, R5, R8, R9, R11, R14, R17, R22: suites that run inside one process, on virtual time where that is allowed."""

import os
import re
import subprocess


def suite(row, names, variables=None, minimum=0, parts=1):
    """Runs test suites; each of the `parts` prints `prove ROW: N cases` for what it did. Without parts, their tests and
    the arguments of those are counted."""
    command = ["swift", "test", "--skip-build"]
    for name in names:
        command += ["--filter", name]
    environment = dict(os.environ, **(variables or {}))
    done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace")
    text = done.stdout + done.stderr
    row.minimum = minimum
    pattern = rf"prove {row.name}: (\d+) cases" if parts else r'Test ".*?"(?: with (\d+) test cases?)? passed'
    counts = [int(number or 1) for number in re.findall(pattern, text)]
    row.cases = sum(counts)
    if len(counts) < parts or 0 in counts:
        row.failures.append((" ".join(names), f"{parts} parts should have said what they did: {counts}"))
    if done.returncode != 0:
        complaint = "\n".join(line for line in text.splitlines() if "recorded an issue" in line or "error:" in line)
        row.failures.append((" ".join(names), complaint[:4000] or text[-4000:]))
        print(f"\n{row.name}: {complaint[:4000] or text[-4000:]}\n  again: {' '.join(command)}")


def r4(row):
    suite(row, ["FaultMatrixTests"], {"XIMAGE_PROVE_FULL": "1"}, minimum=1500)


def r5(row):
    seeds = row.scaled(2000)
    suite(row, ["DeterministicTests"], {"XIMAGE_PROVE_SEEDS": str(seeds)}, minimum=seeds + seeds // 10, parts=2)


def r8(row):
    suite(row, ["ClockTests"], minimum=40)


def r9(row):
    suite(row, ["WriteFaultTests"], minimum=200)


def r11(row):
    suite(row, ["MigrationTests"], minimum=4, parts=0)


def r14(row):
    """YAML, JSON and HTTP, the state file: at the same time, each for a minute."""
    suite(row, ["MutationTests", "AnswerFuzzTests", "StateFuzzTests"],
          {"XIMAGE_PROVE_SECONDS": str(row.scaled(60)), "XIMAGE_PROVE_SEED": str(row.seed)}, minimum=1000, parts=3)


def r17(row):
    suite(row, ["TransportSecurityTests"], minimum=12, parts=0)


def r22(row):
    suite(row, ["SoakTests"], {"XIMAGE_PROVE_SECONDS": str(row.scaled(60))}, minimum=1)
