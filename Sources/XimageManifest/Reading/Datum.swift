internal import XimageCore

/// A value of a manifest after it was checked against its table.
indirect enum Datum {
    case flag(Bool)
    /// A plain number, or one in the unit of its type.
    case number(Int)
    case text(String)
    case secret(String)
    case list([Item])
    case map([MapEntry])
    case fields(Fields)
    case anything(ScopeValue)
}

struct Item {
    var datum: Datum
    var place: Place
}

struct MapEntry {
    var key: String
    var keyPlace: Place
    var item: Item
}

/// The checked entries of one block.
struct Fields {
    struct Entry {
        var key: String
        var keyPlace: Place
        var item: Item
    }

    var schema: BlockSchema
    /// The block itself.
    var place: Place
    var entries: [Entry] = []
    /// All keys as written, those with wrong values too; for mistyped ones also what was probably meant.
    var given: [String] = []

    subscript(key: String) -> Item? { entries.first { $0.key == key }?.item }

    func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

    func place(_ key: String) -> Place? { self[key]?.place }

    func text(_ key: String) -> String? { self[key]?.text }
    func list(_ key: String) -> [Item]? { self[key]?.list }
    func entries(of key: String) -> [MapEntry]? { self[key]?.map }
    func texts(_ key: String) -> [String]? { self[key]?.texts }
    func stringMap(_ key: String) -> [String: String]? {
        entries(of: key).map { entries in
            Dictionary(entries.compactMap { entry in entry.item.text.map { (entry.key, $0) } }) { first, _ in
                first
            }
        }
    }
}

extension Item {
    var text: String? { if case .text(let text) = datum { text } else { nil } }
    var number: Int? { if case .number(let number) = datum { number } else { nil } }
    var flag: Bool? { if case .flag(let flag) = datum { flag } else { nil } }
    var fields: Fields? { if case .fields(let fields) = datum { fields } else { nil } }
    var list: [Item]? { if case .list(let items) = datum { items } else { nil } }
    var map: [MapEntry]? { if case .map(let entries) = datum { entries } else { nil } }
    var scopeValue: ScopeValue? { if case .anything(let value) = datum { value } else { nil } }

    /// A list of texts, or one text as a list.
    var texts: [String]? {
        switch datum {
        case .text(let text): [text]
        case .list(let items): items.compactMap(\.text)
        default: nil
        }
    }
}
