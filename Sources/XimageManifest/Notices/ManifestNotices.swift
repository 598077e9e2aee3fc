package import XimageCore

extension Notice {
    /// All that reading manifests says besides what rules do.
    package static var language: [Notice] {
        keyNotices + valueNotices + expressionNotices + nameNotices + setNotices + fileNotices + yamlNotices
    }
}
