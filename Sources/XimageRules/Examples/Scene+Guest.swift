import XimageCore
import XimagePlanning

/// What is inside the servers of a scene.
extension Scene {
    /// The image is taken of an existing Linux server of 40 and 200 GiB, which was looked into an hour ago and is in
    /// order.
    mutating func linuxGuest(_ change: (inout GuestFacts) -> Void) {
        imageExistingServer()
        var facts = Self.facts(
            .linux, GuestSystem(id: "ubuntu", version: "22.04", title: "Ubuntu 22.04.4 LTS"))
        var linux = LinuxFacts()
        linux.volumeGroups = .known([])
        linux.logicalVolumes = .known([])
        linux.layouts = .known([])
        linux.root = .known("UUID=8a3e2f6e-0000-4000-8000-000000000001")
        linux.mounts = .known([])
        linux.networkRules = .known([])
        linux.missingDrivers = .known([])
        linux.cloudInit = .known(GuestAgent(isInstalled: true, isEnabled: true, version: "23.1.2"))
        facts.linux = linux
        facts.interfaces = .known([GuestInterface(name: "eth0", usesDHCP: true)])
        facts.remoteAccess = .known(RemoteAccess(service: "sshd", isEnabled: true))
        change(&facts)
        guests[Address(.image, "golden")] = .facts(facts)
    }

    /// The same with a Windows server.
    mutating func windowsGuest(_ change: (inout GuestFacts) -> Void) {
        imageExistingServer()
        server("server.billing") { $0.osType = "Windows" }
        var facts = Self.facts(
            .windows,
            GuestSystem(id: "windows-server", version: "10.0.17763", title: "Windows Server 2019 Datacenter"))
        var windows = WindowsFacts()
        windows.sanPolicy = .known(.onlineAll)
        windows.spannedVolumes = .known([])
        windows.layouts = .known([])
        windows.offlineDisks = .known([])
        windows.missingDrivers = .known([])
        windows.cloudbaseInit = .known(GuestAgent(isInstalled: true, isEnabled: true))
        facts.windows = windows
        facts.interfaces = .known([GuestInterface(name: "Ethernet", usesDHCP: true)])
        facts.remoteAccess = .known(RemoteAccess(service: "remote desktop", isEnabled: true))
        change(&facts)
        guests[Address(.image, "golden")] = .facts(facts)
    }

    private static func facts(_ family: GuestFamily, _ system: GuestSystem) -> GuestFacts {
        var facts = GuestFacts(origin: GuestOrigin(.collected, "root@192.168.0.10"))
        facts.instanceID = "server-billing"
        facts.collectedAt = Timestamp("2026-06-01T07:00:00Z")
        facts.family = .known(family)
        facts.system = .known(system)
        facts.disks = .known([
            GuestDisk(name: "vda", bytes: 40 << 30), GuestDisk(name: "vdb", bytes: 200 << 30),
        ])
        facts.carried = .known([])
        facts.plugins = .known([.passwordReset, .monitoring])
        return facts
    }

    /// A `guest` block on a server.
    mutating func declareGuest(_ text: String, _ change: (inout GuestSettings) -> Void) {
        serverOptions(text) {
            var settings = $0.guest ?? GuestSettings()
            change(&settings)
            $0.guest = settings
        }
    }
}
