import Foundation
import Testing
import XimageTestSupport

/// What a newcomer does on the first day, through the built program.
@Suite(.serialized) struct MainJobScenario {
    static let manifest = """
        version: 1
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          tags: {team: shop}
          images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
        vaults:
          main: {size: 500 GiB}
        servers:
          web:
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}
            dataDisks:
              data: {type: SSD, size: 100 GiB}
              logs: {type: SAS, size: 50 GiB}
        images:
          golden:
            from: {server: web}
            vault: main
            revision: "1"
        """

    @Test("Plan, apply, and a second plan that has nothing to do")
    func firstDay() throws {
        try Binary.inFolder(Self.manifest) { ximage in
            let plan = try ximage("plan", "--detailed-exitcode")
            #expect(plan.status == 2, "\(plan)")
            #expect(plan.output.contains("Plan: 5 to create."), "\(plan)")
            let apply = try ximage("apply", "--yes")
            #expect(apply.status == 0, "\(apply)")
            let second = try ximage("plan", "--detailed-exitcode")
            #expect(second.status == 0, "\(second)")
            #expect(second.output.contains("No changes."), "\(second)")
            #expect(try ximage("list", "images").output.contains("image.golden@1"))
            #expect(try ximage("show", "server.web").status == 0)
            #expect(try ximage("state", "verify").status == 0)
        }
    }

    @Test(
        "Edits: a tag and a bigger disk in place, a revision as a new generation, a server that goes by consent"
    )
    func edits() throws {
        try Binary.inFolder(Self.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(
                Self.manifest.with("team: shop", "team: core").with("size: 100 GiB", "size: 120 GiB")
                    .with(#"revision: "1""#, #"revision: "2""#))
            let plan = try ximage("plan")
            #expect(plan.output.contains("100 GiB -> 120 GiB"), "\(plan)")
            #expect(plan.output.contains("image.golden@2"), "\(plan)")
            #expect(try ximage("apply", "--yes").status == 0)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)

            let without = String(Self.manifest[..<Self.manifest.range(of: "servers:")!.lowerBound])
                .with("team: shop", "team: core")
            try ximage.write(without)
            let stopped = try ximage("apply", "--yes")
            #expect(stopped.status == 3, "\(stopped)")
            #expect(stopped.all.contains("{from: server.web, action: delete"), "\(stopped)")

            let removed =
                without + """
                    removed:
                      - {from: server.web, action: delete, reason: "no longer needed"}
                      - {from: image.golden, action: delete, reason: "no longer needed"}
                    """
            try ximage.write(removed)
            let unconfirmed = try ximage("apply", "--yes")
            #expect(unconfirmed.status == 3, "\(unconfirmed)")
            #expect(unconfirmed.all.contains("AG006"), "\(unconfirmed)")
            let done = try ximage("apply", "--yes", "--acknowledge", "destroy@server.web")
            #expect(done.status == 0, "\(done)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            #expect(try ximage("destroy", "--yes", "--with-backups").status == 0)
        }
    }

    @Test("A run that is killed in the middle is taken up by the next one, and nothing is made twice")
    func killed() throws {
        try Binary.inFolder(Self.manifest) { ximage in
            let first = try ximage.start(["apply", "--yes"], timeScale: 0.01)
            #expect(first.waits(for: "going   create image.golden@1"))
            first.send(SIGKILL)
            first.wait()
            let second = try ximage("apply", "--yes", timeScale: 0.01)
            #expect(second.status == 0, "\(second)")
            #expect(second.messages.contains("take up: create image.golden@1"), "\(second)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            for kind in ["servers", "images", "vaults"] {
                let list = try ximage("list", kind, "--format", "json")
                #expect(list.output.components(separatedBy: "\"id\"").count - 1 >= 1, "\(list)")
            }
            let images = try ximage("list", "images").output.split(separator: "\n")
            #expect(images.count == 2, "a header and one image: \(images)")
        }
    }

    @Test("Ctrl-C stops in good order, and the next run goes on")
    func interrupted() throws {
        try Binary.inFolder(Self.manifest) { ximage in
            let first = try ximage.start(["apply", "--yes"], timeScale: 0.01)
            #expect(first.waits(for: "going   create image.golden@1"))
            first.send(SIGINT)
            let stopped = first.outcome()
            #expect(stopped.status == 130, "\(stopped)")
            #expect(try ximage("apply", "--yes", timeScale: 0.01).status == 0)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test("Destroy waits until the backups are gone before it deletes their vault")
    func destroys() throws {
        try Binary.inFolder(Self.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let outcome = try ximage("destroy", "--yes", "--with-backups", timeScale: 0.01)
            #expect(outcome.status == 0, "\(outcome)")
            for kind in ["servers", "images", "vaults"] {
                #expect(try !ximage("list", kind).output.contains("shop-"))
            }
        }
    }

    @Test("Two at once: the second says who works, and leaves")
    func locked() throws {
        try Binary.inFolder(Self.manifest) { ximage in
            let first = try ximage.start(["apply", "--yes"], timeScale: 0.01)
            #expect(first.waits(for: "start   create"))
            let second = try ximage("apply", "--yes", timeScale: 0.01)
            #expect(second.status == 5, "\(second)")
            #expect(second.messages.contains("`ximage apply --yes`"), "\(second)")
            #expect(first.outcome().status == 0)
        }
    }
}
