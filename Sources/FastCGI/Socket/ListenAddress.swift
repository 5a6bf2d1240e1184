import Text

/// Where a server listens: `unix:/path`, `127.0.0.1:9000` or `[::1]:9000`.
public enum ListenAddress: Sendable, Hashable {
    /// A Unix socket by its path.
    case unix(_ path: String)
    /// A TCP port on an IPv4 or IPv6 address.
    case tcp(host: String, port: UInt16)

    /// Reads an address as it is written in a setting; `nil` if it is not one.
    public init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            // sockaddr_un.sun_path has 108 bytes on Linux, the terminating zero among them.
            guard path.hasPrefix("/"), path.utf8.count < 108, !path.utf8.contains(0) else { return nil }
            self = .unix(path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(digits: text[text.index(after: colon)...])
        else { return nil }
        var host = text[..<colon]
        let isIPv6 = host.contains(":")
        if isIPv6 {
            guard host.hasPrefix("["), host.hasSuffix("]") else { return nil }
            host = host.dropFirst().dropLast()
        }
        guard SocketAddress.isNumericHost(String(host), isIPv6: isIPv6) else { return nil }
        self = .tcp(host: String(host), port: port)
    }
}

extension ListenAddress: CustomStringConvertible {
    /// As it is written in a setting.
    public var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
