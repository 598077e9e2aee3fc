/// What the cloud sells, and what every account finds in it. Prices and most of the real list are left out; names, sizes
/// and the ways of not being for sale are as the service shows them.
struct Flavor: Sendable {
    var name: String
    var generation: String
    var vcpus: Int
    var ramMB: Int
    var isARM: Bool
    var performance: String
    /// Sale status everywhere unless a zone says otherwise. Source: API reference, section 6.10.
    var status: String
    /// Status by position of the zone in its region.
    var zoneStatus: [Int: String]
    var hasLocalDisk: Bool
    var diskLimit: Int

    func status(inZoneAt index: Int) -> String { zoneStatus[index] ?? status }
}

let flavors: [Flavor] = flavorFamilies.flatMap(\.flavors)
let flavorsByName: [String: Flavor] = Dictionary(uniqueKeysWithValues: flavors.map { ($0.name, $0) })

private struct FlavorFamily {
    var generation: String
    var performance = "normal"
    var ratios: [Int]
    var sizes: [String]
    var isARM = false
    var status = "normal"
    var zoneStatus: [Int: String] = [:]
    /// Zones where only the largest sizes have run out.
    var largeSoldOut: [Int] = []
    var hasLocalDisk = false
    var diskLimit = 59

    var flavors: [Flavor] {
        sizes.flatMap { size in
            ratios.map { ratio in
                let vcpus = flavorSizes[size] ?? 1
                var statuses = zoneStatus
                if vcpus >= 16 { for zone in largeSoldOut { statuses[zone] = "sellout" } }
                return Flavor(
                    name: "\(generation).\(size).\(ratio)", generation: generation, vcpus: vcpus,
                    ramMB: vcpus * ratio * 1024, isARM: isARM, performance: performance, status: status,
                    zoneStatus: statuses, hasLocalDisk: hasLocalDisk, diskLimit: diskLimit)
            }
        }
    }
}

private let flavorSizes = [
    "small": 1, "medium": 1, "large": 2, "xlarge": 4, "2xlarge": 8, "3xlarge": 12, "4xlarge": 16,
    "8xlarge": 32,
]

private let flavorFamilies: [FlavorFamily] = [
    FlavorFamily(generation: "s6", ratios: [1], sizes: ["small"], zoneStatus: [1: "sellout"]),
    FlavorFamily(generation: "s6", ratios: [2, 4], sizes: ["medium", "large", "xlarge", "2xlarge"]),
    FlavorFamily(
        generation: "s7", ratios: [2, 4], sizes: ["large", "xlarge", "2xlarge"], zoneStatus: [2: "sellout"]),
    FlavorFamily(
        generation: "c6", performance: "computingv3", ratios: [2, 4],
        sizes: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge"], largeSoldOut: [1, 2]),
    FlavorFamily(
        generation: "c7", performance: "computingv3", ratios: [2, 4],
        sizes: ["large", "xlarge", "2xlarge", "4xlarge"],
        zoneStatus: [2: "sellout", 3: "obt"]),
    FlavorFamily(
        generation: "m6", performance: "highmem", ratios: [8],
        sizes: ["large", "xlarge", "2xlarge", "4xlarge"],
        largeSoldOut: [0]),
    FlavorFamily(
        generation: "kc1", performance: "kunpeng_computing", ratios: [2, 4],
        sizes: ["large", "xlarge", "2xlarge"],
        isARM: true, zoneStatus: [1: "sellout"]),
    FlavorFamily(
        generation: "i3", performance: "highio", ratios: [8], sizes: ["2xlarge", "4xlarge"],
        hasLocalDisk: true,
        diskLimit: 23),
    FlavorFamily(
        generation: "s3", ratios: [2, 4], sizes: ["large", "xlarge"], status: "abandon", diskLimit: 23),
    FlavorFamily(
        generation: "c3", performance: "computingv3", ratios: [2, 4], sizes: ["large", "xlarge"],
        status: "abandon",
        diskLimit: 23),
]

/// A kind of disk. Source: API reference, section 7.3.
struct VolumeType: Sendable {
    var name: String
    /// Positions of the zones that have it; nil: all.
    var zones: Set<Int>?
    var soldOutZones: Set<Int> = []
    var isSoldOutEverywhere = false
    /// Bounds of the performance a client must or may ask for.
    var iops: ClosedRange<Int>?
    var iopsPerGiB = 0
    var throughput: ClosedRange<Int>?
}

let volumeTypes: [VolumeType] = [
    VolumeType(name: "SAS"),
    VolumeType(name: "SATA", isSoldOutEverywhere: true),
    VolumeType(name: "SSD"),
    VolumeType(name: "GPSSD"),
    VolumeType(name: "ESSD", soldOutZones: [2]),
    VolumeType(name: "GPSSD2", zones: [0, 1], iops: 3000...128_000, iopsPerGiB: 500, throughput: 125...1000),
    VolumeType(name: "ESSD2", zones: [0, 1], iops: 100...256_000, iopsPerGiB: 1000),
]
let volumeTypesByName = Dictionary(uniqueKeysWithValues: volumeTypes.map { ($0.name, $0) })

private struct PublicImage {
    var name: String
    var platform: String
    var osType = "Linux"
    var minDiskGiB = 40
    var isARM = false
}

private let publicImages = [
    PublicImage(name: "Ubuntu 20.04 server 64bit", platform: "Ubuntu"),
    PublicImage(name: "Ubuntu 22.04 server 64bit", platform: "Ubuntu"),
    PublicImage(name: "Ubuntu 24.04 server 64bit", platform: "Ubuntu"),
    PublicImage(name: "CentOS 7.9 64bit", platform: "CentOS"),
    PublicImage(name: "CentOS 8.2 64bit", platform: "CentOS"),
    PublicImage(name: "Huawei Cloud EulerOS 2.0 Standard 64 bit", platform: "Huawei Cloud EulerOS"),
    PublicImage(name: "Debian 11.1.0 64bit", platform: "Debian"),
    PublicImage(name: "Debian 12.0.0 64bit", platform: "Debian"),
    PublicImage(name: "AlmaLinux 9.0 64bit", platform: "Other"),
    PublicImage(name: "Rocky Linux 9.0 64bit", platform: "Other"),
    PublicImage(name: "openEuler 22.03 64bit", platform: "Other"),
    PublicImage(
        name: "Huawei Cloud EulerOS 2.0 Standard 64 bit for Kunpeng", platform: "Huawei Cloud EulerOS",
        isARM: true),
    PublicImage(name: "Ubuntu 22.04 server 64bit for Kunpeng", platform: "Ubuntu", isARM: true),
    PublicImage(name: "Windows Server 2019 Datacenter 64bit English", platform: "Windows", osType: "Windows"),
    PublicImage(name: "Windows Server 2022 Datacenter 64bit English", platform: "Windows", osType: "Windows"),
]

/// When the pretend cloud opened; everything in the catalogue is as old as that.
private let opening = Timestamp(parsing: "2024-01-15T08:00:00Z") ?? .zero

extension World {
    /// Public images and default networks: the same in every data file, with the same ids, so not stored.
    func addCatalogue() {
        for region in regions {
            var number = -10_000
            for image in publicImages {
                number += 1
                place(makePublicImage(image, number: number, in: region))
            }
            number = addNetwork("default", base: "10.0.0.0", bits: (8, 12), number: number, in: region)
            if region.name == "cn-south-1" {
                _ = addNetwork("dr", base: "172.16.0.0", bits: (12, 16), number: number, in: region)
            }
            let group = makeNetwork(.securityGroup, "default", number: 0, in: region)
            place(group)
        }
    }

    private func makePublicImage(_ image: PublicImage, number: Int, in region: Region) -> Image {
        let record = Image(region: region)
        record.id = ObjectID(naming: "image", region.name, image.name)
        record.sequence = number
        record.name = image.name
        record.details = ""
        record.status = .active
        record.isPublic = true
        record.isProtected = true
        record.platform = image.platform
        record.osType = image.osType
        record.osVersion = image.name
        record.minDiskGiB = image.minDiskGiB
        record.isARM = image.isARM
        record.isUEFI = image.isARM
        record.sizeBytes = 1_342_177_280
        record.created = opening
        record.updated = opening
        record.activated = opening
        return record
    }

    private func addNetwork(_ suffix: String, base: String, bits: (Int, Int), number: Int, in region: Region)
        -> Int
    {
        let vpc = makeNetwork(.vpc, "vpc-\(suffix)", number: number + 1, in: region)
        vpc.base = ipv4Number(base) ?? 0
        vpc.prefix = bits.0
        let subnet = makeNetwork(.subnet, "subnet-\(suffix)", number: number + 2, in: region)
        subnet.base = vpc.base
        subnet.prefix = bits.1
        subnet.vpc = vpc.id
        place(vpc)
        place(subnet)
        return number + 2
    }

    private func makeNetwork(_ form: Network.Form, _ name: String, number: Int, in region: Region) -> Network
    {
        let network = Network(region: region)
        network.id = ObjectID(naming: "network", region.name, name)
        network.sequence = number
        network.form = form
        network.name = name
        network.created = opening
        return network
    }

    // MARK: What is for sale

    func saleStatus(of flavor: Flavor, inZone zone: String, of region: Region) -> String {
        if let changed = settings.stock.last(where: { $0.item == flavor.name && $0.zone == zone }) {
            return changed.status
        }
        return region.zones.firstIndex(of: zone).map { flavor.status(inZoneAt: $0) } ?? "abandon"
    }

    /// Where a volume type exists, and where of these it is sold out.
    func zones(of type: VolumeType, in region: Region) -> (offered: [String], soldOut: [String]) {
        let offered = region.zones.enumerated().filter { type.zones?.contains($0.offset) ?? true }.map(
            \.element)
        let soldOut = offered.filter { zone in
            if let changed = settings.stock.last(where: { $0.item == type.name && $0.zone == zone }) {
                return changed.status != "normal"
            }
            let index = region.zones.firstIndex(of: zone) ?? 0
            return type.isSoldOutEverywhere || type.soldOutZones.contains(index)
        }
        return (offered, soldOut)
    }

    /// Regions a whole image of this region can be copied to. Source: API reference, section 5.10.
    func copyDestinations(of region: String) -> [String] {
        if !settings.copyPairs.isEmpty { return settings.copyPairs.filter { $0.key == region }.map(\.value) }
        guard whollyCopyable.contains(region) else { return [] }
        return whollyCopyable.filter { $0 != region }
    }
}

private let whollyCopyable = ["cn-north-1", "cn-north-4", "cn-east-2", "cn-east-3", "cn-south-1"]
