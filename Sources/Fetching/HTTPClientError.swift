/// Why a document could not be fetched.
public enum HTTPClientError: Error, Hashable {
    /// Not a URL that is fetched: `https`, or `http` of a loopback host or of one that is named, without user name.
    case urlNotAllowed
    /// The host has an address that is none of the public Internet, where only those were allowed: it was not connected to.
    case addressNotPublic
    /// Only addresses of the public Internet were allowed, and a proxy would have connected: nothing was fetched.
    case addressUnknown
    /// The proxy answered `CONNECT` with another status than 2xx, such as 407.
    case proxyRefused(status: Int)
    /// The proxy let nobody through, in words of this machine's.
    case proxyFailed(reason: String)
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
    /// As many requests to the same place as may wait do.
    case busy
    /// No answer, in words of this machine's: name not resolved, connection refused, certificate not trusted, not HTTP, …
    case transferFailed(reason: String)
}

extension HTTPClientError {
    /// Whether the other side has answered that there is nothing of the kind: unknown paths are not found, forbidden, or lead
    /// elsewhere. Trouble, on its side or on the way, says nothing of what is there.
    public var isAbsence: Bool {
        switch self {
        // RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4.
        case .unexpectedStatus(408), .unexpectedStatus(425), .unexpectedStatus(429): false
        case .unexpectedStatus(let status): status < 500
        case .redirected, .bodyTooLarge: true
        default: false
        }
    }
}

extension HTTPClientError {
    /// - Throws: what is wrong with a status that is not 200.
    static func check(_ status: Int) throws(HTTPClientError) {
        if (300..<400).contains(status) { throw .redirected(status: status) }
        guard status == 200 else { throw .unexpectedStatus(status) }
    }
}

extension HTTPClientError: CustomStringConvertible {
    /// A sentence for logs, without anything that the other side sent.
    public var description: String {
        switch self {
        case .urlNotAllowed: "The URL is neither https nor http of a loopback host."
        case .addressNotPublic:
            "The host has a private, link-local or loopback address, which only its own issuer may name."
        case .addressUnknown:
            "It is not the issuer's own address, and through a proxy nobody here sees whether it is a public one."
        case .proxyRefused(let status): "The proxy refuses the connection (status \(status))."
        case .proxyFailed(let reason): "The proxy does not connect: \(reason)."
        case .redirected(let status): "The answer is a redirect (status \(status)); redirects are not followed."
        case .unexpectedStatus(let status): "The answer has the status \(status) instead of 200."
        case .bodyTooLarge(let maxBytes): "The body is longer than \(maxBytes) bytes."
        case .headersTooLarge(let maxBytes): "The header section is longer than \(maxBytes) bytes."
        case .timedOut: "There was no complete answer in time."
        case .busy: "Too many requests to it wait already."
        case .transferFailed(let reason): "The transfer failed: \(reason)."
        }
    }
}
