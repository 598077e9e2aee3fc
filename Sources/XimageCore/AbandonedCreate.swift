/// A creation that a person gave up while it was not known what became of it.
package struct AbandonedCreate: Hashable, Sendable {
    /// The text of its step.
    package var step: String
    /// Of the object; of an image or a copy with its generation.
    package var address: Address
    package var region: Region
    /// In the mark of what it may have created.
    package var operation: OperationID
    package var job: String?
    /// Data disks that come with a server: they have no mark before its creation has ended.
    package var disks: [Address]

    package init(
        step: String, address: Address, region: Region, operation: OperationID, job: String?,
        disks: [Address] = []
    ) {
        self.step = step
        self.disks = disks
        self.address = address
        self.region = region
        self.operation = operation
        self.job = job
    }
}
