import Text

/// A field line that a request is sent with, such as the key of a gateway. Its value is a secret: it is in no description.
public struct RequestHeader: Sendable, Hashable {
    /// The name (RFC 9110 §5.1).
    public let name: String
    let value: String

    /// How many lines a text may have, and how many bytes.
    public static let mostLines = 32
    /// The longest text, in bytes.
    public static let maxBytes = 16_384

    /// What the connection and the message are made of, which are not an operator's to say (RFC 9110 §7.6.1, RFC 9112 §6).
    private static let reserved: Set<String> = [
        "connection", "content-length", "expect", "host", "keep-alive", "proxy-authenticate", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    /// Reads `Name: value`: a token (RFC 9110 §5.6.2), and visible ASCII with blanks between; `nil` for anything else.
    init?(_ line: Substring) {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let value = Substring(parts[1].utf8.trimming(while: \.isBlank))
        guard !parts[0].isEmpty, parts[0].utf8.allSatisfy(\.isTokenCharacter), !value.isEmpty,
            value.utf8.allSatisfy({ $0.isVisibleASCII || $0.isBlank })
        else { return nil }
        name = String(parts[0])
        self.value = String(value)
        if Self.reserved.contains(name.lowercased()) { return nil }
    }

    /// Reads one header a line; empty lines do not count.
    ///
    /// - Returns: `nil` for a text without one, with more than ``mostLines``, or with a line that is none, such as that of a
    ///   header that belongs to the connection.
    public static func lines(of text: [UInt8]) -> [RequestHeader]? {
        guard text.count <= maxBytes else { return nil }
        var headers: [RequestHeader] = []
        for line in String(decoding: text, as: UTF8.self).utf8.split(separator: UInt8(ascii: "\n")) {
            // Some editors end lines with both.
            let line = Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
            if line.utf8.allSatisfy(\.isBlank) { continue }
            guard headers.count < mostLines, let header = RequestHeader(line) else { return nil }
            headers.append(header)
        }
        return headers.isEmpty ? nil : headers
    }

    /// As libcurl takes it.
    var line: String { "\(name): \(value)" }
}

extension RequestHeader: CustomStringConvertible, CustomReflectable {
    /// The name.
    public var description: String { "\(name): …" }
    /// Nothing beside the name.
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
