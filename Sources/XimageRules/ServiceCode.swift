package import XimageCore
package import XimagePlanning

/// What a service's refusal means, in the words of the catalogue.
package struct ServiceCode: Hashable, Sendable {
    /// Such as `IMG.0126`.
    package let code: String
    package let meaning: Bilingual
    /// The rule whose message is shown; further ones where the code alone does not tell.
    package let rules: [String]
    /// What may be done without the user: `no`, `wait`, `back off`, or a condition.
    package let retry: String
}

extension ServiceCode {
    /// Sorted by code. Source: error code pages of the image, server, disk, backup and scaling services.
    package static let all: [ServiceCode] = table.flatMap { row in
        row.codes.split(separator: " ").map {
            ServiceCode(
                code: String($0), meaning: row.meaning,
                rules: row.rules.split(separator: " ").map(String.init),
                retry: row.retry)
        }
    }.sorted { $0.code < $1.code }

    private typealias Row = (codes: String, meaning: Bilingual, rules: String, retry: String)

    private static let table: [Row] = [
        ("IMG.0002 IMG.0003", "image name too long or malformed", "NM001", "no"),
        ("IMG.0004 IMG.0054", "description too long or malformed", "NM003", "no"),
        ("IMG.0005 IMG.0137", "server missing or not readable", "SV016", "no"),
        ("IMG.0006 IMG.0110 IMG.0119", "system disk unusable or absent", "SV009", "no"),
        ("IMG.0009", "name in use", "NM002", "no"),
        ("IMG.0010", "server has a task in progress", "SV003 SV011", "wait"),
        ("IMG.0015", "image quota used up", "QT001 QT008", "no"),
        ("IMG.0020 IMG.0032 IMG.0127 IMG.0132", "backup missing or not usable", "VA031 VA036", "no"),
        (
            "IMG.0022 IMG.0139", "state of a disk, or other disks still in use for a server being created",
            "DK008", "wait"
        ),
        ("IMG.0026", "role missing or account not verified", "PM001 PM005 PM008", "no"),
        ("IMG.0047", "not the owner", "WI013", "no"),
        ("IMG.0055", "memory or disk size out of range", "WI011", "no"),
        ("IMG.0157", "an image of this kind cannot be copied", "CP004 CP014", "no"),
        ("IMG.0195", "backup without a system disk", "VA031", "no"),
        ("IMG.0029 IMG.0134", "backup has an image already", "WI008", "no"),
        ("IMG.0046", "image not available", "WI007", "wait if in creation"),
        ("IMG.0060", "too many tasks, flow control", "QT007 QT002", "back off"),
        ("IMG.0063", "server type cannot be imaged", "SV013", "no"),
        ("IMG.0080 IMG.0128", "export not possible", "WI006", "no"),
        ("IMG.0090", "image still being made", "LC014", "wait"),
        ("IMG.0091", "image protected", "WI012", "no"),
        ("IMG.0092", "not the owner", "WI013", "no"),
        (
            "IMG.0095 IMG.0096 IMG.0097 IMG.0098 IMG.0099 IMG.0100 IMG.0101 IMG.0102 IMG.0103",
            "key missing, disabled or not permitted", "DK010 PM004", "no"
        ),
        ("IMG.0098", "encrypted image may not be shared or published", "WI004 WI009", "no"),
        ("IMG.0111", "system disk smaller than the image's", "SV105", "no"),
        ("IMG.0115 IMG.0116", "tag invalid or too many", "NM004", "no"),
        ("IMG.0126", "server neither running nor stopped", "SV001", "wait"),
        ("IMG.0129 IMG.0131", "no marketplace for whole images", "WI005", "no"),
        ("IMG.0130 IMG.0142", "copy inside the region", "CP001", "no"),
        ("IMG.0133 IMG.0165", "no permission on the backup service", "PM002", "no"),
        ("IMG.0135", "whole image cannot be shared", "WI003", "no"),
        ("IMG.0136", "server is being backed up", "SV010", "wait"),
        ("IMG.0143", "encrypted image across regions", "CP003", "no"),
        ("IMG.0145", "project wrong", "CP010", "no"),
        ("IMG.0147", "region wrong, or no copies between the two", "CP008 AV001", "no"),
        ("IMG.0146", "too large to replicate", "CP011", "no"),
        ("IMG.0148", "image is being exported", "CP019", "wait"),
        ("IMG.0149", "more than five replications", "CP012", "wait"),
        ("IMG.0150", "replica exists in the region", "CP013", "no"),
        ("IMG.0151", "agency lacks permission", "CP009", "no"),
        ("IMG.0152", "image available in one AZ only", "CP002", "wait"),
        ("IMG.0153", "dedicated storage disk", "DK003", "no"),
        ("IMG.0164", "spot server being reclaimed", "SV007", "no"),
        ("IMG.0176", "backup could not be deleted", "LC003", "once, later"),
        ("IMG.0178", "shared to oneself", "WI004", "no"),
        ("IMG.0180 IMG.0190", "region or service does not accept this kind of backup", "AV013 VA036", "no"),
        ("IMG.0182", "vault too small", "VA005", "no"),
        ("IMG.0183", "server is in another vault", "VA007", "no"),
        ("IMG.0184 IMG.0188", "vault missing or not usable", "VA001 VA004", "wait if busy"),
        ("IMG.0185", "vault has too many servers", "VA009", "no"),
        ("IMG.0186", "server bound to the legacy service", "VA008", "no"),
        ("IMG.0189", "target vault does not take replicas", "CP006", "no"),
        ("IMG.0193", "not a server vault", "VA002", "no"),
        ("IMG.0196 IMG.0197", "copying shared images", "CP014", "no"),
        ("IMG.0198", "backup id and type disagree", "VA036", "no"),
        ("IMG.0212", "architecture", "SV101", "no"),
        ("IMG.0238 IMG.0239 IMG.0242", "account verification, balance, budget", "PM008", "no"),
        ("Ecs.0001", "server quota", "QT003", "no"),
        ("Ecs.0021", "disk quota", "QT004", "no"),
        ("Ecs.0003 Ecs.0110 Pdp.0001", "permission", "PM003 PM006 PM007", "no"),
        (
            "Ecs.0015 Ecs.0043 Ecs.0044", "disk type not for this flavor, not in this AZ, sold out",
            "AV007", "no"
        ),
        (
            "Ecs.0016 Ecs.0018 Ecs.0019 Ecs.0027 Ecs.0028", "flavor in beta, sold out, withdrawn", "AV006",
            "no"
        ),
        ("Ecs.0010 Ecs.0039", "address taken, or not in the subnet", "SV111", "no"),
        ("Ecs.0025", "volume service has no grant on keys", "DK010 PM004", "no"),
        ("Ecs.0029", "flavor missing", "AV006", "no"),
        ("Ecs.0030", "frozen", "SV005", "no"),
        ("Ecs.0032 Ecs.0048", "image not active, image or backup not ready", "WI007 SV107", "wait"),
        ("Ecs.0034", "backup missing", "SV107", "no"),
        ("Ecs.0037 Ecs.0051 Ecs.0052 Ecs.0053", "disk device type and flavor", "DK029", "no"),
        ("Ecs.0042 Ecs.0104", "too many data disks", "DK027", "no"),
        ("Ecs.0103 Ecs.0121", "disk in use, or in another zone", "DK025", "no"),
        ("Ecs.0513", "prepaid server", "LC019", "no"),
        ("Ecs.0905 Ecs.0906", "tag invalid or too many", "NM007", "no"),
        ("Ecs.0914 Ecs.0915", "server name too long or malformed", "NM006", "no"),
        (
            "Ecs.0046", "data disk type differs from the snapshot's",
            "DK045", "wait for region, or change type"
        ),
        ("Ecs.0066 Ecs.0067", "account verification, balance", "PM008", "no"),
        ("Ecs.0073", "system disk under backup", "LC022", "wait"),
        ("Ecs.0074", "Windows restricted", "WI018", "no"),
        ("Ecs.0100", "server state", "SV001", "wait"),
        ("Ecs.0102", "system disk cannot be detached", "DK001", "no"),
        ("Ecs.0119", "encrypted disk with disabled key", "DK010", "no"),
        ("Ecs.0605", "server locked", "SV004", "no"),
        ("EVS.1010 EVS.1020", "disk size out of range", "DK021", "no"),
        ("EVS.1015", "disk would shrink", "DK022", "no"),
        ("EVS.1022", "disk smaller than its source", "DK042", "no"),
        ("EVS.1027 EVS.2056 EVS.2144 EVS.2145 EVS.5403", "permission", "PM006 PM007", "no"),
        ("EVS.1034 EVS.1042 EVS.5413", "disk quota", "QT004", "no"),
        ("EVS.1061 EVS.1062", "tag invalid or too many", "NM010", "no"),
        ("EVS.2054", "volume must be in the snapshot's AZ", "AV003", "wait for region"),
        ("EVS.2070 EVS.2071 EVS.2072", "disk type missing, not in this AZ, sold out", "AV007", "no"),
        (
            "BackupService.1001 BackupService.1002 BackupService.1003 BackupService.1004 BackupService.1005 BackupService.1006 BackupService.1007 BackupService.1008 BackupService.1009 BackupService.1012 BackupService.1013",
            "backup cannot be replicated", "CP004 CP015", "no"
        ),
        ("BackupService.6100", "count limit", "VA009", "no"),
        ("BackupService.6101", "capacity limit", "VA005 VA018", "no"),
        ("BackupService.6102", "vault for other objects", "VA002 VA003", "no"),
        ("BackupService.6103 BackupService.7116", "resource already bound", "VA007", "no"),
        ("BackupService.6105", "vault missing", "VA001", "no"),
        (
            "BackupService.6122 BackupService.6124 BackupService.6128", "no replication here", "CP008 CP015",
            "no"
        ),
        ("BackupService.6133", "vault quota", "QT005", "no"),
        ("BackupService.6112 BackupService.6113", "vault state", "VA004", "wait"),
        ("BackupService.6114", "capacity below used", "VA018", "no"),
        (
            "BackupService.6118 BackupService.6119 BackupService.6120", "target vault wrong or missing",
            "CP006", "no"
        ),
        ("BackupService.6129", "target vault too small", "CP007", "no"),
        ("BackupService.6125 BackupService.6130 BackupService.6134", "vault busy", "VA022", "wait"),
        ("BackupService.6140", "encrypted volume as designated system disk", "CP015", "no"),
        ("BackupService.6141", "SCSI volume as designated system disk", "DK005", "no"),
        ("BackupService.6201 BackupService.6216", "backup in use", "VA033 VA032", "wait"),
        ("BackupService.6203", "backup in progress", "SV010", "wait"),
        ("BackupService.6220", "automatic backup of a locked vault", "VA033 VA014", "no"),
        ("BackupService.6204", "backup has an image", "VA032", "after image is gone"),
        (
            "BackupService.6207 BackupService.6208 BackupService.6209 BackupService.6210 BackupService.6211",
            "backup cannot become an image", "VA031 WI008", "no"
        ),
        ("BackupService.7001 BackupService.7111", "dedicated storage", "DK003", "no"),
        ("BackupService.7002 BackupService.7104", "SCSI disk", "DK005", "no"),
        ("BackupService.7003", "disk state", "DK008", "wait"),
        ("BackupService.7004 BackupService.7007", "very old volume", "DK011", "no"),
        ("BackupService.7100 BackupService.7102", "server missing or terminated", "SV016", "no"),
        ("BackupService.7101", "server state", "SV001", "wait"),
        ("BackupService.7103", "server type not supported", "SV013 DK007 SV014", "no"),
        ("BackupService.7106 BackupService.7107", "shared disks", "DK004", "no"),
        ("BackupService.7108", "no disks", "SV009", "no"),
        ("BackupService.7109 BackupService.7113", "bare metal or local disks", "SV006 DK007", "no"),
        ("BackupService.7112", "legacy binding", "VA008", "no"),
        ("BackupService.8300", "snapshot quota", "VA038", "no"),
        ("BackupService.8600", "account verification", "PM008", "no"),
        ("AS.1062 AS.1064 AS.1065 AS.1066", "scaling configuration and whole image", "WI021", "no"),
    ]
}

extension RuleCatalogue {
    private static let byCode: [String: ServiceCode] = Dictionary(
        ServiceCode.all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })

    /// What is known of a service's error code; `nil` when nothing is.
    package static func serviceCode(_ code: String) -> ServiceCode? { byCode[code] }

    /// The rule whose message explains a refusal.
    package static func rule(forServiceCode code: String) -> RuleMetadata? {
        serviceCode(code)?.rules.first.flatMap { metadata(of: $0) }
    }

    /// A backup that is still protected or restored is refused with the codes of one that can never be replicated.
    private static let transientRules: Set<String> = Set(
        ServiceCode.all.filter { $0.retry.hasPrefix("wait") }.compactMap(\.rules.first) + ["CP015"])

    /// Whether what a rule finds ends by itself, such as a task that runs on a server.
    @Sendable package static func endsByItself(_ id: String) -> Bool { transientRules.contains(id) }

    /// Codes that lead to a rule, sorted.
    package static func serviceCodes(of id: String) -> [ServiceCode] {
        ServiceCode.all.filter { $0.rules.contains(id) }
    }
}
