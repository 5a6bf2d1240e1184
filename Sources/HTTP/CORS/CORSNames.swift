import Text

/// Methods, or names of header fields, that pages of other origins are allowed.
public struct CORSNames: Sendable, Hashable {
    /// The longest list, in bytes: a web server takes the answer in one piece.
    public static let longest = 1_024

    let value: String

    /// The names with commas between them.
    package var list: String { value.replacing(", ", with: ",") }

    /// A list; `nil` where one of the names is no token (RFC 9110 §5.6.2), where one is `*`, which stands for anything and then not
    /// for `Authorization`, and where together they are longer than ``longest``.
    public init?(_ names: [String]) {
        guard names.allSatisfy(Self.isName) else { return nil }
        value = names.joined(separator: ", ")
        guard value.utf8.count <= Self.longest else { return nil }
    }

    private init(standard value: StaticString) {
        self.value = value.description
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text != "*" && text.utf8.allSatisfy(\.isTokenCharacter)
    }

    /// The methods that read and change things.
    public static let standardMethods = CORSNames(standard: "GET, HEAD, POST, PUT, PATCH, DELETE")
    /// What a client with a token sends, and the Model Context Protocol.
    public static let standardRequestFields = CORSNames(
        standard: "Authorization, Content-Type, DPoP, MCP-Protocol-Version, Mcp-Session-Id, Last-Event-ID"
    )
    /// What a client must be able to read: challenges, nonces (RFC 9449 §8), and the session of the Model Context Protocol.
    public static let standardResponseFields = CORSNames(standard: "WWW-Authenticate, DPoP-Nonce, Mcp-Session-Id")
}
