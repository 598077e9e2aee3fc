/// One way to ask for what the service refuses.
struct Breaker: Sendable {
    let name: String
    /// The rule that has to tell it.
    let rule: String
    /// Whether the unit was sound and made before, and is changed.
    var isEdit = false
    private let change: @Sendable (inout Unit) -> Void

    func apply(to unit: inout Unit) { change(&unit) }

    private static func own(
        _ name: String, _ rule: String, _ change: @escaping @Sendable (inout Unit) -> Void
    ) -> Breaker {
        Breaker(
            name: name, rule: rule,
            change: {
                $0.isExisting = false
                change(&$0)
            })
    }

    private static func existing(
        _ name: String, _ rule: String, _ change: @escaping @Sendable (inout Unit) -> Void
    ) -> Breaker {
        Breaker(
            name: name, rule: rule,
            change: {
                $0.isExisting = true
                ($0.flavor, $0.zone) = ("s6.large.2", "cn-north-4a")
                change(&$0)
            })
    }

    private static func any(
        _ name: String, _ rule: String, _ change: @escaping @Sendable (inout Unit) -> Void
    ) -> Breaker { Breaker(name: name, rule: rule, change: change) }

    private static func copied(
        _ name: String, _ rule: String, _ change: @escaping @Sendable (inout Unit.Copy) -> Void
    ) -> Breaker {
        any(name, rule) {
            var copy = Unit.Copy()
            change(&copy)
            $0.copy = copy
        }
    }

    private static func edited(
        _ name: String, _ rule: String, _ change: @escaping @Sendable (inout Unit) -> Void
    ) -> Breaker {
        var breaker = any(name, rule, change)
        breaker.isEdit = true
        return breaker
    }

    static let ofUnits: [Breaker] = [
        own("flavor sold out in the zone", "AV006") {
            $0.flavor = "s7.large.2"
            $0.zone = "cn-north-4c"
        },
        own("flavor withdrawn", "AV006") { $0.flavor = "s3.large.2" },
        own("no such flavor", "AV006") { $0.flavor = "s9.large.2" },
        own("disk type sold out", "AV007") { $0.diskType = "SATA" },
        own("disk type sold out in the zone", "AV007") {
            $0.diskType = "ESSD"
            $0.zone = "cn-north-4c"
        },
        own("no such zone", "AV002") { $0.zone = "cn-north-4z" },
        own("architecture", "SV101") { $0.flavor = "kc1.large.2" },
        own("system disk below the image", "SV105") { $0.systemGiB = 20 },
        own("no such image", "AV011") { $0.image = "Plan 9 4th edition" },
        own("no such subnet", "AV011") { $0.subnet = "subnet-nowhere" },
        own("local disks of a new server", "DK007") { $0.flavor = "i3.2xlarge.8" },
        existing("server in error", "SV001") { $0.status = "ERROR" },
        existing("server in another vault", "VA007") { $0.isInOtherVault = true },
        existing("dedicated storage", "DK003") { $0.storage = "DSS" },
        existing("too many shared disks", "DK004") { $0.sharedDisks = 11 },
        existing("local disks", "SV013") { $0.flavor = "i3.2xlarge.8" },
        existing("no such server", "SV016") { $0.isMissing = true },
        any("vault too small", "VA005") { $0.vaultGiB = 45 },
        any("vault for replicas", "VA003") {
            $0.hasExistingVault = true
            $0.vaultPurpose = "replication"
        },
        any("vault for disks", "VA002") {
            $0.hasExistingVault = true
            $0.vaultObjects = "disk"
        },
        copied("copy into a vault for backups", "CP006") {
            ($0.hasExistingVault, $0.vaultPurpose) = (true, "backup")
        },
        copied("copy into a small vault", "CP007") { ($0.hasExistingVault, $0.vaultGiB) = (true, 20) },
        copied("copy into a small vault of ours", "CP007") { $0.vaultGiB = 20 },
        edited("flavor withdrawn, of a server that is there", "AV006") { $0.flavor = "s3.large.2" },
        edited("next image in another vault", "VA007") {
            ($0.movesToOtherVault, $0.revision) = (true, 2)
        },
    ]
}
