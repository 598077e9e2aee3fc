import XimageCore

/// The calls of IMS. Source: IMS API reference.
struct ImageCalls: Sendable {
    let gateway: Gateway
    let pages: PageSizes

    private static let list = "/v2/cloudimages"

    // MARK: - Reading

    /// The account's own images. Source of the filter: API reference, IMS list filters.
    /// - Parameter since: older ones are left out.
    func list(in region: Region, since: Timestamp? = nil) async throws(ProviderError) -> [ReportedImage] {
        let project = try await gateway.project(of: region)
        var query = [("__imagetype", "private"), ("owner", project), Call.everyEnterpriseProject]
        if let since { query.append(("created_at", "gte:\(since)")) }
        return try await all(query, in: region)
    }

    /// The vendor's images.
    func offered(in region: Region) async throws(ProviderError) -> [ReportedImage] {
        try await all([("__imagetype", "gold")], in: region)
    }

    private func all(
        _ filter: [(String, String)], in region: Region
    ) async throws(ProviderError) -> [ReportedImage] {
        try await Lister.markers(
            size: pages.images, operation: .get(.ims, region, Self.list), endsShort: false, id: { $0.id }
        ) { size, marker throws(ProviderError) in
            var query = filter + [("limit", "\(size)")]
            if let marker { query.append(("marker", marker)) }
            return try await gateway.send(.get(.ims, region, Self.list, query: query)) {
                body throws(JSONFailure) in try ImageAnswers.page(body)
            }
        }
    }

    /// An unknown id answers with an empty list, and so does one that lists do not show yet: what the list lacks is asked for
    /// itself. Source: IMS API reference, list images and show an image.
    func read(_ id: RemoteID, in region: Region) async throws(ProviderError) -> ReportedImage? {
        let listed = try await gateway.send(
            .get(.ims, region, Self.list, query: [("id", id), ("limit", "1")])
        ) { body throws(JSONFailure) -> ReportedImage? in
            let found = try ImageAnswers.page(body).elements
            if let image = found.first(where: { $0.id.isSameID(as: id) }) { return image }
            if let other = found.first { throw .other(other.id) }
            return nil
        }
        if let listed { return listed }
        do throws(ProviderError) {
            return try await gateway.send(.get(.ims, region, "/v2/images/{image}", [id])) {
                body throws(JSONFailure) in try ImageAnswers.single(body)
            }
        } catch {
            guard error.category == .notFound else { throw error }
            return nil
        }
    }

    /// - Parameter type: `gold` for the vendor's, `private` for the account's own.
    func find(
        _ name: String, type: String, in region: Region
    ) async throws(ProviderError) -> [ReportedImage] {
        var query = [("__imagetype", type), ("name", name), ("limit", "\(pages.images)")]
        if type == "private" { query.append(Call.everyEnterpriseProject) }
        let found = try await gateway.send(.get(.ims, region, Self.list, query: query)) {
            body throws(JSONFailure) in try ImageAnswers.page(body).elements
        }
        return found.filter { $0.name == name }
    }

    func quotas(in region: Region) async throws(ProviderError) -> Quotas {
        try await gateway.send(.get(.ims, region, "/v1/cloudimages/quota")) { body throws(JSONFailure) in
            try CatalogueAnswers.imageQuotas(body)
        }
    }

    // MARK: - Changes

    func create(
        _ request: ResourceRequest, enterpriseProject: String?
    ) async throws(ProviderError) -> StartedWork {
        let (template, body) = RequestBodies(request, enterpriseProject: enterpriseProject).image()
        return try await gateway.start(
            .change("POST", .ims, request.region, template, body: body, resend: .never))
    }

    /// - Parameter region: holds the source; the copy is created in the region that the request names.
    func copy(_ request: ResourceRequest, from region: Region) async throws(ProviderError) -> StartedWork {
        let image = request.attributes[.source].string ?? ""
        return try await gateway.start(
            .change(
                "POST", .ims, region, "/v1/cloudimages/{image}/cross_region_copy", [image],
                body: RequestBodies(request, enterpriseProject: nil).copy(), resend: .never))
    }

    /// Writes one attribute. `replace` fails on what does not exist, and `add` may on what does: the other one is then
    /// tried (IMG.0035). Source: IMS API reference, update.
    /// - Parameter exists: whether the image has the attribute, as far as is known.
    func patch(
        _ path: String, _ value: JSONBody, exists: Bool, of id: RemoteID, in region: Region
    ) async throws(ProviderError) {
        func call(_ verb: String) -> Call {
            .change(
                "PATCH", .ims, region, "/v2/cloudimages/{image}", [id],
                body: .array([.object(["op": .string(verb), "path": .string(path), "value": value])]),
                resend: .always)
        }
        do throws(ProviderError) {
            try await gateway.send(call(exists ? "replace" : "add"))
        } catch {
            guard error.code == "IMG.0035" else { throw error }
            try await gateway.send(call(exists ? "add" : "replace"))
        }
    }

    func change(_ tags: TagChange, of id: RemoteID, in region: Region) async throws(ProviderError) {
        try await gateway.send(tags, .ims, region, "/v2/{project}/images/{image}/tags/action", id)
    }

    /// The deletion goes on behind the answer. Source: IMS API reference, delete an image.
    func delete(_ id: RemoteID, withBackup: Bool, in region: Region) async throws(ProviderError) {
        try await gateway.send(
            .change(
                "DELETE", .ims, region, "/v2/images/{image}", [id],
                body: .object(["delete_backup": .bool(withBackup)]), resend: .always))
    }
}
