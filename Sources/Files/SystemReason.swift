import FoundationEssentials
import Glibc
import SystemPackage

/// Why the system refused something about a file, in its own words: `Permission denied`.
package enum SystemReason {
    /// The reason in an error of FoundationEssentials; any other error is its own.
    package static func text(_ error: any Error) -> String {
        guard let error = error as? CocoaError else { return "\(error)" }
        guard let reason = error.underlying as? POSIXError else { return "error \(error.code.rawValue)" }
        return Errno(rawValue: reason.code.rawValue).description
    }
}
