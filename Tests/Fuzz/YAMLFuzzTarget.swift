/// libFuzzer's entry: any bytes through the YAML reader, then through all that looks at a tree. `scripts/fuzz` builds
/// it together with the sources of XimageYAML.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let result = YAMLParser.parse(bytes)
    for problem in result.problems { check(problem.range, in: result.tree) }
    for index in 0..<result.tree.nodeCount {
        check(result.tree.range(index), in: result.tree)
        if result.tree.kind(index) == .scalar { _ = result.tree.scalar(index) }
    }
    guard result.isReadable else { return 0 }
    let json = YAMLDump.json(result.tree)
    precondition(json.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "a control character in the JSON")
    precondition(result.tree.saysTheSame(as: YAMLParser.parse(bytes).tree), "not the same twice")
    return 0
}

private func check(_ range: YAMLRange, in tree: YAMLTree) {
    precondition(range.start.line >= 1 && range.start.column >= 1)
    precondition(range.start.offset <= range.end.offset && range.end.offset <= tree.text.bytes.count)
    precondition(range.end.line <= tree.text.lineCount)
}
