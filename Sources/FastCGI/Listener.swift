/// A listening socket that the server owns.
public struct Listener: ~Copyable {
    /// Where it listens, for the log.
    public let description: String

    /// Binds `address` and listens.
    ///
    /// The file of a Unix socket whose process is gone is replaced; one on which a process still listens is not.
    /// - Throws: ``ListenError``.
    public init(_ address: ListenAddress, socketMode: UInt16 = 0o660) throws(ListenError) {
        self.description = address.description
    }

    /// The socket that systemd handed over (`LISTEN_FDS`), or one that a spawner left on descriptor 0; `nil` if there is none.
    public static func inherited() throws(ListenError) -> Listener? { nil }
}

/// Why a socket could not be had.
public struct ListenError: Error, Sendable, CustomStringConvertible {
    /// What was tried and what the system said, in one line.
    public let description: String
}
