import Glibc
package import Threads

/// Why a socket could not be had.
public struct ListenError: Error, Sendable, CustomStringConvertible {
    /// What was tried and what the system said, in one line.
    public let description: String
    /// The same, without the address where that was all that was tried.
    public let reason: String

    init(_ description: String) {
        self.description = description
        reason = description
    }

    init(binding address: ListenAddress, _ reason: String) {
        description = "bind \(address): \(reason)"
        self.reason = reason
    }

    /// Takes the reason from `errno`.
    static func lastBinding(_ address: ListenAddress) -> ListenError {
        ListenError(binding: address, lastReason())
    }

    /// A thread cannot be had.
    package init(_ error: NoThread) {
        errno = error.code
        self = .last("start a thread")
    }

    /// Takes the reason from `errno`.
    static func last(_ attempt: String) -> ListenError {
        ListenError("\(attempt): \(lastReason())")
    }

    private static func lastReason() -> String { unsafe String(cString: strerror(errno)) }
}
