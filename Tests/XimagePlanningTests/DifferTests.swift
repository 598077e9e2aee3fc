import Testing
import XimageCore
import XimagePlanning

/// Which attributes differ, and what each difference would do to the object.
@Suite struct DifferTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var kind = ResourceKind.disk
        var attribute: AttributeName
        var wanted: Value
        var live: Value
        var recorded: Attributes?
        /// `nil` where nothing differs.
        var effect: ChangeEffect?
        /// What the object gets, where that is not what is declared.
        var sent: Value?
    }

    @Test("A vault that expands by itself has at least the declared size")
    func expansion() {
        let differ = Differ(.vault)
        let declared: Attributes = [.size: 500, .autoExpand: true]
        let grown: Attributes = [.size: 600, .autoExpand: true]
        #expect(differ.differences(wanted: declared, live: grown, recorded: declared) == [])
        #expect(differ.drift(recorded: declared, live: grown) == [])
        let more: Attributes = [.size: 700, .autoExpand: true]
        #expect(differ.differences(wanted: more, live: grown, recorded: declared).map(\.attribute) == [.size])
        let fixed: Attributes = [.size: 500, .autoExpand: false]
        #expect(
            Set(differ.differences(wanted: fixed, live: grown, recorded: declared).map(\.attribute))
                == [.size, .autoExpand])
    }

    @Test(
        "One attribute is compared",
        arguments: [
            Case(testDescription: "more is growth", attribute: .size, wanted: 11, live: 10, effect: .grows),
            Case(
                testDescription: "less is another disk", attribute: .size, wanted: 9, live: 10,
                effect: .requiresReplace),
            Case(testDescription: "an equal size", attribute: .size, wanted: 10, live: 10),
            Case(
                testDescription: "a faster type", attribute: .type, wanted: "SSD", live: "SAS",
                effect: .upgrades),
            Case(
                testDescription: "a slower type is another disk", attribute: .type, wanted: "SAS",
                live: "SSD",
                effect: .requiresReplace),
            Case(testDescription: "a device that is not listed", attribute: .device, wanted: "vbd", live: ""),
            Case(
                testDescription: "a size that was recorded and is not in the answer", attribute: .size,
                wanted: 11, live: .null, recorded: [.size: 10]),
            Case(
                testDescription: "a type that was recorded and is not in the answer", attribute: .type,
                wanted: "SAS", live: .null, recorded: [.type: "SSD"]),
            Case(
                testDescription: "a key pair that the answer gives as empty", kind: .server,
                attribute: .keyPair, wanted: "ops", live: "", recorded: [.keyPair: "ops"]),
            Case(
                testDescription: "a key pair for a server that never had one", kind: .server,
                attribute: .keyPair, wanted: "ops", live: .null, recorded: [.name: "web"],
                effect: .requiresReplace),
            Case(
                testDescription: "a vault that the answer about an image does not contain", kind: .image,
                attribute: .vault, wanted: "main", live: .null, recorded: [.vault: "main"]),
            Case(
                testDescription: "another vault than the recorded one, which the answer does not contain",
                kind: .image, attribute: .vault, wanted: "other", live: .null, recorded: [.vault: "main"],
                effect: .newGeneration),
            Case(
                testDescription: "tags that the answer does not contain", attribute: .tags,
                wanted: .map(["a": "c"]), live: .null, recorded: [.tags: .map(["a": "b"])]),
            Case(
                testDescription: "tags that somebody removed", attribute: .tags, wanted: .map(["a": "b"]),
                live: .nothing, recorded: [.tags: .map(["a": "b"])], effect: .inPlace),
            Case(
                testDescription: "a description that the answer does not contain", attribute: .description,
                wanted: "a", live: .null, recorded: [.description: "a"]),
            Case(
                testDescription: "another description than that which the answer does not contain",
                attribute: .description, wanted: "b", live: .null, recorded: [.description: "a"],
                effect: .inPlace),
            Case(testDescription: "the declared device", attribute: .device, wanted: "vbd", live: "vbd"),
            Case(
                testDescription: "another device", attribute: .device, wanted: "vbd", live: "scsi",
                effect: .requiresReplace),
            Case(testDescription: "off is not listed", attribute: .shared, wanted: false, live: .null),
            Case(
                testDescription: "on where it is declared off", attribute: .shared, wanted: false,
                live: true, effect: .requiresReplace),
            Case(
                testDescription: "a value that is not known yet", attribute: .size, wanted: .knownAfterApply,
                live: 10),
            Case(
                testDescription: "power as it is", kind: .server, attribute: .power, wanted: "as-is",
                live: "off"),
            Case(
                testDescription: "a network that nobody may read", kind: .server, attribute: .vpc,
                wanted: "v", live: ""),
            Case(
                testDescription: "another network", kind: .server, attribute: .subnet, wanted: "s", live: "t",
                effect: .requiresReplace),
            Case(testDescription: "computed values", attribute: .createdAt, wanted: "now", live: "then"),
            Case(testDescription: "values of the creation", attribute: .sourceDisk, wanted: "a", live: "b"),
            Case(
                testDescription: "tags that ximage set and that are not declared any more", attribute: .tags,
                wanted: .null, live: .map(["a": "b", "c": "d"]), recorded: [.tags: .map(["a": "b"])],
                effect: .inPlace, sent: .map(["c": "d"])),
            Case(
                testDescription: "tags of others", attribute: .tags, wanted: .map(["a": "b"]),
                live: .map(["a": "b", "c": "d"]), recorded: [.tags: .map(["a": "b"])]),
            Case(
                testDescription: "metadata beside that of others", kind: .server, attribute: .metadata,
                wanted: .map(["a": "b"]), live: .map(["c": "d"]), effect: .inPlace,
                sent: .map(["a": "b", "c": "d"])),
            Case(
                testDescription: "security groups in another order", kind: .server,
                attribute: .securityGroups, wanted: .strings(["a", "b"]), live: .strings(["b", "a"])),
            Case(
                testDescription: "no security group any more", kind: .server, attribute: .securityGroups,
                wanted: .strings(["a"]), live: .list([]), recorded: [.securityGroups: .strings(["a"])],
                effect: .inPlace),
            Case(
                testDescription: "security groups that the answer does not contain", kind: .server,
                attribute: .securityGroups, wanted: .strings(["a"]), live: .null,
                recorded: [.securityGroups: .strings(["a"])]),
            Case(
                testDescription: "a memory bound that is not declared any more", kind: .image,
                attribute: .maximumMemory, wanted: .null, live: 4096, recorded: [.maximumMemory: 4096],
                effect: .inPlace, sent: 0),
            Case(testDescription: "no tags at all", attribute: .tags, wanted: .null, live: .map([:])),
            Case(
                testDescription: "a description that ximage set", kind: .server, attribute: .description,
                wanted: .null, live: "old", recorded: [.description: "old"], effect: .inPlace, sent: ""),
            Case(
                testDescription: "a description of someone else", kind: .server, attribute: .description,
                wanted: .null, live: "old", recorded: [.description: ""]),
            Case(
                testDescription: "a description without a record", kind: .server, attribute: .description,
                wanted: .null, live: "old"),
        ])
    func compares(_ one: Case) {
        let found = Differ(one.kind).differences(
            wanted: [one.attribute: one.wanted], live: [one.attribute: one.live], recorded: one.recorded)
        #expect(found.map(\.attribute) == (one.effect == nil ? [] : [one.attribute]))
        #expect(found.map(\.effect) == [one.effect].compactMap { $0 })
        #expect(found.map(\.wanted) == (one.effect == nil ? [] : [one.sent ?? one.wanted]))
    }

    @Test(
        "Drift is what the record knows and the object has otherwise",
        arguments: [
            (AttributeName.size, 10, 12, true), (.size, 10, 10, false), (.size, .null, 12, false),
            (.size, .knownAfterApply, 12, false), (.type, "SSD", "SAS", true), (.zone, "a", "b", true),
            (.tags, .map(["a": "b"]), .nothing, true), (.tags, .map(["a": "b"]), .null, false),
            (.tags, .null, .map(["a": "b"]), false), (.createdAt, "now", "then", false),
            (.sourceDisk, "a", .null, false), (.sourceDisk, "a", "b", true),
        ] as [(AttributeName, Value, Value, Bool)])
    func drift(_ name: AttributeName, _ recorded: Value, _ live: Value, _ isDrift: Bool) {
        let found = Differ(.disk).drift(recorded: [name: recorded], live: [name: live])
        #expect(
            found == (isDrift ? [Drift.Difference(attribute: name, recorded: recorded, live: live)] : []))
    }

    @Test("With foreignTags: remove, tags of others count in plan and drift")
    func claimedTags() {
        let differ = Differ(.vault, foreignTags: "remove")
        let ours: Attributes = [.tags: .map(["a": "b"])]
        let theirs: Attributes = [.tags: .map(["a": "b", "c": "d"])]
        #expect(
            differ.differences(wanted: ours, live: theirs, recorded: ours).map(\.wanted) == [.map(["a": "b"])]
        )
        #expect(differ.drift(recorded: ours, live: theirs).map(\.attribute) == [.tags])
        #expect(differ.drift(recorded: [:], live: theirs).map(\.attribute) == [.tags])
    }
}
