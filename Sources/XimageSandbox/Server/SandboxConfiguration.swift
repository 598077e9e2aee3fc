#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How to run a sandbox.
package struct SandboxConfiguration: Sendable {
    /// Address to listen on; loopback unless someone wants it otherwise.
    package var host: String
    /// 0: any free port.
    package var port: Int
    /// The SQLite file, such as `.ximage/sandbox.db`; a lock and a port file lie beside it.
    package var dataFile: String
    /// Keys a client must sign with. nil: the ones in the data file, made at the first start.
    package var accessKey: String?
    package var secretKey: String?
    /// Simulated durations are multiplied by it: 1 as long as the service takes, 0 done when anyone looks next.
    package var timeScale: Double
    /// The moment now, in microseconds since 1970. Signatures are checked against it, too.
    package var clock: @Sendable () -> Int64
    /// Fixes ids and durations of a new data file; nil: random.
    package var seed: UInt64?
    /// How far a request's date may be off.
    package var signatureWindowSeconds: Double

    package init(
        dataFile: String, host: String = "127.0.0.1", port: Int = 0, accessKey: String? = nil,
        secretKey: String? = nil,
        timeScale: Double = 1, clock: @escaping @Sendable () -> Int64 = systemMicroseconds,
        seed: UInt64? = nil,
        signatureWindowSeconds: Double = 900
    ) {
        self.host = host
        self.port = port
        self.dataFile = dataFile
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.timeScale = timeScale
        self.clock = clock
        self.seed = seed
        self.signatureWindowSeconds = signatureWindowSeconds
    }
}

/// The system's clock.
package func systemMicroseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}

/// What a client needs to know of a running sandbox.
package struct SandboxInfo: Codable, Sendable, Equatable {
    /// `http://127.0.0.1:PORT`, the same for all services and regions
    package var endpoint: String
    package var accessKey: String
    package var secretKey: String
    /// Project id of each region.
    package var projects: [String: String]
    /// Names of the regions, the default one first.
    package var regions: [String]

    package init(
        endpoint: String, accessKey: String, secretKey: String, projects: [String: String], regions: [String]
    ) {
        self.endpoint = endpoint
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.projects = projects
        self.regions = regions
    }
}
