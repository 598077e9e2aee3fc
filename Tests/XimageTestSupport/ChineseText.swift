/// Two English words in a row that are no identifiers, names, commands or quotations; `nil` where all is well.
package func englishPart(of text: String) -> Substring? {
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("  ") }.joined(separator: "\n")
    let plain = lines.replacing(/`[^`]*`|“[^”]*”|\{\w+\}/, with: "")
    return plain.firstMatch(of: /[A-Za-z]+ [a-z]{2,}|(?i:image|disk|vault|server|task|backup) "/)?.output
}
