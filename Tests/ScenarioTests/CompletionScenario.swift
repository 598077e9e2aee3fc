import Foundation
import Testing
import XimageTestSupport

/// The completion scripts, in the shells that they are for: a line is typed at a terminal, with the tabulator key.
@Suite struct CompletionScenario {
    enum Shell: String, CaseIterable, Sendable {
        case bash, zsh, fish

        var path: String { "/usr/bin/\(rawValue)" }

        var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

        /// Without what its user has configured.
        var command: String {
            switch self {
            case .bash: "bash --norc --noprofile -i"
            case .zsh: "zsh -f -i"
            case .fish: "fish --no-config -i"
            }
        }

        var setup: String {
            switch self {
            case .bash: "source <(ximage completion bash)"
            case .zsh:
                "autoload -Uz compinit && compinit -u -D; source <(ximage completion zsh); compdef _ximage ximage"
            case .fish: "ximage completion fish | source"
            }
        }
    }

    private static let manifest = """
        version: 1
        project: shop
        variables:
          room: {type: string, default: 100 GiB}
        environments:
          staging: {project: shop-staging}
          production: {}
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
        vaults:
          main: {size: "${var.room}"}
        servers:
          web:
            count: 1
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
        """

    /// What is typed up to the key, and what it becomes.
    private static let lines = [
        ("ximage plan --env prod", "--env production"),
        ("ximage state show --env production vault.m", "vault.main"),
        ("ximage plan --env production --target vault.m", "--target vault.main"),
        ("ximage plan --env production --acknowledge destroy-backups@vault.m", "destroy-backups@vault.main"),
        ("ximage snapshot --env production server:w", "server:web"),
        ("ximage plan --env production --var roo", "--var room="),
        ("ximage rules explain CP02", "CP020"),
        ("ximage show sav", "saved.plan"),
        ("ximage apply sav", "saved.plan"),
        ("ximage list base", "base-images"),
    ]

    @Test(
        "The tabulator key completes addresses, environments, variables, ids of rules and saved plans",
        .enabled(if: FileManager.default.isExecutableFile(atPath: Binary.script), "there is no `script`"),
        arguments: Shell.allCases)
    func completes(_ shell: Shell) throws {
        guard shell.isInstalled else {
            #expect(shell != .bash, "there is no bash")
            print("SKIPPED: \(shell) is not installed, so its completion was not tried.")
            return
        }
        try Binary.inFolder(Self.manifest) { ximage in
            #expect(try ximage("apply", "--env", "production", "--yes").status == 0)
            #expect(try ximage("plan", "--env", "production", "--out", "saved.plan").status == 0)
            for (typed, completed) in Self.lines {
                let transcript = try Self.transcript("\(typed)\t", shell, ximage)
                #expect(transcript.contains(completed), "\(shell) \(typed): \(transcript)")
            }
        }
    }

    private static func transcript(_ line: String, _ shell: Shell, _ ximage: Binary) throws -> String {
        let folder = URL(fileURLWithPath: Binary.path).deletingLastPathComponent().path
        let typed = [shell.setup, line, "exit", "exit", ""].joined(separator: "\n")
        let program = try Program(
            [Binary.script, "-qec", shell.command, "/dev/null"], folder: ximage.folder,
            environment: [
                "PATH": "\(folder):/usr/bin:/bin", "HOME": ximage.folder.path, "TERM": "dumb",
                "XIMAGE_SANDBOX_TIME_SCALE": "0",
            ], input: Array(typed.utf8))
        // Colours and movements of the cursor stand between what belongs together.
        let output = program.outcome().output.replacing(/\u{1B}\[[0-9;?]*[A-Za-z]|\u{1B}\(B|\u{7}/, with: "")
        var shown = String.UnicodeScalarView()
        for scalar in output.unicodeScalars {
            if scalar == "\u{8}" { _ = shown.popLast() } else { shown.append(scalar) }
        }
        return String(shown)
    }
}
