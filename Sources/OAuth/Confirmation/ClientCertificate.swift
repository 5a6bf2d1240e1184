import JOSE
import Text

/// The certificate with which a client has opened its connection (RFC 8705), as the web server passes it.
public struct ClientCertificate: Sendable, Hashable {
    /// The SHA-256 of its DER encoding in base64url, which `x5t#S256` has; `nil` for what cannot be read as a certificate.
    public let thumbprint: String?

    /// A longer text is not read, in bytes of PEM.
    public static let longest = 16_384

    /// Reads PEM (RFC 7468 §5), percent-encoded or not, as nginx has it in `$ssl_client_escaped_cert`. Of several certificates
    /// the first is the client's own; nothing else stands behind it.
    public init(pem: String) {
        thumbprint = Self.leaf(pem).map { Base64URL.encode(SHA256.digest(of: $0)) }
    }

    private static let begin = Array("-----BEGIN CERTIFICATE-----".utf8)
    private static let end = Array("-----END CERTIFICATE-----".utf8)

    private static func leaf(_ pem: String) -> [UInt8]? {
        guard pem.utf8.count <= longest * 3, let text = PercentEncoding.bytes(pem.utf8.span, plain: { $0 }),
            text.count <= longest
        else { return nil }
        var rest = text[...]
        var leaf: [UInt8]?
        repeat {
            guard let certificate = block(&rest) else { return nil }
            leaf = leaf ?? certificate
            rest = rest.drop(while: isLineEnd)
        } while !rest.isEmpty
        return leaf
    }

    /// Takes a certificate off the front.
    private static func block(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.starts(with: begin) else { return nil }
        let body = rest.dropFirst(begin.count)
        guard let dash = body.firstIndex(of: UInt8(ascii: "-")), body[dash...].starts(with: end) else { return nil }
        rest = body[dash...].dropFirst(end.count)
        guard let bytes = decoded(body[..<dash]), isSequence(bytes) else { return nil }
        return bytes
    }

    /// Base64 in lines, with padding.
    private static func decoded(_ lines: ArraySlice<UInt8>) -> [UInt8]? {
        let lines = lines.span
        let text = [UInt8](capacity: lines.count) { output in
            for index in lines.indices where !isLineEnd(lines[index]) { output.append(base64URL(lines[index])) }
        }
        let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
        guard text.count % 4 == 0 else { return nil }
        return Base64URL.decode(text.span.extracting(..<(text.count - padding)))
    }

    /// The same in the other alphabet. What only that one has becomes what is in none: a certificate has one spelling.
    private static func base64URL(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        case UInt8(ascii: "-"), UInt8(ascii: "_"): 0
        default: byte
        }
    }

    /// DER of a SEQUENCE, which a certificate is (RFC 5280 §4.1), with nothing behind it.
    private static func isSequence(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 4, bytes[0] == 0x30 else { return false }
        switch bytes[1] {
        case 0x81: return bytes.count == 3 + Int(bytes[2])
        case 0x82: return bytes.count == 4 + Int(bytes[2]) << 8 + Int(bytes[3])
        default: return false
        }
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
