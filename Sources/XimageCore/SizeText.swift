/// Sizes for people. One that no answer contains is unknown, never 0 GiB.
package enum SizeText {
    package static func gibibytes(_ size: Int?) -> String { size.map { "\($0) GiB" } ?? "an unknown size" }
}
