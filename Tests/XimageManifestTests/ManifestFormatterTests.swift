import Testing
import XimageCore
import XimageManifest

@Suite struct ManifestFormatterTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var before: String
        var after: String
    }

    @Test(
        "Gives texts their canonical layout",
        arguments: [
            Case(
                testDescription: "indentation and blanks",
                before: "a:\n    b:   1\n    c: [ 1,2 , 3 ]\n    d: { x: 1,y: 2 }",
                after: "a:\n  b: 1\n  c: [1, 2, 3]\n  d: {x: 1, y: 2}\n"),
            Case(
                testDescription: "list items below their key", before: "a:\n- b: 1\n  c: 2\n-   d\n",
                after: "a:\n  - b: 1\n    c: 2\n  - d\n"),
            Case(
                testDescription: "comments stay where they belong",
                before:
                    "# top\n\n\n\na:   # first\n    # about b\n    b: 1\n    # c: 2\n\n# about d\nd: 1\n# end\n",
                after: "# top\n\na: # first\n  # about b\n  b: 1\n  # c: 2\n\n# about d\nd: 1\n# end\n"),
            Case(
                testDescription: "block texts move as a whole",
                before: "a:\n    t: |\n        one\n          two\n\n        three\n    f: >-\n        x\n",
                after: "a:\n  t: |\n    one\n      two\n\n    three\n  f: >-\n    x\n"),
            Case(
                testDescription: "brackets over several lines", before: "a: [1,\n   2,\n 3\n]\n",
                after: "a: [1,\n  2,\n  3\n]\n"),
            Case(testDescription: "quotes stay", before: "a: 'x'\nb: \"40\"\n", after: "a: 'x'\nb: \"40\"\n"),
            Case(
                testDescription: "documents", before: "a: 1\n---\nb:\n    c: 1\n",
                after: "a: 1\n---\nb:\n  c: 1\n"),
            Case(testDescription: "CR LF", before: "a:\r\n    b: 1\r\n", after: "a:\n  b: 1\n"),
            Case(
                testDescription: "lists in lists", before: "-   - a\n    - b\n-\n  - c\n",
                after: "- - a\n  - b\n-\n  - c\n"),
            Case(
                testDescription: "anchors, aliases and merges",
                before: "a: &x\n    k: 1\nb:\n    <<:   *x\nc: &y {k: 1}\n",
                after: "a: &x\n  k: 1\nb:\n  <<: *x\nc: &y {k: 1}\n"),
        ])
    func layout(_ example: Case) {
        let result = ManifestFormatter.format(example.before, file: "x.yaml")
        #expect(result.text == example.after)
        #expect(result.diagnostics == [])
        #expect(ManifestFormatter.format(result.text, file: "x.yaml").isChanged == false)
    }

    @Test(
        "Block texts keep their meaning whatever their header says",
        arguments: [
            Case(
                testDescription: "an indentation in the header",
                before: "a:\n    t: |4-\n          two more\n        none\n",
                after: "a:\n  t: |2-\n      two more\n    none\n"),
            Case(
                testDescription: "blank lines that belong to the text", before: "a: |+\n    x\n\n\n",
                after: "a: |+\n  x\n\n\n"),
            Case(testDescription: "nothing but blank lines", before: "a: >+\n\n", after: "a: >+\n\n"),
            Case(testDescription: "no line break at the end", before: "a: |\n   x", after: "a: |\n  x"),
            Case(
                testDescription: "a comment in the header", before: "a: |-   # c\n    x\n",
                after: "a: |- # c\n  x\n"),
            Case(
                testDescription: "an anchor before it", before: "a:   &t >-\n    x\nb:  *t\n",
                after: "a: &t >-\n  x\nb: *t\n"),
        ])
    func blockTexts(_ example: Case) {
        let result = ManifestFormatter.format(example.before, file: "x.yaml")
        #expect(result.text == example.after)
        #expect(result.diagnostics == [])
    }

    @Test("A section without a canonical layout stays as it is, and the others get theirs")
    func sections() {
        let before = "a:\n    b:   1\n\n? c\n:   1\nd:\n    e:   2 # x\n"
        let result = ManifestFormatter.format(before, file: "x.yaml")
        #expect(result.text == "a:\n  b: 1\n\n? c\n:   1\nd:\n  e: 2 # x\n")
        #expect(result.diagnostics.map(\.severity) == [.info])
        #expect(result.diagnostics.first?.subject?.start.line == 4)
    }

    @Test(
        "Leaves alone what has no canonical layout",
        arguments: ["%YAML 1.2\n---\na: 1\n", "? a\n: 1\n", "--- a\n"])
    func untouched(text: String) {
        #expect(ManifestFormatter.format(text, file: "x.yaml").text == text)
    }

    @Test(
        "A layout that would not be its own is left alone",
        arguments: [
            "block scalar: >\n     \n      \n       \nblock: >\n  x\n", "a: >\n \n  \n   \n # comment\n",
        ])
    func unstable(text: String) {
        let once = ManifestFormatter.format(text, file: "x.yaml")
        #expect(ManifestFormatter.format(once.text, file: "x.yaml").text == once.text)
    }
}
