import NginxGuard
import Text

/// The doors of a configuration in writing: one line each.
enum DoorsReport {
    /// Columns that are set apart by two spaces: server, location, verdict, reason.
    static func lines(_ doors: [Door]) -> [String] {
        let rows = doors.map { [$0.server, $0.location, $0.verdict.text, $0.reason].map { VisibleText.escaped($0) } }
        let widths = (0..<3).map { column in min(rows.map { $0[column].count }.max() ?? 0, 60) }
        return rows.map { row in
            let padded = zip(row, widths).map { text, width in
                text + String(repeating: " ", count: max(width - text.count, 0))
            }
            return (padded + [row[3]]).joined(separator: "  ")
        }
    }
}
