import Foundation
import Testing
import XimageCore
import XimageHuawei

@Suite struct CredentialsFinderTests {
    private static let canaries = ["CANARYAK00000001", "canary-secret-key-01", "canary-token"]

    private func finder(
        _ environment: [String: String] = [:], files: [String: String] = [:], home: String? = "/home/user"
    ) -> CredentialsFinder {
        CredentialsFinder(environment: environment, home: home) { path in
            files[path].map { .text(Array($0.utf8)) } ?? .absent
        }
    }

    private static let ini = """
        # keys
        [other]
        ak = OTHER
        sk = other
        [basic]
        ak = CANARYAK00000001
        sk=canary-secret-key-01
        security_token =  canary-token
        project_id = p1
        iam_endpoint = https://iam.example.com
        """

    private static let configuration = """
        {"current": "prod", "profiles": [
          {"name": "dev", "mode": "AKSK", "accessKeyId": "DEV", "secretAccessKey": "dev", "securityToken": "", "region": "cn-east-3"},
          {"name": "prod", "accessKeyId": "CANARYAK00000001", "secretAccessKey": "canary-secret-key-01", "region": "cn-north-4", "projectId": "p2", "ssoAuth": {"stsToken": {"x": 1}}}]}
        """

    @Test("The SDK's names come before those of the Terraform provider") func environment() throws {
        let found = try finder([
            "HUAWEICLOUD_SDK_AK": "A", "HUAWEICLOUD_SDK_SK": "S", "HUAWEICLOUD_SDK_SECURITY_TOKEN": "T",
            "HW_ACCESS_KEY": "B", "HW_SECRET_KEY": "U", "HW_REGION_NAME": "cn-north-4", "HW_PROJECT_ID": "p",
        ]).find()
        #expect(found.accessKey.reveal() == "A")
        #expect(found.securityToken?.reveal() == "T")
        #expect(found.project == "p")
        #expect(found.projectRegion == "cn-north-4")
    }

    @Test("Half a pair of variables is passed over, and said") func half() throws {
        let found = try finder([
            "HUAWEICLOUD_SDK_AK": "A", "HW_ACCESS_KEY": "B", "HW_SECRET_KEY": "U",
        ]).find()
        #expect(found.accessKey.reveal() == "B")
        let error = #expect(throws: CredentialsError.self) { try finder(["HUAWEICLOUD_SDK_SK": "S"]).find() }
        #expect(error?.places.first?.finding == "HUAWEICLOUD_SDK_AK is not set")
    }

    @Test("Reads the SDK's file") func iniFile() throws {
        let found = try finder(files: ["/home/user/.huaweicloud/credentials": Self.ini]).find()
        #expect(found.accessKey.reveal() == Self.canaries[0])
        #expect(found.secretKey.reveal() == Self.canaries[1])
        #expect(found.securityToken?.reveal() == Self.canaries[2])
        #expect(found.project == "p1")
        #expect(found.iamEndpoint == "https://iam.example.com")
        #expect(found.origin == "~/.huaweicloud/credentials")
    }

    @Test("A profile names the section") func section() throws {
        let found = try finder(files: ["/home/user/.huaweicloud/credentials": Self.ini]).find(
            profile: "other")
        #expect(found.accessKey.reveal() == "OTHER")
    }

    @Test("Reads the command line's file: the current profile, or the named one") func configurationFile()
        throws
    {
        let files = ["/home/user/.hcloud/config.json": Self.configuration]
        let current = try finder(files: files).find()
        #expect(current.accessKey.reveal() == Self.canaries[0])
        #expect(current.project == "p2")
        #expect(current.projectRegion == "cn-north-4")
        let named = try finder(["HW_PROFILE": "dev"], files: files).find()
        #expect(named.accessKey.reveal() == "DEV")
        #expect(named.securityToken == nil)
    }

    @Test("Variables name other files") func otherFiles() throws {
        let found = try finder(
            ["HUAWEICLOUD_SDK_CREDENTIALS_FILE": "/etc/keys"], files: ["/etc/keys": Self.ini], home: nil
        ).find()
        #expect(found.origin == "/etc/keys")
    }

    @Test("Without keys, the error names every place and says what to do, and no secret") func nothing() {
        let error = #expect(throws: CredentialsError.self) {
            try finder(files: [
                "/home/user/.huaweicloud/credentials": "[basic]\nak = \(Self.canaries[0])\n",
                "/home/user/.hcloud/config.json":
                    #"{"profiles": [{"name": "x", "accessKeyId": "c2VjcmV0+==", "secretAccessKey": "canary-secret-key-01"}]}"#,
            ]).find()
        }
        let text = "\(error!)"
        for part in [
            "HUAWEICLOUD_SDK_AK", "HW_ACCESS_KEY", "~/.huaweicloud/credentials: section [basic] has no `sk`",
            "~/.hcloud/config.json: the keys of profile x are encrypted", "provider: sandbox",
        ] {
            #expect(text.contains(part))
        }
        for canary in Self.canaries { #expect(!text.contains(canary)) }
    }

    @Test(
        "Broken files are passed over with a reason",
        arguments: [
            ("not json", "it is not valid JSON"), ("{}", "it has no profiles"), ("[]", "it has no profiles"),
            (#"{"profiles":[{"name":"x"}]}"#, "profile x has no access key and secret key"),
        ])
    func brokenFiles(_ text: String, _ reason: String) {
        let error = #expect(throws: CredentialsError.self) {
            try finder(files: ["/home/user/.hcloud/config.json": text]).find()
        }
        #expect(error?.places.last?.finding == reason)
    }

    @Test("Reads regular files only") func system() {
        guard case .absent = CredentialsFinder.readSystemFile("/does/not/exist") else {
            Issue.record("a missing file is not absent")
            return
        }
        for path in ["/dev/zero", "/"] {
            guard case .unreadable = CredentialsFinder.readSystemFile(path) else {
                Issue.record("\(path) was read")
                return
            }
        }
    }

    @Test("A file that others may write, or that belongs to another user, is not read") func unsafeFiles()
        throws
    {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "credentials-\(UUID().uuidString)"
        ).path
        try Data("[basic]\nak = a\nsk = b\n".utf8).write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        func reason() -> String? {
            if case .unreadable(let reason) = CredentialsFinder.readSystemFile(path) { reason } else { nil }
        }
        #expect(chmod(path, 0o600) == 0 && reason() == nil)
        #expect(chmod(path, 0o646) == 0 && reason()?.contains("everyone may write it") == true)
        guard geteuid() == 0 else { return }
        #expect(chmod(path, 0o600) == 0 && chown(path, 65534, 65534) == 0)
        #expect(reason()?.contains("another user") == true)
    }

    @Test(
        "A key with a stray byte is refused with its place, unshown, and no other key is taken instead",
        arguments: [
            ("\r", "a line break"), ("\n", "a line break"), ("\r\nX-Evil: 1", "a line break"),
            (" ", "a blank"),
            ("\t", "a blank"), ("\u{FEFF}", "a character"), ("é", "a character"), ("\u{1}", "a character"),
            ("\u{7F}", "a character"), ("\u{A0}", "a character"), ("\0", "a character"),
        ])
    func strayBytes(_ stray: String, _ what: String) throws {
        let (access, secret) = ("AKCANARY0123456789AB", "SKCANARYabcdefghijklmnopqrst")
        let names = ["HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN"]
        let others = "[basic]\nak = a\nsk = b\n"
        for (index, name) in names.enumerated() {
            for position in [0, 9, 20] {
                var values = [access, secret, "TOKCANARYabcdefghijklmnop"]
                let place = values[index].index(values[index].startIndex, offsetBy: position)
                values[index].insert(contentsOf: stray, at: place)
                let environment = Dictionary(uniqueKeysWithValues: zip(names, values))
                let error = #expect(throws: CredentialsError.self) {
                    try finder(environment, files: ["/home/user/.huaweicloud/credentials": others]).find()
                }
                let text = error?.description ?? ""
                #expect(text.contains("\(name) has \(what)"), "\(text)")
                #expect(text.contains("as character \(position + 1)"), "\(text)")
                #expect(!text.contains("CANARY"), "\(text)")
            }
        }
        guard stray.first?.isNewline == false else { return }
        let file = "[basic]\nak = \(access)\nsk = SKCANARY\(stray)abcdefgh\n"
        let error = #expect(throws: CredentialsError.self) {
            try finder(files: ["/home/user/.huaweicloud/credentials": file]).find()
        }
        let text = error?.description ?? ""
        #expect(text.contains("the secret key has \(what)") && !text.contains("CANARY"), "\(text)")
    }

    @Test("Keys are not printed") func notPrinted() {
        let credentials = Credentials(
            accessKey: Secret(Self.canaries[0]), secretKey: Secret(Self.canaries[1]),
            securityToken: Secret(Self.canaries[2]))
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            for canary in Self.canaries { #expect(!text.contains(canary)) }
        }
    }
}

@Suite struct EndpointTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var overrides: [String: String] = [:]
        var environment: [String: String] = [:]
        var service: Service = .ims
        var region: Region = "cn-north-4"
        var expected: String
    }

    @Test(
        "Finds the endpoint",
        arguments: [
            Case(testDescription: "the published one", expected: "https://ims.cn-north-4.myhuaweicloud.com"),
            Case(
                testDescription: "IAM of a region without its own", service: .iam, region: "af-north-1",
                expected: "https://iam.myhuaweicloud.com"),
            Case(
                testDescription: "IAM of the European site", service: .iam, region: "eu-west-101",
                expected: "https://iam.eu-west-101.myhuaweicloud.eu"),
            Case(
                testDescription: "the manifest's comes first",
                overrides: ["ims": "https://ims.{region}.example.com/api/"],
                environment: ["HUAWEICLOUD_SDK_REGION_IMS_CN_NORTH_4": "https://no.example.com"],
                expected: "https://ims.cn-north-4.example.com/api"),
            Case(
                testDescription: "the first of several in the environment",
                environment: [
                    "HUAWEICLOUD_SDK_REGION_IMS_CN_NORTH_4": "https://a.example.com,https://b.example.com"
                ],
                expected: "https://a.example.com"),
            Case(
                testDescription: "IAM in the environment",
                environment: ["HW_AUTH_URL": "https://iam.example.com:8443/v3/"],
                service: .iam, expected: "https://iam.example.com:8443"),
            Case(
                testDescription: "another domain", environment: ["HW_CLOUD": "example.cloud"], service: .evs,
                region: "x-1",
                expected: "https://evs.x-1.example.cloud"),
            Case(
                testDescription: "plain HTTP on this machine", overrides: ["ims": "http://127.0.0.1:8080"],
                expected: "http://127.0.0.1:8080"),
            Case(
                testDescription: "the standard port is left out",
                overrides: ["ims": "https://ims.example.com:443"],
                expected: "https://ims.example.com"),
        ])
    func finds(_ example: Case) throws {
        let endpoints = Endpoints(overrides: example.overrides, environment: example.environment)
        let found = try endpoints.endpoint(of: example.service, in: example.region)
        #expect(found.origin + found.path == example.expected)
    }

    @Test("All published regions have endpoints for all services, but one", arguments: Service.allCases)
    func published(_ service: Service) {
        let endpoints = Endpoints()
        #expect((try? endpoints.endpoint(of: service, in: "la-south-2")) != nil)
        #expect(
            ((try? endpoints.endpoint(of: service, in: "ru-northwest-2")) == nil)
                == [.ims, .ecs].contains(service))
    }

    @Test(
        "Refuses what cannot be an endpoint",
        arguments: [
            "ims.example.com", "ftp://ims.example.com", "https://", "http://ims.example.com",
            "http://127.0.0.1.example.com",
            "https://user@ims.example.com", "https://ims.example.com/a?b=c", "https://ims example.com",
        ])
    func refuses(_ text: String) {
        #expect(throws: EndpointError.self) { try Endpoint(text) }
    }

    @Test("An unknown region is named, with the nearest one") func unknown() {
        let error = #expect(throws: EndpointError.self) {
            try Endpoints().endpoint(of: .ecs, in: "cn-norht-4")
        }
        #expect(error?.description.contains("did you mean cn-north-4?") == true)
        #expect(throws: EndpointError.self) { try Endpoints().endpoint(of: .ecs, in: "a/b") }
    }
}
