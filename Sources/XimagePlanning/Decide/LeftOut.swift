import XimageCore

/// Why a decision is not carried out.
enum LeftOut {
    /// Options of the run leave it out, or what it needs.
    case option
    /// An error forbids it, or what it waits for; in full sentences.
    case blocked(Bilingual)
}
