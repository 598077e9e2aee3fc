"""R4, R5, R8, R9, R11, R14, R17, R22: suites that run inside one process, on virtual time where that is allowed."""

import os
import re
import subprocess


def suite(row, names, variables=None, minimum=0):
    """Runs test suites; each prints `prove ROW: N cases` for what it did."""
    command = ["swift", "test", "--skip-build"]
    for name in names:
        command += ["--filter", name]
    environment = dict(os.environ, **(variables or {}))
    done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace")
    text = done.stdout + done.stderr
    row.minimum = minimum
    row.cases = sum(int(number) for number in re.findall(rf"prove {row.name}: (\d+) cases", text))
    if done.returncode != 0:
        complaint = "\n".join(line for line in text.splitlines() if "recorded an issue" in line or "error:" in line)
        row.failures.append((" ".join(names), complaint[:4000] or text[-4000:]))
        print(f"\n{row.name}: {complaint[:4000] or text[-4000:]}\n  again: {' '.join(command)}")


def r4(row):
    suite(row, ["FaultMatrixTests"], {"XIMAGE_PROVE_FULL": "1"}, minimum=1500)


def r5(row):
    seeds = row.scaled(2000)
    suite(row, ["DeterministicTests"], {"XIMAGE_PROVE_SEEDS": str(seeds)}, minimum=seeds)


def r8(row):
    suite(row, ["ClockTests"], minimum=40)


def r9(row):
    suite(row, ["WriteFaultTests"], minimum=200)


def r11(row):
    suite(row, ["MigrationTests"], minimum=1)


def r14(row):
    suite(row, ["FuzzTests"], {"XIMAGE_PROVE_SECONDS": str(row.scaled(60))}, minimum=1000)


def r17(row):
    suite(row, ["TransportSecurityTests"], minimum=1)


def r22(row):
    suite(row, ["SoakTests"], {"XIMAGE_PROVE_SECONDS": str(row.scaled(60))}, minimum=1)
