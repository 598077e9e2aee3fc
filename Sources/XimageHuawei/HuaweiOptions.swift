/// How requests are sent. The defaults suit the public cloud.
package struct HuaweiOptions: Sendable {
    /// Requests at once to one service in one region, at most.
    package var callsPerService = 32
    package var connectionsPerHost = 128
    package var connectTimeout: Duration = .seconds(10)
    /// Longest silence inside an answer.
    package var readTimeout: Duration = .seconds(60)
    /// For one try, from its start to the last byte of the answer.
    package var callTimeout: Duration = .seconds(120)
    /// In bytes. A page of a thousand backups with two dozen disks each has 16 MiB.
    package var largestAnswer = 32 << 20
    package var retry = RetryPolicy()
    package var userAgent = "ximage"
    /// Pause between two looks at running jobs.
    package var pollInterval: Duration = .seconds(10)
    /// Longest wait inside a call for work that has to end before the next request of the same update can start.
    package var settleTimeout: Duration = .seconds(1800)
    package var pages = PageSizes()
    /// PEM file with the only certificate authorities to trust; `nil` for those of the system.
    package var trustedRootsFile: String?
    /// Changes what services answer before it is read; none in the product.
    package var tap: AnswerTap?

    package init() {}
}

/// Entries asked for at once. Source: API reference, pagination: the largest page of each list.
package struct PageSizes: Sendable {
    package var servers = 1000
    package var disks = 1000
    package var vaults = 1000
    package var backups = 1000
    package var images = 500
    package var flavors = 1000
    package var networks = 1000
    /// Ids in one `server_id` filter.
    package var serverIDs = 100
    /// Ids in one `ids` filter of disks.
    package var diskIDs = 60
    /// Ids in one list of vaults.
    package var vaultIDs = 50
    /// Servers of which the backup service is asked one by one whether it takes them; for more, all are listed.
    package var protectableIDs = 4

    package init() {}
}
