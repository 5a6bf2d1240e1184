import FoundationEssentials
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
        return "Basic \(Data(pair.utf8).base64EncodedString())"
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
