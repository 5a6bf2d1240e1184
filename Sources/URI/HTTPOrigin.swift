import Text

/// The origin of an `http` or `https` URI: scheme, host and port, in the one form that RFC 3986 §6.2.2.1 and §6.2.3 give
/// them.
public struct HTTPOrigin: Sendable, Hashable {
    /// `http` or `https`.
    public let scheme: String
    /// In lower case; an IPv6 address within its brackets.
    public let host: String
    /// The scheme's own where none is written.
    public let port: UInt16

    /// Reads `https://host` or `https://host:port`, with nothing behind it; `nil` for anything else.
    public init?(_ text: String) {
        guard let (scheme, rest) = Self.split(text) else { return nil }
        self.init(scheme: scheme, authority: rest)
    }

    /// Puts an origin together.
    ///
    /// - Parameters:
    ///   - scheme: `http` or `https`, in any letter case.
    ///   - authority: `host` or `host:port`. It may be a stranger's word: whatever is not a host is refused.
    ///   - defaultPort: Counts where the authority has none; the scheme's own if this is `nil` too.
    public init?(scheme: String, authority: some StringProtocol, defaultPort: UInt16? = nil) {
        let scheme = scheme.lowercased()
        guard let standardPort = Self.standardPorts[scheme], let (host, port) = Self.hostAndPort(Array(authority.utf8))
        else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port ?? defaultPort ?? standardPort
    }

    /// A host name or an address has no more characters (RFC 1035 §2.3.4).
    private static let longestHost = 255
    private static let standardPorts: [String: UInt16] = ["http": 80, "https": 443]

    /// The scheme of an absolute URI, and what follows its two slashes.
    package static func split(_ uri: String) -> (scheme: String, rest: Substring)? {
        guard let colon = uri.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let rest = uri.utf8[colon...]
        guard rest.starts(with: "://".utf8) else { return nil }
        return (String(uri[..<colon]), Substring(rest.dropFirst(3)))
    }

    /// No user, no escapes, no name outside of ASCII: RFC 3986 §3.2.2 as far as HTTP hosts go.
    private static func hostAndPort(_ authority: [UInt8]) -> (host: String, port: UInt16?)? {
        let isAddress = authority.first == UInt8(ascii: "[")
        let end: Int
        if isAddress {
            guard let bracket = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            end = bracket + 1
        } else {
            end = authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.count
        }
        let host = authority[..<end]
        guard host.count <= longestHost, isAddress ? isIPv6(host) : isName(host) else { return nil }
        guard end < authority.count else { return (text(host), nil) }
        guard authority[end] == UInt8(ascii: ":") else { return nil }
        // RFC 3986 §6.2.3: an empty port is the default one.
        let digits = authority[(end + 1)...]
        if digits.isEmpty { return (text(host), nil) }
        guard digits.count <= 5, let port = UInt16(digits: text(digits)), port > 0 else { return nil }
        return (text(host), port)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self).lowercased()
    }

    private static func isName(_ host: ArraySlice<UInt8>) -> Bool {
        !host.isEmpty
            && host.allSatisfy { $0.isASCIIAlphanumeric || "-._".utf8.contains($0) }
    }

    private static func isIPv6(_ host: ArraySlice<UInt8>) -> Bool {
        host.count > 3
            && host.dropFirst().dropLast().allSatisfy { $0.hexadecimalValue != nil || ":.".utf8.contains($0) }
    }
}

extension HTTPOrigin: CustomStringConvertible {
    /// `https://host`, with a port where it is not the scheme's own.
    public var description: String {
        port == Self.standardPorts[scheme] ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }
}
