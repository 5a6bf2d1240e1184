import JOSE
import TestSupport

@testable import OAuth

/// Changes tokens at random, the way an attacker would: what stands in them, or only how it is written.
struct TokenMutator {
    /// How many changes a test makes.
    static let count = SeededNumbers.tries(usually: 4_000)

    private(set) var random = SeededNumbers(seed: 7519)

    /// Another text, by bytes, parts or spellings. The outcome may by chance be the original.
    mutating func mutate(_ token: String, other: String) -> String {
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: bytes(token)
        case 2: parts(token, other)
        case 3: respelled(token)
        case 4: decoded(token) { mutator, bytes in mutator.flip(&bytes) }
        default: decoded(token) { mutator, bytes in mutator.splice(&bytes) }
        }
    }

    /// Other claims: one removed, renamed, retyped or with another value.
    mutating func retype(_ claims: JSONObject) -> JSONObject {
        var claims = claims
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let known = [
                "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "scope", "azp", "permissions", "cnf", "roles",
            ]
            guard let name = known.randomElement(using: &random) else { continue }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: claims[name] = nil
            case 1:
                claims[name.uppercased()] = claims[name]
                claims[name] = nil
            default: claims[name] = Self.values.randomElement(using: &random) ?? .null
            }
        }
        return claims
    }

    private mutating func bytes(_ token: String) -> String {
        var bytes = Array(token.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            if Bool.random(using: &random) { flip(&bytes) } else { splice(&bytes) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func flip(_ bytes: inout [UInt8]) {
        guard let index = bytes.indices.randomElement(using: &random) else { return }
        bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    }

    private mutating func splice(_ bytes: inout [UInt8]) {
        let start = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, start + Int.random(in: 0...8, using: &random))
        let fragment = Self.fragments.randomElement(using: &random) ?? ""
        bytes.replaceSubrange(start..<end, with: fragment.utf8)
    }

    /// Parts swapped, repeated, left out or taken from another token.
    private mutating func parts(_ token: String, _ other: String) -> String {
        let pool: [Substring] = token.split(separator: ".") + other.split(separator: ".") + [""]
        let count = [1, 2, 3, 3, 3, 3, 4, 5].randomElement(using: &random) ?? 3
        var parts: [Substring] = []
        for index in 0..<count {
            let isOwn = Bool.random(using: &random) && index < 3
            parts.append(isOwn ? pool[index] : pool.randomElement(using: &random) ?? "")
        }
        return parts.joined(separator: ".")
    }

    /// The same JSON, written otherwise: a signature is over the text.
    private mutating func respelled(_ token: String) -> String {
        decoded(token) { mutator, bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            let (old, new) = Self.spellings.randomElement(using: &mutator.random) ?? ("", "")
            bytes = Array(text.replacing(old, with: new).utf8)
        }
    }

    /// Changes one decoded part and encodes it again.
    private mutating func decoded(_ token: String, _ change: (inout TokenMutator, inout [UInt8]) -> Void) -> String {
        var parts = token.split(separator: ".").map(String.init)
        let index = Int.random(in: 0..<parts.count, using: &random)
        var bytes = Base64URL.decode(parts[index]) ?? []
        change(&self, &bytes)
        parts[index] = Base64URL.encode(bytes)
        return parts.joined(separator: ".")
    }

    private static let fragments = [
        "", ".", "..", "=", "\"", "}", "{", ",", "\\u0000", "\0", " ", "\n", "A", "AA", "-_", "+/", "e30", "é",
        "\u{FEFF}",
        #""alg":"none""#, #""alg":"HS256","#, #""crit":["exp"],"#, #""b64":false,"#, #""exp":9999999999,"#,
        #""aud":"https://api.example","#, "1e9", "null",
    ]

    private static let spellings = [
        (":", ": "), (",", ", "), ("{", "{ "), ("/", "\\/"), ("i", "\\u0069"), ("1700003600", "1700003600.0"),
        ("1700003600", "1.7000036e9"), ("JWT", "jwt"), ("ES256", "es256"), ("\"sub\"", "\"\\u0073ub\""), ("}", "}\n"),
    ]

    private static let values: [JSONValue] = [
        .null, true, false, 0, -1, 5, 1_699_999_000, 1_700_000_000, 1_900_000_000, 1.7e9, 1e300, "", " ", "a", "a b",
        "a  b",
        "1700003600", "https://issuer.example/", "https://issuer.example", "https://api.example", [], ["a"], ["a", 1],
        ["https://api.example"], ["x", "https://api.example"], [["https://api.example"]], [:], ["jkt": "a"],
        ["jkt": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"], ["x5t#S256": "a"],
    ]
}
