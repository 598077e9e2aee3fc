package import XimageCore

/// All that a plan depends on. Equal inputs give equal plans.
package struct PlanInput: Sendable {
    package enum Mode: Hashable, Sendable {
        /// Bring the cloud to what the manifests say.
        case apply
        /// Delete what this project made.
        case destroy(withBackups: Bool)
    }

    package var desired: DesiredState
    package var prior: PriorState
    package var live: LiveState
    package var mode: Mode
    /// Acknowledgements from the command line, beside those of the manifests.
    package var acknowledgements: [Acknowledgement]
    /// What is known about the insides of source servers.
    package var guests: GuestReports = [:]
    package var options: PlanOptions
    /// Local times of schedules.
    package var zoneOffset: ZoneOffset

    package init(
        desired: DesiredState, prior: PriorState, live: LiveState, mode: Mode = .apply,
        acknowledgements: [Acknowledgement] = [], options: PlanOptions = PlanOptions(),
        zoneOffset: @escaping ZoneOffset = TimeZones.offset(_:at:)
    ) {
        self.options = options
        self.zoneOffset = zoneOffset
        self.desired = desired
        self.prior = prior
        self.live = live
        self.mode = mode
        self.acknowledgements = acknowledgements
    }
}
