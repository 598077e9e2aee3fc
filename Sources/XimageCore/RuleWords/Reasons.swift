/// Reasons that several findings give.
extension RuleArgument {
    package static let outOfRange = RuleArgument("outside the service's range", zh: "超出服务允许范围")
    package static let noVault = RuleArgument("names no vault", zh: "未指定存储库")
    package static let keyPairBeside = RuleArgument("a key pair is declared too", zh: "同时指定了密钥对")

    /// An empty list.
    package static let nothing = RuleArgument("none", zh: "无")

    /// Of a server that is named beside it.
    package static let systemDisk = RuleArgument("system disk", zh: "系统盘")

    /// An object by its name: `image "golden"`. Chinese messages name the kind themselves.
    package static func named(_ kind: String, _ name: String, _ id: RemoteID? = nil) -> RuleArgument {
        guard let id else { return RuleArgument("\(kind) \"\(name)\"", zh: "“\(name)”") }
        return RuleArgument("\(kind) \"\(name)\" (\(id))", zh: "“\(name)”（\(id)）")
    }

    /// How an existing object is found.
    package static func lookup(_ lookup: ExistingLookup) -> RuleArgument {
        switch lookup {
        case .id(let id): RuleArgument("\(lookup)", zh: "ID 为 \(id)")
        case .name(let name, nil): RuleArgument("\(lookup)", zh: "名称为“\(name)”")
        case .name(let name, let zone?): RuleArgument("\(lookup)", zh: "名称为“\(name)”，位于 \(zone)")
        }
    }

    /// What a service or a collector reports, in its own words; in Chinese it is quoted.
    package static func reported(_ text: String) -> RuleArgument {
        RuleArgument(text, zh: text == FactGap.notCollected ? "未采集" : "“\(text)”")
    }

    /// In place of a region that is not known.
    package static let itsRegion = RuleArgument("its region", zh: "其所在区域")

    package static func region(_ region: Region) -> RuleArgument {
        RuleArgument("it is in \(region)", zh: "位于 \(region)")
    }

    /// - Parameter purpose: of a vault.
    package static func purpose(_ purpose: String) -> RuleArgument {
        RuleArgument("its purpose is `\(purpose)`", zh: "用途为 `\(purpose)`")
    }
}
