import JOSE
import Text

/// Where in a token's claims something stands: the name of a claim, or the names on the way into nested objects.
///
/// In writing a dot goes into an object, `\.` is a dot of a name, and `\\` a backslash: `realm_access.roles`,
/// `https://example\.com/roles`.
public struct ClaimPath: Sendable, Hashable {
    /// The names from the outside in; one at least.
    let names: [ExactText]

    /// Reads a path; `nil` for an empty name, and for a backslash before anything else than a dot or another one.
    public init?(_ text: String) {
        var names: [[UInt8]] = [[]]
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "."): names.append([])
            case UInt8(ascii: "\\"):
                guard let escaped = bytes.next(), escaped == byte || escaped == UInt8(ascii: ".") else { return nil }
                names[names.count - 1].append(escaped)
            default: names[names.count - 1].append(byte)
            }
        }
        guard !names.contains([]) else { return nil }
        self.names = names.map { ExactText(String(decoding: $0, as: UTF8.self)) }
    }

    /// The claim of this name, whatever characters it has.
    public init(claim name: String) {
        names = [ExactText(name)]
    }

    /// The same path, and from there on the member of this name.
    public func appending(_ name: String) -> ClaimPath {
        ClaimPath(names: names + [ExactText(name)])
    }

    private init(names: [ExactText]) {
        self.names = names
    }
}

extension ClaimPath: CustomStringConvertible {
    /// The path in writing.
    public var description: String {
        names.map { $0.text.replacing("\\", with: "\\\\").replacing(".", with: "\\.") }.joined(separator: ".")
    }
}

extension ClaimPath {
    /// `scope` (RFC 9068 §2.2.3), `scp` as some issuers call it, and `permissions`, as Auth0's role-based access control
    /// fills it.
    public static let standardScopes = ["scope", "scp", "permissions"].map(ClaimPath.init(claim:))
    /// `roles` (RFC 9068 §2.2.3.1).
    public static let standardRoles = [ClaimPath(claim: "roles")]
}
