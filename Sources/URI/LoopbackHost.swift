import Text

/// Hosts whose traffic never leaves the machine, so that plain `http` is as good as `https` (RFC 8252 §8.3).
package enum LoopbackHost {
    /// Whether `host`, as a URL has it (IPv4 in four decimal parts, IPv6 in brackets), is `localhost` (RFC 6761 §6.3), `::1`
    /// (RFC 4291 §2.5.3) or of 127.0.0.0/8 (RFC 1122 §3.2.1.3).
    package static func contains(_ host: some StringProtocol) -> Bool {
        isLocalhost(host) || host == "[::1]" || isIPv4Loopback(host)
    }

    private static func isLocalhost(_ host: some StringProtocol) -> Bool {
        host.utf8.count == 9 && host.lowercased() == "localhost"
    }

    private static func isIPv4Loopback(_ host: some StringProtocol) -> Bool {
        // Most hosts are not: they are not taken apart.
        guard host.utf8.starts(with: "127.".utf8) else { return false }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8(digits: $0) != nil }
    }
}
