public import HTTPTypes
import JOSE
import OAuth
import Text

/// What a guarded application is told about a token, each claim in a header field of its own.
public struct IdentityHeaders: Sendable {
    /// A header field and the claim whose value it has.
    public struct Entry: Sendable, Hashable {
        /// The name of the field.
        public let name: HTTPField.Name
        /// What its value is.
        public let content: Content
    }

    /// What the value of a field is.
    public enum Content: Sendable, Hashable {
        /// `client_id`, or else `azp`.
        case clientID
        /// The token's scopes, separated by single spaces.
        case scopes
        /// All claims: a JSON object in UTF-8, base64url.
        case claims
        /// One claim.
        case claim(String)
    }

    /// The fields, in their order.
    public let entries: [Entry]
    /// Their names, and then `Auth-Refusal`: what a location sets whatever a client sends.
    let names: [HTTPField.Name]
    /// The names, and then `Auth-Refusal`, with commas between them, as the file that sets them in a location tells of them.
    public let list: String
    /// The same of ``entries`` only, as files of earlier versions tell.
    let listWithoutRefusal: String
    /// ``names`` in CGI's spelling, behind `HTTP_`.
    private let variables: [[UInt8]]

    /// The fields `Auth-Subject`, `Auth-Client`, `Auth-Scope`, `Auth-Issuer` and `Auth-Claims`.
    public static let standardText =
        "Auth-Subject=sub,Auth-Client=client_id,Auth-Scope=scope,Auth-Issuer=iss,Auth-Claims=*"

    /// Names that already mean something on the way from a web server to an application and back, in small letters.
    public static let reservedNames: Set<String> = [
        "accept", "authorization", "connection", "cookie", "date", "dpop", "expect", "host", "location", "origin",
        "proxy",
        "range", "referer", "server", "status", "te", "trailer", "upgrade", "vary", "via", "cache-control",
        "content-length",
        "content-type", "auth-refusal", "dpop-nonce", "keep-alive", "retry-after", "set-cookie", "transfer-encoding",
        "user-agent",
    ]

    /// Reads entries of the form `NAME=CLAIM`, where `*` stands for all claims.
    ///
    /// A name is made of letters and digits with at most one hyphen, so that there is one other spelling of it that
    /// applications may take for it: the one with an underscore.
    /// - Returns: `nil` for anything else, for a name that comes twice, and for one that a web server or bearerd uses itself.
    public init?(_ texts: [String]) {
        var entries: [Entry] = []
        for text in texts {
            guard let entry = Entry(text), !entries.contains(where: { $0.name == entry.name }) else { return nil }
            entries.append(entry)
        }
        self.entries = entries
        names = entries.map(\.name) + [.authRefusal]
        listWithoutRefusal = entries.map(\.name.rawName).joined(separator: ",")
        list = names.map(\.rawName).joined(separator: ",")
        variables = names.map { Array($0.rawName.uppercased().replacing("-", with: "_").utf8) }
    }

    /// An application may take a header field of this name, behind `HTTP_`, for one of these, and the web server does not: it
    /// would pass it on beside the true one.
    ///
    /// Some applications (PHP, for one) make `_` of any character that a variable cannot have.
    func isForged(by name: Span<UInt8>) -> Bool {
        variables.contains { Self.reads(name, as: $0) && !Self.equal(name, $0) }
    }

    /// The same letters and digits, with anything else between, before and behind them, and as in `variable` something
    /// between words.
    private static func reads(_ name: Span<UInt8>, as variable: [UInt8]) -> Bool {
        var position = 0
        func skipOthers() -> Bool {
            let start = position
            while position < name.count, letterOrDigit(name[position]) == nil { position += 1 }
            return position > start
        }
        _ = skipOthers()
        for byte in variable {
            if byte == UInt8(ascii: "_") {
                guard skipOthers() else { return false }
            } else {
                guard position < name.count, letterOrDigit(name[position]) == byte else { return false }
                position += 1
            }
        }
        _ = skipOthers()
        return position == name.count
    }

    /// In upper case; `nil` for all else.
    private static func letterOrDigit(_ byte: UInt8) -> UInt8? {
        byte.isASCIIAlphanumeric ? byte.uppercasedASCII : nil
    }

    private static func equal(_ name: Span<UInt8>, _ variable: [UInt8]) -> Bool {
        name.count == variable.count && name.indices.allSatisfy { name[$0] == variable[$0] }
    }

    /// The answer that lets a request with this token through: it is not stored, and has the fields of the token.
    ///
    /// They are made once of a token that is remembered.
    func answer(about token: AccessToken) -> HTTPFields {
        let told = token.kept { ToldIdentity(token, by: self) }
        // Others than these may have been first, as settings can change.
        return told.entries == entries ? told.answer : ToldIdentity(token, by: self).answer
    }

    /// The fields of a token. A claim that the token does not have makes no field; neither does anything without a token.
    func fields(of token: AccessToken?) -> [HTTPField] {
        guard let token else { return [] }
        var fields: [HTTPField] = []
        fields.reserveCapacity(entries.count)
        for entry in entries {
            if let text = entry.content.text(in: token) { fields.append(HTTPField(name: entry.name, value: text)) }
        }
        return fields
    }
}

extension IdentityHeaders.Entry {
    fileprivate init?(_ text: String) {
        guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = String(text[..<equals])
        let claim = String(text[text.utf8.index(after: equals)...])
        let words = name.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let areWords = words.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isASCIIAlphanumeric) }
        guard words.count <= 2, areWords, name.utf8.count <= 64,
            !IdentityHeaders.reservedNames.contains(name.lowercased()),
            let fieldName = HTTPField.Name(name), !claim.isEmpty
        else { return nil }
        self.name = fieldName
        content =
            switch claim {
            case "client_id": .clientID
            case "scope": .scopes
            case "*": .claims
            default: .claim(claim)
            }
    }
}

extension IdentityHeaders.Content {
    fileprivate func text(in token: AccessToken) -> String? {
        switch self {
        case .clientID: token.clientID.map(Self.word)
        case .scopes: Self.list(token.scopes)
        case .claims: Base64URL.encode(token.claims.encoded())
        case .claim(let name): token.claims[name].flatMap(Self.text)
        }
    }

    /// A string as a word, an array of strings as words, anything else as JSON in one word; `null` is no claim.
    private static func text(_ value: JSONValue) -> String? {
        if case .null = value { return nil }
        if let string = value.stringValue { return word(string) }
        if let strings = value.stringArrayValue { return list(strings) }
        return word(String(decoding: value.encoded(), as: UTF8.self))
    }

    private static func list(_ words: [String]) -> String {
        words.map(word).joined(separator: " ")
    }

    /// Visible ASCII but the percent sign; all else is percent-encoded, so that no claim can end its field, and every text has
    /// one spelling.
    private static func word(_ text: String) -> String {
        PercentEncoding.encode(text) { $0.isVisibleASCII && $0 != UInt8(ascii: "%") }
    }
}
