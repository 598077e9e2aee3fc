package import XimageCore

extension GuestFacts {
    /// Adds the SAN policy from a SYSTEM hive, and with it that the server runs Windows.
    package mutating func readHive(_ path: String) throws(InspectionError) {
        let file = try FileBytes(path)
        var facts = windows ?? WindowsFacts()
        do throws(RegistryHive.Failure) {
            facts.sanPolicy = try RegistryHive(file).sanPolicy()
        } catch {
            switch error {
            case .notAHive: throw InspectionError(path, "it is no registry hive")
            case .isDirty:
                facts.sanPolicy = .unknown("the hive was not closed, so its log files may hold a newer value")
            }
        }
        windows = facts
        family = .known(.windows)
    }
}
