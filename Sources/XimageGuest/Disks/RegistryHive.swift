import XimageCore

/// Reads single values of a Windows registry hive, in pieces: a hive may be larger than memory. Every offset is checked; lists
/// are followed a bounded way down.
struct RegistryHive: Sendable {
    /// At most this number of bytes from an offset; fewer where the hive ends, none where it cannot be read.
    private let read: @Sendable (_ offset: Int, _ count: Int) -> ByteView
    private let root: Int

    enum Failure: Error, Hashable { case notAHive, isDirty }

    init(_ file: FileBytes) throws(Failure) {
        try self.init { ByteView((try? file.read(at: Int64($0), count: $1)) ?? []) }
    }

    init(read: @escaping @Sendable (_ offset: Int, _ count: Int) -> ByteView) throws(Failure) {
        let head = read(0, 4096)
        guard head.holds("regf", at: 0), let first = head.little32(4), let second = head.little32(8),
            let root = head.little32(0x24)
        else { throw .notAHive }
        // Newer values may stand in its log files.
        guard first == second else { throw .isDirty }
        self.read = read
        self.root = Int(root)
    }

    /// The SAN policy in a SYSTEM hive; the reason when it cannot be told.
    func sanPolicy() -> Fact<SanPolicy> {
        guard let select = key(["Select"]), let number = number("Current", of: select), number < 1000 else {
            return .unknown("the hive does not say which control set is in use")
        }
        let digits = String(number)
        let set = "ControlSet" + String(repeating: "0", count: 3 - min(3, digits.count)) + digits
        guard let parameters = key([set, "Services", "partmgr", "Parameters"]),
            let value = self.number("SanPolicy", of: parameters)
        else { return .unknown("the registry has no SanPolicy, so the edition's default counts") }
        guard let policy = SanPolicy(rawValue: Int(value)) else {
            return .unknown("SanPolicy is \(value), which means nothing")
        }
        return .known(policy)
    }

    // MARK: Cells

    /// Of a key or value: what comes before its name, and the longest name that is looked for.
    private static let headSize = 0x4C + 64

    /// What a cell that is in use begins with: at most `most` bytes of it.
    private func cell(_ offset: Int, most: Int = headSize) -> ByteView? {
        guard offset >= 0, offset < Int(UInt32.max) else { return nil }
        let piece = read(4096 + offset, 4 + most)
        guard let size = piece.little32(0) else { return nil }
        let length = -Int(Int32(bitPattern: size))
        guard length >= 8 else { return nil }
        return piece.slice(4, min(length - 4, piece.count - 4))
    }

    /// The first answer to one of the `count` offsets that a list holds, each `width` bytes behind the one before.
    private func first<Answer>(
        of count: Int, from start: Int, width: Int, _ answer: (Int) -> Answer?
    ) -> Answer? {
        for index in stride(from: 0, to: count, by: 512) {
            let wanted = min(512, count - index)
            let piece = read(start + index * width, wanted * width)
            for place in 0..<wanted {
                guard let target = piece.little32(place * width) else { return nil }
                if let found = answer(Int(target)) { return found }
            }
        }
        return nil
    }

    private func key(_ path: [String]) -> ByteView? {
        var current = cell(root)
        for name in path {
            guard let key = current, key.holds("nk", at: 0), let list = key.little32(0x1C) else { return nil }
            var budget = 200_000
            current = subkey(named: name.lowercased(), in: Int(list), depth: 0, &budget)
        }
        return current?.holds("nk", at: 0) ?? false ? current : nil
    }

    private func subkey(named name: String, in offset: Int, depth: Int, _ budget: inout Int) -> ByteView? {
        guard depth < 3, let list = cell(offset, most: 4), let count = list.little16(2) else { return nil }
        let isNested = list.holds("ri", at: 0)
        let width = list.holds("lf", at: 0) || list.holds("lh", at: 0) ? 8 : 4
        guard isNested || width == 8 || list.holds("li", at: 0) else { return nil }
        return first(of: count, from: 4096 + offset + 8, width: width) { target in
            budget -= 1
            guard budget > 0 else { return nil }
            if isNested { return subkey(named: name, in: target, depth: depth + 1, &budget) }
            guard let key = cell(target), key.holds("nk", at: 0),
                isNamed(name, key, length: 0x48, text: 0x4C, flags: 0x02, isPlain: 0x20)
            else { return nil }
            return key
        }
    }

    private func number(_ name: String, of key: ByteView) -> UInt32? {
        guard let count = key.little32(0x24), count < 100_000, let list = key.little32(0x28),
            cell(Int(list), most: 4) != nil
        else { return nil }
        return first(of: Int(count), from: 4096 + Int(list) + 4, width: 4) { target in
            guard let value = cell(target), value.holds("vk", at: 0),
                isNamed(name.lowercased(), value, length: 0x02, text: 0x14, flags: 0x10, isPlain: 0x01),
                value.little32(0x0C) == 4, let size = value.little32(0x04)
            else { return nil }
            if size & 0x8000_0000 != 0 { return value.little32(0x08) }
            return value.little32(0x08).flatMap { cell(Int($0)) }?.little32(0)
        }
    }

    /// Whether a key or value has this name, which is ASCII in lower case. The length is compared first: a hive may hold
    /// many thousands of references to one long name.
    private func isNamed(
        _ name: String, _ view: ByteView, length: Int, text: Int, flags: Int, isPlain: Int
    ) -> Bool {
        guard let count = view.little16(length), count == name.utf8.count || count == 2 * name.utf8.count
        else { return false }
        return self.name(view, length: length, text: text, flags: flags, isPlain: isPlain).lowercased()
            == name
    }

    /// Names are Latin-1 or UTF-16, as a flag tells.
    private func name(_ view: ByteView, length: Int, text: Int, flags: Int, isPlain: Int) -> String {
        guard let count = view.little16(length), let bytes = view.slice(text, count)?.array else { return "" }
        if (view.little16(flags) ?? 0) & isPlain != 0 {
            return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        }
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map {
            UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
        }
        return String(decoding: units, as: UTF16.self)
    }
}
