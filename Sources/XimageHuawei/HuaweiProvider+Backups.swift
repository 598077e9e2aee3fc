package import XimageCore

/// Backups behind images. Source: CBR API reference, modify and delete a backup.
extension HuaweiProvider {
    package func renameBackup(_ id: RemoteID, to name: String, in region: Region) async throws(ProviderError)
    {
        try await gateway.send(
            .change(
                "PUT", .cbr, region, "/v3/{project}/backups/{backup}", [id],
                body: .object(["backup": .object(["name": .string(name)])]), resend: .always))
    }

    package func deleteBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) {
        do throws(ProviderError) {
            try await gateway.send(
                .change("DELETE", .cbr, region, "/v3/{project}/backups/{backup}", [id], resend: .always))
        } catch {
            guard error.category != .notFound else { return }
            throw error
        }
    }
}
