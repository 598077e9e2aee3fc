"""R4, R5, R8, R9, R11, R14, R17, R22, R23, R27: suites that run inside one process, on virtual time where that is allowed."""

import concurrent.futures
import os
import re
import subprocess


def program():
    """The tests as a program: several of them can run at once."""
    folder = subprocess.run(["swift", "build", "--show-bin-path"], capture_output=True, text=True, check=True)
    return os.path.join(folder.stdout.strip(), "ximagePackageTests.xctest")


def suite(row, names, variables=None, minimum=0, parts=1, shares=None):
    """Runs test suites; each of the `parts` prints `prove ROW: N cases` for what it did. Without parts, their tests and
    the arguments of those are counted. With shares, one run with the variables of each, all at a time."""
    command = [program(), "--testing-library", "swift-testing"]
    for name in names:
        command += ["--filter", name]
    row.minimum = minimum

    def run(share):
        environment = dict(os.environ, **(variables or {}), **share)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace")
        return share, done.returncode, done.stdout + done.stderr

    shares = shares or [{}]
    with concurrent.futures.ThreadPoolExecutor(len(shares)) as pool:
        for share, status, text in pool.map(run, shares):
            judge(row, command, {**(variables or {}), **share}, status, text, parts)


def judge(row, command, variables, status, text, parts):
    pattern = rf"prove {row.name}: (\d+) cases" if parts else r'Test ".*?"(?: with (\d+) test cases?)? passed'
    counts = [int(number or 1) for number in re.findall(pattern, text)]
    row.cases += sum(counts)
    again = " ".join([f"{name}={value}" for name, value in variables.items()] + command)
    if len(counts) < parts or 0 in counts:
        row.failures.append((again, f"{parts} parts should have said what they did: {counts}"))
    if status != 0:
        complaint = "\n".join(line for line in text.splitlines() if "recorded an issue" in line or "error:" in line)
        row.failures.append((again, complaint[:4000] or text[-4000:]))
        print(f"\n{row.name}: {complaint[:4000] or text[-4000:]}\n  again: {again}")


def r4(row):
    """Before a release the reads of every story too; in each run those of the first stand for them, and in the gate a share
    of all."""
    everything = row.options.scale > 1
    share = max(1, round(1 / row.options.scale))
    suite(row, ["FaultMatrixTests"], {"XIMAGE_PROVE_FULL": "all" if everything else "1", "XIMAGE_PROVE_SHARE": str(share)},
          minimum=5000 if everything else 3000 // share)


def r5(row):
    seeds = row.scaled(2000)
    count = max(1, row.options.workers)
    shares = [{"XIMAGE_PROVE_FIRST": str(row.seed + number * seeds // count),
               "XIMAGE_PROVE_SEEDS": str((number + 1) * seeds // count - number * seeds // count)} for number in range(count)]
    suite(row, ["DeterministicTests"], minimum=seeds, parts=2, shares=shares)


def r23(row):
    """Damaged and partial answers: no plan acts on them. Each seed is a case in each of four worlds, and a random world."""
    seeds = row.scaled(500)
    shares = [{"XIMAGE_PROVE_FIRST": str(row.seed * 10000), "XIMAGE_PROVE_SEEDS": str(seeds)}]
    suite(row, ["DamagedAnswerTests"], minimum=4 * seeds, parts=4, shares=shares)
    worlds = max(1, seeds // 25)
    shares[0]["XIMAGE_PROVE_SEEDS"] = str(worlds)
    suite(row, ["PartialAnswerTests"], minimum=4 * seeds, parts=worlds, shares=shares)


def r8(row):
    suite(row, ["ClockTests"], minimum=40)


def r9(row):
    suite(row, ["WriteFaultTests"], minimum=200)


def r11(row):
    suite(row, ["MigrationTests"], minimum=4, parts=0)


def r14(row):
    """YAML, JSON and HTTP, the state file: at the same time, each for a minute."""
    suite(row, ["MutationTests", "AnswerFuzzTests", "StateFuzzTests"],
          {"XIMAGE_PROVE_SECONDS": str(row.scaled(60)), "XIMAGE_PROVE_SEED": str(row.seed)}, minimum=row.scaled(1000), parts=3)


def r17(row):
    suite(row, ["TransportSecurityTests"], minimum=12, parts=0)


def r22(row):
    suite(row, ["SoakTests"], {"XIMAGE_PROVE_SECONDS": str(row.scaled(60))}, minimum=1)


def r27(row):
    """Hostile texts: canaries in quotations, foreign texts in every format (100 for each seed), damage beside secrets, strangers'
    sets. Each run of the tests does a part of them."""
    seeds = row.scaled(100)
    shares = [{"XIMAGE_PROVE_FIRST": str(row.seed * 10000), "XIMAGE_PROVE_SEEDS": str(seeds)}]
    suite(row, ["RedactionTests"], minimum=10 * seeds, parts=1, shares=shares)
    shares = [{**shares[0], "XIMAGE_PROVE_SEEDS": str(max(1, seeds // 10)), "XIMAGE_PROVE_SECONDS": str(row.scaled(60))}]
    suite(row, ["ForeignTextScenario", "SecretMistakesTests", "StrangersSetScenario"], minimum=40, parts=0, shares=shares)
