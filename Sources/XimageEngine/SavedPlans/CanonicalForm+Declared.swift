package import XimageCore

extension CanonicalForm {
    static func of(_ ownership: Ownership) -> Value {
        switch ownership {
        case .managed: "managed"
        case .existing(let lookup): map(["existing": .string(lookup.description)])
        }
    }

    /// What a declared resource says beside its attributes. Without what only people read, and without places in files.
    package static func of(_ details: ResourceDetails) -> Value {
        switch details {
        case .none: .null
        case .server(let details):
            map(["disks": of(details.disks), "options": details.options.canonical { of($0.content) }])
        case .disk(let details):
            map([
                "onRemove": .string(details.onRemove.rawValue), "position": .int(details.position),
                "source": of(details.source),
            ])
        case .image(let details):
            map([
                "name": .string(details.nameTemplate),
                "commitment": details.commitment.canonical { .string($0) },
                "disclaimer": details.disclaimer.canonical { .string($0) },
                "optimised": .bool(details.optimised),
                "options": details.options.canonical { of($0.content) },
            ])
        case .copy(let details):
            map([
                "image": of(details.image), "name": details.nameTemplate.canonical { .string($0) },
                "retention": details.retention.canonical { of($0) },
                "only": .map(details.onlyTags.mapValues { of($0) }),
                "timeouts": details.timeouts.canonical { of($0) },
            ])
        }
    }

    private static func of(_ options: ServerOptions) -> Value {
        let generation: Value =
            switch options.imageGeneration {
            case .newest: "newest"
            case .previous: "previous"
            case .number(let number): .int(number)
            }
        return map([
            "labels": .map(options.labels.mapValues { .string($0) }),
            "workload": options.workload.canonical { .string($0) },
            "guest": options.guest.canonical { of($0) },
            "settled": options.settled.canonical { of($0) }, "recreateOn": of(options.recreateOn),
            "zones": of(options.zones), "generation": generation,
            "onNewImage": .string(options.onNewImage.rawValue),
            "onReplace": .string(options.onReplace.rawValue), "rollout": options.rollout.canonical { of($0) },
            "timeouts": options.timeouts.canonical { of($0) },
        ])
    }

    private static func of(_ options: ImageOptions) -> Value {
        let vault: Value =
            switch options.vaultChoice {
            case .named: "named"
            case .pool(let vaults): map(["pool": of(vaults)])
            case .bound(let others): map(["bound": of(others)])
            }
        return map([
            "vault": vault, "quiesce": options.quiesce.canonical { of($0) },
            "ready": .string(options.ready.rawValue), "retention": options.retention.canonical { of($0) },
            "schedule": options.schedule.canonical { of($0) }, "guest": options.guest.canonical { of($0) },
            "timeouts": options.timeouts.canonical { of($0) },
        ])
    }

    private static func of(_ source: DiskSource) -> Value {
        switch source {
        case .automatic: "automatic"
        case .blank: "blank"
        case .imageDisk(let key): map(["imageDisk": .string(key)])
        }
    }

    private static func of(_ retention: Retention) -> Value {
        map([
            "keep": retention.keep.canonical { .int($0) }, "keepFor": retention.keepFor.canonical { of($0) },
            "keepBackups": .int(retention.keepBackups), "deleteBackups": .bool(retention.deleteBackups),
        ])
    }

    private static func of(_ schedule: XimageCore.Schedule) -> Value {
        map([
            "every": of(schedule.every), "minute": schedule.minuteOfDay.canonical { .int($0) },
            "timeZone": schedule.timeZone.canonical { .string($0) },
            "window": schedule.window.canonical { of($0) },
        ])
    }

    private static func of(_ quiesce: Quiesce) -> Value {
        map([
            "then": .string(quiesce.then.rawValue), "atOnce": .int(quiesce.atOnce),
            "groupBy": quiesce.groupBy.canonical { .string($0) },
        ])
    }

    private static func of(_ rollout: Rollout) -> Value {
        map([
            "atOnce": .int(rollout.atOnce), "canary": .int(rollout.canary),
            "healthy": rollout.healthy.canonical { map(["port": .int($0.port), "within": of($0.within)]) },
        ])
    }

    static func of(_ condition: SettledCondition) -> Value {
        let sign: Value =
            switch condition.sign {
            case .poweredOff: "poweredOff"
            case .acceptsConnections(let port): .int(port)
            }
        return map(["sign": sign, "within": of(condition.within)])
    }

    private static func of(_ timeouts: Timeouts) -> Value {
        map([
            "create": timeouts.create.canonical { of($0) }, "copy": timeouts.copy.canonical { of($0) },
            "delete": timeouts.delete.canonical { of($0) },
        ])
    }

    private static func of(_ guest: GuestSettings) -> Value {
        map([
            "os": guest.os.canonical { .string($0) }, "factsFile": guest.factsFile.canonical { .string($0) },
            "maximumAge": guest.maximumAge.canonical { of($0) },
            "ssh": guest.collect.canonical { .string($0.ssh) },
            "jump": (guest.collect?.jump).canonical { .string($0) },
            "sanPolicy": guest.sanPolicy.canonical { .string($0) },
            "spannedVolumes": guest.spannedVolumes.canonical { of($0) },
            "volumeGroups": guest.volumeGroups.canonical { of($0) },
            "asOf": guest.asOf.canonical { of($0) },
        ])
    }
}
