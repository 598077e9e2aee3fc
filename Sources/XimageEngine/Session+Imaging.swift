package import XimageCore
import XimagePlanning

/// Whether servers that exist can be imaged.
extension Session {
    package enum ImagingAnswer: Sendable {
        /// What the rules of plans say to an image of this server, and of no other, and what they could not be told.
        case findings([Diagnostic], unread: [UnreadableFact])
        case noVault
    }

    package struct Imaging: Sendable {
        package var answers: [RemoteID: ImagingAnswer] = [:]
        /// Catalogues that were refused.
        package var unreadable: [UnreadableFact] = []

        package init() {}
    }

    /// Asks the rules about an image of each server, on what a plan for it would read. Nothing is written.
    /// - Parameters:
    ///   - survey: with servers, disks, vaults, images and backups.
    ///   - isAsked: of a server.
    package func imaging(
        of survey: Survey, _ desired: DesiredState, where isAsked: (LiveResource) -> Bool
    ) async throws -> Imaging {
        let question = ImagingQuestion(desired, prior: survey.prior, live: survey.cloud)
        let draft = try planner.draft(question.all)
        let catalogues = try await Refresher(provider: environment.provider, time: environment.time)
            .catalogues(planner.demands(of: draft))
        let subjects = draft.guestSubjects
        let reports = subjects.isEmpty ? [:] : await guests?.reports(on: subjects) ?? [:]
        var result = Imaging()
        result.unreadable = catalogues.sorted { $0.key < $1.key }.flatMap(\.value.unreadable)
        for server in survey.live where server.kind == .server && isAsked(server) {
            guard var input = question.input(about: server, with: catalogues) else {
                result.answers[server.id] = .noVault
                continue
            }
            let image = question.image(of: server)
            input.guests = reports[image].map { [image: $0] } ?? [:]
            result.answers[server.id] = .findings(
                try planner.plan(input).findings, unread: input.live.unreadable)
        }
        return result
    }
}
