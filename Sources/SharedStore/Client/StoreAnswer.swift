/// The answer to a command, with what is known of the store that gave it.
package struct StoreAnswer: Sendable {
    package let reply: RedisReply
    /// Since when the store had forgotten nothing when it answered, by its clock, in milliseconds since 1970.
    package let memorySince: Int64
    /// The present by the store's clock, when the answer came, in milliseconds since 1970.
    package let now: Int64
}

/// What those are told who use a store's connection, on its thread: they return at once.
package enum StoreMoment: Sendable, Hashable {
    /// There is a new connection.
    case connected
    /// What the store remembered may be lost, without the connection.
    case memoryLost
    /// Four times a second while there is a connection.
    case heartbeat
    /// There is no connection any more.
    case away
}
