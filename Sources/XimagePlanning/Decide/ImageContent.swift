import XimageCore

/// What has to be said of a new disk that comes back from an image: nobody gets a blank disk, or one of another type,
/// without reading it in the plan.
struct ImageContent {
    let world: World

    static let missing = Notice.noImageDisk.code

    /// - Parameter disk: is created, with its server or on its own.
    func findings(_ disk: DesiredResource, after earlier: Decisions) -> [Diagnostic] {
        guard let owner = disk.address.owner, let server = earlier[owner],
            !server.findings.contains(where: { $0.severity == .error })
        else { return [] }
        if earlier.createdWithServer(disk.address) != nil, let captured = earlier.restored(disk.address) {
            guard captured.type == nil, disk.attributes[.type].isEmpty else { return [] }
            return [unknownType(disk, captured, of: owner)]
        }
        guard case .imageDisk(let key) = disk.diskDetails?.source else {
            return earlier.restored(disk.address) == nil ? [] : [blank(disk, on: owner)]
        }
        var reason = RuleArgument(
            "\(owner) is not created from an image of the set that holds disks",
            zh: "\(owner) 不是用清单集中含有磁盘的镜像创建的")
        var fix = RuleArgument("Leave out `from`, which makes a blank disk.", zh: "请去掉 `from`，以创建空白盘。")
        if server.creates == nil {
            reason = RuleArgument(
                "a disk comes back from an image only together with its server, and \(owner) exists",
                zh: "云硬盘只能随其云服务器一起从镜像恢复，而 \(owner) 已存在")
        } else if let target = server.facts.source {
            let image = "\(target.series.generation(target.number))"
            let keys = target.disks.compactMap(\.key)
            if !target.isKnown {
                reason = RuleArgument("what \(image) holds could not be read", zh: "无法读取 \(image) 的内容")
                fix = RuleArgument(
                    "Plan again. If it stays unknown, plan with a key that may list backups.",
                    zh: "请重新生成计划。如仍未知，请使用有权查询备份列表的访问密钥。")
            } else if keys.isEmpty {
                reason = RuleArgument("\(image) holds no data disk", zh: "\(image) 不含数据盘")
            } else if keys.contains(key) {
                reason = RuleArgument(
                    "another disk of \(owner) comes back from it", zh: "\(owner) 的另一块云硬盘已从它恢复")
            } else {
                reason = RuleArgument("\(image) holds no such disk", zh: "\(image) 中没有该磁盘")
                fix = RuleArgument(
                    "Name one that it holds: \(keys.joined(separator: ", ")).",
                    zh: "请指定其中的一块：\(keys.joined(separator: "、"))。")
            }
        }
        return [
            Diagnostic(
                .noImageDisk,
                [
                    "object": "\(disk.address)", "key": RuleArgument(key), "reason": reason, "fix": fix,
                ], address: disk.address, subject: disk.origin)
        ]
    }

    /// A disk of the image that nothing declares comes along under its own key, which another disk has.
    func outOfPlace(
        _ address: Address, _ captured: CapturedDisk, _ target: ImageTarget, on server: DesiredResource
    ) -> Diagnostic {
        let key = captured.key ?? captured.id
        return Diagnostic(
            .imageDiskKeyTaken,
            [
                "image": "\(target.series.generation(target.number))", "key": RuleArgument(key),
                "server": "\(server.address)", "object": "\(address)",
                "type": RuleArgument(captured.type ?? "TYPE"),
            ], address: address, subject: world.declared[address]?.origin ?? server.place(of: .image))
    }

    private func unknownType(_ disk: DesiredResource, _ captured: CapturedDisk, of server: Address)
        -> Diagnostic
    {
        let type = world.declared[server]?.attributes[.systemDiskType].string ?? ""
        return Diagnostic(
            .diskTypeNotKnown, severity: .warning,
            [
                "object": "\(disk.address)", "key": RuleArgument(captured.key ?? captured.id),
                "type": RuleArgument(type), "server": "\(server)",
            ], address: disk.address, subject: disk.origin)
    }

    private func blank(_ disk: DesiredResource, on server: Address) -> Diagnostic {
        Diagnostic(
            .blankDisk, severity: .warning, ["server": "\(server)", "object": "\(disk.address)"],
            address: disk.address,
            subject: disk.origin)
    }

    /// A whole image of which nobody could read what it holds.
    static func unknown(_ target: ImageTarget, of server: DesiredResource) -> Diagnostic {
        Diagnostic(
            .contentNotKnown, severity: .warning,
            ["image": "\(target.series.generation(target.number))", "server": "\(server.address)"],
            address: server.address,
            subject: server.place(of: .image))
    }
}
