import Text

/// A URL that keys may be fetched from: `https`, or `http` of a loopback host or of one that is named.
///
/// It is deliberately narrower than RFC 3986: visible ASCII, no user name, no backslash, so that no other parser
/// can read another host from it.
public struct SecureURL: Sendable, Hashable {
    /// The URL as it was written.
    public let text: String
    package let isHTTPS: Bool
    /// Whether it is of this machine, whatever a resolver says.
    package let isLoopback: Bool
    /// In lower case.
    package let host: String

    /// `nil` if `text` is not such a URL.
    ///
    /// - Parameters:
    ///   - text: the URL.
    ///   - httpHosts: hosts, in lower case and without a port, whose URLs may be `http` though they are elsewhere.
    public init?(_ text: String, allowingHTTPOf httpHosts: Set<String> = []) {
        guard text.utf8.allSatisfy({ $0.isVisibleASCII && $0 != UInt8(ascii: "\\") }) else { return nil }
        let isHTTPS = text.hasPrefix("https://")
        guard isHTTPS || text.hasPrefix("http://") else { return nil }
        let authority = text.utf8.dropFirst(isHTTPS ? 8 : 7).prefix { !"/?#".utf8.contains($0) }
        guard let host = Self.host(of: authority) else { return nil }
        isLoopback = LoopbackHost.contains(host)
        self.host = host.lowercased()
        guard isHTTPS || isLoopback || httpHosts.contains(self.host) else { return nil }
        self.text = text
        self.isHTTPS = isHTTPS
    }

    /// Scheme, host and port; `nil` where the host is no name and no address.
    package var origin: HTTPOrigin? {
        guard let (scheme, rest) = HTTPOrigin.split(text) else { return nil }
        return HTTPOrigin(scheme: scheme, authority: rest.prefix { !"/?#".contains($0) })
    }

    /// Whether both name the same host, in whatever letters (RFC 3986 §6.2.2.1); ports do not count.
    package func hasHost(of other: SecureURL) -> Bool {
        host.isSameText(as: other.host)
    }

    /// The host of `authority`, without its port; `nil` if there is none, or a user name.
    private static func host(of authority: Substring.UTF8View) -> Substring? {
        guard !authority.contains(UInt8(ascii: "@")) else { return nil }
        let isIPv6 = authority.first == UInt8(ascii: "[")
        let last = authority.firstIndex(of: UInt8(ascii: isIPv6 ? "]" : ":"))
        let end = isIPv6 ? last.map(authority.index(after:)) : last
        let host = Substring(authority[..<(end ?? authority.endIndex)])
        let port = Substring(authority[host.endIndex...])
        guard port.isEmpty || port.hasPrefix(":") && UInt16(digits: port.dropFirst()) != nil else { return nil }
        return host.isEmpty || isIPv6 && !host.hasSuffix("]") ? nil : host
    }
}
