/// Jobs: what `GET .../jobs/{id}` shows, and what happens when one ends. Source: API reference, section 4.4.
extension World {
    func jobAnswer(_ job: Job, status: Int = 200) -> Answer {
        .object(status) { writer in write(jobID: job, to: &writer) }
    }

    func write(jobID job: Job, to writer: inout JSONWriter) {
        writer.key("job_id")
        if job.service == .evs { writer.value(job.id) } else { writer.value(plain: job.id) }
    }

    /// One path serves three services: a job is known only to its own service, region and project.
    func showJob(_ call: Call) throws(Refusal) -> Answer {
        let asked = hostService(call)
        let job = jobs.find(call.lastID, in: call.region)
        guard let job, job.service != .hidden, asked == nil || asked == job.service else {
            throw asked == .ims
                ? .ims("0023", "The job \(call.parameters.last ?? "") does not exist.")
                : .common("0011", "The job \(call.parameters.last ?? "") does not exist.")
        }
        guard
            call.caller.may(
                job.service == .ims
                    ? "ims:images:get" : job.service == .evs ? "evs:volumes:get" : "ecs:cloudServers:get")
        else { throw call.operation.service.forbidden("job:get") }
        return answer(for: job)
    }

    func showImageJob(_ call: Call) throws(Refusal) -> Answer {
        guard let job = jobs.find(call.lastID, in: call.region), job.service == .ims else {
            throw .ims("0023", "The job \(call.parameters.last ?? "") does not exist.")
        }
        return answer(for: job, addSubJob: true)
    }

    /// The service that the host name or a hint header stands for, when it says one.
    private func hostService(_ call: Call) -> Job.Service? {
        let label = call.header("host")?.split(separator: ".").first.map(String.init)
        return switch label {
        case "ims": .ims
        case "ecs": .ecs
        case "evs": .evs
        default: nil
        }
    }

    private func word(for job: Job, _ part: Job.Part? = nil) -> String {
        if let part, job.state != .running { return part.hasFailed ? "FAIL" : "SUCCESS" }
        return switch job.state {
        case .success: "SUCCESS"
        case .fail: "FAIL"
        case .running: now.seconds(since: job.begin) < 0.5 && timeScale > 0 ? "INIT" : "RUNNING"
        }
    }

    private func answer(for job: Job, addSubJob: Bool = false) -> Answer {
        .object(capacity: 1024) { writer in
            writeJob(job, job.id, job.type, to: &writer)
            writer.object("entities") { writer in
                writeEntities(of: job, to: &writer)
                if addSubJob { writer.field("subJobId", plain: job.id) }
            }
        }
    }

    private func writeJob(
        _ job: Job, _ id: ObjectID, _ type: String, part: Job.Part? = nil, to writer: inout JSONWriter
    ) {
        let failed = part?.hasFailed ?? (job.state == .fail)
        writer.field("status", word(for: job, part))
        writer.key("job_id")
        if job.service == .evs { writer.value(id) } else { writer.value(plain: id) }
        writer.field("job_type", type)
        writer.field("begin_time", job.begin, .milliseconds)
        writer.key("end_time")
        if job.state == .running { writer.value("") } else { writer.value(job.end, .milliseconds) }
        writer.field("error_code", failed ? job.failCode : nil)
        writer.field("fail_reason", failed ? job.failReason : nil)
    }

    private func writeEntities(of job: Job, to writer: inout JSONWriter) {
        switch job.service {
        case .ecs where job.parts.isEmpty: writer.field("server_id", job.target)
        case .ecs:
            writer.field("sub_jobs_total", job.parts.count)
            writer.array("sub_jobs") { writer in
                for part in job.parts {
                    writer.beginObject()
                    writeJob(job, part.id, part.name, part: part, to: &writer)
                    writer.object("entities") { $0.field("server_id", part.target) }
                    writer.endObject()
                }
            }
        case .evs where job.parts.isEmpty:
            writer.field("volume_id", job.target)
            writer.field("name", job.name)
            if job.number > 0 { writer.field("size", job.number) }
            if !job.text.isEmpty { writer.field("volume_type", job.text) }
        case .evs:
            writer.array("sub_jobs") { writer in
                for part in job.parts {
                    writer.beginObject()
                    writeJob(job, part.id, "createVolume", part: part, to: &writer)
                    writer.object("entities") { writer in
                        writer.field("volume_id", part.target)
                        writer.field("name", part.name)
                    }
                    writer.endObject()
                }
            }
        case .ims, .hidden: writeImageEntities(of: job, to: &writer)
        }
    }

    /// Data images have their ids only in the sub-jobs. Source: API reference, section 5.11.
    private func writeImageEntities(of job: Job, to writer: inout JSONWriter) {
        if job.parts.isEmpty {
            writer.field("image_id", job.target)
            writer.field("image_name", job.name)
        } else {
            writer.array("sub_jobs_list") { writer in
                for part in job.parts { writer.value(plain: part.id) }
            }
            writer.array("sub_jobs_result") { writer in
                for part in job.parts {
                    writer.beginObject()
                    writeJob(job, part.id, "imsCopyVolumeToImageJob", part: part, to: &writer)
                    writer.object("entities") { writer in
                        writer.field("image_id", part.target)
                        writer.field("image_name", part.name)
                    }
                    writer.endObject()
                }
            }
        }
        if job.state == .running {
            let whole = max(job.due.seconds(since: job.begin), 0.001)
            let percent = min(Int(now.seconds(since: job.begin) / whole * 100), 99)
            writer.key("process_percent")
            writer.raw(Array("\(Double(percent) / 100)".utf8))
            writer.field("current_task", job.type)
        }
    }

    // MARK: The end of a job

    func finish(_ job: Job) {
        job.end = timeScale == 0 ? now : job.due
        job.state = job.failCode.isEmpty ? .success : .fail
        job.judgeParts()
        switch job.effect {
        case .createServer: finishCreateServer(job)
        case .deleteServer: finishDeleteServer(job)
        case .startServer, .stopServer, .rebootServer: finishPower(job)
        case .resizeServer: finishResizeServer(job)
        case .changeSystem: finishChangeSystem(job)
        case .attachVolume: finishAttachVolume(job)
        case .detachVolume: finishDetachVolume(job)
        case .createVolume: finishCreateVolume(job)
        case .extendVolume: finishExtendVolume(job)
        case .deleteVolume: finishDeleteVolume(job)
        case .retypeVolume: finishRetypeVolume(job)
        case .modifyQoS: finishModifyQoS(job)
        case .imageFromServer: finishImageFromServer(job)
        case .imageFromBackup, .systemImage, .copyImage: finishImage(job)
        case .dataImages: finishDataImages(job)
        case .copyAcrossRegions: finishCopyAcrossRegions(job)
        case .deleteImage: finishDeleteImage(job)
        case .finishBackup: finishBackup(job)
        case .deleteBackup: finishDeleteBackup(job)
        case .deleteVault: finishDeleteVault(job)
        case .replicateBackup: finishReplicateBackup(job)
        case .nothing: break
        }
        if job.service == .hidden { remove(job) } else { save(job) }
    }
}
