import XimageCore

/// Facts about the inside of servers.
extension Notice {
    static let factsUnreadable = Notice(
        "guest-facts", Bilingual("Guest facts cannot be read", zh: "无法读取云服务器内部信息"),
        english: RuleText(
            "{file}: {reason}.",
            fix: "Collect them again, with `ximage facts collect` or the script of `ximage facts script`."),
        chinese: RuleText(
            "{file}：{reason}。", fix: "请用 `ximage facts collect` 或 `ximage facts script` 的脚本重新收集。"))

    static let factsNotCollected = Notice(
        "guest-collect", Bilingual("Guest facts could not be collected", zh: "无法收集云服务器内部信息"),
        english: RuleText("{reason}", fix: "{fix}"), chinese: RuleText("{reason}", fix: "{fix}"))

    static let noServerAddress = Notice(
        "not-a-server", Bilingual("Not the address of a server", zh: "不是云服务器的地址"),
        english: RuleText(
            "{text} is no address of a server.", fix: "Write it as server.web or server.web[\"blue\"]."),
        chinese: RuleText("{text} 不是云服务器的地址。", fix: "请写作 server.web 或 server.web[\"blue\"]。"))

    static let nothingDeclaredThere = Notice(
        "unknown-address", Bilingual("Nothing is declared there", zh: "该地址没有声明"),
        english: RuleText("The manifests declare no {address}.", fix: "Declared are {known}."),
        chinese: RuleText("清单没有声明 {address}。", fix: "已声明：{known}。"))

    static let noSuchServer = nothingDeclaredThere.case(
        Bilingual("No such server", zh: "没有此云服务器"),
        english: RuleText(
            "{address} is not in the state, and not in the cloud under a name of its own.",
            fix: "Give the id of the server instead, as `ximage list servers` shows it."),
        chinese: RuleText(
            "{address} 不在状态中，云上也没有唯一的同名云服务器。", fix: "请改用云服务器的 ID，见 `ximage list servers`。"))

    static let foreignFacts = Notice(
        "foreign-facts", Bilingual("Facts of another server", zh: "其他云服务器的信息"),
        english: RuleText(
            "The facts say that they are of server {own}, and {name} is {given}.",
            fix: "Leave --server out to keep them as those of {own}."),
        chinese: RuleText(
            "这些信息表明其属于云服务器 {own}，而 {name} 是 {given}。", fix: "不带 --server 则按 {own} 的信息保存。"))

    static let namelessFacts = Notice(
        "nameless-facts", Bilingual("Nobody knows whose facts these are", zh: "不清楚这些信息属于谁"),
        english: RuleText(
            "The facts do not name a server.", fix: "Say which one with --server server.web, or with its id."),
        chinese: RuleText("这些信息没有指明云服务器。", fix: "请用 --server server.web 或其 ID 指明。"))

    static let rawImageUnusable = Notice(
        "raw-image", Bilingual("A disk cannot be looked into", zh: "无法查看磁盘内容"),
        english: RuleText("{file}: {reason}."), chinese: RuleText("{file}：{reason}。"))

    static let noFacts = Notice(
        "no-facts", Bilingual("No guest facts", zh: "没有云服务器内部信息"),
        english: RuleText(
            "There are no facts of {server} in {folder}.",
            fix: "Collect them:\n  ximage facts collect {given}"),
        chinese: RuleText("{folder} 中没有 {server} 的信息。", fix: "收集信息：\n  ximage facts collect {given}"))

    static let guests = [
        factsUnreadable, factsNotCollected, noServerAddress, nothingDeclaredThere, noSuchServer, foreignFacts,
        namelessFacts, rawImageUnusable, noFacts,
    ]
}
