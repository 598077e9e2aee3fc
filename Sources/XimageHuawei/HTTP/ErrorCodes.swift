import XimageCore

/// The services' codes, sorted by what can be done about them. Source: API reference, sections on errors of IMS, ECS,
/// EVS, CBR and IAM.
enum ErrorCodes {
    static let verdicts: [String: ErrorMapping.Verdict] = {
        var result: [String: ErrorMapping.Verdict] = [:]
        for (prefix, table) in [
            ("IMG", images), ("Ecs", servers), ("EVS", disks), ("BackupService", backups),
        ] {
            for (verdict, numbers) in table {
                for number in numbers.split(separator: " ") { result["\(prefix).\(number)"] = verdict }
            }
        }
        result.merge(others) { first, _ in first }
        return result
    }()

    private static let images: [(ErrorMapping.Verdict, String)] = [
        (.notFound, "0027 0086 0144 0005 0012 0137 0019 0020 0127 0184"),
        (.conflict, "0009 0029 0134 0035 0150 0183 0186"),
        (.busy, "0010 0136 0022 0110 0139 0032 0132 0046 0090 0148 0152 0188"),
        (.state, "0008 0028 0091 0126 0164 0176"),
        (.throttled, "0060 0149 0187"),
        (.quota, "0015 0182 0185 0116"),
        (.permission, "0026 0133 0165 0030 0067 0087 0047 0092 0106 0151"),
        (.account, "0238 0239 0242"),
        (.unavailable, "0014 0018 0061 0023"),
    ]

    private static let servers: [(ErrorMapping.Verdict, String)] = [
        (.notFound, "0114 0614 0031 0034"),
        (.conflict, "0010 0057 0111"),
        (.busy, "0032 0048 0073 0603 0611"),
        (.state, "0017 0030 0100 0101 0102 0103 0121 0605"),
        (.quota, "0001 0021 0013 0012"),
        (.permission, "0003 0110"),
        (.account, "0066 0067 0068 0069 0070 0071 7000"),
        (.unavailable, "0002 1000 1001 1002 1100 1200 1201 1300"),
        // The token stands for another request or is too old: what was made with it has to be looked up.
        (ErrorMapping.Verdict(category: .conflict, retry: .outcomeUnknown), "0122 0124"),
    ]

    private static let disks: [(ErrorMapping.Verdict, String)] = [
        (.notFound, "5404"),
        (.state, "1014 1015 1046 1048 1064 1065 1066 2068"),
        (.busy, "1044 2130"),
        (.quota, "1034 1042 5413"),
        (.permission, "1027 5403"),
        (.account, "2056 2144 2145"),
        (.credentials, "5401"),
        (.unavailable, "2024 2026 5500 5503"),
    ]

    private static let backups: [(ErrorMapping.Verdict, String)] = [
        (.notFound, "6105 6200 6217 6500 7100 6135"),
        (.conflict, "6103 6104 6106 6204 7112 7116"),
        (.busy, "6112 6113 6125 6130 6134 6201 6203 6216"),
        (.state, "6220 7101 7003"),
        (.quota, "6100 6114 6129 6133 6142 6600"),
        (.account, "8600"),
        (.unavailable, "0002 1005 6207 6208 6209 6210 6211 6212 6213 6214"),
    ]

    private static let others: [String: ErrorMapping.Verdict] = [
        "Common.0001": .unavailable, "Common.0013": .credentials, "Common.0018": .invalid,
        "Common.0024": .throttled, "Common.1503": .throttled,
        "IAM.0001": .credentials, "IAM.0002": .permission, "IAM.0003": .permission, "IAM.0004": .notFound,
        "IAM.0012": .throttled, "IAM.0066": .credentials, "IAM.0080": .permission, "IAM.0081": .permission,
        "IAM.0082": .permission, "Pdp.0001": .permission,
    ]
}
