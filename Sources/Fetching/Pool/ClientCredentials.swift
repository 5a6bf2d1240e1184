import Text

/// Who the sender of a form is, and what proves it (RFC 6749 §2.3.1). The secret is in no description.
public struct ClientCredentials: Sendable, Hashable {
    /// The client's identifier.
    public let clientID: String
    private let secret: String

    /// A client with its password.
    public init(clientID: String, secret: String) {
        self.clientID = clientID
        self.secret = secret
    }

    /// RFC 6749 §2.3.1: both parts are form-encoded first, so that neither ends the other.
    var basic: String {
        let pair = "\(FormEncoding.encode(clientID)):\(FormEncoding.encode(secret))"
        return "Basic \(Self.base64(Array(pair.utf8)))"
    }

    /// RFC 4648 §4, with padding.
    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let piece = bytes[start..<min(start + 3, bytes.count)]
            let bits = piece.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - piece.count))
            for digit in 0..<4 {
                text.append(digit <= piece.count ? alphabet[bits >> (18 - 6 * digit) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension ClientCredentials: CustomStringConvertible, CustomReflectable {
    /// The client.
    public var description: String { clientID }
    /// Nothing beside the client.
    public var customMirror: Mirror { Mirror(self, children: ["clientID": clientID]) }
}

/// `application/x-www-form-urlencoded` (RFC 6749, appendix B).
enum FormEncoding {
    /// Percent-encoded but for what no form changes; a blank is `%20`, which every reader takes as well as `+`.
    static func encode(_ text: String) -> String {
        PercentEncoding.encode(text, keeping: \.isUnreserved)
    }
}
