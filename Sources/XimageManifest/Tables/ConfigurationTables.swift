internal import XimageCore

/// The keys of the user's own configuration, which no manifest set can write.
extension ManifestTables {
    package static let configuration = BlockSchema(
        Bilingual("the configuration", zh: "用户配置"),
        "What a user allows on this machine: `$XDG_CONFIG_HOME/ximage/config.yaml`.",
        zh: "用户在本机允许的内容：`$XDG_CONFIG_HOME/ximage/config.yaml`。",
        [
            Field(
                "trust", .block(trust), "Values outside their folder that manifest sets may use.",
                zh: "清单可以使用的、其文件夹之外的值。")
        ])

    private static let trust = BlockSchema(
        Bilingual("the trust", zh: "信任设置"),
        "Values outside their folder that manifest sets may use, each as the refusal prints it.",
        zh: "清单可以使用的、其文件夹之外的值，写法与拒绝信息所示相同。",
        [
            value(
                "endpoints", "\"https://ims.example.com\"", "Base URLs that get signed requests.",
                zh: "接收签名请求的基础 URL。"),
            value(
                "hosts", "\"root@${server.ip}\"",
                "Where commands that only read may log in by ssh; `apply` may use the hosts of its set.",
                zh: "只读命令可通过 SSH 登录的位置；`apply` 可使用其清单中的主机。"),
            value("profiles", "prod", "Profiles of the credentials files.", zh: "凭证文件中的配置名称。"),
            value(
                "files", "/srv/shop/cloud-init.yaml", "Files that sets read, absolute and without links.",
                zh: "清单读取的文件；绝对路径，不含链接。"),
            value(
                "state", "/srv/shop/state.db", "State files outside the folder of the set, in the same form.",
                zh: "清单文件夹之外的状态文件，写法相同。"),
        ])

    /// What is known only with a server stays as the set writes it.
    private static func value(_ key: String, _ example: String, _ summary: String, zh chinese: String)
        -> Field
    {
        Field(
            key, .list(.text(.nonEmpty)), late: ["server", "source"], example: "[\(example)]", summary,
            zh: chinese)
    }
}
