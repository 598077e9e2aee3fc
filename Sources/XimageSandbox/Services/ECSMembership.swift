/// ECS: metadata, security groups and server groups of servers that exist. Source: ECS API reference, "update server
/// metadata", "add a server to a security group", "add members to a server group".
extension Router {
    mutating func addMembership() {
        let server = "/v1/{project_id}/cloudservers/{server_id}"
        on(.post, server + "/metadata", .ecs, "UpdateServerMetadata", "ecs:cloudServers:updateMetadata") {
            try $1.updateMetadata($0)
        }
        on(
            .delete, server + "/metadata/{key}", .ecs, "DeleteServerMetadata",
            "ecs:cloudServers:deleteMetadata"
        ) { try $1.deleteMetadata($0) }
        on(
            .post, "/v2.1/{project_id}/servers/{server_id}/action", .ecs, "NovaServerAction",
            "ecs:securityGroups:use"
        ) { try $1.changeSecurityGroups($0) }
        on(
            .post, "/v1/{project_id}/cloudservers/os-server-groups/{server_group_id}/action", .ecs,
            "ServerGroupMemberAction", "ecs:serverGroups:manage"
        ) { try $1.changeServerGroup($0) }
    }
}

extension World {
    func updateMetadata(_ call: Call) throws(Refusal) -> Answer {
        let server = try server(call)
        guard let pairs = try call.requiredJSON()["metadata"]?.object else {
            throw .ecs("0005", "The metadata object is missing.")
        }
        var metadata = server.metadata
        for (key, value) in pairs { metadata.set(Tag(key: key, value: value.text ?? "")) }
        guard metadata.count <= 10 else { throw .ecs("0005", "At most 10 metadata keys are allowed.") }
        server.metadata = metadata
        server.updated = now
        save(server)
        return .object { writer in
            writer.object("metadata") { writer in
                for entry in server.metadata {
                    writer.key(entry.key)
                    writer.value(entry.value)
                }
            }
        }
    }

    func deleteMetadata(_ call: Call) throws(Refusal) -> Answer {
        let server = try server(call)
        guard let index = server.metadata.firstIndex(where: { $0.key == call.parameters[2] }) else {
            throw .ecs("0114", "Metadata item was not found", status: 404)
        }
        server.metadata.remove(at: index)
        server.updated = now
        save(server)
        return .noContent
    }

    /// By id or by name, as Nova takes them; adding a group twice is no error, removing one that is not associated is.
    func changeSecurityGroups(_ call: Call) throws(Refusal) -> Answer {
        let server = try server(call)
        let body = try call.requiredJSON()
        let isAdded = body["addSecurityGroup"] != nil
        guard let text = (body["addSecurityGroup"] ?? body["removeSecurityGroup"])?["name"]?.string else {
            throw .ecs("0005", "The action is not supported.")
        }
        let groups = networks.all(in: call.region).filter { $0.form == .securityGroup }
        guard let group = groups.first(where: { $0.id.description == text || $0.name == text }) else {
            throw .ecs("0114", "Security group \(text) not found", status: 404)
        }
        if isAdded {
            if !server.securityGroups.contains(group.id) { server.securityGroups.append(group.id) }
        } else {
            guard let index = server.securityGroups.firstIndex(of: group.id) else {
                throw .ecs("0114", "Security group \(text) is not associated", status: 404)
            }
            server.securityGroups.remove(at: index)
        }
        server.updated = now
        save(server)
        return Answer(status: 202)
    }

    /// Server groups have no objects of their own here: every id is that of one.
    func changeServerGroup(_ call: Call) throws(Refusal) -> Answer {
        let group = call.parameters[1]
        let body = try call.requiredJSON()
        let isAdded = body["add_member"] != nil
        guard ObjectID(group) != nil,
            let id = (body["add_member"] ?? body["remove_member"])?["instance_uuid"]?.string
        else { throw .ecs("0005", "The member is not valid.") }
        guard let server = servers.find(ObjectID(id), in: call.region) else {
            throw .ecs("0114", "Instance[\(id)] could not be found.", status: 404)
        }
        guard
            isAdded ? server.serverGroup.isEmpty || server.serverGroup == group : server.serverGroup == group
        else {
            if isAdded { throw .ecs("0005", "The server is in another server group.") }
            throw .ecs("0114", "The server is not a member of the group", status: 404)
        }
        server.serverGroup = isAdded ? group : ""
        server.updated = now
        save(server)
        return .object { _ in }
    }
}
