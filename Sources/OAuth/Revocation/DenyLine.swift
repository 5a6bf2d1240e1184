package import JOSE

/// A line of a deny-list: that something is denied, or that it is allowed again.
///
/// As JSON: `{"iss": …, "sub": …, "issued_before": …, "until": …, "at": …}`, with one of the names of ``DenyEntry/Kind`` in the
/// place of `sub`, and times in seconds since 1970. Who denies tokens by their issuer writes no second name.
package struct DenyLine: Sendable, Equatable {
    package let entry: DenyEntry
    /// When it was written, in milliseconds since 1970: of two lines about the same, the later one counts.
    package var at: Int64
    /// What was denied is allowed again. The line is kept for those who still hold the other.
    package var isAllowed = false

    /// The longest line, in bytes: two texts of which every character is escaped, and what stands around them.
    package static let longest = 2 * 6 * DenyEntry.longestText + 512

    /// Why a text is no line.
    package struct Mistake: Error {
        package let reason: String
    }

    package init(_ entry: DenyEntry, at: Int64 = 0, isAllowed: Bool = false) {
        self.entry = entry
        self.at = at
        self.isAllowed = isAllowed
    }

    /// Reads a line.
    ///
    /// - Throws: ``Mistake`` for what is none, in words that have nothing of the line but names of ours.
    package init(parsing bytes: [UInt8]) throws(Mistake) {
        guard bytes.count <= Self.longest else { throw Mistake(reason: "longer than \(Self.longest) bytes") }
        let members: JSONObject
        do { members = try JSONObject(parsing: bytes) } catch {
            throw Mistake(reason: "not a JSON object: \(error)")
        }
        try self.init(members)
    }

    private init(_ members: JSONObject) throws(Mistake) {
        let known = Set(DenyEntry.Kind.allCases.map(\.rawValue) + ["issued_before", "until", "at", "allow"])
        guard members.names.allSatisfy(known.contains) else { throw Mistake(reason: "a member that is not known") }
        let kinds = DenyEntry.Kind.allCases.filter { $0 != .issuer && members.contains($0.rawValue) }
        guard kinds.count <= 1 else {
            throw Mistake(reason: "more than one of jti, sub, sid, sub_without_sid, client_id, kid")
        }
        let kind = kinds.first ?? .issuer
        guard let issuer = members["iss"]?.stringValue else { throw Mistake(reason: "no iss that is a string") }
        guard let value = members[kind.rawValue]?.stringValue else {
            throw Mistake(reason: "\(kind.rawValue) is not a string")
        }
        let times = (try Self.date("issued_before", members), try Self.date("until", members))
        guard let entry = DenyEntry(kind, value, of: issuer, issuedBefore: times.0, until: times.1) else {
            throw Mistake(
                reason: kind == .issuer
                    ? "iss without one of jti, sub, sid, sub_without_sid, client_id, kid goes with issued_before"
                    : "iss or \(kind.rawValue) is empty or longer than \(DenyEntry.longestText) bytes"
            )
        }
        self.entry = entry
        at = try Self.milliseconds(members)
        isAllowed = try Self.flag(members)
    }

    private static func date(_ name: String, _ members: JSONObject) throws(Mistake) -> NumericDate? {
        guard let value = members[name] else { return nil }
        guard let date = NumericDate(claim: value) else {
            throw Mistake(reason: "\(name) is not a time in seconds since 1970")
        }
        return date
    }

    private static func milliseconds(_ members: JSONObject) throws(Mistake) -> Int64 {
        guard let value = members["at"] else { return 0 }
        guard let at = value.integerValue, at >= 0 else { throw Mistake(reason: "at is not a number of milliseconds") }
        return at
    }

    private static func flag(_ members: JSONObject) throws(Mistake) -> Bool {
        guard let value = members["allow"] else { return false }
        guard let flag = value.boolValue else { throw Mistake(reason: "allow is neither true nor false") }
        return flag
    }

    /// The line as it is written, without an end.
    package var bytes: [UInt8] { object.encoded() }

    /// The line as an object.
    package var object: JSONObject {
        var members: JSONObject = ["iss": .string(entry.issuer)]
        if entry.kind != .issuer { members[entry.kind.rawValue] = .string(entry.value) }
        if let date = entry.issuedBefore { members["issued_before"] = Self.number(date) }
        if let date = entry.until { members["until"] = Self.number(date) }
        if at > 0 { members["at"] = .integer(at) }
        if isAllowed { members["allow"] = true }
        return members
    }

    private static func number(_ date: NumericDate) -> JSONValue {
        Int64(exactly: date.secondsSinceEpoch).map { .integer($0) } ?? .number(date.secondsSinceEpoch)
    }

    /// Whether one of the two counts, and the other does not.
    package func isAboutTheSame(as other: DenyLine) -> Bool {
        entry.names(theSameAs: other.entry) && (entry.issuedBefore == nil) == (other.entry.issuedBefore == nil)
    }

    /// The same line, written now, but later than what was written about the same at `earlier`, if anything was: that one counts no
    /// more, whoever's clock was wrong.
    package func written(at now: Int64, after earlier: Int64?) -> DenyLine {
        var line = self
        line.at = max(now, (earlier ?? 0) + 1)
        return line
    }
}
