/// Why state cannot be read or written.
package struct StateError: Error, Hashable, Sendable {
    package var detail: String

    package init(detail: String) { self.detail = detail }
}
