"""Generated documents through `ximage validate --syntax-only` and through PyYAML's own parser, side by side.

PyYAML composes nodes without giving scalars a meaning; their meaning by the core schema of YAML 1.2 is added here, so
that structure, content and types are compared.
"""

import json
import math
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from documents import Writer

BATCH = 200
INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
LEADING_ZERO = re.compile(r"[-+]?0[0-9]+\Z")


def meaning(text):
    """A plain scalar by the core schema, integers with leading zeros being texts."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if INT.match(text):
        return int(text)
    if re.match(r"0o[0-7]+\Z", text):
        return int(text[2:], 8)
    if re.match(r"0x[0-9a-fA-F]+\Z", text):
        return int(text[2:], 16)
    if FLOAT.match(text) and not LEADING_ZERO.match(text):
        number = float(text)
        return text if math.isinf(number) else number
    return text


def value(node):
    """What the JSON has for a composed node."""
    if isinstance(node, yaml.ScalarNode):
        return meaning(node.value) if node.style is None else node.value
    if isinstance(node, yaml.SequenceNode):
        return [value(item) for item in node.value]
    return {key.value: value(item) for key, item in node.value}


def reference(text):
    """The documents as values, or the error."""
    try:
        return [value(node) for node in yaml.compose_all(text, Loader=yaml.BaseLoader)], None
    except yaml.YAMLError as error:
        return None, str(error)


def same(ours, theirs):
    """Equal with types: `1` is not `1.0`, and not `true`."""
    return json.dumps(ours) == json.dumps(theirs)


def read(ximage, files):
    """One JSON value for each file."""
    run = subprocess.run(
        [ximage, "validate", "--syntax-only", "--format", "json", *files], capture_output=True, check=False
    )
    if run.returncode not in (0, 1):
        sys.exit(f"FAILED: ximage ended with {run.returncode}: {run.stderr.decode()}")
    text, position, values = run.stdout.decode(), 0, []
    decoder = json.JSONDecoder()
    while position < len(text):
        found, position = decoder.raw_decode(text, position)
        values.append(found)
        while position < len(text) and text[position] in " \n":
            position += 1
    if len(values) != len(files):
        sys.exit(f"FAILED: {len(files)} files gave {len(values)} values")
    return values


def main():
    ximage = sys.argv[1]
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 4000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    failed = valid = documents = 0
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, number, BATCH):
            texts = [Writer(seed + start + offset).text() for offset in range(min(BATCH, number - start))]
            files = []
            for index, text in enumerate(texts):
                files.append(str(Path(folder) / f"{index}.yaml"))
                Path(files[-1]).write_bytes(text.encode())
            for offset, (text, ours) in enumerate(zip(texts, read(ximage, files))):
                theirs, error = reference(text)
                valid += error is None
                documents += len(theirs or [])
                agrees = isinstance(ours, dict) if error else isinstance(ours, list) and same(ours, theirs)
                if not agrees:
                    failed += 1
                    if failed <= 5:
                        print(f"--- seed {seed + start + offset}\n{text}\nximage: {json.dumps(ours)}")
                        print(f"PyYAML: {error or json.dumps(theirs)}")
    print(f"{number} texts, {valid} of them valid, {documents} documents: {failed} read differently")
    # Most texts have to be valid, or little is compared.
    if valid < number * 0.8:
        sys.exit("FAILED: too few of the texts are valid")
    print(f"{number - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
