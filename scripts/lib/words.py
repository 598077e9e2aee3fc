"""Words that ximage does not use, and what it says instead: finds them in lines that a change adds.

Looked at are documents, and in Swift sources comments and texts; names, code in backquotes and commands are not.
"""

import re
import subprocess
import sys

# Each as an expression over words, with what to write instead.
WORDS = [
    (r"(?:is|are|was|were|be) told", "is reported, is shown"),
    (r"(?:is|are|was|were|be|been) made", "is created"),
    (r"made anew|built anew|anew", "recreated, rebuilt, again"),
    (r"begins?|begun|began", "starts, started"),
    (r"(?:is|are) gone|lets? go|goes away", "is deleted, no longer exists, is released"),
    (r"what is there|is there already", "existing objects, exists already"),
    (r"stands? (?:in|on|for|under)", "is in, is based on, means, is stored under"),
    (r"bears?", "has, carries"),
    (r"goes (?:first|before)", "takes precedence, wins"),
    (r"so (?:many|much)", "N, at most N, up to N"),
    (r"all the same", "anyway, still"),
    (r"(?:takes?|taken) up", "resumes, continues"),
    (r"what is wrong with", "errors in, problems with"),
    (r"by other hands|another hand", "someone else, another tool"),
    (r"looks? (?:into|at)", "inspects, reads, checks"),
    (r"a run that ended in the middle", "an interrupted run"),
]
LOOKED_AT = (".swift", ".md", ".py", ".yaml")
#: Written elsewhere, or about these words themselves.
LEFT_OUT = ("Tests/Fixtures/", "Golden/", "scripts/lib/words.py", "CHANGELOG.md", "docs/rules/", "docs/manifests.md")


def prose(path, line):
    """What of a line people read."""
    if path.endswith((".md", ".yaml")):
        text = line
    elif path.endswith(".py"):
        text = " ".join(re.findall(r"#.*|\"[^\"]*\"", line))
    else:
        text = " ".join(re.findall(r"//.*|\"[^\"]*\"", line)) or (line if line.startswith("    ") and "(" not in line and "=" not in line else "")
    return re.sub(r"`[^`]*`", " ", text)


def found(path, line):
    """Pairs of what is written and what to write instead."""
    text = prose(path, line)
    for pattern, instead in WORDS:
        match = re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE)
        if match:
            yield match.group(0), instead


def added(base):
    """Added lines with their places."""
    diff = subprocess.run(
        ["git", "diff", "--find-renames", "--no-color", "--unified=0", base, "--"], stdout=subprocess.PIPE, check=True
    ).stdout.decode(errors="replace")
    path, number = "", 0
    for line in diff.splitlines():
        if line.startswith("+++ "):
            path = line[6:] if line.startswith("+++ b/") else ""
        elif line.startswith("@@"):
            number = int(re.search(r"\+(\d+)", line).group(1)) - 1
        elif line.startswith("+"):
            number += 1
            yield path, number, line[1:]


def check(base):
    """Prints each word that a change adds, and exits where there is one."""
    faults = [
        f"{path}:{number}: `{word}`; write: {instead}"
        for path, number, line in added(base)
        if path.endswith(LOOKED_AT) and not any(part in path for part in LEFT_OUT)
        for word, instead in found(path, line)
    ]
    if faults:
        print("\n".join(faults))
        sys.exit(f"error: {len(faults)} word{'' if len(faults) == 1 else 's'} of the list in scripts/lib/words.py")
