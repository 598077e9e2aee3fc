/// The type of a variable: `string`, `int`, `bool`, `list(T)`, `map(T)`.
indirect enum VariableType: Hashable, Sendable, LosslessStringConvertible {
    case string, int, bool
    case list(VariableType)
    case map(VariableType)

    init?(_ description: String) {
        var inner = Substring(description)
        var wrappers: [Bool] = []
        while inner.hasSuffix(")") {
            if inner.hasPrefix("list(") {
                wrappers.append(true)
                inner = inner.dropFirst(5).dropLast()
            } else if inner.hasPrefix("map(") {
                wrappers.append(false)
                inner = inner.dropFirst(4).dropLast()
            } else {
                return nil
            }
            guard wrappers.count <= 8 else { return nil }
        }
        var type: VariableType
        switch inner {
        case "string": type = .string
        case "int": type = .int
        case "bool": type = .bool
        default: return nil
        }
        for isList in wrappers.reversed() { type = isList ? .list(type) : .map(type) }
        self = type
    }

    var description: String {
        switch self {
        case .string: "string"
        case .int: "int"
        case .bool: "bool"
        case .list(let inner): "list(\(inner))"
        case .map(let inner): "map(\(inner))"
        }
    }

    func accepts(_ value: ScopeValue) -> Bool {
        switch (self, value) {
        case (.string, .text), (.string, .secret), (.int, .number), (.bool, .flag): true
        case (.list(let inner), .list(let values)): values.allSatisfy(inner.accepts)
        case (.map(let inner), .map(let entries)): entries.allSatisfy { inner.accepts($0.value) }
        default: false
        }
    }
}
