package import XimageCore

/// How a run that changes something ended, for machines: one document.
package enum ApplyJSON {
    /// What became of the run.
    package enum Result: String, Sendable {
        case done, nothingToDo = "nothing-to-do", blocked, declined, stale, unsettled, incomplete,
            interrupted,
            detached
    }

    /// A step that succeeded.
    package struct Step: Sendable {
        package var name: String
        package var address: Address
        package var id: RemoteID?

        package init(name: String, address: Address, id: RemoteID?) {
            self.name = name
            self.address = address
            self.id = id
        }
    }

    /// - Parameters:
    ///   - command: such as `apply`.
    ///   - outcome: `nil` where nothing was carried out.
    package static func render(
        _ command: String, _ result: Result, outcome: ApplyOutcome? = nil, steps: [Step] = [],
        findings: [Diagnostic] = []
    ) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-apply")
            json.field("version", 1)
            json.field("command", command)
            json.field("result", result.rawValue)
            if let outcome { write(outcome, &json) }
            json.field("steps", array: steps) { json, step in
                json.element { object in
                    object.field("step", step.name)
                    object.field("address", step.address.description)
                    object.field("id", step.id)
                }
            }
            json.field("findings", array: findings.inReadingOrder(), DiagnosticJSON.write)
        }
    }

    private static func write(_ outcome: ApplyOutcome, _ json: inout JSONWriter) {
        json.field("planned", outcome.steps)
        json.field("succeeded", outcome.succeeded)
        json.field("milliseconds", Int(outcome.took.milliseconds))
        json.field("created", array: outcome.created) { json, object in
            json.element { json in
                json.field("address", object.address.description)
                json.field("id", object.id)
                json.field("name", object.name)
                json.field("region", object.region)
                json.field("usableInRegion", object.isSettled)
            }
        }
        json.field("failures", array: outcome.failures) { json, failure in
            json.element { json in
                json.field("step", failure.title)
                json.field("address", failure.address.description)
                json.field("detail", failure.detail)
                json.field("fix", failure.fix)
                guard let error = failure.error else { return }
                json.field("code", error.code)
                json.field("service", error.service)
                json.field("status", error.status)
                json.field("request", error.requestID)
                json.field("job", error.job)
            }
        }
        json.field("notStarted", array: outcome.skipped, remark)
        json.field("stillRunning", array: outcome.stillRunning, remark)
    }

    private static func remark(_ json: inout JSONWriter, _ remark: ApplyOutcome.Remark) {
        json.element { object in
            object.field("step", remark.title)
            object.field("reason", remark.text)
        }
    }
}

/// How a command that changes records or files ended, for machines.
package enum ChangeJSON {
    /// One object that the command is about.
    package struct Item: Sendable {
        package var address: String?
        package var id: RemoteID?
        package var what: String

        package init(address: String? = nil, id: RemoteID? = nil, what: String) {
            self.address = address
            self.id = id
            self.what = what
        }
    }

    package static func render(_ command: String, _ items: [Item], facts: [(String, Int)] = []) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-result")
            json.field("version", 1)
            json.field("command", command)
            for (name, value) in facts { json.field(name, value) }
            json.field("objects", array: items) { json, item in
                json.element { object in
                    object.field("address", item.address)
                    object.field("id", item.id)
                    object.field("what", item.what)
                }
            }
        }
    }
}
