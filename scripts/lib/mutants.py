"""Finds where Swift source can be mutated, and writes the source so that all mutants are in one program.

Text is enough: each site is replaced by a call or an operator of its own with the same types and precedence, and the
compiler reports the few that do not fit. The variable XIMAGE_MUTANT chooses the mutant that is active.
"""

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

# Multi-line strings first: their quotes would open plain strings.
NOISE = re.compile(r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*[\s\S]*?\*/')

OPPOSITES = {"==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||", "||": "&&"}
COMPARISONS = ("compare", "nil", "tuples")
OPERATOR = re.compile(r"(?<=\s)(==|!=|<=|>=|<|>|&&|\|\|) (?=\S)")
CONDITION = re.compile(r"^\s*(?:\} else )?(?:if|guard) (?P<condition>\S.*?)(?: else)? \{.*$")
CHOICE = re.compile(r"(?:return|(?<= )=) (?P<condition>[^?:{}]+?) \? [^?]+$")
NUMBER = re.compile(
    r"(?:(?<= [+-] )|(?<= [+-]= )|(?<=prefix\()|(?<=suffix\()|(?<=dropFirst\()|(?<=dropLast\()|(?<=\.\.[.<]))"
    r"\d+\b(?![.\w])|(?<![\w.])\d+(?=\.\.[.<])")
EDGE_RULE = re.compile(r"\bEdgeRule(?=\(\.\w+\) \{)")
RETURNED_EDGES = re.compile(r"\breturn (?P<edges>(?:facts\.\w+\(|\[).*[\])])$")
PLACE = r"[A-Za-z_][\w.?!]*(?:\[[^\]]*\][\w.?!]*)*"
ASSIGNMENT = re.compile(rf"(?:{PLACE}|_|\([\w.]+, [\w.]+\)) [-+]?= (?:try |await )*\S.*")
CALL = re.compile(rf"(?:try |await )*{PLACE}\(.*\)")
NO_STATEMENTS = {
    "any", "break", "case", "catch", "class", "continue", "default", "defer", "else", "enum", "extension", "fatalError",
    "fileprivate", "for", "func", "guard", "if", "import", "init", "lazy", "let", "mutating", "package", "precondition",
    "preconditionFailure", "private", "public", "repeat", "return", "self.init", "some", "static", "struct", "super",
    "switch", "throw", "typealias", "var", "while",
}
UNFINISHED = tuple("([{,=+-*/&|?:<>!") + ("return", "in", "??", "try", "await", "throw", "else")
CONTINUED = tuple(".?:&|+-*/=<>,)]") + ("else", "as ", "??")


class Site(NamedTuple):
    """One mutant: where it is, what it does, and how the text is wrapped to have it."""

    area: str
    module: str
    path: str
    line: int
    start: int
    end: int
    kind: str
    original: str
    effect: str

    @property
    def key(self):
        """Stays the same when lines are added above."""
        return f"{self.path}|{self.original}|{self.kind}|{self.effect}"


# Mutants that nobody can notice, by patterns, with the reason.
EQUIVALENT = json.loads((Path(__file__).parent / "equivalent-mutants.json").read_text())


def is_equivalent(site):
    return any(
        fnmatchcase(site.path, one["file"]) and fnmatchcase(site.original, one["line"])
        and fnmatchcase(site.effect, one["effect"]) for one in EQUIVALENT)


def blank(match):
    return re.sub(r"[^\n]", lambda _: " ", match[0]) if match[0][0] == "/" else re.sub(r"[^\n]", "_", match[0])


def is_balanced(text):
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth < 0:
            return False
    return depth == 0


def is_plain(condition):
    """Whether the text is one Boolean expression: no bindings, patterns or lists of conditions."""
    if re.search(r"\b(let|var|case|is)\b|#|[{}]", condition) or not is_balanced(condition):
        return False
    depth = 0
    for character in condition:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            return False
    return True


def is_statement(text):
    word = re.match(r"self\.init\b|[A-Za-z_]\w*", text)
    return (
        word is not None and word[0] not in NO_STATEMENTS and is_balanced(text)
        and (ASSIGNMENT.fullmatch(text) or CALL.fullmatch(text)) is not None)


def fills_object(lines):
    """Whether what follows these lines is in an initializer, where an assignment that is skipped leaves a hole."""
    for line in reversed(lines):
        declaration = re.search(r"(?<![.\w])(?:(init)[?(<]|func |var .*\{$)", line)
        if declaration:
            return declaration[1] is not None
    return False


def leaves_hole(statement, lines):
    """Whether something has no value when this statement is skipped: a property, or a variable declared without one."""
    if not ASSIGNMENT.fullmatch(statement):
        return False
    declaration = re.compile(rf"\s*(?:let|var) {re.escape(statement.split()[0])}(?:: [^={{]+)?")
    return fills_object(lines) or any(declaration.fullmatch(line) for line in lines)


def operators(line):
    for match in OPERATOR.finditer(line):
        after = line[match.end():]
        is_tuple = match[1] not in ("&&", "||") and after.startswith("(") and line[:match.start()].endswith(") ")
        kind = "nil" if after.startswith("nil") else "tuples" if is_tuple else "compare"
        yield kind, match.span(1), f"`{match[1]}` becomes `{OPPOSITES[match[1]]}`"


def numbers(line):
    for match in NUMBER.finditer(line):
        yield "number", match.span(), f"`{match[0]}` becomes `{int(match[0]) + 1}`"


def conditions(line):
    for match in (CONDITION.match(line), CHOICE.search(line)):
        if not match or not is_plain(match["condition"]):
            continue
        if OPERATOR.findall(match["condition"]) not in (["=="], ["!="]):  # they are flipped already
            yield "flip", match.span("condition"), "the condition is negated"


def edges(line):
    for match in EDGE_RULE.finditer(line):
        yield "edges", match.span(), "the rule asks for no edges"
    match = RETURNED_EDGES.search(line)
    if match and is_balanced(match["edges"]) and match["edges"] != "[]":
        yield "edges", match.span("edges"), "the edges are dropped"


def statements(lines, index):
    line = lines[index]
    before = next((text for text in reversed(lines[:index]) if text), "").strip()
    after = next((text for text in lines[index + 1:] if text), "").strip()
    label = re.match(r"\s*(?:case .+?|default): (?=\S)", line)
    start = label.end() if label else len(line) - len(line.lstrip())
    opens_block = before.endswith((" {", ":", " in")) and not before.endswith("? {")
    is_whole = (label or opens_block or not before.endswith(UNFINISHED)) and not after.startswith(CONTINUED)
    if is_whole and is_statement(line[start:]) and not leaves_hole(line[start:], lines[:index]):
        yield "skip", (start, len(line)), "the statement is skipped"


def sites(area, module, path, source):
    """All sites of one file in the order of the text."""
    lines = [line.rstrip() for line in NOISE.sub(blank, source).split("\n")]
    offset = 0
    for index, (line, original) in enumerate(zip(lines, source.split("\n"))):
        found = []
        if line and not line.strip().startswith(("#", "@", "import", "extension")):
            if not re.search(r"\bfunc |\binit\(", line):
                found += [*operators(line), *numbers(line)]
            found += conditions(line)
            if "/Order/" in path:
                found += edges(line)
            found += statements(lines, index)
        for kind, (start, end), effect in found:
            yield Site(area, module, path, index + 1, offset + start, offset + end, kind, original.strip(), effect)
        offset += len(original) + 1


def operator_suffix(number):
    """A number in characters of operators."""
    digits = ""
    while True:
        number, digit = divmod(number, 4)
        digits = "←↑→↓"[digit] + digits
        if number == 0:
            return digits


def wrapped(number, site, source):
    """What replaces the text of a site: what is put before and after it, and whether it stays."""
    token = source[site.start:site.end]
    if site.kind in COMPARISONS:
        return token + operator_suffix(number), "", False
    if token == "EdgeRule":
        return f"MutantRule({number}).rule", "", False
    before, after = {
        "number": (f"mutantNumber({number}, ", ")"),
        "flip": (f"mutantFlip({number}, ", ")"),
        "edges": (f"mutantEdges({number}, ", ")"),
        "skip": (f"if !mutant({number}) {{ ", " }"),
    }[site.kind]
    return before, after, True


def instrumented(source, numbered):
    """The source with all given (number, site) in it. Lines keep their numbers."""
    opening, closing, hidden = {}, {}, set()
    for number, site in numbered:
        before, after, stays = wrapped(number, site, source)
        opening.setdefault(site.start, []).append((-site.end, before))
        closing.setdefault(site.end, []).append((-site.start, after))
        if not stays:
            hidden.update(range(site.start, site.end))
    parts = []
    for position in range(len(source) + 1):
        parts += [text for _, text in sorted(closing.get(position, []))]
        parts += [text for _, text in sorted(opening.get(position, []))]
        if position < len(source) and position not in hidden:
            parts.append(source[position])
    return "".join(parts)


HELPERS = """\
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

private let active = getenv("XIMAGE_MUTANT").flatMap { Int(String(cString: $0)) } ?? -1
private let log = getenv("XIMAGE_MUTANT_LOG").map { open($0, O_WRONLY | O_CREAT | O_APPEND, 0o644) } ?? -1
private nonisolated(unsafe) let isReached = {
    let result = UnsafeMutablePointer<Bool>.allocate(capacity: COUNT)
    result.initialize(repeating: false, count: COUNT)
    return result
}()

func mutant(_ number: Int) -> Bool {
    if log >= 0, !isReached[number] {
        isReached[number] = true
        let line = String(number) + "\\n"
        _ = line.withCString { write(log, $0, strlen($0)) }
    }
    return number == active
}
func mutantFlip(_ number: Int, _ value: Bool) -> Bool { mutant(number) != value }
func mutantNumber<T: BinaryInteger>(_ number: Int, _ value: T) -> T { mutant(number) ? value + 1 : value }
func mutantEdges<T>(_ number: Int, _ value: [T]) -> [T] { mutant(number) ? [] : value }
"""

RULE_HELPER = """\
struct MutantRule {
    let number: Int

    init(_ number: Int) { self.number = number }

    func rule(
        _ reason: EdgeReason, _ waits: @escaping @Sendable (PlanStep, StepFacts) -> [Int]
    ) -> EdgeRule {
        EdgeRule(reason) { [number] in mutant(number) ? [] : waits($0, $1) }
    }
}
"""


def helpers(module, numbered, count):
    """The file that one module gets in addition."""
    parts = [HELPERS.replace("COUNT", str(count))]
    if module == "XimagePlanning":
        parts.append("import XimageCore\n" + RULE_HELPER)
    parts += [operator(number, site) for number, site in numbered if site.kind in COMPARISONS]
    return "".join(parts)


def operator(number, site):
    """The declaration of the operator that one comparison got."""
    token = re.match(r"`(.+?)`", site.effect)[1]
    name = token + operator_suffix(number)
    group = {"&&": "LogicalConjunctionPrecedence", "||": "LogicalDisjunctionPrecedence"}.get(
        token, "ComparisonPrecedence")
    bound = "Equatable" if token in ("==", "!=") else "Comparable"
    parts = [f"infix operator {name}: {group}\n"]

    def function(generics, a, b, more=""):
        other = "b()" if more else "b"
        parts.append(
            f"func {name} {generics}(a: {a}, b: {b}){more} -> Bool {{\n    {'try ' if more else ''}"
            f"mutant({number}) ? a {OPPOSITES[token]} {other} : a {token} {other}\n}}\n")

    if token in ("&&", "||"):
        function("", "Bool", "@autoclosure () throws -> Bool", " rethrows")
    elif site.kind == "nil":
        function("<T>", "T?", "_OptionalNilComparisonType")
    else:
        function(f"<T: {bound}>", "T", "T")
    for names in ("TU", "TUV") if site.kind == "tuples" else ():
        tuple_type = f"({', '.join(names)})"
        function(f"<{', '.join(f'{name}: {bound}' for name in names)}>", tuple_type, tuple_type)
    return "".join(parts)
