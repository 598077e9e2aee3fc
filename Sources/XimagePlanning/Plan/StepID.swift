package import XimageCore

/// Names one step within its plan: what is done, to what, and which of several. Stable as long as the plan does the
/// same; the journal, saved plans and reports use its text.
package struct StepID: Hashable, Sendable {
    package enum Verb: String, Hashable, Sendable, Codable, CaseIterable {
        case create, label, update, delete, detach, forget, settle, stop, start, await
        case deleteBackup = "delete-backup"
    }

    /// Tells steps of one verb and address apart.
    package enum Role: Hashable, Sendable {
        /// The object that the address stands for.
        case own
        /// The object that another one replaces, or replaced.
        case old
        /// The old object of a replacement that was interrupted; there may be several at one address.
        case leftOver(RemoteID)
        /// Of a server: for the sake of one generation of an image.
        case image(Address)
        /// One backup among several of a generation.
        case backup(RemoteID)
    }

    package let verb: Verb
    package let address: Address
    package let role: Role

    /// The step is about an object that another one replaces, or replaced.
    package var isAboutOld: Bool {
        switch role {
        case .old, .leftOver: true
        case .own, .image, .backup: false
        }
    }

    package init(_ verb: Verb, _ address: Address, _ role: Role = .own) {
        self.verb = verb
        self.address = address
        self.role = role
    }
}

/// `create server.web`, `delete old server.web`, `delete old 7c41 of server.web`, `stop server.web for image.golden@2`, `delete backup of image.golden@1`,
/// `delete backup 7c41 of image.golden@1`. Nothing else writes or reads this text.
extension StepID: LosslessStringConvertible, Codable {
    package var description: String {
        switch (verb, role) {
        case (.deleteBackup, .backup(let id)): "delete backup \(id) of \(address)"
        case (.deleteBackup, _): "delete backup of \(address)"
        case (_, .old): "\(verb.rawValue) old \(address)"
        case (_, .leftOver(let id)): "\(verb.rawValue) old \(id) of \(address)"
        case (_, .image(let image)): "\(verb.rawValue) \(address) for \(image)"
        case (_, .own), (_, .backup): "\(verb.rawValue) \(address)"
        }
    }

    /// `nil` when it is not the text of a step.
    package init?(_ text: String) {
        guard let space = text.firstIndex(of: " ") else { return nil }
        let word = String(text[..<space])
        let rest = text[text.index(after: space)...]
        if word == Verb.delete.rawValue, rest.hasPrefix("backup ") {
            self.init(backup: rest.dropFirst("backup ".count))
            return
        }
        guard let verb = Verb(rawValue: word) else { return nil }
        if rest.hasPrefix("old ") {
            let rest = rest.dropFirst("old ".count)
            if let address = Address(String(rest)) {
                self.init(verb, address, .old)
            } else {
                guard let middle = rest.firstRange(of: " of "),
                    let address = Address(String(rest[middle.upperBound...]))
                else { return nil }
                self.init(verb, address, .leftOver(String(rest[..<middle.lowerBound])))
            }
        } else if let address = Address(String(rest)) {
            self.init(verb, address)
        } else {
            // The key of an instance may hold the word, too.
            let pairs = rest.ranges(of: " for ").lazy.compactMap { middle in
                Address(String(rest[..<middle.lowerBound])).flatMap { address in
                    Address(String(rest[middle.upperBound...])).map { (address, $0) }
                }
            }
            guard let (address, image) = pairs.first else { return nil }
            self.init(verb, address, .image(image))
        }
    }

    /// `of image.golden@1` or `7c41 of image.golden@1`.
    private init?(backup text: Substring) {
        guard let middle = text.firstRange(of: "of ") else { return nil }
        guard let address = Address(String(text[middle.upperBound...])) else { return nil }
        let id = text[..<middle.lowerBound]
        if id.isEmpty {
            self.init(.deleteBackup, address)
        } else {
            guard id.last == " " else { return nil }
            self.init(.deleteBackup, address, .backup(String(id.dropLast())))
        }
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = StepID(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a step: \(text)"))
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension StepID: Comparable {
    /// By address, then verb and role: any order will do that is the same in every run.
    package static func < (a: StepID, b: StepID) -> Bool {
        a.address != b.address ? a.address < b.address : a.description < b.description
    }
}
