import Foundation
import Testing
import XimageCore
import XimageManifest

/// Files of a set and files that manifests name, whatever stands at their paths. Nothing waits, nothing is opened that
/// is no file.
@Suite struct PathTests {
    /// An empty folder that is removed when the last reference goes.
    final class Folder {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("set-\(UUID().uuidString)")

        init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

        deinit { try? FileManager.default.removeItem(at: url) }

        var path: String { url.path }

        func write(_ text: String, _ name: String) throws {
            let file = url.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }

        func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(
                atPath: url.appendingPathComponent(name).path, withDestinationPath: target)
        }

        func pipe(_ name: String) { #expect(mkfifo(url.appendingPathComponent(name).path, 0o600) == 0) }
    }

    static let main = "version: 1\nproject: shop\n"

    private func load(_ folder: Folder, _ options: ManifestOptions = .init()) -> ManifestResult {
        ManifestLoader().load(folder.path, options: options)
    }

    private func expect(_ result: ManifestResult, _ code: String, _ words: String) {
        #expect(result.desired == nil)
        #expect(
            result.diagnostics.contains { $0.code == code && $0.detail.contains(words) },
            "\(result.diagnostics)")
    }

    /// What may stand where a file should be, and why it is refused; `nil` when it is read.
    struct Thing: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var refusal: String?
        /// Whether it is a link out of the set: not followed where the set names it.
        var isOutside = false
        /// Why it is refused where a person names it.
        var typedRefusal: String? { isOutside && refusal == nil ? "it is a link that leads to" : refusal }
        /// Puts it at a name in a folder, with a file `text` outside of the set to link to.
        var put: @Sendable (Folder, _ name: String, _ text: String) throws -> Void
    }

    static let things: [Thing] = [
        Thing(testDescription: "a file", refusal: nil) { try $0.write($2, $1) },
        Thing(testDescription: "an empty file", refusal: nil) { folder, name, _ in try folder.write("", name)
        },
        Thing(testDescription: "a pipe", refusal: "it is a pipe or device") { folder, name, _ in
            folder.pipe(name)
        },
        Thing(testDescription: "a device", refusal: "it is a pipe or device", isOutside: true) {
            folder, name, _ in
            try folder.link(name, to: "/dev/zero")
        },
        Thing(testDescription: "the null device", refusal: "it is a pipe or device", isOutside: true) {
            folder, name, _ in
            try folder.link(name, to: "/dev/null")
        },
        Thing(testDescription: "a link to itself", refusal: "its links go in a circle") { folder, name, _ in
            try folder.link(name, to: (name as NSString).lastPathComponent)
        },
        Thing(testDescription: "two links to each other", refusal: "its links go in a circle") {
            folder, name, _ in
            try folder.link(name, to: "other.link")
            try folder.link("other.link", to: name)
        },
        Thing(testDescription: "a link to nothing", refusal: "it does not exist") { folder, name, _ in
            try folder.link(name, to: "nothing")
        },
        Thing(testDescription: "a link inside", refusal: nil) { folder, name, text in
            try folder.write(text, "target.txt")
            try folder.link(name, to: "target.txt")
        },
        Thing(testDescription: "a link outside", refusal: nil, isOutside: true) { folder, name, text in
            let outside = folder.url.appendingPathExtension("outside")
            try Data(text.utf8).write(to: outside)
            try folder.link(name, to: outside.path)
        },
        Thing(testDescription: "a link to a folder", refusal: "it is a folder") { folder, name, _ in
            try folder.link(name, to: ".")
        },
        Thing(testDescription: "a socket", refusal: "it is a pipe or device") { folder, name, _ in
            let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(socket) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) {
                $0.copyBytes(from: (folder.path + "/" + name).utf8)
            }
            let isBound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
                }
            }
            #expect(isBound)
        },
    ]

    private func clean(_ folder: Folder) {
        try? FileManager.default.removeItem(at: folder.url.appendingPathExtension("outside"))
    }

    @Test("As a file of the set", arguments: things)
    func manifest(_ thing: Thing) throws {
        let folder = try Folder()
        defer { clean(folder) }
        try folder.write(Self.main, "ximage.yaml")
        try thing.put(folder, "more.yaml", "defaults: {region: cn-north-4}\n")
        let result = load(folder)
        if thing.isOutside {
            expect(result, "untrusted", "it leads out of the folder of the set")
        } else if let refusal = thing.refusal {
            expect(result, "unreadable-file", refusal)
            #expect(result.diagnostics.contains { $0.detail.contains("more.yaml") })
        } else {
            #expect(result.desired != nil, "\(result.diagnostics)")
        }
    }

    @Test("Left out with `exclude`, what cannot be read does no harm", arguments: things)
    func excluded(_ thing: Thing) throws {
        let folder = try Folder()
        defer { clean(folder) }
        try folder.write(Self.main + "exclude: [\"more.*\"]\n", "ximage.yaml")
        try thing.put(folder, "more.yaml", "nonsense: [")
        #expect(load(folder).desired != nil)
    }

    @Test("As the file with `project` itself", arguments: things)
    func alone(_ thing: Thing) throws {
        let folder = try Folder()
        defer { clean(folder) }
        try thing.put(folder, "x.yaml", Self.main)
        let result = ManifestLoader().load(folder.path + "/x.yaml")
        if thing.typedRefusal == nil, thing.testDescription != "an empty file" {
            #expect(result.desired != nil, "\(result.diagnostics)")
        } else {
            #expect(result.desired == nil)
            #expect(result.diagnostics.hasErrors)
        }
    }

    @Test("As user data of a server", arguments: things)
    func userData(_ thing: Thing) throws {
        let folder = try Folder()
        defer { clean(folder) }
        try folder.write(
            Self.main + """
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  network: {vpc: v, subnet: s, securityGroups: [default]}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: x}
                    systemDisk: {type: SSD, size: 40 GiB}
                    userData: {file: build.sh}

                """, "ximage.yaml")
        try thing.put(folder, "build.sh", "#!/bin/sh\n")
        let result = load(folder)
        if thing.isOutside {
            expect(result, "untrusted", "it leads out of the folder of the set")
            #expect(result.diagnostics.first?.subject?.start.line == 12)
        } else if let refusal = thing.refusal {
            expect(result, "unreadable-file", refusal)
            #expect(result.diagnostics.first?.subject?.start.line == 12)
        } else {
            #expect(result.desired != nil, "\(result.diagnostics)")
        }
    }

    @Test("As a file with variables", arguments: things)
    func variables(_ thing: Thing) throws {
        let folder = try Folder()
        defer { clean(folder) }
        try folder.write(Self.main + "variables:\n  a: {default: x}\n", "ximage.yaml")
        try thing.put(folder, "values.txt", "a: y\n")
        var options = ManifestOptions()
        options.variableFiles = [folder.path + "/values.txt"]
        let result = load(folder, options)
        if let refusal = thing.typedRefusal {
            expect(result, "unreadable-file", refusal)
        } else {
            // An empty file gives no values.
            #expect(result.desired != nil, "\(result.diagnostics)")
        }
    }

    @Test(
        "User data above the set and at absolute paths is read when it is trusted; what is too long is refused"
    )
    func userDataElsewhere() throws {
        let folder = try Folder()
        let server = """
            defaults:
              region: cn-north-4
              zone: cn-north-4a
              network: {vpc: v, subnet: s, securityGroups: [default]}
            servers:
              web: {flavor: s6.large.2, image: {name: x}, systemDisk: {type: SSD, size: 40}, userData: {file: "FILE"}}

            """
        try folder.write("#!/bin/sh\n", "build.sh")
        try folder.write(String(repeating: "x", count: 1 << 20 + 1), "long.sh")
        for (path, isRead) in [
            ("../build.sh", true), (folder.path + "/build.sh", true), ("../set/../build.sh", true),
            ("../long.sh", false), ("", false), ("/", false), ("..", false), ("\\0", false),
            ("/etc/nothing", false),
        ] {
            try folder.write(
                Self.main + server.replacingOccurrences(of: "FILE", with: path), "set/ximage.yaml")
            var options = ManifestOptions()
            #expect(ManifestLoader().load(folder.path + "/set", options: options).desired == nil)
            options.trusted[.files] = ["build.sh", "long.sh"].compactMap { name in
                SetFolder.resolved("\(folder.path)/\(name)")
            }.reduce(into: []) { $0.insert($1) }
            let result = ManifestLoader().load(folder.path + "/set", options: options)
            #expect((result.desired != nil) == isRead, "\(path): \(result.diagnostics)")
        }
    }

    @Test(
        "Patterns that leave the folder are refused",
        arguments: ["/etc/*.yaml", "../*.yaml", "a/../../b.yaml", "..", ""])
    func patterns(pattern: String) throws {
        for key in ["include", "exclude"] {
            let folder = try Folder()
            try folder.write(Self.main + "\(key): [\"\(pattern)\"]\n", "ximage.yaml")
            let result = load(folder)
            expect(result, "wrong-value", "a pattern of paths")
            #expect(result.diagnostics.first?.subject?.start.line == 3)
        }
    }

    @Test("Linked folders are not entered, so links in a circle do no harm")
    func linkedFolders() throws {
        let folder = try Folder()
        try folder.write(Self.main, "ximage.yaml")
        try folder.write("defaults: {region: cn-north-4}\n", "inner/more.yaml")
        try folder.link("inner/again", to: "..")
        try folder.link("self", to: ".")
        #expect(load(folder).desired != nil)
    }

    @Test("A folder named like a file is a folder")
    func folderWithEnding() throws {
        let folder = try Folder()
        try folder.write(Self.main, "ximage.yaml")
        try folder.write("defaults: {region: cn-north-4}\n", "x.yaml/y.yaml")
        let result = load(folder)
        #expect(result.desired != nil)
        #expect(result.sources.files.contains { $0.hasSuffix("x.yaml/y.yaml") })
    }

    @Test("Hidden files and folders do not belong to a set")
    func hidden() throws {
        let folder = try Folder()
        try folder.write(Self.main, "ximage.yaml")
        try folder.write("[", ".x.yaml")
        try folder.write("[", ".git/x.yaml")
        #expect(load(folder).desired != nil)
    }

    @Test("Ten thousand files are read, one more is refused")
    func manyFiles() throws {
        let folder = try Folder()
        try folder.write(Self.main, "ximage.yaml")
        for index in 1..<10_000 { try Data().write(to: folder.url.appendingPathComponent("\(index).yaml")) }
        #expect(load(folder).desired != nil)
        try folder.write("", "one-more.yaml")
        expect(load(folder), "limit", "more than 10000 manifest files")
    }

    @Test("A file that is swapped for a pipe while it is read never makes the reading wait")
    func race() throws {
        let folder = try Folder()
        try folder.write(Self.main, "ximage.yaml")
        try folder.write("defaults: {region: cn-north-4}\n", "kept")
        let path = folder.path
        let name = path + "/more.yaml"
        let swapper = Thread {
            for round in 0..<1000 {
                let other = "\(path)/swap"
                if round % 3 == 0 { _ = mkfifo(other, 0o600) }
                if round % 3 == 1 { _ = link("\(path)/kept", other) }
                if round % 3 == 2 { _ = symlink("/dev/zero", other) }
                _ = rename(other, name)
            }
            _ = symlink("/dev/null", "\(path)/end")
        }
        swapper.start()
        var rounds = 0
        while !FileManager.default.fileExists(atPath: "\(path)/end"), rounds < 100_000 {
            let result = ManifestLoader().load(path)
            #expect(
                result.diagnostics.allSatisfy {
                    $0.detail.contains("pipe or device") || $0.detail.contains("leads out of")
                        || $0.detail.contains("does not exist")
                }, "\(result.diagnostics)")
            rounds += 1
        }
        #expect(rounds > 0)
    }
}
