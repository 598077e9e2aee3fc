import Testing
import XimageCore
import XimageTestSupport

/// Tables of resource types, digests, desired state, diagnostics and errors.
@Suite struct RecordTests {
    @Test("A type's table names each attribute once, sorted, and finds it", arguments: ResourceKind.allCases)
    func schema(_ kind: ResourceKind) {
        let schema = ResourceSchema.of(kind)
        let names = schema.attributes.map(\.name)
        #expect(names == Set(names).sorted())
        #expect(schema.kind == kind)
        for name in AttributeName.allCases {
            #expect(schema[name]?.name == (names.contains(name) ? name : nil))
        }
        for attribute in schema.attributes {
            #expect(attribute.summary.english.hasSuffix(".") && attribute.summary.chinese.hasSuffix("。"))
            #expect(attribute.effect != .grows || attribute.unit == "GiB")
        }
    }

    @Test("Attribute names come back from their texts, and no two share one")
    func names() {
        #expect(Set(AttributeName.allCases.map(\.description)).count == AttributeName.allCases.count)
        for name in AttributeName.allCases { #expect(AttributeName(name.description) == name) }
        #expect(AttributeName("flavour") == nil)
    }

    @Test(
        "The digest changes with what may make another object, and with nothing else",
        arguments: ResourceKind.allCases)
    func digest(_ kind: ResourceKind) {
        let base: Attributes = [.region: "cn-north-4", .tags: .strings(["a": "b"])]
        let digest = ResourceRequest.digest(of: base, kind: kind)
        #expect(digest.utf8.count == 8 && digest.first == "0")
        for attribute in ResourceSchema.of(kind).attributes {
            var other = base
            other[attribute.name] = "something else"
            let makesAnother = [.requiresReplace, .newGeneration, .upgrades].contains(attribute.effect)
            #expect(
                (ResourceRequest.digest(of: other, kind: kind) != digest) == makesAnother, "\(attribute.name)"
            )
        }
        #expect(
            ResourceKind.allCases.filter { ResourceRequest.digest(of: base, kind: $0) == digest } == [kind])
    }

    @Test(
        "Declared resources are found by address, whatever their number", arguments: [0, 1, 2, 3, 7, 64, 501])
    func lookup(count: Int) {
        let addresses = (0..<count).map { Address(.server, "web-\($0)") }.sorted()
        let desired = DesiredState(
            settings: ProjectSettings(project: "shop"),
            resources: addresses.map { DesiredResource(address: $0, region: "cn-north-4", attributes: [:]) })
        for address in addresses { #expect(desired[address]?.address == address) }
        for missing in ["server.aaa", "server.web-", "server.zzz", "vault.web-0", "image.web-0"] {
            #expect(desired[.of(missing)] == nil)
        }
    }

    @Test("Findings are told by place, then gravity, code and address; those without a place come last")
    func readingOrder() {
        func finding(
            _ code: String, _ severity: Severity = .error, at place: SourceRange? = nil,
            _ address: String? = nil
        ) -> Diagnostic {
            var result = Diagnostic(
                untranslated: code, severity: severity, summary: "s", detail: "d", subject: place)
            result.address = address.map { .of($0) }
            return result
        }
        let inOrder = [
            finding("b", .warning, at: .on(2, 1, file: "a.yaml")),
            finding("z", at: .on(10, 1, file: "a.yaml")),
            finding("a", .info, at: .on(10, 1, file: "a.yaml")), finding("a", at: .on(1, 1, file: "b.yaml")),
            finding("a", at: .on(1, 2, file: "b.yaml")), finding("c", at: nil, "server.a"),
            finding("c", at: nil, "server.b"), finding("a", .warning),
        ]
        for seed in 0..<20 {
            var random = SeededGenerator(seed: UInt64(seed))
            #expect(inOrder.shuffled(using: &random).inReadingOrder() == inOrder)
        }
        #expect(inOrder.hasErrors)
        #expect(!inOrder.filter { $0.severity != .error }.hasErrors)
    }

    @Test("An error of the service is told in one line with all that support asks for")
    func errors() {
        let full = ProviderError(
            retry: .never, category: .quota, service: "ecs", operation: "POST /v1.1/{project}/cloudservers",
            status: 400, code: "Ecs.0319", message: "no more", requestID: "req-1", job: "job-1")
        #expect(
            "\(full)"
                == "Ecs.0319: no more (ECS POST /v1.1/{project}/cloudservers, HTTP 400, job job-1, request req-1)"
        )
        let bare = ProviderError(
            retry: .safe, category: .unavailable, service: "ims", operation: "GET /v2/cloudimages",
            message: "")
        #expect("\(bare)" == "the service gave no reason (IMS GET /v2/cloudimages)")
    }
}
