import Synchronization

/// Tokens that are refused though they are good otherwise, because somebody took them back.
///
/// It is asked at every request, also for tokens that are remembered, so that an entry counts from the next one on. Until it has
/// been filled once, no token is let through.
public final class DenyList: Sendable {
    private let table: Mutex<DenyTable?>

    /// A list that nobody has filled yet.
    public init() {
        table = Mutex(nil)
    }

    /// A list of these entries.
    public convenience init(_ entries: [DenyEntry]) {
        self.init()
        replace(with: entries)
    }

    /// Whether it was ever filled.
    public var isLoaded: Bool { table.withLock { $0 != nil } }

    /// How many lines it has, also such as have ended.
    public var count: Int { table.withLock { $0?.count ?? 0 } }

    /// Denies by these entries, and by no others.
    public func replace(with entries: [DenyEntry]) {
        var table = DenyTable()
        for entry in entries { table.merge(DenyLine(entry)) }
        replace(with: table)
    }

    /// Denies by these lines, and by no others.
    package func replace(with table: DenyTable) {
        // The other is freed after the lock is released.
        let earlier = self.table.withLock { current in
            let earlier = current
            current = table
            return earlier
        }
        withExtendedLifetime(earlier) {}
    }

    /// Takes lines in, as far as there is room.
    ///
    /// - Returns: Those that changed anything, and whether all of them had room.
    package func merge(_ lines: [DenyLine]) -> (changes: [DenyLine], hadRoom: Bool) {
        table.withLock { table in
            var merged = table ?? DenyTable()
            // Not shared while it changes, or it would be copied.
            table = nil
            defer { table = merged }
            var changes: [DenyLine] = []
            var hadRoom = true
            for line in lines {
                switch merged.merge(line) {
                case true?: changes.append(line)
                case false?: break
                case nil: hadRoom = false
                }
            }
            return (changes, hadRoom)
        }
    }

    /// The line about the same thing as `entry`, if there is one.
    package func line(about entry: DenyEntry) -> DenyLine? { table.withLock { $0?.line(about: entry) } }

    /// What it holds; `nil` if it was never filled.
    package var held: DenyTable? { table.withLock(\.self) }

    /// Frees what has ended.
    package func forget(at now: NumericDate) {
        _ = table.withLock { $0?.forget(at: now) }
    }

    /// Refuses a token that an entry denies, and every token before the list was filled.
    ///
    /// - Throws: ``TokenValidationError/tokenRevoked(detail:)``,
    ///   ``TokenValidationError/storeUnavailable(detail:retryAfter:)``.
    func check(
        _ token: RegisteredClaims,
        signedWith keyID: String?,
        at now: NumericDate
    ) throws(TokenValidationError) {
        let (isLoaded, entry) = table.withLock { table in
            (table != nil, table?.entry(denying: token, signedWith: keyID, at: now))
        }
        guard isLoaded else {
            throw .storeUnavailable(.revokedTokens, detail: "no deny-list has been read yet", retryAfter: .seconds(1))
        }
        if let entry { throw .tokenRevoked(detail: entry.reason) }
    }
}

extension [DenyList] {
    /// Refuses a token as ``DenyList/check(_:signedWith:at:)`` does, by each of them.
    func check(
        _ token: RegisteredClaims,
        signedWith keyID: String?,
        at now: NumericDate
    ) throws(TokenValidationError) {
        for list in self { try list.check(token, signedWith: keyID, at: now) }
    }
}

extension DenyEntry {
    /// Why a token is refused, in words of ours.
    fileprivate var reason: String {
        let what = kind == .issuer ? "tokens of its issuer are" : "its \(kind.rawValue) is"
        let which = issuedBefore.map { " as issued before \($0)" } ?? ""
        return "\(what) denied\(which)\(until.map { ", until \($0)" } ?? "")"
    }
}
