import Synchronization
import XimageCore
import XimagePlanning
import XimageState

/// Servers that this run has stopped and still owes a start.
final class OwedStarts: Sendable {
    private let ids = Mutex<Set<RemoteID>>([])

    func add(_ id: RemoteID) { ids.withLock { _ = $0.insert(id) } }

    /// Whether the server was owed a start; it no longer is.
    func take(_ id: RemoteID) -> Bool { ids.withLock { $0.remove(id) != nil } }
}

extension Obligation {
    static let startServer = "start-server"
    static let stoppedSource = "stopped-source"

    /// Reported until it runs, or is declared stopped.
    static func found(_ source: StoppedSource) -> Obligation {
        Obligation(
            key: "stopped \(source.id)", kind: stoppedSource, address: source.server, region: source.region,
            remoteID: source.id, text: source.text.english)
    }

    /// To run again after its image, whatever becomes of the run that stopped it.
    static func start(_ id: RemoteID, _ power: PowerStep, in region: Region) -> Obligation {
        Obligation(
            key: "start \(id)", kind: startServer, address: power.server ?? power.image, region: region,
            remoteID: id, text: "\(power.name) was stopped for \(power.image)")
    }
}

/// Steps that stop servers for their images, and start them again.
extension StepRunner {
    private func poweredServer(_ step: PlanStep, _ power: PowerStep, _ inputs: Inputs) throws(StepError)
        -> RemoteID
    {
        guard let id = power.id ?? power.server.flatMap({ inputs.ids[$0] }) else {
            throw unknownObject(step, power.name)
        }
        return id
    }

    /// The promise to start it again is durable before it stops.
    func stopServer(_ step: PlanStep, _ power: PowerStep, _ inputs: Inputs) async throws(StepError)
        -> StepSuccess
    {
        let id = try poweredServer(step, power, inputs)
        let server: LiveResource?
        do { server = try await environment.provider.read(id, .server, in: step.region) } catch {
            throw await failed(step, error)
        }
        guard server?.attributes[.power].string != "stopped" else { return StepSuccess(id: id) }
        if power.restores {
            try await write(.owed(.start(id, power, in: step.region)))
            owed.add(id)
        }
        try await write(.intent(intent(step, operation: nil, record: nil, id: id)))
        let request = Self.request("stopped", id, power, step)
        try await perform(step) { () async throws(ProviderError) in
            try await PowerSwitch(environment: environment).turn(request)
        }
        try await write(.succeeded(step: step.id.description, upserts: [], removals: []))
        return StepSuccess(id: id)
    }

    /// A server that this run did not stop is left as it is, unless it shall run afterwards anyway.
    func startServer(_ step: PlanStep, _ power: PowerStep, _ inputs: Inputs) async throws(StepError)
        -> StepSuccess
    {
        let id = try poweredServer(step, power, inputs)
        let isOwed = owed.take(id)
        guard isOwed || !power.restores else { return StepSuccess(id: id) }
        try await write(.intent(intent(step, operation: nil, record: nil, id: id)))
        let request = Self.request("running", id, power, step)
        try await perform(step) { () async throws(ProviderError) in
            try await PowerSwitch(environment: environment).turn(request)
        }
        try await write(.succeeded(step: step.id.description, upserts: [], removals: []))
        if isOwed { try await write(.settled(key: "start \(id)")) }
        return StepSuccess(id: id)
    }

    private static func request(_ word: String, _ id: RemoteID, _ power: PowerStep, _ step: PlanStep)
        -> UpdateRequest
    {
        UpdateRequest(
            address: power.server ?? Address(.server, "source"), region: step.region, id: id,
            changes: [.power: .string(word)], current: [.power: word == "stopped" ? "running" : "stopped"])
    }
}
