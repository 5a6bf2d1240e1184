import FoundationEssentials
import OAuth

/// A moment, as `bearerd deny` takes it.
enum DenyTime {
    static let expected = "takes now, 2026-11-23T12:00:00Z, seconds since 1970, or how long from now on, such as 24h"

    /// The moment that `text` means at `now`; `nil` if it means none.
    static func moment(_ text: String, at now: NumericDate) -> NumericDate? {
        if text == "now" { return now }
        if let duration = SettingValue.duration(text) { return now + duration }
        return ExplainCommand.date(text)
    }
}
