import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

/// The declaration of a server that a generation comes back as.
struct RestoredServer: Sendable {
    /// What may be other than with the server that the image was made of.
    struct Choices: ParsableArguments {
        @Option(help: ArgumentHelp(told("Zone of the new server.", zh: "新云服务器的可用区。"), valueName: "zone"))
        var zone: String?

        @Option(help: ArgumentHelp(told("Flavor of the new server.", zh: "新云服务器的规格。"), valueName: "flavor"))
        var flavor: String?

        @Option(
            help: ArgumentHelp(
                told(
                    "A declared server whose flavor and network it takes, where that of the image is gone.",
                    zh: "镜像的源云服务器已不存在时，沿用此已声明云服务器的规格和网络。"),
                valueName: "server"))
        var like: ServerArgument?
    }

    let context: RunContext
    let desired: DesiredState
    let prior: PriorState
    let record: ResourceRecord

    /// The server and its data disks, which come back from the image.
    func resources(_ address: Address, _ choices: Choices) async throws -> [DesiredResource] {
        let model = try await model(choices.like)
        let region = record.attributes[.targetRegion].string ?? record.region
        var attributes: Attributes = [.region: .string(region)]
        for name in Self.taken { attributes[name] = model[name] }
        if region != model[.region].string {
            // Networks and zones of another region mean nothing here: the defaults of this one count.
            for name in Self.regional { attributes[name] = .null }
        }
        if let zone = choices.zone { attributes[.zone] = .string(zone) }
        if let flavor = choices.flavor { attributes[.flavor] = .string(flavor) }
        attributes[.image] = .reference(record.address.series)
        var options = ServerOptions()
        options.imageGeneration = .number(record.address.generation ?? 1)
        let disks = record.attributes.capturedDisks.filter { !$0.isSystem }.enumerated().map {
            disk($1, at: $0, of: address, attributes)
        }
        return [
            DesiredResource(
                address: address, region: region, attributes: attributes,
                details: .server(ServerDetails(disks: disks.map(\.address), options: Boxed(options))))
        ] + disks
    }

    /// As large and of the type as it was; of the system disk's type where nobody knows.
    private func disk(
        _ captured: CapturedDisk, at position: Int, of server: Address, _ attributes: Attributes
    ) -> DesiredResource {
        let original = prior.records.first { $0.id == captured.id && $0.address.kind == .disk }
        let known = captured.type.map { .string($0) } ?? original?.attributes[.type] ?? .null
        let type = known.isEmpty ? attributes[.systemDiskType] : known
        let isSame = original?.attributes[.type] == type
        return DesiredResource(
            address: Address(.disk, server.name, part: captured.key ?? "disk\(position + 1)"),
            region: attributes[.region].string ?? record.region,
            attributes: [
                .type: type, .iops: isSame ? original?.attributes[.iops] ?? .null : .null,
                .throughput: isSame ? original?.attributes[.throughput] ?? .null : .null,
                .size: captured.sizeGiB.map { .int($0) } ?? .null,
            ], details: .disk(DiskDetails(position: position)))
    }

    /// Not the fixed address, which the other may still have; not the password, which is in the image.
    private static let taken: [AttributeName] = [
        .zone, .flavor, .systemDiskType, .systemDiskSize, .systemDiskIOPS, .systemDiskThroughput, .vpc,
        .subnet, .securityGroups, .keyPair, .tags,
        .enterpriseProject,
    ]
    private static let regional: [AttributeName] = [.zone, .vpc, .subnet, .securityGroups, .keyPair]

    /// Attributes of the server that the image was made of: as declared, else as it is in the cloud.
    private func model(_ like: ServerArgument?) async throws -> Attributes {
        if let like {
            guard let address = Address("server.\(like.text)"), let declared = desired[address],
                declared.ownership == .managed
            else { throw context.refusal(.noSuchModel, ["name": "\(like.text.visible)"]) }
            return declared.attributes
        }
        let source = source()
        let declared =
            prior.records.first { $0.id == source && $0.address.kind == .server }.map(\.address)
            ?? record.dependencies.first { $0.kind == .server }
        if let declared, let resource = desired[declared], resource.ownership == .managed {
            return resource.attributes
        }
        guard let source else { throw gone() }
        // The record of a copy is in the region where it arrived.
        let region = record.attributes[.region].string ?? record.region
        let survey = try await context.survey(desired, [.server, .disk], in: [region])
        guard let found = LiveIndex(survey.live)[source] else { throw gone() }
        return found.attributes
    }

    /// The server's id; of a copy, that of its image.
    private func source() -> RemoteID? {
        if record.address.kind == .copy {
            let image = Address(
                .image, record.address.name, instance: record.address.instance,
                generation: record.address.generation)
            return prior.records.first { $0.address == image }?.attributes[.source].string
        }
        return record.attributes[.source].string
    }

    private func gone() -> ExitStatus {
        context.refusal(.sourceGone, ["image": "\(record.address)"])
    }
}
