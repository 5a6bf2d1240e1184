/// Why a document could not be fetched.
public enum HTTPClientError: Error, Hashable {
    /// Not a URL that is fetched: `https`, or `http` of a loopback host, without user name.
    case urlNotAllowed
    /// The host has an address that is none of the public Internet, where only those were allowed: it was not connected to.
    case addressNotPublic
    /// The answer sends us elsewhere (3xx); redirects are not followed.
    case redirected(status: Int)
    /// The answer has another status than 200.
    case unexpectedStatus(Int)
    /// The body is longer than allowed.
    case bodyTooLarge(maxBytes: Int)
    /// The header section is longer than allowed.
    case headersTooLarge(maxBytes: Int)
    /// The whole transfer, connect included, took longer than the timeout.
    case timedOut
    /// No answer, in words of this machine's: name not resolved, connection refused, certificate not trusted, not HTTP, …
    case transferFailed(reason: String)
}

extension HTTPClientError: CustomStringConvertible {
    /// A sentence for logs, without anything that the other side sent.
    public var description: String {
        switch self {
        case .urlNotAllowed: "The URL is neither https nor http of a loopback host."
        case .addressNotPublic:
            "The host has a private, link-local or loopback address, which only its own issuer may name."
        case .redirected(let status): "The answer is a redirect (status \(status)); redirects are not followed."
        case .unexpectedStatus(let status): "The answer has the status \(status) instead of 200."
        case .bodyTooLarge(let maxBytes): "The body is longer than \(maxBytes) bytes."
        case .headersTooLarge(let maxBytes): "The header section is longer than \(maxBytes) bytes."
        case .timedOut: "There was no complete answer in time."
        case .transferFailed(let reason): "The transfer failed: \(reason)."
        }
    }
}
