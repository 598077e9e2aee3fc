"""Random YAML texts: block and flow, all styles of scalars, anchors, comments, several documents."""

import random

WORDS = (
    "a b key name zone size server-1 x.y web_2 s6.large.2 cn-north-4a 40 0 -1 +7 1.5 .5 1e3 0x1F 0o17 0777 yes no on "
    "off true False null ~ .inf -.inf .nan 2026-06-01 12:30:45 1_000 é 漢字 😀 C:/x http://h/p#q a#b a:b -x ?x "
    ":x ${var.a} 99999999999999999999 v1.10 (x) x=y a,b <x> !x &x *x %x @x `x {x} [x] > | ' \" \\ # -"
).split(" ")
PLAIN_SAFE = [w for w in WORDS if w[0] not in "!&*%@`{}[]>|'\"#,-?:" and "," not in w] + ["-1", "-x", "-.inf"]
COMMENTS = ["# note", "#", "# a: b", "# 'x", "# [", "# 漢"]


class Writer:
    """One text from one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.anchors = []
        self.names = 0

    def one_of(self, *choices):
        return self.random.choice(choices)

    def chance(self, of):
        return self.random.random() < of

    def text(self):
        parts = []
        for number in range(self.random.choice([1, 1, 1, 2, 3])):
            self.anchors = []
            body = self.block(0, 4, at_root=True)
            start = "---" + self.one_of("", " # document") + "\n" if number or self.chance(0.3) else ""
            end = "...\n" if self.chance(0.15) else ""
            parts.append(start + body + end)
        text = "".join(parts)
        if self.chance(0.1):
            text = text.replace("\n", "\r\n")
        if self.chance(0.05):
            text = "\ufeff" + text
        return text

    # Scalars

    def phrase(self):
        return " ".join(self.random.choice(WORDS) for _ in range(self.random.randint(1, 4)))

    def plain(self):
        words = [self.random.choice(PLAIN_SAFE) for _ in range(self.random.choice([1, 1, 1, 2, 3]))]
        return " ".join(words)

    def quoted(self, indent=None):
        text = self.phrase()
        if self.chance(0.5):
            result = "'" + text.replace("'", "''") + "'"
        else:
            result = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
            if self.chance(0.3):
                escapes = ["\\n", "\\t", "\\x41", "\\u00e9", "\\U0001F600", "\\e", "\\0", "\\/", "\\_", "\\N"]
                result = result[:-1] + self.random.choice(escapes) + '"'
        # Lines inside quotes fold.
        if indent is not None and " " in result and self.chance(0.15):
            place = result.index(" ")
            rest = result[place + 1 :]
            if rest[:1] not in ("#", "") and not rest.startswith(("---", "...")):
                result = result[:place] + "\n" + " " * (indent + 1) + rest
        return result

    def flow_scalar(self):
        return self.plain() if self.chance(0.6) else self.quoted()

    def literal(self, indent):
        head = self.random.choice("|>") + self.random.choice(["", "", "-", "+"])
        if self.chance(0.15):
            head += self.one_of(" # why", " #")
        lines = []
        for number in range(self.random.randint(1, 4)):
            if number and self.chance(0.2):
                lines.append("")
            extra = " " * self.random.choice([0, 0, 0, 2]) if number else ""
            lines.append(" " * indent + extra + self.phrase())
        if self.chance(0.2):
            lines.append("")
        return head + "\n" + "\n".join(lines) + "\n"

    # Anchors

    def anchor(self):
        if not self.chance(0.08):
            return "", None
        self.names += 1
        name = "a%d" % self.names
        return "&" + name + " ", name

    def known(self, name):
        if name:
            self.anchors.append(name)

    # Flow

    def flow(self, depth):
        if self.anchors and self.chance(0.08):
            return "*" + self.random.choice(self.anchors) + " "
        mark, name = self.anchor()
        if depth == 0 or self.chance(0.5):
            result = mark + self.flow_scalar()
        elif self.chance(0.5):
            items = [self.flow(depth - 1) for _ in range(self.random.randint(0, 3))]
            result = mark + "[" + self.one_of(", ", ",", " , ").join(items) + "]"
        else:
            entries = []
            for key in self.keys(self.random.randint(0, 3)):
                value = self.flow(depth - 1)
                entries.append(key + ": " + value if self.chance(0.9) else key)
            result = mark + "{" + ", ".join(entries) + self.one_of("", "", ",") * bool(entries) + "}"
        self.known(name)
        return result

    def keys(self, count):
        """Different keys, as written."""
        result = []
        for number in range(count):
            key = self.one_of("k%d", "key-%d", "%d", "0%d", "名%d", "a b %d") % number
            result.append(key if self.chance(0.8) else self.one_of("'%s'", '"%s"') % key)
        return result

    # Block

    def comment(self, indent):
        if not self.chance(0.12):
            return ""
        return self.one_of("\n", " " * self.random.randint(0, 6) + self.random.choice(COMMENTS) + "\n")

    def behind(self):
        return " " + self.random.choice(COMMENTS) + "\n" if self.chance(0.1) else "\n"

    def block(self, indent, depth, at_root=False):
        """Lines that begin at `indent`."""
        choice = self.random.random()
        if at_root and choice < 0.1:
            return self.flow_scalar() + self.behind()
        if at_root and choice < 0.2:
            return self.flow(3) + self.behind()
        return self.map(indent, depth) if choice < 0.65 else self.list(indent, depth)

    def map(self, indent, depth):
        text = ""
        for key in self.keys(self.random.randint(1, 4)):
            text += self.comment(indent)
            if self.chance(0.04):
                text += " " * indent + "? " + key + "\n" + " " * indent + ":" + self.value(indent, depth, True)
            else:
                text += " " * indent + key + self.one_of("", "", " ") + ":" + self.value(indent, depth, True)
        return text

    def list(self, indent, depth):
        text = ""
        for _ in range(self.random.randint(1, 4)):
            text += self.comment(indent)
            if depth > 0 and self.chance(0.25):
                width = self.random.randint(1, 3)
                inner = self.block(indent + 1 + width, depth - 1)
                while inner.startswith(("\n", "#")) or inner.lstrip(" ").startswith("#"):
                    inner = inner.split("\n", 1)[1]
                text += " " * indent + "-" + " " * width + inner.lstrip(" ")
            else:
                text += " " * indent + "-" + self.value(indent, depth, False)
        return text

    def value(self, indent, depth, in_map):
        """What stands behind `:` or `-`, with the end of the line."""
        if self.anchors and self.chance(0.06):
            return " *" + self.random.choice(self.anchors) + self.behind()
        mark, name = self.anchor()
        choice = self.random.random()
        if choice < 0.08:
            result = (" " + mark.strip() if mark else "") + self.behind()
        elif choice < 0.4:
            result = " " + mark + self.plain() + self.behind()
        elif choice < 0.55:
            result = " " + mark + self.quoted(indent) + self.behind()
        elif choice < 0.65:
            result = " " + mark + self.literal(indent + self.random.randint(1, 4))
        elif choice < 0.8 or depth == 0:
            result = " " + mark + self.flow(2) + self.behind()
        else:
            inner = indent + self.random.randint(1, 4)
            if in_map and self.chance(0.2):
                body = self.list(indent, depth - 1)
            else:
                body = self.block(inner, depth - 1)
            result = (" " + mark.strip() if mark else "") + self.behind() + body
        self.known(name)
        return result
