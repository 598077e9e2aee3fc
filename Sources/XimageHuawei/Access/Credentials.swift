package import XimageCore

/// The keys that sign requests. Never printed, never stored.
package struct Credentials: Sendable {
    package var accessKey: Secret
    package var secretKey: Secret
    /// Of temporary keys.
    package var securityToken: Secret?
    /// Id of a region project that came with the keys; used where the account's projects may not be listed.
    package var project: String?
    /// The region that ``project`` belongs to, when that was said.
    package var projectRegion: Region?
    /// From the credentials file; the environment and the manifest come first.
    package var iamEndpoint: String?
    /// Where they were found, for people: `environment variables HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK`.
    package var origin: String

    package init(
        accessKey: Secret, secretKey: Secret, securityToken: Secret? = nil, project: String? = nil,
        projectRegion: Region? = nil, iamEndpoint: String? = nil, origin: String = "given"
    ) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.securityToken = securityToken
        self.project = project
        self.projectRegion = projectRegion
        self.iamEndpoint = iamEndpoint
        self.origin = origin
    }

    /// What must never be seen in a text.
    package var secrets: [Secret] { [accessKey, secretKey] + (securityToken.map { [$0] } ?? []) }
}

/// No usable keys were found. Says every place that was looked at.
package struct CredentialsError: Error, Hashable, Sendable, CustomStringConvertible {
    package struct Place: Hashable, Sendable {
        /// Such as `environment variables HW_ACCESS_KEY and HW_SECRET_KEY`.
        package var name: String
        /// Such as `not set`.
        package var finding: String
    }

    package var places: [Place]

    package var detail: String {
        "No usable access key was found. Looked at:\n"
            + places.map { "  - \($0.name): \($0.finding)" }.joined(separator: "\n")
    }

    package var fix: String {
        "Set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK (and HUAWEICLOUD_SDK_SECURITY_TOKEN for temporary keys), "
            + "or write `ak` and `sk` under `[basic]` into ~/.huaweicloud/credentials. "
            + "To try things without an account, use `provider: sandbox`."
    }

    package var description: String { detail + "\n" + fix }
}
