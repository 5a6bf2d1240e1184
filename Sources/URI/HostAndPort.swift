import Text

/// A host and a port, both written: what is connected to.
public struct HostAndPort: Sendable, Hashable {
    /// A name or an address, in lower case; an IPv6 address within its brackets.
    public let host: String
    /// From 1 to 65535.
    public let port: UInt16

    /// Reads `host:port`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        // Of a host that is an address, the digits behind its last colon are no port.
        let text = text.lowercased()
        guard let origin = HTTPOrigin(scheme: "https", authority: text), text.hasPrefix("\(origin.host):"),
            text.utf8.last?.isASCIIDigit == true
        else { return nil }
        host = origin.host
        port = origin.port
    }

    /// Whether it is this machine, whatever a resolver says.
    package var isLoopback: Bool { LoopbackHost.contains(host) }
}

extension HostAndPort: CustomStringConvertible {
    /// `host:port`.
    public var description: String { "\(host):\(port)" }
}
