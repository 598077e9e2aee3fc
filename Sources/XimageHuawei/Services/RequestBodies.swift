import FoundationEssentials
package import XimageCore

/// The bodies of requests that make something. Pure: equal requests have equal bytes, which the idempotency token of
/// ECS demands.
package struct RequestBodies {
    private let request: ResourceRequest
    private let attributes: Attributes
    private let enterpriseProject: String?
    /// Met on the way; must not come back in an error's text.
    package private(set) var secrets: [Secret] = []

    package init(_ request: ResourceRequest, enterpriseProject: String?) {
        self.request = request
        attributes = request.attributes
        self.enterpriseProject = request.attributes[.enterpriseProject].string ?? enterpriseProject
    }

    private func text(_ name: AttributeName) -> JSONBody? {
        attributes[name].string.flatMap { $0.isEmpty ? nil : .string($0) }
    }

    private func int(_ name: AttributeName) -> JSONBody? { attributes[name].int.map { .int($0) } }

    private var name: JSONBody { .string(attributes[.name].string ?? "") }

    /// The declared tags and the two marks.
    private var tags: [String: String] {
        Self.tags(attributes, owner: request.owner, operation: request.operation)
    }

    package static func tags(_ attributes: Attributes, owner: String?, operation: OperationMark?) -> [String:
        String]
    {
        var tags = attributes[.tags].stringMap ?? [:]
        if let owner { tags[Mark.ownerKey] = owner }
        if let operation { tags[Mark.operationKey] = operation.description }
        return tags
    }

    // MARK: - Vault

    /// Source: CBR API reference, create a vault.
    package func vault() -> JSONBody {
        .object([
            "vault": .object([
                "name": name,
                "billing": .object([
                    "object_type": "server",
                    "protect_type": text(.purpose) ?? "backup",
                    "consistent_level": .string("\(attributes[.consistency].string ?? "crash")_consistent"),
                    "size": int(.size),
                    "charging_mode": "post_paid",
                    "cloud_type": "public",
                ]),
                "resources": .array([]),
                "auto_expand": attributes[.autoExpand].bool.map { .bool($0) },
                "description": text(.description),
                "enterprise_project_id": enterpriseProject.map { .string($0) },
                "tags": .tags(tags),
            ])
        ])
    }

    // MARK: - Server

    /// Source: ECS API reference, create servers.
    package mutating func server() -> JSONBody {
        var metadata = attributes[.metadata].stringMap ?? [:]
        if let agency = attributes[.agency].string, !agency.isEmpty { metadata["agency_name"] = agency }
        let password = secret(.adminPassword)
        let userData = secret(.userData).map { text in
            let encoded = Data(text.utf8).base64EncodedString()
            secrets.append(Secret(encoded))
            return encoded
        }
        let groups = (attributes[.securityGroups].list ?? []).compactMap(\.string)
        return .object([
            "server": .object([
                "name": name,
                "imageRef": text(.image) ?? attributes[.image].map?["id"]?.string.map { .string($0) },
                "flavorRef": text(.flavor),
                "vpcid": text(.vpc),
                "availability_zone": text(.zone),
                "nics": .array([.object(["subnet_id": text(.subnet), "ip_address": text(.ip)])]),
                "security_groups": groups.isEmpty ? nil : .array(groups.map { .object(["id": .string($0)]) }),
                "root_volume": .object([
                    "volumetype": text(.systemDiskType), "size": int(.systemDiskSize),
                    "iops": int(.systemDiskIOPS), "throughput": int(.systemDiskThroughput),
                ]),
                "data_volumes": request.disks.isEmpty
                    ? nil : .array(request.disks.map { Self.dataVolume($0.attributes) }),
                "key_name": text(.keyPair),
                "adminPass": password.map { .string($0) },
                "user_data": userData.map { .string($0) },
                "publicip": publicAddress,
                "description": text(.description),
                "metadata": metadata.isEmpty ? nil : .map(metadata),
                "server_tags": .tags(tags),
                "extendparam": .object([
                    "chargingMode": "postPaid",
                    "enterprise_project_id": enterpriseProject.map { .string($0) },
                ]),
                "os:scheduler_hints": text(.serverGroup).map { .object(["group": $0]) },
            ])
        ])
    }

    /// The id of an address that exists; `none` for none.
    private var publicAddress: JSONBody? {
        guard let id = text(.publicIP), id != "none" else { return nil }
        return .object(["id": id])
    }

    private mutating func secret(_ name: AttributeName) -> String? {
        switch attributes[name] {
        case .secret(let secret):
            secrets.append(secret)
            return secret.reveal()
        case .string(let text) where !text.isEmpty:
            secrets.append(Secret(text))
            return text
        default: return nil
        }
    }

    /// `sourceDisk` names the disk of the image that comes back as this one. Source: ECS API reference, servers from
    /// whole images, `extendparam.snapshotId`.
    private static func dataVolume(_ attributes: Attributes) -> JSONBody {
        let key = attributes[.kmsKey].string.flatMap { $0.isEmpty ? nil : $0 }
        return .object([
            "volumetype": attributes[.type].string.map { .string($0) },
            "size": attributes[.size].int.map { .int($0) },
            "iops": attributes[.iops].int.map { .int($0) },
            "throughput": attributes[.throughput].int.map { .int($0) },
            "multiattach": attributes[.shared].bool == true ? true : nil,
            "hw:passthrough": attributes[.device].string == "scsi" ? true : nil,
            "metadata": key.map { .object(["__system__encrypted": "1", "__system__cmkid": .string($0)]) },
            "extendparam": attributes[.sourceDisk].string.map { .object(["snapshotId": .string($0)]) },
        ])
    }

    // MARK: - Disk

    /// Made and attached in one request when a server is given. Source: EVS API reference, create disks.
    package func disk() -> JSONBody {
        var metadata = ["create_for_volume_id": "true"]
        if attributes[.device].string == "scsi" { metadata["hw:passthrough"] = "true" }
        if let key = attributes[.kmsKey].string, !key.isEmpty {
            metadata["__system__encrypted"] = "1"
            metadata["__system__cmkid"] = key
        }
        return .object([
            "volume": .object([
                "name": name,
                "description": text(.description),
                "availability_zone": text(.zone),
                "volume_type": text(.type),
                "size": int(.size),
                "iops": int(.iops),
                "throughput": int(.throughput),
                "multiattach": attributes[.shared].bool == true ? true : nil,
                "metadata": .map(metadata),
                "tags": .map(tags),
                "enterprise_project_id": enterpriseProject.map { .string($0) },
            ]),
            "server_id": text(.server),
        ])
    }

    // MARK: - Image

    /// The path and the body. Source: IMS API reference, create a whole image, create a system or data image.
    package func image() -> (template: String, body: JSONBody) {
        let common: [(String, JSONBody?)] = [
            ("name", name), ("description", text(.description)), ("image_tags", .tags(tags)),
        ]
        let extent: [(String, JSONBody?)] = [
            ("enterprise_project_id", enterpriseProject.map { .string($0) }),
            ("min_ram", positive(.minimumMemory)), ("max_ram", positive(.maximumMemory)),
        ]
        switch attributes[.kind].string {
        case "system":
            return (
                "/v2/cloudimages/action", Self.members(common + [("instance_id", text(.source))] + extent)
            )
        case "data":
            let image = Self.members(common + [("volume_id", text(.sourceDisk))])
            return (
                "/v2/cloudimages/action",
                Self.members([("data_images", .array([image]))] + extent.prefix(1))
            )
        default:
            let backup = text(.sourceBackup)
            let origin: [(String, JSONBody?)] =
                backup == nil
                ? [("instance_id", text(.source)), ("vault_id", text(.vault))]
                : [("backup_id", backup), ("whole_image_type", "CBR")]
            return ("/v1/cloudimages/wholeimages/action", Self.members(common + origin + extent))
        }
    }

    private func positive(_ name: AttributeName) -> JSONBody? {
        attributes[name].int.flatMap { $0 > 0 ? .int($0) : nil }
    }

    private static func members(_ members: some Sequence<(String, JSONBody?)>) -> JSONBody {
        .object(members.compactMap { name, value in value.map { JSONBody.Member(name: name, value: $0) } })
    }

    // MARK: - Copy

    /// A copy is born without tags: its description carries the marks. Source: IMS API reference, copy an image
    /// across regions.
    package func copy() -> JSONBody {
        let target = attributes[.targetRegion].string ?? ""
        let description = CopyMark.marked(
            attributes[.description].string ?? "", owner: request.owner, operation: request.operation)
        return .object([
            "name": name,
            "description": .string(description),
            "region": .string(target),
            "project_name": .string(target),
            "agency_name": text(.agency),
            "vault_id": text(.targetVault),
        ])
    }
}
