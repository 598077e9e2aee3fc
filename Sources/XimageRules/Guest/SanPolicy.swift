import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let sanPolicy = RuleMetadata(
        id: "GU006", name: "san-policy", severity: .error, phases: [.plan, .apply],
        acknowledgement: "san-policy",
        summary: "SAN policy must be OnlineAll",
        rationale: """
            On a Windows source the policy for newly found disks must be OnlineAll (numeric 1). With \
            OfflineShared, OfflineInternal or Microsoft's fourth value OfflineAll, disks of servers \
            created from the image may be offline at first boot. Meanings per the seed: OnlineAll, every \
            newly found disk comes online; OfflineShared, new disks on shared buses such as FC or iSCSI \
            stay offline and others come online; OfflineInternal, newly found disks stay offline. The \
            message includes the remedy (BH11).
            """,
        source: "seed; Microsoft reference 'san' (DiskPart), Get-StorageSetting",
        english: RuleText(
            "The SAN policy of {server} is {policy}; disks of servers made from {image} may be offline.",
            fix: "Run `diskpart`, then `san policy=onlineall`, and collect guest facts again."),
        chinese: RuleText(
            "云服务器 {server} 的 SAN 策略为 {policy}，由 {image} 创建的云服务器磁盘可能处于脱机状态。",
            fix: "请运行 `diskpart` 并执行 `san policy=onlineall`，然后重新采集客户机信息。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
