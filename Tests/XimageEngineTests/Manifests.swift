import Testing
import XimageCore
import XimageManifest

/// Manifests as people write them, for tests of what the engine makes of them.
enum Manifests {
    static let head = """
        version: 1
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}

        """

    /// A vault, a server with a data disk, an image; `image` holds further lines of the image's block.
    static func mainJob(
        server: String = "", image: String = "", vaults: String = "", more: String = ""
    ) -> String {
        head + """
            vaults:
              main: {size: 500 GiB}
            \(vaults)
            servers:
              web:
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}
                dataDisks:
                  data: {type: SSD, size: 100 GiB}
            \(server)
            images:
              golden:
                from: {server: web}
                vault: main
            \(image)
            \(more)
            """
    }

    static func desired(_ text: String) throws -> DesiredState {
        let result = ManifestLoader().load(texts: ["ximage.yaml": text])
        let errors = result.diagnostics.filter { $0.severity == .error }
        try #require(errors.isEmpty, "\(errors.map { "\($0.code): \($0.detail)" })\n\(text)")
        return try #require(result.desired)
    }
}
