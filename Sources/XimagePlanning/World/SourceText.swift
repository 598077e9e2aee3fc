package import XimageCore

/// Fills in what a text says of the source server.
enum SourceText {
    static func filled(_ value: Value, _ server: LiveResource) -> Value {
        switch value {
        case .string(let text): .string(filled(text, server))
        case .map(let values): .map(values.mapValues { filled($0, server) })
        case .list(let values): .list(values.map { filled($0, server) })
        default: value
        }
    }

    /// `${source.id|name|zone|tags.KEY}`; a tag that the server lacks is empty.
    static func filled(_ text: String, _ server: LiveResource) -> String {
        guard text.contains("${source.") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${source."),
            let end = rest[start.upperBound...].firstIndex(of: "}")
        {
            result += rest[..<start.lowerBound]
            let name = rest[start.upperBound..<end]
            switch name {
            case "id": result += server.id
            case "name": result += server.name
            case "zone": result += server.attributes[.zone].string ?? ""
            default:
                guard name.hasPrefix("tags.") else {
                    result += rest[start.lowerBound...end]
                    break
                }
                result += server.attributes[.tags].stringMap?[String(name.dropFirst(5))] ?? ""
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}

extension LiveSelector {
    /// All parts fit.
    package func fits(_ server: LiveResource) -> Bool {
        (regions.isEmpty || regions.contains(server.region)) && (ids.isEmpty || ids.contains(server.id))
            && fits(name: server.name, tags: server.attributes[.tags].stringMap ?? [:])
    }

    /// As an exception; one without a condition excludes nobody.
    func excludes(_ server: LiveResource) -> Bool {
        !(tags.isEmpty && names.isEmpty && ids.isEmpty && regions.isEmpty) && fits(server)
    }
}
