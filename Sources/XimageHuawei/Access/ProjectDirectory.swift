import XimageCore

/// The id of each region's project, asked for once.
actor ProjectDirectory {
    private let credentials: Credentials
    private var known: [Region: String]
    private var asking: [Region: Task<Result<String, ProviderError>, Never>] = [:]

    init(given: [Region: String], credentials: Credentials) {
        known = given
        self.credentials = credentials
        if let project = credentials.project, let region = credentials.projectRegion, known[region] == nil {
            known[region] = project
        }
    }

    func project(of region: Region, through gateway: Gateway) async throws(ProviderError) -> String {
        if let project = known[region] { return project }
        let task: Task<Result<String, ProviderError>, Never>
        if let running = asking[region] {
            task = running
        } else {
            let credentials = credentials
            // Shared by all who ask meanwhile, so it must not end with the first of them. It ends by itself: a call
            // has a deadline.
            task = Task {
                do throws(ProviderError) {
                    return .success(try await Self.ask(region, credentials, gateway))
                } catch {
                    return .failure(error)
                }
            }
            asking[region] = task
        }
        let result = await task.value
        asking[region] = nil
        if case .success(let project) = result { known[region] = project }
        return try result.get()
    }

    /// A region's default project carries the region's id as its name; anything but one match is an error.
    /// Source: IAM API reference, querying projects.
    private static func ask(
        _ region: Region, _ credentials: Credentials, _ gateway: Gateway
    ) async throws(ProviderError) -> String {
        do throws(ProviderError) {
            let found = try await ProjectCalls(gateway: gateway).find(region, in: region)
            guard found.count != 1 else { return found[0].id }
            throw ProviderError(
                retry: .never, category: .notFound, service: "iam", operation: "GET \(ProjectCalls.list)",
                message: found.isEmpty
                    ? "this account has no region project for \(region)"
                    : "\(found.count) projects are called \(region); say which one under `projects:` of the provider"
            )
        } catch {
            guard error.category == .permission else { throw error }
            if let project = credentials.project, credentials.projectRegion == nil { return project }
            var error = error
            error.message +=
                "; these keys may not list projects: say the id of the region project for \(region) "
                + "under `projects:` of the provider, or in HUAWEICLOUD_SDK_PROJECT_ID"
            throw error
        }
    }
}
