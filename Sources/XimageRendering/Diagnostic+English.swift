package import XimageCore

extension Diagnostic {
    /// A finding of a command that exists in English alone; goes when the last of them is an entry of the catalogue.
    package init(
        code: String, severity: Severity = .error, summary: String, detail: String, fix: String? = nil,
        address: Address? = nil, subject: SourceRange? = nil, remark: String? = nil, related: [Label] = []
    ) {
        self.init(
            untranslated: code, severity: severity, summary: summary, detail: detail, fix: fix,
            address: address,
            subject: subject, remark: remark, related: related)
    }
}
