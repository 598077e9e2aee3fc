package import XimageCore

/// Fills in the name template of an image.
package struct GenerationName: Sendable {
    private let template: String

    package init(template: String) { self.template = template }

    /// `${generation.number}` and `${generation.date}` (`2026-06-01`); a template without the number gets `-g<N>`,
    /// as two generations may be of one day.
    package func name(generation: Int, at time: Timestamp) -> String {
        let date = String(time.description.prefix(10))
        var text = template
        var hasNumber = false
        for (variable, value) in [("${generation.number}", "\(generation)"), ("${generation.date}", date)] {
            while let range = text.firstRange(of: variable) {
                text.replaceSubrange(range, with: value)
                if variable.hasSuffix("number}") { hasNumber = true }
            }
        }
        return hasNumber ? text : "\(text)-g\(generation)"
    }
}

extension DesiredResource {
    /// The name of one generation of an image; empty for all other kinds.
    func generationName(_ generation: Int, at time: Timestamp) -> String {
        guard case .image(let details) = details else { return "" }
        return GenerationName(template: details.nameTemplate).name(generation: generation, at: time)
    }
}

/// Numbers of generations are never used twice, as far as state and the cloud know.
struct GenerationNumbers {
    let world: World

    func next(_ series: Address) -> Int {
        let owner = Mark.owner(project: world.project, address: series)
        let marked = world.live.owned(by: owner, kind: .image).filter { !world.strangers.contains($0.id) }
            .compactMap { $0.operation?.generation }
        let recorded =
            (world.generations[series] ?? []).compactMap(\.address.generation)
            + [world.setAsideGenerations[series]].compactMap { $0 }
        let bare = (world.bareBackups[owner] ?? []).compactMap(\.mark?.generation)
        return ((marked + recorded + bare).max() ?? 0) + 1
    }
}

extension GenerationNumbers {
    /// Marks and names have room for six digits.
    static func runningOut(_ image: DesiredResource, _ number: Int) -> Diagnostic {
        let isOver = number > GenerationNumber.last
        return Diagnostic(
            .numbersEnd, severity: isOver ? .error : .warning,
            ["image": "\(image.address)", "number": "\(number)", "last": "\(GenerationNumber.last)"],
            address: image.address, subject: image.origin)
    }
}
