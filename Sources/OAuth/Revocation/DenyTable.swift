import JOSE
import OrderedCollections
import Text

/// Lines of a deny-list, of which the latest about the same thing counts. It does not matter in which order, and how often, they
/// come: who has the same lines denies the same.
///
/// 100,000 entries by a `jti` of 36 characters take 16 MiB.
package struct DenyTable: Sendable {
    /// More lines are not held.
    package static let mostLines = 2_000_000

    /// What a line is about. "All tokens of a subject" and "those issued before a moment" are two things: the one does not take
    /// the other back.
    struct Key: Hashable {
        let value: ExactText
        /// Among ``issuers``.
        let issuer: UInt32
        let kind: DenyEntry.Kind
        let isBounded: Bool
    }

    struct Record: Equatable {
        var at: Int64
        /// In seconds since 1970; infinite for what has no end.
        var until: Double
        /// In seconds since 1970; infinite for all tokens.
        var issuedBefore: Double
        var isAllowed: Bool
    }

    private var issuers = OrderedSet<ExactText>()
    private var records = OrderedDictionary<Key, Record>()
    /// How many lines there are of each kind, so that what nobody denies by is not looked for.
    private var counts = [Int](repeating: 0, count: DenyEntry.Kind.allCases.count)

    /// A table without lines.
    package init() {}

    /// How many lines there are, also such as have ended.
    package var count: Int { records.count }

    /// Makes room.
    package mutating func reserve(_ count: Int) { records.reserveCapacity(min(count, Self.mostLines)) }

    /// Takes a line in.
    ///
    /// - Returns: Whether that changed anything; `nil` when there is no room.
    @discardableResult
    package mutating func merge(_ line: DenyLine) -> Bool? {
        let record = Record(line)
        let key = key(of: line.entry)
        if let known = records[key] {
            guard record.counts(before: known) else { return false }
            records[key] = record
            return true
        }
        guard records.count < Self.mostLines else { return nil }
        records[key] = record
        counts[key.kind.index] += 1
        return true
    }

    /// Takes the line about the same thing as `entry` out.
    package mutating func remove(_ entry: DenyEntry) {
        guard let issuer = issuers.firstIndex(of: ExactText(entry.issuer)) else { return }
        let key = Key(entry, issuer: UInt32(issuer))
        if records.removeValue(forKey: key) != nil { counts[key.kind.index] -= 1 }
    }

    /// The line about the same thing as `line`, if there is one.
    package func line(about entry: DenyEntry) -> DenyLine? {
        guard let issuer = issuers.firstIndex(of: ExactText(entry.issuer)) else { return nil }
        let key = Key(entry, issuer: UInt32(issuer))
        return records[key].flatMap { line(key, $0) }
    }

    /// All lines that are needed at `now`: what has ended denies nothing, and what took it back is needed no more.
    package func lines(at now: NumericDate) -> some Sequence<DenyLine> {
        records.lazy.filter { $0.value.until > now.secondsSinceEpoch }.compactMap { self.line($0.key, $0.value) }
    }

    /// Frees what has ended.
    ///
    /// - Returns: Whether there was any.
    @discardableResult
    package mutating func forget(at now: NumericDate) -> Bool {
        guard records.values.contains(where: { $0.until <= now.secondsSinceEpoch }) else { return false }
        records = records.filter { $0.value.until > now.secondsSinceEpoch }
        for index in counts.indices { counts[index] = 0 }
        for key in records.keys { counts[key.kind.index] += 1 }
        return true
    }

    private mutating func key(of entry: DenyEntry) -> Key {
        Key(entry, issuer: UInt32(issuers.append(ExactText(entry.issuer)).index))
    }

    private func line(_ key: Key, _ record: Record) -> DenyLine? {
        DenyEntry(
            key.kind,
            key.value.text,
            of: issuers[Int(key.issuer)].text,
            issuedBefore: key.isBounded ? NumericDate(secondsSinceEpoch: record.issuedBefore) : nil,
            until: record.until.isFinite ? NumericDate(secondsSinceEpoch: record.until) : nil
        ).map { DenyLine($0, at: record.at, isAllowed: record.isAllowed) }
    }
}

extension DenyTable {
    /// The entry that denies a token at `now`, if there is one.
    func entry(denying token: RegisteredClaims, signedWith keyID: String?, at now: NumericDate) -> DenyEntry? {
        guard !records.isEmpty, let issuer = issuers.firstIndex(of: ExactText(token.issuer)) else { return nil }
        for kind in DenyEntry.Kind.allCases where counts[kind.index] > 0 {
            guard let value = token.value(of: kind, keyID) else { continue }
            for isBounded in [false, true] {
                let key = Key(
                    value: ExactText(value),
                    issuer: UInt32(issuer),
                    kind: kind,
                    isBounded: isBounded
                )
                guard let record = records[key], record.denies(token, at: now) else { continue }
                return line(key, record)?.entry
            }
        }
        return nil
    }
}

extension RegisteredClaims {
    fileprivate func value(of kind: DenyEntry.Kind, _ keyID: String?) -> String? {
        switch kind {
        case .tokenID: tokenID
        case .subject: subject
        case .session: all.single("sid")?.stringValue
        case .sessionlessSubject: all.states("sid") ? nil : subject
        case .clientID: clientID
        case .keyID: keyID
        case .issuer: issuer
        }
    }
}

extension DenyTable.Key {
    init(_ entry: DenyEntry, issuer: UInt32) {
        value = ExactText(entry.value)
        self.issuer = issuer
        kind = entry.kind
        isBounded = entry.issuedBefore != nil
    }
}

extension DenyTable.Record {
    init(_ line: DenyLine) {
        at = line.at
        until = line.entry.until?.secondsSinceEpoch ?? .infinity
        issuedBefore = line.entry.issuedBefore?.secondsSinceEpoch ?? .infinity
        isAllowed = line.isAllowed
    }

    /// Of two lines of the same moment the one that denies more counts, so that their order does not.
    func counts(before other: Self) -> Bool {
        if at != other.at { return at > other.at }
        if isAllowed != other.isAllowed { return other.isAllowed }
        return (until, issuedBefore) > (other.until, other.issuedBefore)
    }

    func denies(_ token: RegisteredClaims, at now: NumericDate) -> Bool {
        guard !isAllowed, now.secondsSinceEpoch < until else { return false }
        guard issuedBefore.isFinite, let issuedAt = token.issuedAt else { return true }
        return issuedAt.secondsSinceEpoch < issuedBefore
    }
}

extension DenyEntry.Kind {
    var index: Int {
        switch self {
        case .tokenID: 0
        case .subject: 1
        case .session: 2
        case .sessionlessSubject: 3
        case .clientID: 4
        case .keyID: 5
        case .issuer: 6
        }
    }
}
