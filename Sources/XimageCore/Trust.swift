/// What a manifest set may reach beyond its own folder and the vendor's services.
///
/// A set may come from a stranger, such as the author of a pull request. So the values that it names count only where
/// someone outside the set wrote them down, or gave them to the run. It is a list of values, never of folders: a
/// stranger's set is checked out into a folder that is trusted.
package struct Trust: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Base URLs that get signed requests.
        case endpoints
        /// Where ssh goes, as the set writes it.
        case hosts
        /// Profiles of the credentials files.
        case profiles
        /// Files outside the folder of the set, as absolute paths without links.
        case files
        /// State files outside the folder of the set, in the same form.
        case state
    }

    /// One value that a set names.
    package struct Need: Hashable, Sendable {
        package var kind: Kind
        /// As it is written down to allow it.
        package var value: String
        /// What ximage would do with it, as the end of "The set makes ximage ...".
        package var use: Bilingual

        package init(_ kind: Kind, _ value: String, _ use: Bilingual) {
            self.kind = kind
            self.value = value
            self.use = use
        }
    }

    /// Values that the configuration of the user allows.
    package var values: [Kind: Set<String>] = [:]
    /// Values that options and variables gave to this run: the user's own.
    package var own: Set<String> = []
    /// Folder of the set, absolute and without links.
    package var folder: String
    /// The configuration file that values are added to; `nil` where the user has none.
    package var file: String?
    /// Whether the run may use ssh as the set says: who applies a set trusts its hosts.
    package var allowsHosts = false

    package init(folder: String, file: String? = nil) {
        self.folder = folder
        self.file = file
    }

    package func allows(_ need: Need) -> Bool {
        if need.kind == .hosts, allowsHosts { return true }
        return values[need.kind]?.contains(need.value) == true || isOwn(need)
    }

    package func missing(_ needs: [Need]) -> [Need] {
        var seen: Set<Need> = []
        return needs.filter { !allows($0) && seen.insert($0).inserted }
    }

    /// A user who gives the address of a host leaves it to the set under which name to log in.
    private func isOwn(_ need: Need) -> Bool {
        if own.contains(need.value) { return true }
        guard need.kind == .hosts, let at = need.value.lastIndex(of: "@") else { return false }
        return own.contains(String(need.value[need.value.index(after: at)...]))
    }
}

// MARK: - What a set needs

extension Trust {
    /// What a connection to the cloud needs.
    /// - Parameter isVendors: whether a base URL of a service is one that the vendor publishes.
    package static func needs(
        of provider: ProviderSettings, isVendors: (_ service: String, _ url: String) -> Bool
    ) -> [Need] {
        guard provider.kind != .sandbox else { return [] }
        var needs = provider.endpoints.sorted { $0.key < $1.key }.filter { !isVendors($0.key, $0.value) }.map
        {
            Need(
                .endpoints, $0.value,
                Bilingual(
                    "send requests of \($0.key), with the id of your access key, to this URL",
                    zh: "将 \($0.key) 的请求连同您的访问密钥 ID 发送到该 URL"))
        }
        if let profile = provider.profile {
            needs.append(
                Need(
                    .profiles, profile,
                    Bilingual(
                        "use the access key of this profile of your credentials files",
                        zh: "使用您的凭证文件中该 profile 的访问密钥")))
        }
        return needs
    }

    /// The hosts that a set lets ximage log in to, to see what is inside servers. On the sandbox nothing runs.
    package static func hosts(of desired: DesiredState) -> [Need] {
        guard desired.settings.provider.kind != .sandbox else { return [] }
        return guests(of: desired).compactMap(\.collect).flatMap(needs(of:))
    }

    /// Files with facts that a set names; those whose name is known only with a server are left out.
    package static func factsFiles(of desired: DesiredState) -> [String] {
        guests(of: desired).compactMap(\.factsFile).filter { !$0.contains("${") }
    }

    private static func needs(of collect: GuestSettings.Collect) -> [Need] {
        ([collect.ssh] + (collect.jump.map { [$0] } ?? [])).map {
            Need(.hosts, $0, logIn)
        }
    }

    /// What a host is needed for.
    package static let logIn = Bilingual(
        "log in there by ssh, with your keys", zh: "使用您的密钥通过 ssh 登录该主机")

    private static func guests(of desired: DesiredState) -> [GuestSettings] {
        (desired.resources + desired.selections.map(\.image)).compactMap { resource in
            switch resource.details {
            case .server(let details): details.options?.content.guest
            case .image(let details): details.options?.content.guest
            case .none, .disk, .copy: nil
            }
        }
    }
}

// MARK: - Words

extension Trust {
    /// The lines that allow what is needed, as they stand in the configuration file.
    package static func lines(_ needs: [Need]) -> String {
        var text = "trust:"
        for kind in Kind.allCases {
            let values = needs.filter { $0.kind == kind }.map { quoted($0.value) }
            if !values.isEmpty { text += "\n  \(kind.rawValue): [\(values.joined(separator: ", "))]" }
        }
        return text
    }

    /// A text as YAML and JSON write it between quotation marks; nothing in it steers a terminal.
    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.isInvisible: result += scalar.spelled
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// What the set would do.
    package static func uses(_ needs: [Need]) -> RuleArgument {
        RuleArgument(
            needs.map { need in
                let value = "\(need.kind.rawValue) \(quoted(need.value))"
                return RuleArgument(
                    "  - \(value): ximage would \(need.use.english).",
                    zh: "  - \(value)：ximage 会\(need.use.chinese)。")
            }, english: "\n", chinese: "\n")
    }

    /// Why the run ends, with the lines to add.
    package func refusal(_ needs: [Need], at place: SourceRange? = nil) -> Diagnostic {
        Diagnostic(
            .untrustedSet, ["uses": Self.uses(needs), "advice": advice(needs)], subject: place)
    }

    package func advice(_ needs: [Need]) -> RuleArgument {
        let lines = Self.lines(needs).split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        return RuleArgument(
            "If you trust the set with that, add these lines "
                + (file.map { "to \($0)" } ?? "to a file outside the set that XIMAGE_TRUST names")
                + ":\n" + lines,
            zh: "如您信任该清单集的上述用途，请将以下内容加入"
                + (file.map { " \($0)" } ?? " XIMAGE_TRUST 指定的、清单集之外的文件") + "：\n" + lines)
    }
}
