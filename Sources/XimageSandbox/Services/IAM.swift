/// IAM: finding projects, regions and the account; tokens. Source: API reference, sections 3.6 and 3.7.
extension Router {
    mutating func addIAM() {
        on(.get, "/v3/projects", .iam, "KeystoneListProjects", "iam:projects:listProjects") {
            try $1.listProjects($0)
        }
        on(.get, "/v3/auth/projects", .iam, "KeystoneListAuthProjects", "iam:projects:listProjectsForUser") {
            try $1.listProjects($0)
        }
        on(.get, "/v3/projects/{project}", .iam, "KeystoneShowProject", "iam:projects:getProject") {
            try $1.showProject($0)
        }
        on(.get, "/v3/auth/domains", .iam, "KeystoneListAuthDomains", "iam:users:listDomains") {
            $1.listDomains($0)
        }
        on(.get, "/v3/regions", .iam, "KeystoneListRegions", "iam:regions:listRegions") { $1.listRegions($0) }
        on(.get, "/v3/regions/{region}", .iam, "KeystoneShowRegion", "iam:regions:getRegion") {
            try $1.showRegion($0)
        }
        on(.get, "/v5/caller-identity", .iam, "GetCallerIdentity", "sts::getCallerIdentity") {
            $1.callerIdentity($0)
        }
        on(.post, "/v3/auth/tokens", .iam, "KeystoneCreateUserTokenByPassword", "iam::createToken") {
            try $1.createToken($0)
        }
    }
}

extension World {
    func listProjects(_ call: Call) throws(Refusal) -> Answer {
        let name = call.query("name")
        let found = regions.filter { region in
            (name == nil || region.name == name)
                && (call.query("domain_id").map { ObjectID($0) == domain } ?? true)
                && (call.query("parent_id").map { ObjectID($0) == domain } ?? true)
                && call.query("enabled") != "false" && call.query("is_domain") != "true"
        }
        var page = found[...]
        if let number = call.query("page"), let size = call.query("per_page") {
            guard let number = Int(number), let size = Int(size), (1...1_000_000).contains(number),
                (1...5000).contains(size)
            else {
                throw .identity(400, "page and per_page must be positive numbers.")
            }
            page = found.dropFirst((number - 1) * size).prefix(size)
        }
        return .object(capacity: 2048) { writer in
            writeLinks(to: &writer, call.path)
            writer.array("projects") { writer in
                for region in page { write(project: region, to: &writer, call) }
            }
        }
    }

    func showProject(_ call: Call) throws(Refusal) -> Answer {
        guard let region = region(ofProject: call.lastID) else {
            throw .identity(404, "Could not find project: \(call.parameters.last ?? "").")
        }
        return .object { writer in
            writer.key("project")
            write(project: region, to: &writer, call)
        }
    }

    private func write(project region: Region, to writer: inout JSONWriter, _ call: Call) {
        writer.beginObject()
        writer.field("id", plain: region.project)
        writer.field("name", region.name)
        writer.field("domain_id", plain: domain)
        writer.field("parent_id", plain: domain)
        writer.field("enabled", true)
        writer.field("is_domain", false)
        writer.field("description", "")
        writer.object("links") { $0.field("self", "/v3/projects/\(region.project.plain)") }
        writer.endObject()
    }

    private func writeLinks(to writer: inout JSONWriter, _ path: String) {
        writer.object("links") { writer in
            writer.field("self", path)
            writer.nullField("previous")
            writer.nullField("next")
        }
    }

    func listDomains(_ call: Call) -> Answer {
        .object { writer in
            writeLinks(to: &writer, call.path)
            writer.array("domains") { writer in
                writer.beginObject()
                writer.field("id", plain: domain)
                writer.field("name", "sandbox")
                writer.field("enabled", true)
                writer.field("description", "")
                writer.object("links") { $0.field("self", "/v3/domains/\(domain.plain)") }
                writer.endObject()
            }
        }
    }

    func listRegions(_ call: Call) -> Answer {
        .object(capacity: 4096) { writer in
            writeLinks(to: &writer, call.path)
            writer.array("regions") { writer in
                for region in regions { write(region: region, to: &writer) }
            }
        }
    }

    func showRegion(_ call: Call) throws(Refusal) -> Answer {
        guard let region = regionsByName[call.parameters[0]] else {
            throw .identity(404, "Could not find region: \(call.parameters[0]).")
        }
        return .object { writer in
            writer.key("region")
            write(region: region, to: &writer)
        }
    }

    private func write(region: Region, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", region.name)
        writer.field("type", "public")
        writer.object("locales") { writer in
            writer.field("en-us", region.name)
            writer.field("zh-cn", region.name)
        }
        writer.nullField("parent_region_id")
        writer.field("description", "")
        writer.object("links") { $0.field("self", "/v3/regions/\(region.name)") }
        writer.endObject()
    }

    func callerIdentity(_ call: Call) -> Answer {
        .object { writer in
            writer.field("account_id", plain: domain)
            writer.field("principal_id", call.caller.access)
            writer.field("principal_urn", "iam::\(domain.plain):user:\(call.caller.user)")
        }
    }

    /// Password logins of the pretend account: user name and access key, password and secret key.
    func createToken(_ call: Call) throws(Refusal) -> Answer {
        let json = try call.requiredJSON()
        let user = json["auth"]?["identity"]?["password"]?["user"]
        let key = accessKeys.all(in: defaultRegion).first { key in
            key.user == user?["name"]?.string && key.secret == user?["password"]?.string
        }
        guard let key else { throw .identity(401, "The username or password is wrong.") }
        var scope = defaultRegion
        if let project = json["auth"]?["scope"]?["project"] {
            let named = project["name"]?.string.flatMap { regionsByName[$0] }
            guard let found = named ?? region(ofProject: project["id"]?.string.flatMap { ObjectID($0) })
            else {
                throw .identity(401, "The request you have made requires authentication.")
            }
            scope = found
        }
        let token = tokens.issue(for: key.access, project: scope.project, at: now, id: newID())
        var answer = Answer.object(201) { writer in
            writer.object("token") { writer in
                writer.field("expires_at", now.advanced(bySeconds: 86_400), .microseconds)
                writer.field("issued_at", now, .microseconds)
                writer.array("methods") { $0.value("password") }
                if call.query("nocatalog") == nil { writer.array("catalog") { _ in } }
                writer.array("roles") { writer in
                    writer.beginObject()
                    writer.field("id", "0")
                    writer.field("name", "te_admin")
                    writer.endObject()
                }
                writer.object("project") { writer in
                    writer.field("id", plain: scope.project)
                    writer.field("name", scope.name)
                    writer.object("domain") { write(domainTo: &$0) }
                }
                writer.object("user") { writer in
                    writer.field("id", plain: key.id)
                    writer.field("name", key.user)
                    writer.field("password_expires_at", "")
                    writer.object("domain") { write(domainTo: &$0) }
                }
            }
        }
        answer.headers.append(("X-Subject-Token", token))
        return answer
    }

    private func write(domainTo writer: inout JSONWriter) {
        writer.field("id", plain: domain)
        writer.field("name", "sandbox")
    }
}

/// Tokens handed out by this process; they die with it, as all tokens die when anything about the user changes.
struct TokenBook {
    private var tokens: [String: (access: String, project: ObjectID, issued: Timestamp)] = [:]

    mutating func issue(for access: String, project: ObjectID, at now: Timestamp, id: ObjectID) -> String {
        let token = "MII" + id.plain + ObjectID(random: ObjectID.mix(id.low), ObjectID.mix(id.high)).plain
        tokens = tokens.filter { now.seconds(since: $0.value.issued) < 86_400 }
        tokens[token] = (access, project, now)
        return token
    }

    /// The key and project behind a token that is still good. Source: tokens live 24 hours, API reference, section 3.6.
    func holder(of token: String, at now: Timestamp) -> (access: String, project: ObjectID)? {
        guard let found = tokens[token], now.seconds(since: found.issued) < 86_400 else { return nil }
        return (found.access, found.project)
    }
}
