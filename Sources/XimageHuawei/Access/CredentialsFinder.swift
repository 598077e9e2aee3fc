import NIOCore
import XimageCore

/// Finds keys where users of this cloud already have them. Source: the vendor's SDK, Terraform provider and command
/// line, credentials.
///
/// | order | place |
/// | --- | --- |
/// | 1 | `HUAWEICLOUD_SDK_AK`, `HUAWEICLOUD_SDK_SK`, `HUAWEICLOUD_SDK_SECURITY_TOKEN` |
/// | 2 | `HW_ACCESS_KEY`, `HW_SECRET_KEY`, `HW_SECURITY_TOKEN` |
/// | 3 | `HUAWEICLOUD_SDK_CREDENTIALS_FILE`, else `~/.huaweicloud/credentials`; the section is the profile or `basic` |
/// | 4 | `HW_SHARED_CONFIG_FILE`, else `~/.hcloud/config.json`; the profile, or the file's current one |
package struct CredentialsFinder: Sendable {
    package enum FileContent: Sendable {
        case absent
        case unreadable(String)
        case text([UInt8])
    }

    private let environment: [String: String]
    private let home: String?
    private let readFile: @Sendable (String) -> FileContent

    /// - Parameters:
    ///   - home: folder that `~` stands for; `nil` when there is none.
    ///   - readFile: takes an absolute path.
    package init(
        environment: [String: String], home: String?, readFile: @escaping @Sendable (String) -> FileContent
    ) {
        self.environment = environment
        self.home = home
        self.readFile = readFile
    }

    /// - Parameter profile: section or profile to use in files; `nil` for `HW_PROFILE` or their default.
    package func find(profile: String? = nil) throws(CredentialsError) -> Credentials {
        var places: [CredentialsError.Place] = []
        let families = [
            ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN"),
            ("HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN"),
        ]
        for (accessName, secretName, tokenName) in families {
            let name = "environment variables \(accessName) and \(secretName)"
            switch (value(accessName), value(secretName)) {
            case (let access?, let secret?):
                let pairs = [(accessName, access), (secretName, secret), (tokenName, value(tokenName) ?? "")]
                if let fault = Self.fault(pairs) {
                    places.append(.init(name: name, finding: fault))
                    throw CredentialsError(places: places)
                }
                return Credentials(
                    accessKey: Secret(access), secretKey: Secret(secret),
                    securityToken: value(tokenName).map(Secret.init),
                    project: value("HUAWEICLOUD_SDK_PROJECT_ID") ?? value("HW_PROJECT_ID"),
                    projectRegion: value("HW_REGION_NAME"), origin: name)
            case (nil, nil): places.append(.init(name: name, finding: "not set"))
            case (_?, nil): places.append(.init(name: name, finding: "\(secretName) is not set"))
            case (nil, _?): places.append(.init(name: name, finding: "\(accessName) is not set"))
            }
        }
        let profile = profile ?? value("HW_PROFILE")
        let files: [(String?, @Sendable ([UInt8], String?) -> Reading)] = [
            (path("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/.huaweicloud/credentials"), Self.readINI),
            (path("HW_SHARED_CONFIG_FILE", "/.hcloud/config.json"), Self.readConfiguration),
        ]
        for (path, read) in files {
            guard let path else {
                places.append(
                    .init(name: "credentials files in the home folder", finding: "there is no home folder"))
                break
            }
            switch readFile(path) {
            case .absent: places.append(.init(name: shown(path), finding: "no such file"))
            case .unreadable(let reason): places.append(.init(name: shown(path), finding: reason))
            case .text(let bytes):
                switch read(bytes, profile) {
                case .found(var credentials):
                    if let fault = credentials.fault {
                        places.append(.init(name: shown(path), finding: fault))
                        throw CredentialsError(places: places)
                    }
                    credentials.origin = shown(path)
                    return credentials
                case .nothing(let finding): places.append(.init(name: shown(path), finding: finding))
                }
            }
        }
        throw CredentialsError(places: places)
    }

    /// What is wrong with keys that cannot be sent in a header; `nil` when nothing is. Says where, and shows nothing of them.
    static func fault(_ keys: [(name: String, value: String)]) -> String? {
        for (name, value) in keys {
            guard
                let place = value.unicodeScalars.enumerated().first(where: {
                    !(0x21...0x7E).contains($1.value)
                })
            else { continue }
            let what =
                switch place.element {
                case "\r", "\n": "a line break"
                case " ", "\t": "a blank"
                default: "a character that no key has"
                }
            return "\(name) has \(what) as character \(place.offset + 1)"
        }
        return nil
    }

    enum Reading: Sendable {
        case found(Credentials)
        case nothing(String)
    }

    private func value(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func path(_ variable: String, _ standard: String) -> String? {
        value(variable) ?? home.map { $0 + standard }
    }

    /// Paths in the home folder are shown with `~`.
    private func shown(_ path: String) -> String {
        guard let home, !home.isEmpty, path.hasPrefix(home + "/") else { return path }
        return "~" + path.dropFirst(home.utf8.count)
    }
}

// MARK: - Files

extension CredentialsFinder {
    /// `~/.huaweicloud/credentials`: `[section]`, then `key = value`; `#` and `;` begin comments.
    static func readINI(_ bytes: [UInt8], profile: String?) -> Reading {
        let wanted = profile ?? "basic"
        var sections: [String: [String: String]] = [:]
        var section = ""
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let line = line.trimmingBlanks()
            guard let first = line.first, first != "#", first != ";" else { continue }
            if first == "[", let end = line.firstIndex(of: "]") {
                section = String(line[line.index(after: line.startIndex)..<end].trimmingBlanks())
            } else if let separator = line.firstIndex(of: "=") {
                let key = line[..<separator].trimmingBlanks().lowercased()
                sections[section, default: [:]][key] = String(
                    line[line.index(after: separator)...].trimmingBlanks())
            }
        }
        guard let values = sections[wanted] else { return .nothing("there is no section [\(wanted)]") }
        let value = { (key: String) in values[key].flatMap { $0.isEmpty ? nil : $0 } }
        guard let access = value("ak") else { return .nothing("section [\(wanted)] has no `ak`") }
        guard let secret = value("sk") else { return .nothing("section [\(wanted)] has no `sk`") }
        return .found(
            Credentials(
                accessKey: Secret(access), secretKey: Secret(secret),
                securityToken: value("security_token").map(Secret.init), project: value("project_id"),
                iamEndpoint: value("iam_endpoint")))
    }

    /// `~/.hcloud/config.json`, written by the vendor's command line.
    static func readConfiguration(_ bytes: [UInt8], profile: String?) -> Reading {
        var current: String?
        var profiles: [ConfigurationProfile] = []
        do throws(JSONFailure) {
            try JSONScanner.read(.init(bytes: bytes)) { scanner throws(JSONFailure) in
                try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                    switch key {
                    case "current": current = try scanner.string()
                    case "profiles":
                        try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
                            profiles.append(try ConfigurationProfile(&scanner))
                        }
                    default: break
                    }
                }
            }
        } catch {
            return .nothing("it is not valid JSON")
        }
        let wanted = profile ?? current
        guard let found = profiles.first(where: { wanted == nil || $0.name == wanted }) else {
            return .nothing(wanted.map { "there is no profile \($0)" } ?? "it has no profiles")
        }
        let name = found.name ?? "without a name"
        guard let access = found.accessKey, let secret = found.secretKey, !access.isEmpty, !secret.isEmpty
        else {
            return .nothing("profile \(name) has no access key and secret key")
        }
        guard access.utf8.count <= 64, access.utf8.allSatisfy(isKeyByte), secret.utf8.count <= 64 else {
            return .nothing(
                "the keys of profile \(name) are encrypted, so that only the vendor's command line can read them"
            )
        }
        return .found(
            Credentials(
                accessKey: Secret(access), secretKey: Secret(secret),
                securityToken: found.token.flatMap { $0.isEmpty ? nil : Secret($0) },
                project: found.project.flatMap { $0.isEmpty ? nil : $0 },
                projectRegion: found.region.flatMap { $0.isEmpty ? nil : $0 }))
    }

    private struct ConfigurationProfile {
        var name: String?
        var accessKey: String?
        var secretKey: String?
        var token: String?
        var region: String?
        var project: String?

        init(_ scanner: inout JSONScanner) throws(JSONFailure) {
            var result = (name, accessKey, secretKey, token, region, project)
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "name": result.0 = try scanner.string()
                case "accessKeyId": result.1 = try scanner.string()
                case "secretAccessKey": result.2 = try scanner.string()
                case "securityToken", "stsToken": if !scanner.isObject { result.3 = try scanner.string() }
                case "region": result.4 = try scanner.string()
                case "projectId": result.5 = try scanner.string()
                default: break
                }
            }
            (name, accessKey, secretKey, token, region, project) = result
        }
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        var result = self
        while let first = result.first, first.isWhitespace { result.removeFirst() }
        while let last = result.last, last.isWhitespace { result.removeLast() }
        return result
    }
}

extension Credentials {
    /// As ``CredentialsFinder/fault(_:)`` says it of keys in a file.
    fileprivate var fault: String? {
        CredentialsFinder.fault([
            ("the access key", accessKey.reveal()), ("the secret key", secretKey.reveal()),
            ("the security token", securityToken?.reveal() ?? ""),
        ])
    }
}
