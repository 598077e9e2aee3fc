import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Plans that delete old generations and backups: see `Golden/retention`.
@Suite struct RetentionWorldTests {
    @Test("A plan is as reviewed", arguments: worlds) func plans(_ world: PlanWorld) {
        world.check(in: "retention")
    }

    private static let count = Retention(keep: 2, deleteBackups: true)

    private static let worlds = [
        PlanWorld(
            "By count: the oldest image goes with its backup when the new one is ready, and so does its copy",
            from: series("1", nil), series("2", nil), to: series("3", count)),
        PlanWorld(
            "By age, and backups stay without consent", from: series("1", nil), series("2", nil),
            series("3", nil),
            to: series("3", Retention(keepFor: .seconds(3 * 86_400 / 2)))),
        PlanWorld(
            "Both limits have to agree; hours are shown as hours", from: series("1", nil), series("2", nil),
            series("3", nil),
            to: series(
                "3", Retention(keep: 1, keepFor: .seconds(47 * 3600), keepBackups: 1, deleteBackups: true))),
        PlanWorld(
            "Bare backups go when their turn is over; a backup of a generation that exists again goes at once",
            from: series("1", nil), to: series("1", Retention(keep: 1, keepBackups: 1, deleteBackups: true)),
            edit: { input in
                input.record("image.golden@1") { $0.address = .of("image.golden@5") }
                input.leaveBackup("b-2", of: "image.golden", generation: 2)
                input.leaveBackup("b-3", of: "image.golden", generation: 3)
                input.leaveBackup("b-4", of: "image.golden", generation: 4, status: "protecting")
                input.leaveBackup("b-5", of: "image.golden", generation: 5)
            }),
        PlanWorld(
            "Backups stay in their vault where retention may not delete them",
            from: series("1", nil), to: series("1", Retention(keep: 1)),
            edit: { input in
                input.record("image.golden@1") { $0.address = .of("image.golden@5") }
                input.leaveBackup("b-4", of: "image.golden", generation: 4)
                input.leaveBackup("b-5", of: "image.golden", generation: 5)
            }),
        PlanWorld(
            "Old generations stay while servers use them, while they are copied, or where they are protected",
            from: series("1", nil), series("2", nil), series("3", nil), series("4", nil), series("5", nil),
            to: series("5", Retention(keep: 1, deleteBackups: true)),
            edit: { input in
                let used = input.id("image.golden@1") ?? ""
                for number in 1...4 {
                    input.live.resources.append(
                        LiveResource(
                            kind: .server, region: "north", id: "u-\(number)", name: "user-\(5 - number)",
                            attributes: [.image: .string(used)]))
                }
                input.object("image.golden@2") {
                    guard case .image(var facts) = $0.facts else { return }
                    facts.isBeingCopied = true
                    $0.facts = .image(facts)
                }
                input.record("image.golden@3") { $0.protect = true }
            }),
        PlanWorld(
            "A generation that three servers use names them all",
            from: series("1", nil), series("2", nil),
            to: series("2", Retention(keep: 1, deleteBackups: true)),
            edit: { input in
                let used = input.id("image.golden@1") ?? ""
                for number in 1...3 {
                    input.live.resources.append(
                        LiveResource(
                            kind: .server, region: "north", id: "u-\(number)", name: "user-\(number)",
                            attributes: [.image: .string(used)]))
                }
            }),
        PlanWorld(
            "Generations that declared servers name stay: the previous one, and one by its number",
            from: series("1", nil), series("2", nil), series("3", nil), series("4", nil),
            to: Declare.manifests(
                series("4", Retention(keep: 1, deleteBackups: true)).resources + [
                    user("a") { $0.imageGeneration = .previous },
                    user("b") { $0.imageGeneration = .number(2) },
                ])),
        PlanWorld(
            "The revision that is declared keeps its generation although newer ones exist",
            from: series("1", nil), series("2", nil), series("3", nil),
            to: series("1", Retention(keep: 1, deleteBackups: true))),
        PlanWorld(
            "A server that leaves lets go of the generation that it was created from",
            from: Declare.manifests(series("1", nil).resources + [user("a") { _ in }]), series("2", nil),
            to: {
                var desired = series("2", Retention(keep: 1, deleteBackups: true))
                desired.removals = [Removal(from: .of("server.a"), action: .delete)]
                desired.acknowledgements = [Acknowledgement(key: "destroy", target: .of("server.a"))]
                return desired
            }()),
        PlanWorld(
            "The newest ready generation stays whatever its age, one that is under way is left alone",
            from: series("1", nil), series("2", nil),
            to: series("2", Retention(keepFor: .seconds(60), deleteBackups: true)),
            edit: { $0.object("image.golden@2") { $0.phase = .busy } }),
        PlanWorld(
            "A generation that is still being created counts for none of those that are kept, and is waited for",
            from: series("1", nil), series("2", nil), series("3", nil), to: series("3", count),
            edit: { $0.object("image.golden@3") { $0.phase = .busy } }),
        PlanWorld(
            "Nothing is removed while the lists of the region cannot be read",
            from: series("1", nil), series("2", nil),
            to: series("2", Retention(keep: 1, deleteBackups: true)),
            edit: { input in
                input.live.unreadable = [
                    UnreadableFact(service: "ECS", region: "south", fact: "flavors", reason: "no"),
                    UnreadableFact(service: "ECS", region: "north", fact: "servers", reason: "403"),
                ]
            }),
        PlanWorld(
            "A generation in one zone is waited for before an old one goes",
            from: series("1", nil), series("2", nil),
            to: series("2", Retention(keep: 1, deleteBackups: true)),
            edit: { input in
                input.object("image.golden@2") {
                    guard case .image(var facts) = $0.facts else { return }
                    facts.scope = .zone("north-a")
                    $0.facts = .image(facts)
                }
            }),
        PlanWorld(
            "Retention of a series that is only recalled removes nothing",
            from: series("1", nil), series("2", nil),
            to: series("2", Retention(keep: 1, deleteBackups: true)),
            rules: [ContextRule()],
            edit: { input in
                input.live.recalled = input.live.resources
                input.live.resources = []
            }),
        PlanWorld(
            "Entries remove single generations of a series that stays, not the current one, which a new one frees",
            from: series("1", nil), series("2", nil), series("3", nil), to: series("3", nil),
            edit: { input in
                input.options.removals = [
                    Removal(from: .of("image.golden@1"), action: .forget),
                    Removal(from: .of("image.golden@2"), action: .delete),
                    Removal(from: .of("image.golden@3"), action: .delete),
                ]
            }),
        PlanWorld(
            "What an entry removes is not removed by retention too", from: series("1", nil), series("2", nil),
            series("3", nil), to: series("3", Retention(keep: 1, deleteBackups: true)),
            edit: { $0.options.removals = [Removal(from: .of("image.golden@1"), action: .forget)] }),
        PlanWorld(
            "Users of an image are found where nothing else is declared",
            from: Declare.manifests([alone("1", nil)]), Declare.manifests([alone("2", nil)]),
            to: Declare.manifests([alone("2", Retention(keep: 1))]),
            edit: { input in
                let image = input.id("image.alone@1") ?? ""
                input.live.resources.append(
                    LiveResource(
                        kind: .server, region: "north", id: "u-1", name: "user",
                        attributes: [.image: .string(image)]))
            }),
        PlanWorld(
            "A new generation frees the current one for its entry", from: series("1", nil),
            to: series("2", nil),
            edit: { $0.options.removals = [Removal(from: .of("image.golden@1"), action: .delete)] }),
        PlanWorld(
            "Pruned generations come back on their backups, with the revision of history",
            from: series("1", nil), series("2", nil), to: series("2", nil),
            edit: { input in
                input.leaveBackup("b-7", of: "image.golden", generation: 7)
                input.leaveBackup("b-8", of: "image.golden", generation: 8)
                input.options.undelete = [
                    .of("image.golden@7"), .of("image.golden@8"), .of("image.golden@9"),
                ]
                input.options.undelete += [.of("image.golden@1"), .of("image.other@1"), .of("vault.main")]
                var former = input.prior.records.first { $0.address == .of("image.golden@1") }
                former?.address = .of("image.golden@7")
                input.options.formerRecords = [former].compactMap { $0 }
            }),
    ]

    private static func series(_ revision: String, _ retention: Retention?) -> DesiredState {
        Declare.manifests([
            Declare.vault(), Declare.replicas, Declare.server(),
            Declare.image(revision: revision).imaging { $0.retention = retention }, Declare.copy(),
        ])
    }

    /// An image of a server and in a vault that nobody declares.
    private static func alone(_ revision: String, _ retention: Retention?) -> DesiredResource {
        Declare.image("alone", revision: revision).with(.source, "s-1").with(.vault, "v-1").imaging {
            $0.retention = retention
        }
    }

    /// A server from an image of the set.
    private static func user(_ name: String, _ edit: (inout ServerOptions) -> Void) -> DesiredResource {
        Declare.server(name).with(.image, .reference(.of("image.golden"))).serving(edit)
    }
}
