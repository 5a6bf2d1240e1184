import OAuth
import Text

/// An entry of the deny-list, in a line for people.
enum DenyText {
    static func line(_ entry: DenyEntry) -> String {
        var line = entry.kind == .issuer ? "issuer" : "\(entry.kind.rawValue) \(QuotedText.quoted(entry.value)) of"
        line += " \(entry.issuer)"
        if let date = entry.issuedBefore { line += ", issued before \(date)" }
        line += entry.until.map { ", until \($0)" } ?? ", until it is allowed"
        return VisibleText.escaped(line)
    }
}
