package import NIOCore
package import XimageCore

/// A job as any of the three services reports it. Source: API reference, jobs.
package struct JobAnswer: Hashable, Sendable {
    package enum Standing: Hashable, Sendable { case running, succeeded, failed }

    package var status = ""
    package var job = ""
    package var code: String?
    package var reason: String?
    /// Object that the job is about, wherever the service puts it.
    package var id: RemoteID?
    package var percent: Int?
    package var phase: String?
    /// The service's id of the request that was answered.
    package var request: String?

    /// Words that are not known count as running. Source: API reference, jobs: there is no other end than these two.
    package var standing: Standing {
        switch status {
        case "SUCCESS": .succeeded
        case "FAIL": .failed
        default: .running
        }
    }

    package static func read(_ body: ByteBuffer) throws(JSONFailure) -> JobAnswer {
        let answer = try JSONScanner.read(body) { scanner throws(JSONFailure) in try job(&scanner) }
        guard !answer.status.isEmpty else { throw .missing("status") }
        return answer
    }

    private static func job(_ scanner: inout JSONScanner) throws(JSONFailure) -> JobAnswer {
        var answer = JobAnswer()
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "status": answer.status = try scanner.string() ?? ""
            case "job_id": answer.job = try scanner.string() ?? ""
            case "error_code": answer.code = try scanner.string() ?? answer.code
            case "fail_reason": answer.reason = try scanner.string() ?? answer.reason
            case "entities": try entities(&scanner, &answer)
            default: break
            }
        }
        return answer
    }

    private static func entities(_ scanner: inout JSONScanner, _ answer: inout JobAnswer) throws(JSONFailure)
    {
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "image_id", "server_id", "volume_id":
                if let id = try scanner.string(), !id.isEmpty { answer.id = id }
            case "process_percent":
                if let fraction = try scanner.double() {
                    answer.percent = Int(
                        max(0, min(100, (fraction <= 1 ? fraction * 100 : fraction).rounded())))
                }
            case "current_task":
                // Some tasks are called by their job type, which tells people nothing.
                if let task = try scanner.string(), !task.hasSuffix("Job") { answer.phase = task }
            case "error_code", "addition_error_code":
                if answer.code == nil { answer.code = try scanner.string() }
            case "error", "error_msg", "addition_error_msg", "errorcode_message":
                if answer.reason == nil { answer.reason = try scanner.string() }
            case "sub_jobs", "sub_jobs_result":
                try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
                    let inner = try job(&scanner)
                    answer.id = answer.id ?? inner.id
                    answer.code = answer.code ?? inner.code
                    answer.reason = answer.reason ?? inner.reason
                }
            default: break
            }
        }
    }
}

/// The answer to a request that started work.
package struct StartedWork: Hashable, Sendable {
    package var job: String
    /// The object, where the answer names it.
    package var id: RemoteID?

    /// `{"job_id": ..., "serverIds": [...]}` or `{"job_id": ..., "volume_ids": [...]}`
    package static func read(_ body: ByteBuffer) throws(JSONFailure) -> StartedWork {
        var result = StartedWork(job: "", id: nil)
        try JSONScanner.read(body) { scanner throws(JSONFailure) in
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "job_id": result.job = try scanner.string() ?? ""
                case "serverIds", "volume_ids": result.id = try scanner.strings().first
                default: break
                }
            }
        }
        guard !result.job.isEmpty else { throw .missing("job_id") }
        return result
    }
}
