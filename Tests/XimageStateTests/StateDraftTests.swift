import Glibc
import Testing
import XimageCore

@testable import XimageState

/// What a process leaves that is killed while it creates a state.
@Suite struct StateDraftTests {
    private static let lineage = "aaaaabbbbbcccccddddd"

    @Test("Drafts that nobody creates any more are removed by the next run", arguments: [true, false])
    func removes(hasState: Bool) throws {
        let folder = Folder()
        if hasState { try StateStore.open(folder).close() }
        for suffix in ["", "-wal", "-shm"] { write([1], to: "\(folder.state).new-\(Self.lineage)\(suffix)") }
        write([1], to: "\(folder.state).new-\(Self.lineage.replacing("a", with: "z"))-wal")
        try StateStore.open(folder, seed: 2).close()
        #expect(names(in: folder.path) == ["state.db"])
    }

    @Test("A killed process that had given the file its name already loses nothing")
    func linked() throws {
        let folder = Folder()
        let store = try StateStore.open(folder)
        try store.close()
        #expect(link(folder.state, "\(folder.state).new-\(Self.lineage)") == 0)
        let again = try StateStore.open(folder, seed: 2)
        #expect(again.lineage == store.lineage)
        try again.close()
        #expect(names(in: folder.path) == ["state.db"])
    }

    @Test("A draft in use stays, and so does what is not surely one")
    func keeps() throws {
        let folder = Folder()
        let used = "\(folder.state).new-\(Self.lineage)"
        write([1], to: used)
        let descriptor = open(used, O_RDWR)
        defer { close(descriptor) }
        #expect(flock(descriptor, LOCK_EX) == 0)
        for name in ["state.db.new-notes", "state.db.new", "other.db.new-\(Self.lineage)"] {
            write([1], to: "\(folder.path)/\(name)")
        }
        #expect(symlink("notes", "\(folder.state).new-zzzzzbbbbbcccccddddd") == 0)
        let before = Set(names(in: folder.path))
        try StateStore.open(folder).close()
        #expect(Set(names(in: folder.path)) == before.union(["state.db"]))
    }
}
