import XimageCore

/// How long the service takes. Rough on purpose, and on the long side.
enum Estimate {
    /// Minutes until a whole image is usable. Source: IMS user guide, about ten minutes and longer with the amount of
    /// data; CBR FAQ, 80 MB/s.
    static func creation(gib: Int) -> Int { 10 + transfer(gib: gib) }

    /// Minutes until a copy has arrived. Source: CBR FAQ, 80 MB/s.
    static func copy(gib: Int) -> Int { 5 + transfer(gib: gib) }

    /// How long ximage waits for an image or a copy where the manifest gives no limit.
    static func waitLimit(gib: Int) -> Duration { .seconds(60 * (60 + gib)) }

    static func minutes(_ duration: Duration) -> Int { Int(duration.components.seconds / 60) }

    private static func transfer(gib: Int) -> Int { (gib * 1024 + 80 * 60 - 1) / (80 * 60) }
}
