import Foundation
package import XimageCore

extension GuestFacts {
    /// Adds the SAN policy from a SYSTEM hive, and with it that the server runs Windows.
    package mutating func readHive(_ path: String) throws(InspectionError) {
        let bytes = try InspectedFile.read(path, limit: RegistryHive.limit)
        guard bytes.count <= RegistryHive.limit else {
            throw InspectionError(path, "it is too large for a hive")
        }
        var facts = windows ?? WindowsFacts()
        do throws(RegistryHive.Failure) {
            facts.sanPolicy = try RegistryHive(bytes).sanPolicy()
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
