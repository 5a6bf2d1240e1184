public import struct FoundationEssentials.Date

/// How a store is, at one moment.
public struct StoreState: Sendable, Hashable {
    /// Whether it can be asked.
    public enum Condition: Sendable, Hashable {
        /// Since then there has been a connection, in which nothing was lost.
        case connected(since: Date)
        /// Since then there has been none, for this reason.
        case away(since: Date, StoreAbsence)
    }

    /// Whether it can be asked.
    public internal(set) var condition: Condition
    /// What is connected to, or was last, without a password; `nil` before the first connection.
    public internal(set) var address: String?
    /// How far this machine's clock is ahead of the store's, as far as it is known.
    public internal(set) var clockDifference: Duration?
    /// How long the store took for an answer, lately.
    public internal(set) var roundTrip: Duration?
    /// Since when it has forgotten nothing, by its own clock; `nil` before the first connection, and where nobody knows
    /// that it ever has.
    public internal(set) var memorySince: Date?
    /// Which memory it is, for who starts again.
    package internal(set) var memory: String?
    /// Commands that wait for their answers.
    public internal(set) var waiting = 0
    /// Commands that were answered.
    public internal(set) var answered = 0
    /// Commands that have no answer, or that the server has refused.
    public internal(set) var failed = 0

    /// Why it cannot be asked; `nil` where it can.
    public var absence: StoreAbsence? {
        if case .away(_, let absence) = condition { absence } else { nil }
    }
}

/// What happens to a store: once for each change.
public enum StoreEvent: Sendable, Hashable {
    /// There is a connection to this address.
    case connected(to: String)
    /// There is none, for this reason, or for another one than before.
    case away(StoreAbsence)
    /// What it remembered may be lost; it remembers since then, by its own clock.
    case memoryLost(since: Date)
}
