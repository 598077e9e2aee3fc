/// Sound sets to start from.
extension GeneratedCase.Unit {
    init(number: Int, _ draw: inout Draw) {
        var sound = Declared(number: number)
        if draw.one(of: 4) { sound.region = "cn-south-1" }
        let zone = sound.region + "a"
        var server = Declared.Server(zone: zone)
        server.flavor = draw.pick(["s6.large.2", "s6.xlarge.2", "c6.large.2"])
        for key in ["data", "logs"].prefix(draw.number(0...2)) {
            server.disks.append(
                Declared.Disk(key: key, type: draw.pick(["SSD", "SAS"]), sizeGiB: draw.number(10...60)))
        }
        let plot = draw.number(0...7)
        surroundings.machines = []
        switch plot {
        case 0: sound.server = server
        case 1:
            server.count = draw.number(1...3)
            sound.server = server
        case 2, 3:
            sound.server = server
            sound.vault = Declared.Vault()
            sound.image = Declared.Image(from: "server: s\(number)", vault: "v\(number)")
            if plot == 3 {
                var clone = Declared.Server(zone: zone)
                clone.image = "from: g\(number)"
                clone.extras["onNewImage"] = draw.pick(["keep", "replace"])
                sound.clone = clone
            }
        case 4:
            if server.disks.isEmpty { server.disks = [Declared.Disk(key: "data")] }
            sound.server = server
            let disk = server.disks[0].key
            sound.image =
                draw.one(of: 2)
                ? Declared.Image(kind: "system", from: "server: s\(number)")
                : Declared.Image(kind: "data", from: "server: s\(number), disk: \(disk)")
            if sound.image?.kind == "system", draw.one(of: 2) {
                var clone = Declared.Server(zone: zone)
                clone.image = "from: g\(number)"
                sound.clone = clone
            }
        case 5, 6:
            let count = draw.number(1...2)
            for _ in 0..<count {
                surroundings.machines.append(
                    Surroundings.Machine(isStopped: draw.one(of: 3), dataGiB: draw.number(10...60)))
            }
            sound.vault = Declared.Vault(isGiven: draw.one(of: 2))
            surroundings.vaults["v"] = [:]
            switch draw.number(0...3) {
            case 0:
                sound.givenServers = 1
                sound.image = Declared.Image(from: "server: e\(number)")
            case 1:
                sound.givenServers = count
                sound.image = Declared.Image(from: "servers: {labels: {unit: \"\(number)\"}}")
            case 2:
                let region = sound.region
                sound.image = Declared.Image(
                    from: "servers: {live: {tags: {unit: \"\(number)\"}, regions: [\(region)]}}")
            default:
                let region = sound.region
                sound.image = Declared.Image(
                    from: "servers: {live: {name: \"machine-\(number)-*\", regions: [\(region)]}}")
            }
            sound.image?.vault = "v\(number)"
            sound.image?.extras["name"] = "\"of-${source.name}\""
        default:
            surroundings.machines = [Surroundings.Machine()]
            surroundings.vaults["x"] = [:]
            surroundings.image = [:]
            server.image = "name: given-image-\(number)"
            server.disks = []
            sound.server = server
        }
        if sound.image?.kind == "whole", draw.one(of: 4) {
            sound.image?.copies = true
            sound.replicas = Declared.Vault(isGiven: draw.one(of: 2), extras: ["purpose": "replication"])
            surroundings.vaults["r"] = ["purpose": "replication", "objectType": "server"]
        }
        if draw.one(of: 3) {
            after = sound
        } else {
            before = sound
            after = sound
        }
        if after?.image != nil, before != nil, draw.one(of: 2) { after?.image?.extras["revision"] = "\"2\"" }
    }
}
