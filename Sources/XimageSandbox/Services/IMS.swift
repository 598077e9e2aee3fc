/// IMS: the calls, and reading. Source of paths, fields and codes: API reference, section 5.
extension Router {
    mutating func addIMS() {
        on(.post, "/v1/cloudimages/wholeimages/action", .ims, "CreateWholeImage", "ims:wholeImages:create") {
            try $1.createWholeImage($0)
        }
        for version in ["/v2", "/v2.1"] {
            on(.post, version + "/cloudimages/action", .ims, "CreateImage", "ims:serverImages:create") {
                try $1.createImage($0)
            }
        }
        on(.get, "/v2/cloudimages", .ims, "ListImages", "ims:images:list") { try $1.listImages($0) }
        on(.get, "/v2/images/{image_id}", .ims, "GlanceShowImage", "ims:images:get") { try $1.showImage($0) }
        on(.get, "/v2/images", .ims, "GlanceListImages", "ims:images:list") { try $1.listImages($0) }
        on(.patch, "/v2/cloudimages/{image_id}", .ims, "UpdateImage", "ims:images:update") {
            try $1.updateImage($0)
        }
        on(.patch, "/v2/images/{image_id}", .ims, "GlanceUpdateImage", "ims:images:update") {
            try $1.updateImage($0)
        }
        on(.delete, "/v2/images/{image_id}", .ims, "GlanceDeleteImage", "ims:images:delete") {
            try $1.deleteImage($0)
        }
        for version in ["/v1", "/v2.1"] {
            on(
                .post, version + "/cloudimages/{image_id}/copy", .ims, "CopyImageInRegion",
                "ims:images:copyInRegion"
            ) {
                try $1.copyImage($0)
            }
        }
        on(
            .post, "/v1/cloudimages/{image_id}/cross_region_copy", .ims, "CopyImageCrossRegion",
            "ims:images:copyCrossRegion"
        ) { try $1.copyImageAcrossRegions($0) }
        on(.get, "/v1/cloudimages/job/{job_id}", .ims, "ShowImageJob", "ims:images:get") {
            try $1.showImageJob($0)
        }
        on(.get, "/v1/cloudimages/quota", .ims, "ShowImageQuota", "ims:quotas:get") { $1.showImageQuota($0) }
        on(.get, "/v1/cloudimages/os_version", .ims, "ListOsVersions", "ims:images:list") {
            $1.listSystemVersions($0)
        }
        addIMSTags()
    }

    private mutating func addIMSTags() {
        let tags = "/v2/{project_id}/images/{image_id}/tags"
        on(.get, tags, .ims, "ListImageTags", "ims:images:get") { try $1.image($0, at: 1).tags.answer }
        on(.post, tags, .ims, "AddImageTag", "ims:images:update") { try $1.addImageTag($0) }
        on(.delete, tags + "/{key}", .ims, "DeleteImageTag", "ims:images:update") {
            try $1.deleteImageTag($0)
        }
        on(.post, tags + "/action", .ims, "BatchAddOrDeleteTags", "ims:images:update") {
            try $1.changeImageTags($0)
        }
        on(.get, "/v2/{project_id}/images/tags", .ims, "ListImagesTags", "ims:images:list") { call, world in
            tagsInUseAnswer(world.images.all(in: call.region).lazy.filter { !$0.isPublic }.map(\.tags))
        }
        on(.put, "/v1/cloudimages/tags", .ims, "UpdateImageTag", "ims:images:update") {
            try $1.setImageTag($0)
        }
        on(
            .post, "/v2/{project_id}/images/resource_instances/action", .ims, "ListImageByTags",
            "ims:images:list"
        ) {
            try $1.queryImagesByTag($0)
        }
    }
}

extension World {
    func image(_ call: Call, at index: Int = 0) throws(Refusal) -> Image {
        guard let image = images.find(ObjectID(call.parameters[index]), in: call.region) else {
            throw .ims("0027", "The image \(call.parameters[index]) does not exist.")
        }
        return image
    }

    // MARK: Reading

    func showImage(_ call: Call) throws(Refusal) -> Answer { answer(image: try image(call)) }

    func answer(image: Image) -> Answer {
        var writer = JSONWriter(capacity: 1536)
        write(image: image, to: &writer)
        return Answer(status: 200, body: writer.bytes)
    }

    /// An unknown id gives an empty list. Source: API reference, section 5.5.
    func listImages(_ call: Call) throws(Refusal) -> Answer {
        let limit = try pageLimit(call, standard: 500, most: 1000)
        let filter = try ImageFilter(call, project: call.region.project)
        var found: [Image]
        if let id = call.query("id") {
            found = [listedImages.find(ObjectID(id), in: call.region)].compactMap(\.self)
        } else {
            found = listedImages.all(in: call.region)
        }
        found = found.filter(filter.matches)
        filter.sort(&found)
        if let text = call.query("marker") {
            guard let index = found.firstIndex(where: { $0.id == ObjectID(text) }) else {
                throw .ims("0027", "The marker \(text) is not in the list.")
            }
            found.removeFirst(index + 1)
        }
        return .object(capacity: 1400 * min(found.count, limit) + 64) { writer in
            writer.array("images") { writer in
                for image in found.prefix(limit) { write(image: image, to: &writer) }
            }
        }
    }

    func showImageQuota(_ call: Call) -> Answer {
        .object { writer in
            writer.object("quotas") { writer in
                writer.array("resources") { writer in
                    writer.beginObject()
                    writer.field("type", "image")
                    writer.field("used", usage(in: call.region).images)
                    writer.field("quota", settings.limit("images", in: call.region))
                    writer.field("min", 1)
                    writer.field("max", 1_000_000)
                    writer.endObject()
                }
            }
        }
    }

    /// A top-level array; `os_bit` is a number here. Source: API reference, section 5.12.
    func listSystemVersions(_ call: Call) -> Answer {
        let isARM = call.query("tag") == "arm"
        let found = images.all(in: call.region).filter { $0.isPublic && $0.isARM == isARM }
        var writer = JSONWriter(capacity: 2048)
        writer.beginArray()
        for platform in Set(found.map(\.platform)).sorted() {
            writer.beginObject()
            writer.field("platform", platform)
            writer.array("version_list") { writer in
                for image in found where image.platform == platform {
                    writer.beginObject()
                    writer.field("platform", platform)
                    writer.field("os_version_key", image.osVersion)
                    writer.field("os_version", image.osVersion)
                    writer.field("os_bit", 64)
                    writer.field("os_type", image.osType)
                    writer.endObject()
                }
            }
            writer.endObject()
        }
        writer.endArray()
        return Answer(status: 200, body: writer.bytes)
    }

    // MARK: Tags

    private var imageTagRules: TagRules {
        TagRules(
            limit: 10, invalid: .ims("0115", "A tag is not valid."),
            tooMany: .ims("0116", "An image has at most 10 tags."))
    }

    private func changeTags(of image: Image, _ json: JSON) throws(Refusal) -> Answer {
        guard !image.isPublic else { throw .ims("0047", "The image is not yours.") }
        try image.tags.apply(json, imageTagRules)
        image.updated = now
        save(image)
        return .noContent
    }

    func changeImageTags(_ call: Call) throws(Refusal) -> Answer {
        try changeTags(of: try image(call, at: 1), try call.requiredJSON())
    }

    func addImageTag(_ call: Call) throws(Refusal) -> Answer {
        guard let tag = try call.requiredJSON()["tag"] else { throw .ims("0115", "The tag is missing.") }
        return try changeTags(
            of: try image(call, at: 1), .object([("action", .string("create")), ("tags", .array([tag]))]))
    }

    func deleteImageTag(_ call: Call) throws(Refusal) -> Answer {
        let image = try image(call, at: 1)
        image.tags.removeAll { $0.key == call.parameters[2] }
        save(image)
        return .noContent
    }

    func setImageTag(_ call: Call) throws(Refusal) -> Answer {
        let body = try call.requiredJSON()
        guard let image = images.find(body["image_id"]?.string.flatMap { ObjectID($0) }, in: call.region)
        else {
            throw .ims("0027", "The image does not exist.")
        }
        var tag = body["image_tag"]
        if let old = Format.legacyTags(body["tag"].map { .array([$0]) }).first {
            tag = .object([("key", .string(old.key)), ("value", .string(old.value))])
        }
        guard let tag else { throw .ims("0115", "The tag is missing.") }
        return try changeTags(of: image, .object([("action", .string("create")), ("tags", .array([tag]))]))
    }

    func queryImagesByTag(_ call: Call) throws(Refusal) -> Answer {
        let query = TagQuery(try call.requiredJSON())
        let found = images.all(in: call.region).filter {
            !$0.isPublic && query.matches(name: $0.name, tags: $0.tags)
        }
        return .tagged(found, query, id: \.id, name: \.name, tags: \.tags) { writer, image in
            writer.beginObject()
            writer.field("status", image.status.word)
            writer.endObject()
        }
    }

    // MARK: Writing

    /// Source: API reference, sections 4.8, 5.5 and 5.6.
    func write(image: Image, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", image.id)
        writer.field("name", image.name)
        writer.field("status", image.status.word)
        writer.field("visibility", image.isPublic ? "public" : "private")
        writer.field("owner", plain: image.isPublic ? ObjectID(naming: "public owner") : image.region.project)
        writer.field("protected", image.isProtected)
        writer.field("__imagetype", image.isPublic ? "gold" : "private")
        writer.field("__image_source_type", "uds")
        writer.field("__isregistered", image.status == .active ? "true" : "false")
        if image.isWhole { writer.field("__whole_image", "true") }
        if let backup = image.backup { writer.field("__backup_id", backup) }
        writer.field("__originalimagename", image.sourceImage?.description ?? "")
        writer.field("__data_origin", image.origin)
        if let details = image.details { writer.field("__description", details) }
        writer.field("__os_type", image.osType)
        writer.field("__os_bit", image.osBit)
        writer.field("__platform", image.platform)
        writer.field("__os_version", image.osVersion)
        writer.field("__support_kvm", "true")
        if image.isARM { writer.field("__support_arm", "true") }
        if !image.keyID.isEmpty { writer.field("__system__cmkid", image.keyID) }
        writer.field("hw_firmware_type", image.isUEFI ? "uefi" : "bios")
        let environments: [Image.Form: String] = [.data: "DataImage", .iso: "IsoImage"]
        writer.field("virtual_env_type", environments[image.form] ?? "FusionCompute")
        writer.field("min_disk", image.minDiskGiB)
        writer.field("min_ram", image.minRAM)
        if image.maxRAM > 0 { writer.field("max_ram", quoted: image.maxRAM) }
        writer.field("__image_size", quoted: image.isWhole ? 0 : image.sizeBytes)
        writer.field("__system_support_market", false)
        writer.field("__lazyloading", image.isWhole ? "false" : "true")
        for property in image.properties {
            writer.key(property.key)
            writer.value(property.value)
        }
        writeRest(of: image, to: &writer)
        writer.endObject()
    }

    private func writeRest(of image: Image, to writer: inout JSONWriter) {
        writer.field("enterprise_project_id", image.enterpriseProject)
        writer.array("tags") { image.tags.writeJoined(to: &$0, bareWhenEmpty: false) }
        writer.field("container_format", "bare")
        writer.field("disk_format", "zvhd2")
        writer.field("checksum", "d41d8cd98f00b204e9800998ecf8427e")
        writer.field("size", 0)
        writer.nullField("virtual_size")
        writer.field("created_at", image.created, .seconds)
        writer.field("updated_at", image.updated, .seconds)
        if image.activated != .zero { writer.field("active_at", image.activated, .seconds) }
        writer.field("file", "/v2/images/\(image.id)/file")
        writer.field("self", "/v2/images/\(image.id)")
        writer.field("schema", "/v2/schemas/image")
    }
}

/// The filters and the order of the image list. Source: API reference, section 5.5.
struct ImageFilter {
    private var conditions: [(Image) -> Bool] = []
    private var key: String
    private var isDescending: Bool

    init(_ call: Call, project: ObjectID) throws(Refusal) {
        key = call.query("sort_key") ?? "created_at"
        isDescending = call.query("sort_dir") != "asc"
        for (name, value) in call.query {
            if let condition = Self.condition(name, value, project) { conditions.append(condition) }
            if name == "created_at" || name == "updated_at" {
                conditions.append(try Self.timeCondition(name, value))
            }
        }
    }

    func matches(_ image: Image) -> Bool { conditions.allSatisfy { $0(image) } }

    func sort(_ images: inout [Image]) {
        switch key {
        case "name": images.sort { ($0.name, $0.sequence) < ($1.name, $1.sequence) }
        case "id": images.sort { $0.id < $1.id }
        case "status": images.sort { ($0.status.word, $0.sequence) < ($1.status.word, $1.sequence) }
        default: break
        }
        if isDescending { images.reverse() }
    }

    private static func condition(_ name: String, _ value: String, _ project: ObjectID) -> ((Image) -> Bool)?
    {
        switch name {
        case "id":
            let id = ObjectID(value)
            return { $0.id == id }
        case "name": return { $0.name == value }
        case "__imagetype": return { ($0.isPublic ? "gold" : "private") == value }
        case "visibility": return { ($0.isPublic ? "public" : "private") == value }
        case "owner":
            let owner = ObjectID(value)
            return { !$0.isPublic && owner == project }
        case "status": return { $0.status.word == value }
        case "__whole_image": return { $0.isWhole == (value.lowercased() == "true") }
        case "__isregistered":
            // Images being made show only to those who ask for them.
            return { ($0.status == .active) == (value.lowercased() == "true") }
        case "__platform": return { $0.platform == value }
        case "__os_type": return { $0.osType == value }
        case "__os_bit": return { $0.osBit == value }
        case "virtual_env_type":
            return {
                ($0.form == .data ? "DataImage" : $0.form == .iso ? "IsoImage" : "FusionCompute") == value
            }
        case "architecture": return { $0.isARM == (value == "arm") }
        case "__support_arm": return { $0.isARM == (value.lowercased() == "true") }
        case "flavor_id":
            let flavor = flavorsByName[value]
            return { $0.isARM == flavor?.isARM && $0.form != .data }
        case "tag":
            let tag = Tag(filter: value[...])
            return { $0.tags[tag.key] == tag.value }
        case "member_status": return { _ in false }
        case "enterprise_project_id":
            return value == "all_granted_eps" ? nil : { $0.isPublic || $0.enterpriseProject == value }
        case "min_ram": return { String($0.minRAM) == value }
        case "min_disk": return { String($0.minDiskGiB) == value }
        case "protected": return { $0.isProtected == (value.lowercased() == "true") }
        case "disk_format": return { _ in value == "zvhd2" }
        case "container_format": return { _ in value == "bare" }
        case "__system__cmkid": return { $0.keyID == value }
        default: return nil
        }
    }

    /// `operator:time`
    private static func timeCondition(_ name: String, _ value: String) throws(Refusal) -> (Image) -> Bool {
        guard let colon = value.firstIndex(of: ":"),
            let time = Timestamp(parsing: value[value.index(after: colon)...])
        else { throw .ims("0001", "\(name) must be an operator, a colon and a time.") }
        let attribute: (Image) -> Int64 = { image in
            let moment = name == "created_at" ? image.created : image.updated
            return moment.microseconds / 1_000_000
        }
        let second = time.microseconds / 1_000_000
        switch value[..<colon] {
        case "gt": return { attribute($0) > second }
        case "gte": return { attribute($0) >= second }
        case "lt": return { attribute($0) < second }
        case "lte": return { attribute($0) <= second }
        case "eq": return { attribute($0) == second }
        case "neq": return { attribute($0) != second }
        default: throw .ims("0001", "\(name) has an unknown operator.")
        }
    }
}
