package import XimageCore

/// Compares one declared resource with its object, attribute by attribute.
package struct Differ: Sendable {
    package struct Difference: Hashable, Sendable {
        package let attribute: AttributeName
        package let effect: ChangeEffect
        /// What it shall be; an empty text, list or map where it shall be nothing.
        package let wanted: Value

        /// A disk that shall be smaller. Only another disk could be, and what is on it would be lost.
        var isShrink: Bool {
            effect == .requiresReplace && (attribute == .size || attribute == .systemDiskSize)
        }
    }

    private let schema: ResourceSchema
    private let foreignTags: Value

    /// - Parameter foreignTags: as declared; `.null` for the default.
    package init(_ kind: ResourceKind, foreignTags: Value = .null) {
        schema = .of(kind)
        self.foreignTags = foreignTags
    }

    /// - Parameters:
    ///   - wanted: resolved attributes; what is not declared is left as it is.
    ///   - recorded: as last applied; what was set by us and is no longer declared is taken back.
    /// - Returns: sorted by attribute.
    package func differences(wanted: Attributes, live: Attributes, recorded: Attributes?) -> [Difference] {
        var result: [Difference] = []
        for attribute in schema.attributes {
            switch attribute.effect {
            case .computed, .atCreation, .setting: continue
            case .inPlace, .grows, .upgrades, .requiresReplace, .newGeneration: break
            }
            var have = live[attribute.name]
            // What a generation was created from, the record knows too.
            if attribute.effect == .newGeneration, have.isEmpty, let recorded {
                have = recorded[attribute.name]
            }
            let want = wanted[attribute.name]
            if isUnread(attribute, want, live: live, recorded: recorded) { continue }
            if SharedKeys.names.contains(attribute.name) {
                let target = SharedKeys(attribute.name, foreignTags: foreignTags).target(
                    wanted: want, live: have, recorded: recorded?[attribute.name] ?? .null)
                if !target.matches(have) {
                    result.append(
                        Difference(attribute: attribute.name, effect: attribute.effect, wanted: target))
                }
            } else if want == .null {
                if let empty = cleared(attribute, have: have, recorded: recorded) {
                    result.append(
                        Difference(attribute: attribute.name, effect: attribute.effect, wanted: empty))
                }
            } else if !hasExpanded(attribute.name, from: want, to: have, wanted),
                differs(attribute.name, want: want, have: have)
            {
                result.append(
                    Difference(attribute: attribute.name, effect: effect(attribute, want, have), wanted: want)
                )
            }
        }
        return result
    }

    /// Attributes that the object had and that the answer does not contain, sorted. They are unknown: not a difference, as an
    /// object must not be replaced for what nobody read.
    package func unread(wanted: Attributes, live: Attributes, recorded: Attributes) -> [AttributeName] {
        schema.attributes.filter { attribute in
            let (want, have) = (wanted[attribute.name], live[attribute.name])
            guard !want.isEmpty || isTakenBack(attribute.name) || attribute.isShownOption else {
                return false
            }
            // The record knows what a generation was created from, and into which vault; the answer should say it still.
            if attribute.effect == .newGeneration || attribute.name == .targetVault {
                return have.isEmpty && !recorded[attribute.name].isEmpty
            }
            return isUnread(attribute, want, live: live, recorded: recorded)
        }.map(\.name)
    }

    /// The object had the attribute, and the answer does not contain it. What was read and is nothing is not `.null`.
    private func isUnread(
        _ attribute: AttributeSchema, _ want: Value, live: Attributes, recorded: Attributes?
    ) -> Bool {
        let name = attribute.name
        let isAbsent =
            switch attribute.effect {
            case .inPlace, .atCreation: live[name] == .null
            // None of these can be nothing.
            case .grows, .upgrades, .requiresReplace, .computed, .setting, .newGeneration: live[name].isEmpty
            }
        guard isAbsent, let was = recorded?[name], !was.isEmpty else { return false }
        // Subnets are shown only to those who may read networks; every answer contains what they are found by.
        if name == .subnet { return live[.vpc] == .null || live[.ip] == .null }
        switch attribute.effect {
        case .grows, .upgrades, .requiresReplace: return true
        case .inPlace:
            if name == .power { return want != "as-is" }
            // Another declaration is written, whatever the object has, unless that decides about the request.
            return want.isEmpty || want.matches(was) || Self.dependsOnPresent.contains(name)
        case .atCreation: return attribute.isShownOption
        case .computed, .setting, .newGeneration: return false
        }
    }

    private static let dependsOnPresent: Set<AttributeName> = [
        .name, .size, .flavor, .tags, .metadata, .securityGroups, .serverGroup,
    ]

    /// What live values say other than the record, for attributes that state keeps.
    package func drift(recorded: Attributes, live: Attributes) -> [Drift.Difference] {
        schema.attributes.compactMap { attribute in
            switch attribute.effect {
            case .computed, .setting, .newGeneration: return nil
            case .inPlace, .grows, .upgrades, .requiresReplace, .atCreation: break
            }
            let was = recorded[attribute.name]
            var have = live[attribute.name]
            if was == have || isUnread(attribute, was, live: live, recorded: recorded) { return nil }
            if SharedKeys.names.contains(attribute.name) {
                have = SharedKeys(attribute.name, foreignTags: foreignTags).counted(live: have, recorded: was)
                guard was.isKnown, !was.matches(have) else { return nil }
                return Drift.Difference(attribute: attribute.name, recorded: was, live: have)
            }
            if attribute.effect == .atCreation {
                guard Self.isOtherThanCreated(attribute.name, was, have) else { return nil }
                return Drift.Difference(attribute: attribute.name, recorded: was, live: have)
            }
            guard was != .null, was.isKnown, !hasExpanded(attribute.name, from: was, to: have, recorded),
                differs(attribute.name, want: was, have: have)
            else {
                return nil
            }
            return Drift.Difference(attribute: attribute.name, recorded: was, live: have)
        }
    }

    /// Whether the cloud shows another value than the object was to be created with. What it does not show is not known.
    static func isOtherThanCreated(_ name: AttributeName, _ want: Value, _ have: Value) -> Bool {
        guard !want.isEmpty, want.isKnown, !want.isSensitive, have != .null else { return false }
        if name == .publicIP, want == "none", have.isEmpty { return false }
        return !want.matches(have)
    }

    /// A vault that expands by itself has at least the size that is declared.
    private func hasExpanded(
        _ name: AttributeName, from size: Value, to have: Value, _ attributes: Attributes
    ) -> Bool {
        guard name == .size, attributes[.autoExpand] == .bool(true), let size = size.int, let have = have.int
        else { return false }
        return have > size
    }

    private func differs(_ name: AttributeName, want: Value, have: Value) -> Bool {
        switch (name, want) {
        case (.power, .string("as-is")): false
        case (_, .secret): false
        // A look-up without an answer has a finding of its own.
        case (_, .knownAfterApply): false
        // Told only to those who may read the networks.
        case (.vpc, _) where have.isEmpty, (.subnet, _) where have.isEmpty: false
        // The service gives them in any order.
        case (.securityGroups, .list(let groups)):
            want.isKnown && Set(groups) != Set(have.list ?? [])
        // Lists leave out what is off.
        case (_, .bool(false)): have == .bool(true)
        case (.device, .string("vbd")): !have.isEmpty && have != want
        default: !want.matches(have)
        }
    }

    /// What ximage wrote and is no longer declared is taken back, where the service can be without it.
    private func cleared(_ attribute: AttributeSchema, have: Value, recorded: Attributes?) -> Value? {
        guard !have.isEmpty, let recorded, !recorded[attribute.name].isEmpty,
            isTakenBack(attribute.name)
        else { return nil }
        return [.minimumMemory, .maximumMemory].contains(attribute.name) ? .int(0) : .string("")
    }

    private func isTakenBack(_ name: AttributeName) -> Bool {
        switch name {
        case .description, .serverGroup, .minimumMemory, .maximumMemory, .tags, .metadata: true
        default: false
        }
    }

    /// Less than now is no growth, a slower type no upgrade.
    private func effect(_ attribute: AttributeSchema, _ want: Value, _ have: Value) -> ChangeEffect {
        switch attribute.effect {
        case .grows:
            guard let new = want.int, let old = have.int, new < old else { return .grows }
            return .requiresReplace
        case .upgrades:
            guard let new = want.string, let old = have.string else { return .requiresReplace }
            return DiskTypeLadder.rises(from: old, to: new) ? .upgrades : .requiresReplace
        default: return attribute.effect
        }
    }
}
