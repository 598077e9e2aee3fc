package import XimageCore
package import XimagePlanning

extension Severity {
    func word(_ language: Language) -> String {
        switch self {
        case .error: language(rawValue, zh: "错误")
        case .warning: language(rawValue, zh: "警告")
        case .info: language(rawValue, zh: "提示")
        }
    }
}

extension ResourceKind {
    /// `2 servers`
    package func count(_ number: Int, _ language: Language) -> String {
        language(
            Count.of(number, rawValue, plural: plural),
            zh: "\(Count.grouped(number)) \(measure)\(noun.chinese)")
    }

    /// Of a table row: `servers`.
    func name(_ language: Language) -> String { language(plural, zh: noun.chinese) }

    private var measure: String {
        switch self {
        case .server: "台"
        case .disk: "块"
        case .vault, .image, .copy: "个"
        }
    }
}

extension Action {
    /// `create`, in counts and tables.
    func word(_ language: Language) -> String {
        guard language == .chinese else { return word }
        return switch self {
        case .noOp: "不变"
        case .create: "创建"
        case .update: "更新"
        case .replace: "替换"
        case .delete: "删除"
        case .forget: "不再管理"
        }
    }
}

extension PlanStep {
    /// What the step does, in one line.
    package func title(_ language: Language) -> String {
        guard language == .chinese else { return title }
        let place = address.shown
        switch operation {
        case .create(let step):
            var text = "创建 \(place)"
            if !step.disks.isEmpty {
                let shown = step.disks.prefix(3).map(\.address.shown).joined(separator: "、")
                text += "，连同 \(shown)" + (step.disks.count > 3 ? " 等 \(step.disks.count) 块云硬盘" : "")
            }
            return step.endsStopped ? text + "，随后保持关机" : text
        case .label: return "为 \(place) 命名并添加标签"
        case .update: return "更新 \(place)"
        case .delete(let step): return (step.standing == .deposed ? "删除被替换的 " : "删除 ") + place
        case .detach: return "卸载 \(place)"
        case .prune(let step): return "删除 \(place)" + (step.takesBackup ? "及其备份" : "")
        case .forget: return "不再管理 \(place)"
        case .settle: return "等待 \(place) 在整个区域可用"
        case .stop(let step): return "为 \(step.image.shown) 将 \(step.shown) 关机"
        case .start(let step): return "将 \(step.shown) 重新开机"
        case .awaitServer(let step):
            switch step.condition.sign {
            case .poweredOff: return "等待 \(step.shown) 自行关机"
            case .acceptsConnections(let port): return "等待 \(step.shown) 的端口 \(port) 可连接"
            }
        case .deleteBackup: return "删除 \(place) 遗留的备份"
        }
    }
}

extension EdgeReason {
    package func text(_ language: Language) -> String { language(rawValue, zh: chinese) }

    private var chinese: String {
        switch self {
        case .vaultBeforeImage: "镜像需要存储库先存在"
        case .serverBeforeImage: "云服务器就绪后才能制作镜像"
        case .disksBeforeImage: "云硬盘挂载后才能为云服务器制作镜像"
        case .imageBeforeServer: "镜像可用后才能用其创建云服务器"
        case .bornWithServer: "该云硬盘随云服务器一起创建"
        case .serverBeforeDisk: "云服务器存在后才能挂载云硬盘"
        case .attachOrder: "数据盘按声明的顺序挂载"
        case .imageBeforeCopy: "镜像在整个区域可用后才能复制"
        case .vaultBeforeCopy: "复制需要目标存储库先存在"
        case .newBeforeOld: "新对象就绪后才删除旧对象"
        case .oldBeforeNew: "新旧对象不能同时存在，先删除旧对象"
        case .disksMovedBeforeDelete: "保留的云硬盘卸载后才能删除云服务器"
        case .serverBeforeWait: "云服务器存在后才能检查"
        case .disksBeforeWait: "云服务器连同其全部云硬盘一起检查"
        case .serverBeforeOldDisk: "新云硬盘的云服务器存在后才删除旧云硬盘"
        case .signBeforeStop: "云服务器就绪后才关机"
        case .disksLeaveBeforeImage: "要卸载的云硬盘不进入镜像"
        case .serverBeforeDiskDelete: "云硬盘先从云服务器卸载"
        case .imageBeforeVaultDelete: "先删除镜像及其备份，再删除存储库"
        case .serverBeforeImageDelete: "先删除用该镜像创建的云服务器"
        case .oneAtATime: "同一云服务器一次只能执行一项变更"
        case .stopBeforeImage: "云服务器关机后才能制作镜像"
        case .imageBeforeStart: "镜像完成或失败后云服务器才开机"
        case .fewStoppedAtATime: "同时关机的云服务器数量有限"
        case .zoneBeforeRegion: "镜像存在后才能在整个区域可用"
        case .canaryFirst: "首批云服务器健康后才继续其余部分"
        case .fewReplacedAtATime: "同时替换的云服务器数量有限"
        case .healthyBeforeOld: "新云服务器健康后才删除旧云服务器"
        case .vaultBeforeDisk: "存储库须先能容纳其云服务器的云硬盘"
        case .roomBeforeNew: "删除该对象之前配额不足"
        }
    }
}

extension ActionReason {
    func text(_ language: Language) -> String? {
        guard language == .chinese else { return text }
        switch self {
        case .declaredButMissing, .attributesDiffer: return nil
        case .vanished(let id): return "云上已不存在其对象 \(id.visible)"
        case .immutableAttributes(let names): return "\(Self.names(names)) 不能原地变更"
        case .serverReplaced: return "其云服务器被替换，并带有新的云硬盘"
        case .newGeneration(let names):
            return names.isEmpty ? "需要新一代镜像" : "\(Self.names(names)) 已变更，需要新一代镜像"
        case .failedInCloud(let status):
            return "最新一代在云上失败" + (status.isEmpty ? "" : "（\(status.visible)）")
        case .noLongerDeclared: return "不再声明"
        case .staysAttached: return "不再声明，且挂载在保留的云服务器上"
        case .destroyRequested: return "删除本项目的全部对象"
        case .leftOver: return "中断的替换所遗留"
        case .alreadyMatches: return "与声明一致"
        case .moved(let address): return "由 \(address.shown) 移动而来"
        case .scheduleDue: return "按计划需要新一代镜像"
        case .renewalRequested: return "--renew 要求新一代镜像"
        case .pastRetention: return "超出保留策略"
        case .snapshotOver(let until): return "快照保留期限 \(TimeText.moment(until)) 已过"
        case .orphan: return "状态和清单中均无此对象"
        case .undeleteRequested: return "从其备份恢复"
        }
    }

    private static func names(_ names: [AttributeName]) -> String {
        names.map(\.description).joined(separator: "、")
    }
}
