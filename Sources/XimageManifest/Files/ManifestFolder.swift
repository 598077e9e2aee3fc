internal import Glibc
internal import XimageCore

/// Why a file could not be read, as the end of a sentence.
package struct FileFault: Error, Hashable {
    var reason: RuleArgument
    /// The file is whole, and larger than may be read.
    var isLimit = false
    var isMissing = false
    /// The file is outside the folder of the set, and nobody outside the set allowed it.
    var need: Trust.Need?

    /// What the user can do about it; `nil` where that depends on who reads.
    var fix: RuleArgument?

    /// - Parameter reason: half a sentence about the file.
    package init(reason: String) { self.reason = RuleArgument(reason) }

    init(
        reason: RuleArgument, isLimit: Bool = false, isMissing: Bool = false, need: Trust.Need? = nil,
        fix: RuleArgument? = nil
    ) {
        self.reason = reason
        self.isLimit = isLimit
        self.isMissing = isMissing
        self.need = need
        self.fix = fix
    }

    /// - Parameter target: where the path of a set leads.
    static func outside(_ target: String, _ use: Bilingual) -> FileFault {
        let shown = Shown.text(target, most: 4096)
        return FileFault(
            reason: RuleArgument(
                "it leads out of the folder of the set, to `\(shown)`", zh: "指向清单集目录之外的 `\(shown)`"),
            need: Trust.Need(.files, target, use))
    }

    /// - Parameter target: where a path leads that a person typed.
    static func stray(_ target: String) -> FileFault {
        let target = Shown.text(target, most: 4096)
        return FileFault(
            reason: RuleArgument(
                "it is a link that leads to `\(target)`, which the name does not say",
                zh: "是指向 `\(target)` 的链接，而名称没有表明这一点"),
            fix: RuleArgument(
                "If that is meant, name the place itself: \(target)", zh: "如确需使用，请直接指定目标位置：\(target)"))
    }

    /// - Parameters:
    ///   - subject: What the reason is said of: "`a.yaml` belongs to the set by its name".
    ///   - trust: of the set that names the file.
    ///   - otherwise: what to do where nothing better is known.
    func diagnostic(at subject: RuleArgument, trust: Trust? = nil, otherwise: RuleArgument? = nil)
        -> Diagnostic
    {
        func tell(_ notice: Notice, fix: RuleArgument? = nil) -> Diagnostic {
            Diagnostic(notice, ["subject": subject, "reason": reason, "fix": fix ?? ""])
        }
        if let need {
            guard let advice = trust?.advice([need]) ?? otherwise else { return tell(.untrustedFile) }
            return tell(.trustableFile, fix: advice)
        }
        if isLimit {
            return tell(
                .largeFile,
                fix: fix
                    ?? RuleArgument(
                        "Spread the blocks over several files; the sections of all files merge.",
                        zh: "请将各块分散到多个文件；所有文件的同名部分会合并。"))
        }
        guard let fix = fix ?? otherwise else { return tell(.unreadableFile) }
        return tell(.correctableFile, fix: fix)
    }
}

/// Listing and reading, bounded in every direction. The only file of this target that opens files. Nothing here waits for a pipe or device.
enum ManifestFolder {
    enum Kind { case file, folder, other }

    struct Listing {
        struct Fault {
            var path: String
            var reason: RuleArgument
            var isLimit = false
        }

        /// Relative to the folder, sorted by their bytes.
        var files: [String] = []
        var faults: [Fault] = []
    }

    static let mostFiles = 10_000
    private static let mostEntries = 200_000
    private static let mostDepth = 40

    static func kind(of path: String) -> Result<Kind, FileFault> {
        var status = stat()
        guard stat(path, &status) == 0 else { return .failure(FileFault(reason: errorText())) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .success(.file)
        case S_IFDIR: return .success(.folder)
        default: return .success(.other)
        }
    }

    /// Whether the folder is the user's own, and others cannot write to it.
    static func isPrivate(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
        return status.st_uid == geteuid() && status.st_mode & S_IWOTH == 0
    }

    /// All `*.yaml` and `*.yml` below a folder. Hidden ones are left out, linked folders are not entered.
    static func list(_ folder: String, depth mostDepth: Int = mostDepth) -> Listing {
        var listing = Listing()
        var waiting = [(path: "", depth: 0)]
        var entries = 0
        while let (path, depth) = waiting.popLast() {
            let whole = path.isEmpty ? folder : "\(folder)/\(path)"
            guard let handle = opendir(whole) else {
                listing.faults.append(.init(path: path, reason: errorText()))
                continue
            }
            defer { closedir(handle) }
            while let entry = readdir(handle) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard !name.hasPrefix(".") else { continue }
                entries += 1
                guard entries <= mostEntries else { return tooMany(&listing) }
                let inner = path.isEmpty ? name : "\(path)/\(name)"
                if isFolder(entry.pointee.d_type, "\(folder)/\(inner)") {
                    if depth < mostDepth { waiting.append((inner, depth + 1)) }
                } else if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                    listing.files.append(inner)
                }
                guard listing.files.count <= mostFiles else { return tooMany(&listing) }
            }
        }
        listing.files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return listing
    }

    private static func tooMany(_ listing: inout Listing) -> Listing {
        let reason = RuleArgument(
            "The folder holds more than \(mostFiles) manifest files or \(mostEntries) entries.",
            zh: "目录中的清单文件超过 \(mostFiles) 个，或条目超过 \(mostEntries) 个。")
        listing.faults.append(.init(path: "", reason: reason, isLimit: true))
        listing.files.removeAll()
        return listing
    }

    private static func isFolder(_ type: UInt8, _ path: String) -> Bool {
        if Int(type) == Int(DT_DIR) { return true }
        guard Int(type) == Int(DT_UNKNOWN) else { return false }
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The bytes of a regular file of at most `limit` bytes. Links are followed. Pipes and devices are not opened,
    /// for that alone may wait or do something; what takes the file's place meanwhile is looked at again.
    static func read(_ path: String, limit: Int) -> Result<[UInt8], FileFault> {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return .failure(FileFault(reason: errorText(), isMissing: errno == ENOENT || errno == ENOTDIR))
        }
        if let fault = kindFault(status) { return .failure(fault) }
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { return .failure(FileFault(reason: errorText())) }
        defer { close(descriptor) }
        guard fstat(descriptor, &status) == 0 else { return .failure(FileFault(reason: errorText())) }
        if let fault = kindFault(status) { return .failure(fault) }
        let size = Int(status.st_size)
        guard size <= limit else {
            return .failure(
                FileFault(
                    reason: RuleArgument(
                        "it has \(size) bytes, and at most \(limit >> 20) MiB are read",
                        zh: "有 \(size) 字节，而最多读取 \(limit >> 20) MiB"), isLimit: true))
        }
        return readAll(descriptor, size: size, limit: limit)
    }

    /// Files of the system have no size, and others grow while they are read: the bytes that were read count, not the size that was reported.
    private static func readAll(_ descriptor: Int32, size: Int, limit: Int) -> Result<[UInt8], FileFault> {
        var bytes: [UInt8] = []
        var room = size + 1
        while true {
            var failure: FileFault?
            let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                while count < room, let base = buffer.baseAddress {
                    let length = Glibc.read(descriptor, base + count, room - count)
                    if length < 0, errno == EINTR { continue }
                    if length < 0 { failure = FileFault(reason: errorText()) }
                    guard length > 0 else { break }
                    count += length
                }
            }
            if let failure { return .failure(failure) }
            let isWhole = piece.count < room
            bytes = bytes.isEmpty ? piece : bytes + piece
            guard bytes.count <= limit else {
                return .failure(
                    FileFault(
                        reason: RuleArgument(
                            "it is longer than \(limit) bytes, and at most \(limit >> 20) MiB are read",
                            zh: "超过 \(limit) 字节，而最多读取 \(limit >> 20) MiB"), isLimit: true))
            }
            if isWhole { return .success(bytes) }
            room = min(1 << 20, limit + 1 - bytes.count)
        }
    }

    /// Why a thing is no file to be read.
    private static func kindFault(_ status: stat) -> FileFault? {
        switch status.st_mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: FileFault(reason: RuleArgument("it is a folder", zh: "是目录"))
        default: FileFault(reason: RuleArgument("it is a pipe or device, not a file", zh: "是管道或设备，不是文件"))
        }
    }

    private static func errorText() -> RuleArgument {
        switch errno {
        case ENOENT: RuleArgument("it does not exist", zh: "不存在")
        case EACCES, EPERM: RuleArgument("it may not be read", zh: "没有读取权限")
        case ELOOP: RuleArgument("its links go in a circle", zh: "链接形成循环")
        case ENAMETOOLONG: RuleArgument("its name is too long", zh: "名称过长")
        default: .reported(String(cString: strerror(errno)))
        }
    }
}
