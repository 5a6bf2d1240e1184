import Glibc

/// Why a socket could not be had.
public struct ListenError: Error, Sendable, CustomStringConvertible {
    /// What was tried and what the system said, in one line.
    public let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Takes the reason from `errno`.
    static func last(_ attempt: String) -> ListenError {
        let reason = unsafe String(cString: strerror(errno))
        return ListenError("\(attempt): \(reason)")
    }
}
