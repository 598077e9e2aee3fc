import Foundation
import Testing
import XimageTestSupport

/// Files and streams that the built program writes: what is at their names, what is full or closed, and who may read them.
@Suite struct OutputFileScenario {
    /// The program under a shell: `"$@"` in the script is its command line.
    private func under(_ shell: String, _ ximage: Binary, _ arguments: String...) throws -> Binary.Outcome {
        var program = ximage
        program.prefix = ["/bin/sh", "-c", shell, "--"]
        return try program.start(arguments).outcome()
    }

    /// 0 for what does not exist.
    private func kind(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
    }

    /// All bits for what does not exist.
    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : .max
    }

    // MARK: plan --out

    @Test(
        "A saved plan replaces a file of this user, goes through a link, and is written to a device or a pipe"
    )
    func savedPlan() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            let folder = ximage.folder.path
            try "old".write(toFile: folder + "/old.plan", atomically: false, encoding: .utf8)
            #expect(chmod(folder + "/old.plan", 0o666) == 0)
            #expect(symlink("old.plan", folder + "/link.plan") == 0)
            #expect(symlink("new.plan", folder + "/free.plan") == 0)
            for (name, file) in [("link.plan", "old.plan"), ("free.plan", "new.plan")] {
                let outcome = try ximage("plan", "--out", name)
                #expect(outcome.status == 0, "\(outcome)")
                #expect(kind("\(folder)/\(name)") == S_IFLNK)
                #expect(mode("\(folder)/\(file)") == 0o600)
                #expect(try ximage("show", name).status == 0)
            }
            let null = try ximage("plan", "--out", "/dev/null")
            #expect(null.status == 0 && kind("/dev/null") == S_IFCHR, "\(null)")

            #expect(mkfifo(folder + "/pipe.plan", 0o600) == 0)
            let piped = try under(
                "cat pipe.plan > copy.plan & \"$@\"; wait", ximage, "plan", "--out", "pipe.plan")
            #expect(piped.status == 0 && kind(folder + "/pipe.plan") == S_IFIFO, "\(piped)")
            #expect(try ximage("show", "copy.plan").status == 0)
        }
    }

    @Test("A socket gets the plan")
    func socketPlan() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(server) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let path = ximage.folder.path + "/s.plan"
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let isBound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(server, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 && listen(server, 1) == 0
                }
            }
            try #require(isBound)
            let outcome = try ximage("plan", "--out", "s.plan")
            #expect(outcome.status == 0 && kind(path) == S_IFSOCK, "\(outcome)")
            let caller = accept(server, nil, nil)
            defer { close(caller) }
            var bytes = [UInt8](repeating: 0, count: 64)
            #expect(read(caller, &bytes, bytes.count) > 0 && bytes[0] == UInt8(ascii: "{"))
        }
    }

    @Test("What cannot take the plan is an error, and stays what it is")
    func refusedPlan() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            for (path, words) in [
                ("/dev/full", "No space left on device"), (".", "it is a folder"),
                ("nowhere/x.plan", "the folder does not exist"),
            ] {
                let outcome = try ximage("plan", "--out", path)
                #expect(outcome.status == 1 && outcome.messages.contains(words), "\(outcome)")
            }
            #expect(kind("/dev/full") == S_IFCHR)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: ximage.folder.path).sorted() == [
                    ".ximage", "ximage.yaml",
                ])
        }
    }

    @Test("A file of another user is refused", .enabled(if: getuid() == 0))
    func foreign() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            let path = ximage.folder.path + "/theirs"
            try "theirs".write(toFile: path, atomically: false, encoding: .utf8)
            #expect(chown(path, 65534, 65534) == 0 && chmod(path, 0o666) == 0)
            let plan = try ximage("plan", "--out", "theirs")
            #expect(plan.status == 1 && plan.messages.contains("it belongs to another user"), "\(plan)")
            var logging = ximage
            logging.environment["XIMAGE_LOG"] = path
            let logged = try logging("plan")
            let words = logged.messages.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(logged.status == 1 && words.contains("it belongs to another user"), "\(logged)")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "theirs")
        }
    }

    @Test("fmt keeps mode and link of a file, and leaves it to its owner")
    func formatted() throws {
        try Binary.inFolder("project:   shop\n") { ximage in
            let path = ximage.folder.path + "/ximage.yaml"
            #expect(chmod(path, 0o640) == 0)
            if getuid() == 0 { #expect(chown(path, 65534, 65534) == 0) }
            #expect(symlink("ximage.yaml", ximage.folder.path + "/link.yaml") == 0)
            let outcome = try ximage("fmt", "link.yaml")
            #expect(outcome.status == 0, "\(outcome)")
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text == "project: shop\n")
            #expect(mode(path) == 0o640 && kind(ximage.folder.path + "/link.yaml") == S_IFLNK)
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_uid == (getuid() == 0 ? 65534 : getuid()))
        }
    }

    // MARK: Streams

    private static let printing = [
        ["--help"], ["--version"], ["version"], ["schema"], ["schema", "--format", "markdown"],
        ["completion", "bash"],
        ["rules", "list"], ["rules", "explain", "VA005"], ["validate"], ["validate", "--expand"],
        ["validate", "--format", "json"], ["validate", "--syntax-only", "--format", "json", "ximage.yaml"],
        ["plan"], ["plan", "--format", "json"], ["plan", "--format", "markdown"],
        ["plan", "--format", "junit"],
        ["plan", "--detailed-exitcode"], ["apply", "--yes"], ["show"], ["show", "--format", "json"],
        ["state", "list"],
        ["list", "servers"], ["list", "images", "--format", "json"], ["drift"], ["status"],
        ["facts", "script", "linux"],
        ["facts", "show"], ["sandbox", "export"], ["destroy", "--yes"],
    ]

    @Test("Results that cannot be written are an error of every command", arguments: ["> /dev/full", ">&-"])
    func fullOutput(redirection: String) throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            for command in Self.printing {
                var program = ximage
                program.prefix = ["/bin/sh", "-c", "\"$@\" \(redirection)", "--"]
                let outcome = try program.start(command).outcome()
                #expect([1, 3].contains(outcome.status), "\(command): \(outcome)")
                #expect(outcome.messages.contains("Results are lost"), "\(command): \(outcome)")
            }
            // Nothing was written into a file that took the place of a closed stream.
            #expect(try ximage("state", "verify").status == 0)
        }
    }

    @Test("A run without any stream leaves state and sandbox whole")
    func noStreams() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            _ = try under("\"$@\" <&- >&- 2>&-", ximage, "apply", "--yes")
            #expect(try ximage("state", "verify").status == 0)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test("A reader that has seen enough is no error")
    func earlyReader() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            let outcome = try under(
                "{ \"$@\"; echo \"status $?\" >&2; } | head -c 1 > /dev/null", ximage, "schema")
            #expect(outcome.messages == "status 0\n", "\(outcome)")
        }
    }

    // MARK: Modes

    @Test("Without a mask, what holds keys or names an account is the user's alone")
    func modes() throws {
        try Binary.inFolder("") { ximage in
            try FileManager.default.removeItem(at: ximage.folder.appendingPathComponent("ximage.yaml"))
            #expect(try under("umask 0; \"$@\"", ximage, "init", "--project", "shop").status == 0)
            #expect(mode(ximage.folder.path + "/.ximage") == 0o700)
        }
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            let folder = ximage.folder.path
            let outcome = try under("umask 0; \"$@\"", ximage, "plan", "--out", "shop.plan")
            #expect(outcome.status == 0, "\(outcome)")
            #expect(mode(folder + "/.ximage") == 0o700 && mode(folder + "/shop.plan") == 0o600)
            #expect(try under("umask 0; \"$@\"", ximage, "apply", "--yes").status == 0)
            #expect(try under("umask 0; \"$@\"", ximage, "facts", "collect", "server.web").status == 0)
            let walk = try #require(FileManager.default.enumerator(atPath: folder + "/.ximage"))
            for case let name as String in walk {
                #expect(mode("\(folder)/.ximage/\(name)") & 0o077 == 0, "\(name)")
            }
        }
        try Binary.inFolder("") { ximage in
            var program = ximage
            program.prefix = ["/bin/sh", "-c", "umask 0; exec \"$@\"", "--"]
            let server = try program.start(["sandbox", "serve", "--data", "a/b/cloud.db"])
            defer {
                server.send(SIGTERM)
                server.wait()
            }
            _ = server.firstLine()
            #expect(mode(ximage.folder.path + "/a/b") == 0o700)
            for name in ["cloud.db", "cloud.db.port", "cloud.db.lock"] {
                #expect(mode("\(ximage.folder.path)/a/b/\(name)") == 0o600, "\(name)")
            }
        }
    }

    @Test("The saved plan and the port file are never wide, not even while they are written")
    func narrowFromTheStart() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            // Whoever sees a file appear asks for its mode at once.
            let watch = inotify_init1(Int32(IN_NONBLOCK))
            defer { close(watch) }
            let folder = ximage.folder.path
            #expect(mkdir(folder + "/.ximage", 0o777) == 0)
            for path in [folder, folder + "/.ximage"] {
                _ = inotify_add_watch(watch, path, UInt32(IN_ATTRIB))
            }
            let outcome = try under("umask 0; \"$@\"", ximage, "plan", "--out", "shop.plan")
            #expect(outcome.status == 0, "\(outcome)")
            // A mode that is set later changes the attributes of the file.
            var events = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(watch, &events, events.count)
            let names = String(decoding: events.prefix(max(0, count)), as: UTF8.self)
            #expect(!names.contains("plan") && !names.contains("port"), "\(names)")
        }
    }
}
