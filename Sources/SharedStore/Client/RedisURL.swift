import Text
public import URI

/// Where a Redis is, who asks it, and in which of its databases.
///
/// `redis://[user:password@]host[:port][/database]`, `unix:/path` or `unix://[user:password@]/path[?db=database]`, and, for
/// a primary that Sentinels name, `redis+sentinel://[user:password@]host[:port][,host[:port]…]/name[/database]`. In user and
/// password, what is not a letter, digit or one of `-._~` may be percent-encoded, and `:@/?` must be.
public struct RedisURL: Sendable, Hashable {
    /// What is connected to.
    public enum Place: Sendable, Hashable {
        /// A server.
        case server(HostAndPort)
        /// A server's Unix socket, by its path.
        case socket(String)
        /// The primary that has this name with one of these Sentinels.
        case sentinels([HostAndPort], primary: String)
    }

    /// What is connected to.
    public let place: Place
    /// Whose password it is; `nil` for that of the server's default user.
    public let user: String?
    /// `nil` where none is needed.
    public let password: String?
    /// The number of the database.
    public let database: Int

    /// Why a text is no such URL. Nothing of the text stands in it.
    public struct Mistake: Error, Sendable, CustomStringConvertible {
        /// A few words.
        public let description: String
    }

    /// Reads a URL.
    public init(_ text: String) throws(Mistake) {
        let (scheme, rest) = try Self.scheme(text)
        // The path of unix:/path begins where a password would: whatever stands in it is the path's.
        let at = rest.hasPrefix("/") ? nil : rest.utf8.lastIndex(of: UInt8(ascii: "@"))
        (user, password) = try Self.credentials(at.map { rest[..<$0] })
        let target = at.map { rest[rest.utf8.index(after: $0)...] } ?? rest
        switch scheme {
        case .redis: (place, database) = try Self.server(target)
        case .unix: (place, database) = try Self.socket(target)
        case .sentinel: (place, database) = try Self.sentinels(target)
        }
    }

    private enum Scheme {
        case redis
        case unix
        case sentinel
    }

    private static let prefixes: [(String, Scheme)] = [
        ("redis://", .redis), ("redis+sentinel://", .sentinel), ("unix://", .unix), ("unix:", .unix),
    ]
    private static let standardPort = 6379
    private static let standardSentinelPort = 26_379
    /// What a socket's address has room for (unix(7)).
    private static let longestPath = 107

    private static func scheme(_ text: String) throws(Mistake) -> (Scheme, Substring) {
        if text.hasPrefix("rediss://") {
            throw Mistake(
                description: """
                    this hiredis has no TLS: reach Redis by way of stunnel or of a Unix socket, or build with a newer hiredis
                    """
            )
        }
        for (prefix, scheme) in prefixes where text.hasPrefix(prefix) { return (scheme, text.dropFirst(prefix.count)) }
        throw Mistake(description: "it begins with none of redis://, redis+sentinel:// and unix:/")
    }

    private static func credentials(_ text: Substring?) throws(Mistake) -> (user: String?, password: String?) {
        guard let text else { return (nil, nil) }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            throw Mistake(description: "there is a user without a password")
        }
        let encoded = [text[..<colon], text[text.utf8.index(after: colon)...]]
        let decoded = encoded.compactMap { part in
            PercentEncoding.decode(part.utf8) { ":@/?".utf8.contains($0) ? nil : $0 }
        }
        guard decoded.count == 2, !decoded[1].isEmpty else {
            throw Mistake(description: "user and password are not percent-encoded, or there is no password")
        }
        return (decoded[0].isEmpty ? nil : decoded[0], decoded[1])
    }

    private static func server(_ text: Substring) throws(Mistake) -> (Place, Int) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let host = address(parts[0], standardPort) else { throw Self.noAddress }
        return (.server(host), try database(parts.count == 2 ? parts[1] : ""))
    }

    private static func socket(_ text: Substring) throws(Mistake) -> (Place, Int) {
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = String(parts[0])
        guard path.hasPrefix("/"), path.utf8.count <= longestPath, !path.utf8.contains(0) else {
            throw Mistake(description: "it has no absolute path of at most \(longestPath) bytes")
        }
        guard parts.count == 2 else { return (.socket(path), 0) }
        guard parts[1].hasPrefix("db=") else { throw Mistake(description: "nothing but db=NUMBER may follow ?") }
        return (.socket(path), try database(parts[1].dropFirst(3)))
    }

    private static func sentinels(_ text: Substring) throws(Mistake) -> (Place, Int) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, !parts[1].isEmpty, parts[1].utf8.allSatisfy(\.isQuotable) else {
            throw Mistake(description: "it does not name one primary behind its Sentinels")
        }
        let hosts = parts[0].split(separator: ",", omittingEmptySubsequences: false)
        let addresses = hosts.compactMap { address($0, standardSentinelPort) }
        guard addresses.count == hosts.count else { throw Self.noAddress }
        return (.sentinels(addresses, primary: String(parts[1])), try database(parts.count == 3 ? parts[2] : ""))
    }

    private static let noAddress = Mistake(description: "it has no host, with a port from 1 to 65535 if any")

    private static func address(_ text: Substring, _ standardPort: Int) -> HostAndPort? {
        HostAndPort(text) ?? HostAndPort("\(text):\(standardPort)")
    }

    private static func database(_ text: Substring) throws(Mistake) -> Int {
        if text.isEmpty { return 0 }
        guard let number = Int(digits: text), number <= 65_535 else {
            throw Mistake(description: "its database is no number")
        }
        return number
    }
}

extension RedisURL: CustomStringConvertible {
    /// The URL without its password.
    public var description: String {
        let secret = password == nil ? "" : "\(user ?? ""):***@"
        switch place {
        case .server(let host): return "redis://\(secret)\(host)/\(database)"
        case .socket(let path):
            return "unix:\(secret.isEmpty ? "" : "//\(secret)")\(path)\(database == 0 ? "" : "?db=\(database)")"
        case .sentinels(let hosts, let primary):
            let list = hosts.map(\.description).joined(separator: ",")
            return "redis+sentinel://\(secret)\(list)/\(primary)/\(database)"
        }
    }

    /// A text that should have been such a URL, without what could be a password.
    public static func redacted(_ text: String) -> String {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return text }
        let scheme = text.utf8.prefix { $0.isASCIILetter || $0 == UInt8(ascii: "+") }
        return "\(Substring(scheme))://***\(text[at...])"
    }
}
