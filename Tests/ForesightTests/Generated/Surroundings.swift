/// What the world has of one unit that is not ours.
struct Surroundings {
    struct Machine {
        var flavor = "s6.large.2"
        var isStopped = false
        var dataGiB = 50
        /// More of it, such as `locked: true`.
        var extras: [String: String] = [:]
        var diskExtras: [String: String] = [:]
    }

    var machines: [Machine] = []
    /// By key of the vault.
    var vaults: [String: [String: String]] = [:]
    /// A whole image of the first machine.
    var image: [String: String]?

    func servers(_ unit: Declared, zone: String) -> String {
        machines.indices.map { index in
            let machine = machines[index]
            var entries = machine.extras
            entries["name"] = "machine-\(unit.number)-\(index)"
            entries["zone"] = entries["zone"] ?? zone
            entries["flavor"] = machine.flavor
            entries["power"] = machine.isStopped ? "\"off\"" : "\"on\""
            entries["tags"] = "{unit: \"\(unit.number)\"}"
            var disk = machine.diskExtras
            disk["type"] = "SSD"
            disk["size"] = "\(machine.dataGiB)"
            entries["dataDisks"] = "[{\(Declared.flow(disk))}]"
            return "      - {\(Declared.flow(entries))}\n"
        }.joined()
    }

    func vaults(_ unit: Declared, keys: [String]) -> String {
        vaults.sorted { $0.key < $1.key }.filter { keys.contains($0.key) }.map { key, extras in
            var entries = extras
            entries["name"] = "given-\(key)\(unit.number)"
            entries["size"] = entries["size"] ?? "500"
            return "      - {\(Declared.flow(entries))}\n"
        }.joined()
    }

    func images(_ unit: Declared) -> String {
        guard var entries = image else { return "" }
        entries["name"] = "given-image-\(unit.number)"
        entries["server"] = "machine-\(unit.number)-0"
        entries["vault"] = "given-x\(unit.number)"
        return "      - {\(Declared.flow(entries))}\n"
    }
}
