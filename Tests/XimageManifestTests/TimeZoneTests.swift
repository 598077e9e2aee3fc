import Testing
import XimageCore
import XimageManifest

/// The time zone of a schedule decides whether servers are stopped at night or in the daytime.
@Suite struct TimeZoneTests {
    private func diagnostics(_ zone: String) -> [Diagnostic] {
        let text = """
            project: shop
            defaults: {region: cn-north-4, zone: cn-north-4a}
            vaults: {main: {size: 500 GiB}}
            servers: {web: {existing: {id: 8f2c}}}
            images:
              nightly:
                from: {server: web}
                vault: main
                schedule:
                  every: 24h
                  at: "02:00"
                  timeZone: "\(zone)"

            """
        return ManifestLoader().load(texts: ["ximage.yaml": text]).diagnostics
    }

    @Test(
        "A zone that is none is refused at its place, with what was meant",
        arguments: [
            ("Asia/Shangai", "`Asia/Shanghai`"), ("Asia/shanghai", "`Asia/Shanghai`"),
            ("China", "`Asia/Shanghai`"), ("PRC", "`Asia/Shanghai`"), ("Beijing", "`Asia/Shanghai`"),
            ("Asia/Beijing", "`Asia/Shanghai`"), ("shanghai", "`Asia/Shanghai`"), ("utc", "`UTC`"),
            ("CST", "`Asia/Shanghai`, `America/Chicago` or `America/Havana`"),
            ("cst", "`Asia/Shanghai`, `America/Chicago` or `America/Havana`"), ("IST", "`Asia/Kolkata`"),
            ("EST", "`America/New_York`"), ("SGT", "`Asia/Singapore`"), ("Singapore", "`Asia/Singapore`"),
            ("CET", "`Europe/"), ("UTC+99", "such as `Asia/Shanghai`"),
            ("Mars/Olympus Mons", "such as `Asia/Shanghai`"),
            ("../../etc/passwd", "such as `Asia/Shanghai`"), ("", "such as `Asia/Shanghai`"),
        ])
    func refuses(zone: String, offered: String) throws {
        let found = diagnostics(zone)
        #expect(found.count == 1, "\(found)")
        let first = try #require(found.first)
        #expect(first.code == "wrong-value" && first.severity == .error)
        #expect(first.subject.map { "\($0.start.line):\($0.start.column)" } == "12:17")
        #expect(first.fix?.contains(offered) == true, "\(zone): \(first.fix ?? "")")
    }

    @Test(
        "A zone of the database and an offset count as what they say",
        arguments: [
            ("Asia/Shanghai", 8), ("Asia/Urumqi", 6), ("Asia/Chongqing", 8), ("Asia/Singapore", 8),
            ("America/Argentina/Buenos_Aires", -3), ("Etc/UTC", 0), ("Etc/GMT-8", 8), ("UTC", 0), ("GMT", 0),
            ("UTC+8", 8), ("UTC-03", -3), ("UTC+08:00", 8),
        ])
    func accepts(zone: String, hours: Int) {
        #expect(diagnostics(zone).isEmpty, "\(diagnostics(zone))")
        #expect(TimeZones.offset(zone, at: Timestamp(milliseconds: 1_780_000_000_000)) == hours * 3600)
    }
}
