import Files
import OAuth

/// Where a deny-list is, to be changed.
enum DenyPlace {
    /// `DENY_FILE`.
    case file(String)

    /// What is denied, and was not taken back, at `now`.
    func entries(at now: NumericDate) throws(DenyFile.Mistake) -> [DenyEntry] {
        switch self {
        case .file(let path): try DenyFile(path).list.held?.lines(at: now).filter { !$0.isAllowed }.map(\.entry) ?? []
        }
    }

    /// Denies this from now on.
    func deny(_ entries: [DenyEntry], at now: NumericDate) throws(DenyFile.Mistake) {
        switch self {
        case .file(let path):
            try Self.change(path, at: now) { table in
                for entry in entries {
                    let at = max(now.milliseconds, (table.line(about: entry)?.at ?? 0) + 1)
                    table.merge(DenyLine(entry, at: at))
                }
            }
        }
    }

    /// Allows again what these entries deny.
    func allow(_ entries: [DenyEntry], at now: NumericDate) throws(DenyFile.Mistake) {
        switch self {
        case .file(let path):
            // Whoever reads the file reads all of it: what is not there is not denied.
            try Self.change(path, at: now) { table in
                for entry in entries { table.remove(entry) }
            }
        }
    }

    private static func change(
        _ path: String,
        at now: NumericDate,
        _ change: (inout DenyTable) -> Void
    ) throws(DenyFile.Mistake) {
        do {
            try SharedFile(path).replace(maxBytes: DenyFile.longest) { content in
                var table = try DenyFile.table(content ?? [], at: now)
                change(&table)
                return Array(table.lines(at: now).map { $0.bytes + [UInt8(ascii: "\n")] }.joined())
            }
        } catch let refusal as FileRefusal {
            throw DenyFile.Mistake(description: "\(path) cannot be changed: \(refusal)")
        } catch let mistake as DenyFile.Mistake {
            throw DenyFile.Mistake(description: "\(path) is no deny-list: \(mistake)")
        } catch {
            throw DenyFile.Mistake(description: "\(path) cannot be changed: \(error)")
        }
    }
}

extension NumericDate {
    /// Since 1970.
    var milliseconds: Int64 { Int64(secondsSinceEpoch * 1_000) }
}
