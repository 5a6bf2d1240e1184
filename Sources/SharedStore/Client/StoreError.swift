/// Why a command has no answer.
public enum StoreError: Error, Sendable, Hashable {
    /// So many commands wait for answers already that this one was not sent.
    case busy
    /// There is no connection, or it was lost before the answer; whether the command was carried out is not known.
    case away(StoreAbsence)
    /// The server refused the command, in these words.
    case refused(String)
}

extension StoreError: CustomStringConvertible {
    /// A few words.
    public var description: String {
        switch self {
        case .busy: "too many commands wait for the store"
        case .away(let reason): "the store is away: \(reason)"
        case .refused(let text): "the store refuses the command: \(text)"
        }
    }
}

/// Why a store cannot be used.
public enum StoreAbsence: Error, Sendable, Hashable {
    /// Nothing has been tried yet.
    case unknown
    /// There is no connection.
    case unreachable(String)
    /// There was no answer within the time for one.
    case silent
    /// The server does not take user and password.
    case notAuthenticated(String)
    /// The server refuses what every connection begins with, or goes on with.
    case refused(String)
    /// What answers is no primary, so what it is told may be undone.
    case notPrimary(role: String)
    /// The server is still reading its data.
    case loading
    /// The server has started within the last seconds, and nobody has said yet what it remembers.
    case young
    /// The server forgets keys when its memory is full, and with them that a proof was used.
    case evicts(policy: String)
    /// This machine's clock is so far ahead of the store's, or behind it where that is negative.
    case clockDiffers(seconds: Int64)
    /// Nothing is sent any more.
    case stopped
}

extension StoreAbsence: CustomStringConvertible {
    /// A few words.
    public var description: String {
        switch self {
        case .unknown: "it is not connected yet"
        case .unreachable(let reason): reason
        case .silent: "it does not answer"
        case .notAuthenticated(let word): "it does not take user and password (\(word))"
        case .refused(let text): "it answers: \(text)"
        case .notPrimary(let role): "it is no primary (role \(role))"
        case .loading: "it is reading its data"
        case .young: "it has started only now"
        case .evicts(let policy): "its maxmemory-policy is \(policy), which forgets used proofs: expected noeviction"
        case .clockDiffers(let seconds) where seconds < 0: "this machine's clock is \(-seconds) s behind the store's"
        case .clockDiffers(let seconds): "this machine's clock is \(seconds) s ahead of the store's"
        case .stopped: "this process stops"
        }
    }
}
