/// Cases of quotas that are used up.
extension ForetoldTests {
    private static func plain(_ name: String, flavor: String = "s6.large.2", disk: String = "") -> String {
        """
          \(name):
            flavor: \(flavor)
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
            \(disk.isEmpty ? "" : "dataDisks: {\(disk)}")

        """
    }

    private static func gone(_ addresses: String...) -> String {
        let entries = addresses.map { "  - {from: \($0), action: delete, reason: done}\n" }
        let consents = addresses.map { "  - {key: destroy, target: \($0), reason: done}\n" }
        return "removed:\n\(entries.joined())acknowledge:\n\(consents.joined())"
    }

    static let full = [
        Case(
            testDescription: "a second server beside one that stays, at full quota", rule: "QT003",
            code: "Ecs.0001", before: "servers:\n" + plain("one"),
            meanwhile: "quotas: {servers: 1}\n", manifest: "servers:\n" + plain("one") + plain("two")),
        Case(
            testDescription: "two servers for one that goes, at full quota", rule: "QT003",
            code: "Ecs.0001", before: "servers:\n" + plain("one"), meanwhile: "quotas: {servers: 1}\n",
            manifest: "servers:\n" + plain("two") + plain("three") + gone("server.one")),
        Case(
            testDescription: "a server whose successor is to be ready first, at full quota", rule: "QT003",
            code: "Ecs.0001", before: "servers:\n" + plain("one"), meanwhile: "quotas: {servers: 1}\n",
            manifest: "servers:\n"
                + plain("one").replacing("Ubuntu 22.04", with: "Ubuntu 24.04")
                + "acknowledge: [{key: destroy, target: server.one, reason: test}]\n",
            others: ["SV108"]),
    ]

    /// One is deleted and one created, with quota for one.
    static let turned = [
        Case(
            testDescription: "a server comes for one that goes, at full quota", rule: "",
            before: "servers:\n" + plain("one"),
            meanwhile: "quotas: {servers: 1, cores: 2, ramMB: 4096, volumes: 1, gigabytes: 40}\n",
            manifest: "servers:\n" + plain("two") + gone("server.one")),
        Case(
            testDescription: "a disk comes for one that goes, at full quota", rule: "",
            before: "servers:\n" + plain("one", disk: "a: {type: SSD, size: 50 GiB}"),
            meanwhile: "quotas: {volumes: 2, gigabytes: 90}\n",
            manifest: "servers:\n" + plain("one", disk: "b: {type: SSD, size: 50 GiB}")
                + gone("disk.one.a")),
        Case(
            testDescription: "a disk grows by what another one gives back", rule: "",
            before: "servers:\n"
                + plain("one", disk: "a: {type: SSD, size: 50 GiB}, b: {type: SSD, size: 30 GiB}"),
            meanwhile: "quotas: {gigabytes: 120}\n",
            manifest: "servers:\n" + plain("one", disk: "a: {type: SSD, size: 80 GiB}")
                + gone("disk.one.b")),
        Case(
            testDescription: "a flavor grows by what a server gives back", rule: "",
            before: "servers:\n" + plain("one") + plain("two"),
            meanwhile: "quotas: {cores: 4, ramMB: 8192}\n",
            manifest: "servers:\n" + plain("one", flavor: "s6.xlarge.2") + gone("server.two")),
        Case(
            testDescription: "three servers come for three that go, with room for one more", rule: "",
            before: "servers:\n" + plain("a") + plain("b") + plain("c"), meanwhile: "quotas: {servers: 4}\n",
            manifest: "servers:\n" + plain("d") + plain("e") + plain("f")
                + gone("server.a", "server.b", "server.c")),
    ]
}
