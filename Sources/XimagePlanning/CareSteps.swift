package import XimageCore

/// Waits for the whole region. Ends at once where it is reached.
package struct SettleStep: Hashable, Sendable, Codable {
    /// The series; its newest generation is meant where `id` is not known yet.
    package var image: Address
    package var id: RemoteID?

    package init(image: Address, id: RemoteID? = nil) {
        self.image = image
        self.id = id
    }
}

/// Stops a server for its image, or starts it again.
package struct PowerStep: Hashable, Sendable, Codable {
    /// `nil` for servers that are not declared.
    package var server: Address?
    /// `nil` while the server is not made.
    package var id: RemoteID?
    /// As the cloud calls it.
    package var name: String
    /// The generation that it is for.
    package var image: Address
    /// `stopped` or `running`.
    package var power: String
    /// A start that only gives back what the stop before it took: a server that was found stopped stays so.
    package var restores: Bool

    package init(
        server: Address?, id: RemoteID?, name: String, image: Address, power: String, restores: Bool
    ) {
        self.server = server
        self.id = id
        self.name = name
        self.image = image
        self.power = power
        self.restores = restores
    }
}

/// Waits until a server has powered itself off, or accepts connections.
package struct AwaitStep: Hashable, Sendable {
    package var server: Address?
    package var id: RemoteID?
    package var name: String
    package var condition: SettledCondition

    package init(server: Address?, id: RemoteID?, name: String, condition: SettledCondition) {
        self.server = server
        self.id = id
        self.name = name
        self.condition = condition
    }
}

package struct BackupStep: Hashable, Sendable, Codable {
    package var id: RemoteID

    package init(id: RemoteID) { self.id = id }
}

/// A backup that outlives its image.
package struct LeftBackup: Hashable, Sendable, Codable {
    package var id: RemoteID
    package var name: String

    package init(id: RemoteID, name: String) {
        self.id = id
        self.name = name
    }
}
