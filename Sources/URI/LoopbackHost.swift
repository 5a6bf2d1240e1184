/// Hosts whose traffic never leaves the machine, so that plain `http` is as good as `https` (RFC 8252 §8.3).
package enum LoopbackHost {
    /// Whether `host`, as libcurl normalises it (IPv4 in four decimal parts, IPv6 in brackets), is one of them.
    package static func contains(_ host: String) -> Bool {
        host.lowercased() == "localhost" || host == "[::1]" || isIPv4Loopback(host)
    }

    /// RFC 1122 §3.2.1.3 (g): 127.0.0.0/8.
    private static func isIPv4Loopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { UInt8($0) != nil && $0.first?.isNumber == true }
    }
}
