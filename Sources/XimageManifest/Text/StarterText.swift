internal import XimageCore

/// What `ximage init` writes.
package enum StarterText {
    /// Name of the manifest file.
    package static let fileName = "ximage.yaml"

    /// A commented manifest that works on the sandbox as it is. `project` must be a project's name.
    package static func manifest(project: String) -> String {
        """
        # yaml-language-server: $schema=\(ManifestSchema.fileName)
        #
        #   ximage plan      shows what would be made
        #   ximage apply     makes it
        #
        # `provider: sandbox` is a local copy of the cloud's API: nothing here costs money.
        version: 1
        project: \(YAMLWriting.scalar(project))
        provider: sandbox

        # What the blocks below leave out.
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          images:
            agreements: # the days on which you accepted what the service asks to accept
              commitment: 2026-06-01
              disclaimer: 2026-06-01
              optimised: true

        # A whole image is made through a backup, and backups live in a vault.
        vaults:
          main:
            size: 300 GiB

        servers:
          web:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            power: running
            systemDisk: {type: SSD, size: 40 GiB}
            dataDisks: # the order is the order in which they are attached
              data: {type: SSD, size: 100 GiB}

        # A series: change `revision`, and the next apply makes a new generation.
        images:
          golden:
            from: {server: web}
            vault: main
            revision: "1"

        """
    }

    /// Why a text cannot be a project's name; `nil` when it can.
    package static func fault(ofProject name: String) -> String? { TextForm.project.fault(name)?.english }

    /// A project's name from a folder's: what is not allowed in one is left out.
    package static func project(forFolder name: String) -> String {
        var result = ""
        for byte in name.lowercased().utf8 {
            let byte = byte == 0x5F || byte == 0x20 || byte == 0x2E ? 0x2D : byte
            guard Characters.isLowerWordByte(byte) else { continue }
            if result.isEmpty, !Characters.isLetter(byte) { continue }
            result.unicodeScalars.append(Unicode.Scalar(byte))
            if result.utf8.count == 32 { break }
        }
        while result.hasSuffix("-") { result.removeLast() }
        return result.isEmpty ? "first" : result
    }
}

extension ManifestSchema {
    /// Where `ximage init` puts the schema, relative to the manifest.
    package static let fileName = ".ximage/manifest.schema.json"
}
