/// Reads one challenge by the letter: `auth-scheme 1*SP auth-param *( OWS "," OWS auth-param )` (RFC 9110 §11.6.1), its
/// values quoted strings of the characters that RFC 6750 §3 allows. Written for tests, only from the grammar.
struct ChallengeParser {
    let scheme: String
    let parameters: [(name: String, value: String)]

    /// `nil` for anything that is not such a challenge.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard let scheme = Self.token(&rest), Self.take(" ", &rest) else { return nil }
        var parameters: [(name: String, value: String)] = []
        repeat {
            Self.skipSpace(&rest)
            guard let name = Self.token(&rest), Self.take("=", &rest), let value = Self.quoted(&rest) else {
                return nil
            }
            // RFC 6750 §3: no parameter twice.
            guard !parameters.contains(where: { $0.name == name }) else { return nil }
            parameters.append((name, value))
            Self.skipSpace(&rest)
        } while Self.take(",", &rest)
        guard rest.isEmpty else { return nil }
        self.scheme = scheme
        self.parameters = parameters
    }

    /// `token` (RFC 9110 §5.6.2).
    static func token(_ rest: inout ArraySlice<UInt8>) -> String? {
        let characters = Set("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        let word = rest.prefix { characters.contains($0) }
        rest = rest.dropFirst(word.count)
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard take("\"", &rest) else { return nil }
        let text = rest.prefix { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
        rest = rest.dropFirst(text.count)
        return take("\"", &rest) ? String(decoding: text, as: UTF8.self) : nil
    }

    private static func take(_ character: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func skipSpace(_ rest: inout ArraySlice<UInt8>) {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
    }
}
