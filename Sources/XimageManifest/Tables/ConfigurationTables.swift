internal import XimageCore

/// The keys of the user's own configuration, which no manifest set can write.
extension ManifestTables {
    package static let configuration = BlockSchema(
        Bilingual("the configuration", zh: "用户配置"),
        "What a user allows on this machine: `$XDG_CONFIG_HOME/ximage/config.yaml`.",
        [Field("trust", .block(trust), "Values outside their folder that manifest sets may use.")])

    private static let trust = BlockSchema(
        Bilingual("the trust", zh: "信任设置"),
        "Values outside their folder that manifest sets may use, each as the refusal prints it.",
        [
            value("endpoints", "\"https://ims.example.com\"", "Base URLs that get signed requests."),
            value(
                "hosts", "\"root@${server.ip}\"",
                "Where commands that only read may log in by ssh; `apply` may use the hosts of its set."),
            value("profiles", "prod", "Profiles of the credentials files."),
            value("files", "/srv/shop/cloud-init.yaml", "Files that sets read, absolute and without links."),
            value(
                "state", "/srv/shop/state.db", "State files outside the folder of the set, in the same form."),
        ])

    /// What is known only with a server stays as the set writes it.
    private static func value(_ key: String, _ example: String, _ summary: String) -> Field {
        Field(key, .list(.text(.nonEmpty)), late: ["server", "source"], example: "[\(example)]", summary)
    }
}
