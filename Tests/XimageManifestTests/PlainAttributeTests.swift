import Testing
import XimageCore
import XimageManifest
import XimagePlanning

/// An attribute is declared once: what `ResourceSchema` says of a plain key holds in every part that handles it.
@Suite struct PlainAttributeTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let kind: ResourceKind
        let attribute: AttributeSchema
        let key: ManifestKey
        var testDescription: String { "\(kind) \(key.path)" }

        static let all: [Case] = ResourceKind.allCases.flatMap { kind in
            ResourceSchema.of(kind).plain.compactMap { attribute in
                attribute.key.map { Case(kind: kind, attribute: attribute, key: $0) }
            }
        }

        /// A right value as YAML, and as it becomes the attribute.
        var right: (yaml: String, value: Value) {
            switch key.type {
            case .text where key.isSensitive: ("Geheim-12", .secret(Secret("Geheim-12")))
            case .text, .name, .description: ("other-1", "other-1")
            case .region: ("cn-east-3", "cn-east-3")
            case .ipAddress: ("192.168.0.9", "192.168.0.9")
            case .flag: ("true", true)
            case .size(let range): ("\(range.upperBound)", .int(range.upperBound))
            case .memory: ("3 GiB", 3072)
            case .number(let range, _): ("\(range.upperBound)", .int(range.upperBound))
            case .choice(let words): (words[words.count - 1], .string(words[words.count - 1]))
            case .texts: ("[one, two]", .strings(["one", "two"]))
            case .pairs, .tags: ("{one: two}", .strings(["one": "two"]))
            }
        }

        /// Values just outside the limits, with the code that refuses them.
        var wrong: [(yaml: String, code: String)] {
            func long(_ count: Int) -> String { String(repeating: "x", count: count) }
            let rule = key.rule?.id ?? "wrong-value"
            return switch key.type {
            case .text: [("\"\"", rule)]
            case .name(let form): [(long(form.length.upperBound + 1), rule), ("a/b", rule)]
            case .description(let most, let lines):
                [(long(most + 1), rule), ("\"<\"", rule)] + (lines ? [] : [("\"a\\nb\"", rule)])
            case .region: [("CN", rule)]
            case .ipAddress: [("1.2.3.256", rule)]
            case .flag: [("maybe", "wrong-type")]
            case .size(let range): [("\(range.lowerBound - 1)", rule), ("\(range.upperBound + 1)", rule)]
            case .memory: [("lots", "wrong-type")]
            case .number(let range, _):
                [("\(range.lowerBound - 1)", "out-of-range"), ("\(range.upperBound + 1)", "out-of-range")]
            case .choice: [("never", "wrong-value")]
            case .texts: [("[\"\"]", rule)]
            case .pairs: [("{one: [two]}", "wrong-type")]
            case .tags:
                [
                    ("{\(long(Limits.tagKey.upperBound + 1)): a}", rule),
                    ("{a: \(long(Limits.tagValue.upperBound + 1))}", rule),
                    ("{\((0...Limits.userTags).map { "k\($0): v" }.joined(separator: ", "))}", rule),
                ]
            }
        }
    }

    /// A set in which one block has one key more, or another value for it.
    private static func manifest(_ kind: ResourceKind, _ key: ManifestKey, _ value: String) -> String {
        var blocks: [ResourceKind: [(String, String)]] = [
            .vault: [("size", "500")],
            .server: [
                ("flavor", "f"), ("image", "{name: U}"), ("zone", "cn-north-4a"),
                ("systemDisk", "{type: SSD, size: 40}"), ("network", "{vpc: v, subnet: s}"),
            ],
            .disk: [("type", "SSD"), ("size", "100")],
            .image: [("from", "{server: other}"), ("vault", "main")],
            .copy: [("region", "cn-south-1"), ("vault", "dr"), ("agency", "a")],
        ]
        // The last kind is `data`: an image of one disk, without vault and copies.
        let isOfDisk = kind == .image && key.name == "kind"
        if isOfDisk { blocks[.image] = [("from", "{server: other, disk: data}")] }
        var own = blocks[kind] ?? []
        let name = key.block ?? key.name
        var text = value
        if let block = key.block {
            var parts = [
                "systemDisk": ["type": "SSD", "size": "40"], "network": ["vpc": "v", "subnet": "s"],
            ]
            parts[block, default: [:]][key.name] = value
            text =
                "{\((parts[block] ?? [:]).sorted { $0.key < $1.key }.map { "\($0): \($1)" }.joined(separator: ", "))}"
        }
        own.removeAll { $0.0 == name }
        blocks[kind] = own + [(name, text)]
        func flow(_ kind: ResourceKind, _ more: String = "") -> String {
            "{" + (blocks[kind] ?? []).map { "\($0): \($1)" }.joined(separator: ", ") + more + "}"
        }
        let target = kind == .copy && key.name == "region" ? "cn-east-3" : "cn-south-1"
        return """
            project: shop
            defaults: {region: cn-north-4}
            vaults:
              main: {size: 500}
              dr: {size: 500, region: \(target), purpose: replication}
              own: \(flow(.vault))
            servers:
              other:
                {flavor: f, image: {name: U}, zone: cn-north-4a, systemDisk: {type: SSD, size: 40},
                 network: {vpc: v, subnet: s}, dataDisks: {data: {type: SSD, size: 10}}}
              own: \(flow(.server, ", dataDisks: {data: \(flow(.disk))}"))
            images:
              own: \(flow(.image, isOfDisk ? "" : ", copies: {away: \(flow(.copy))}"))
            """
    }

    private static let addresses: [ResourceKind: String] = [
        .vault: "vault.own", .server: "server.own", .disk: "disk.own.data", .image: "image.own",
        .copy: "copy.own.away",
    ]

    private static func load(_ text: String) -> ManifestResult {
        ManifestLoader().load(texts: ["a.yaml": text])
    }

    private static func resource(_ result: ManifestResult, _ kind: ResourceKind) -> DesiredResource? {
        result.desired?.resources.first { $0.address.description == addresses[kind] }
    }

    @Test("The key gives the attribute, and expanded text gives it back", arguments: Case.all)
    func reading(_ sample: Case) throws {
        let result = Self.load(Self.manifest(sample.kind, sample.key, sample.right.yaml))
        let resource = try #require(Self.resource(result, sample.kind), "\(result.diagnostics)")
        let value = resource.attributes[sample.attribute.name]
        if case .map(let expected) = sample.right.value {
            let entries = try #require(value.map)
            #expect(expected.allSatisfy { entries[$0.key] == $0.value })
        } else {
            #expect(value == sample.right.value)
        }
        let expanded = ExpandedText.expand(try #require(result.desired))
        var options = ManifestOptions()
        options.variables = expanded.secrets.map { ($0.key, $0.value.reveal()) }
        let again = ManifestLoader().load(texts: ["a.yaml": expanded.text], options: options)
        #expect(Self.resource(again, sample.kind)?.attributes == resource.attributes, "\(expanded.text)")
    }

    @Test("What is outside of the limits is refused by the rule that the table names", arguments: Case.all)
    func limits(_ sample: Case) {
        for (yaml, code) in sample.wrong {
            let text = Self.manifest(sample.kind, sample.key, yaml)
            let lines = text.split(separator: "\n")
            let result = Self.load(text)
            let place = result.diagnostics.first { $0.code == code }?.subject
            let line = place.map { lines[Int($0.start.line) - 1] }
            #expect(line?.hasPrefix("  own:") == true, "\(yaml): \(result.diagnostics)")
        }
    }

    @Test("A default is filled in", arguments: Case.all.filter { $0.key.standard != .null })
    func standards(_ sample: Case) throws {
        let other = try #require(Case.all.first { $0.kind == sample.kind && $0.key.name == "tags" })
        let result = Self.load(Self.manifest(sample.kind, other.key, "{}"))
        let resource = try #require(Self.resource(result, sample.kind))
        #expect(resource.attributes[sample.attribute.name] == sample.key.standard)
    }

    @Test("JSON Schema and reference page have the key with its words", arguments: Case.all)
    func documents(_ sample: Case) {
        let row = ManifestReference.markdown().split(separator: "\n").first {
            $0.hasPrefix("| `\(sample.key.name)`") && $0.hasSuffix("| \(sample.attribute.summary.english) |")
        }
        #expect(row != nil)
        #expect(row?.contains("(needed)") == sample.key.isRequired)
        let words = sample.attribute.summary.english.replacing("\"", with: "\\\"")
        #expect(ManifestSchema.json().contains("\"description\": \"\(words)\""))
    }

    @Test("A change has the effect of the table", arguments: Case.all)
    func changes(_ sample: Case) {
        let name = sample.attribute.name
        var (wanted, live) = (Attributes(), Attributes())
        wanted[name] = sample.right.value
        live[name] =
            switch sample.key.type {
            case .size: 5
            case .flag: false
            case .memory: 1024
            default: name == .systemDiskType || name == .type ? "SAS" : "before"
            }
        if sample.attribute.effect == .upgrades { wanted[name] = "SSD" }
        let found = Differ(sample.kind).differences(wanted: wanted, live: live, recorded: nil)
        let effect = sample.attribute.effect
        let isCarriedOut = effect != .atCreation && effect != .setting && wanted[name] != "as-is"
        #expect(found.map(\.attribute) == (isCarriedOut ? [name] : []))
        #expect(found.map(\.effect) == (isCarriedOut ? [sample.attribute.effect] : []))
        // What is not carried out is reported, but for what no service shows and what is only ours.
        let drift = Differ(sample.kind).drift(recorded: wanted, live: live)
        let isSeen = isCarriedOut || (effect == .atCreation && !SecretTrace.names.contains(name))
        if effect != .newGeneration { #expect(drift.map(\.attribute) == (isSeen ? [name] : [])) }
    }
}
