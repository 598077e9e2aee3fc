import XimageCore
import XimagePlanning

struct VaultSizeOutOfRange: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .vaultSizeOutOfRange, name: "vault-size-out-of-range", severity: .error, phases: [.validate, .plan],
        rationale: Bilingual(
            "1-10485760 GB (the console starts at 10). Size may not go below the bound or used amount.",
            zh: "1–10485760 GB（控制台从 10 开始）。容量不能小于已绑定或已使用的容量。"),
        source: "CBR API 'Creating a vault', field size; CBR API 'Error codes' (BackupService.6114)")

    static let about = ["vault.size"]

    static let violating = [
        RuleExample(
            "no capacity",
            at: ["- | 0 GiB"],
            manifest: "vaults: {main: {size: 0 GiB}}",
            command: .validate),
        RuleExample(
            "below what the servers in it need",
            at: ["vault.main | 120 GiB"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 120 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "below what a disk that grows in the same plan needs",
            at: ["vault.main | 200 GiB"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            accepted: "The service takes the smaller size as long as the disk has not grown."),
    ]
    static let satisfying = [
        RuleExample("500 GiB", manifest: "vaults: {main: {size: 500 GiB}}"),
        RuleExample(
            "a vault that has expanded by itself",
            before: """
                vaults: {main: {size: 600 GiB, autoExpand: true}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB, autoExpand: true}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "smaller, but still above what is used",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for vault in context.subjects(.vault) where !vault.isExisting {
            guard let size = vault.desired.attributes[.size].int else { continue }
            report.evaluated += 1
            var minimum = Limits.vaultSize.lowerBound
            var reason = RuleArgument.outOfRange
            // One that expands by itself has at least this size, and is not shrunk to it.
            if vault.desired.attributes[.autoExpand] != .bool(true),
                case .vault(let facts) = vault.live?.facts,
                let old = vault.live?.attributes[.size].int, size < old,
                let allocated = facts.allocatedGiB, let usedMiB = facts.usedMiB
            {
                let used = (usedMiB + 1023) / 1024
                let bound = allocated + context.growthGiB(of: facts)
                minimum = max(minimum, bound, used)
                reason = RuleArgument(
                    "\(bound) GiB of disks are bound to it after this plan and \(used) GiB are used",
                    zh: "本次变更后已绑定磁盘 \(bound) GiB，已用 \(used) GiB")
            }
            guard size < minimum || size > Limits.vaultSize.upperBound else { continue }
            report.violate(
                vault, at: .size,
                [
                    "object": "\(vault.address)", "size": "\(size)", "reason": reason, "min": "\(minimum)",
                    "max": "\(Limits.vaultSize.upperBound)",
                ])
        }
    }
}
