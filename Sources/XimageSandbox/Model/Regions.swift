/// A region of the pretend cloud: a project of its own, and its own objects.
final class Region: Sendable {
    let name: String
    let index: Int
    let zones: [String]
    /// The id of the region's default project, which carries the region's name.
    let project: ObjectID

    init(name: String, index: Int, zones: [String], project: ObjectID) {
        self.name = name
        self.index = index
        self.zones = zones
        self.project = project
    }
}

/// Zone names seen in the vendor's public material, per region, the default region first. They are opaque: `cn-south-1`
/// has a zone called `cn-south-2b`. Source: API reference, section 3.9.
let regionZones: [(region: String, zones: [String])] = [
    ("cn-north-4", ["cn-north-4a", "cn-north-4b", "cn-north-4c", "cn-north-4g"]),
    ("cn-south-1", ["cn-south-1a", "cn-south-2b", "cn-south-1c", "cn-south-1e", "cn-south-1f"]),
    ("cn-east-3", ["cn-east-3a", "cn-east-3b", "cn-east-3c"]),
    ("af-south-1", ["af-south-1a", "af-south-1b"]),
    ("ap-southeast-1", ["ap-southeast-1a", "ap-southeast-1b"]),
    ("ap-southeast-2", ["ap-southeast-2a", "ap-southeast-2b", "ap-southeast-2c"]),
    ("ap-southeast-3", ["ap-southeast-3a", "ap-southeast-3b", "ap-southeast-3c", "ap-southeast-3e"]),
    ("ap-southeast-4", ["ap-southeast-4a", "ap-southeast-4b", "ap-southeast-4c"]),
    ("cn-east-2", ["cn-east-2a", "cn-east-2b", "cn-east-2c", "cn-east-2d"]),
    ("cn-north-1", ["cn-north-1a", "cn-north-1b", "cn-north-1c"]),
    ("cn-north-9", ["cn-north-9a", "cn-north-9b"]),
    ("cn-south-2", ["cn-south-2a"]),
    ("cn-south-4", ["cn-south-4a", "cn-south-4b", "cn-south-4c"]),
    (
        "cn-southwest-2",
        [
            "cn-southwest-2a", "cn-southwest-2b", "cn-southwest-2c", "cn-southwest-2d", "cn-southwest-2e",
            "cn-southwest-2f",
        ]
    ),
    ("eu-west-0", ["eu-west-0a", "eu-west-0b", "eu-west-0c"]),
    ("eu-west-101", ["eu-west-101a", "eu-west-101b"]),
    ("la-north-2", ["la-north-2a", "la-north-2c"]),
    ("la-south-2", ["la-south-2a"]),
    ("tr-west-1", ["tr-west-1a", "tr-west-1b", "tr-west-1c"]),
]
