package import XimageCore

extension Notice {
    /// All that the planner says besides what rules do.
    package static let planning =
        objectNotices + consentNotices + diskNotices + imageNotices + markNotices + optionNotices
        + creationNotices
}
