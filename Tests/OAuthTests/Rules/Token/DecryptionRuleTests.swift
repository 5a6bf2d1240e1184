import JOSE
import Testing

@testable import OAuth

@Suite("Encrypted tokens")
struct DecryptionRuleTests {
    private static let keys = Result { () throws(DecryptionKeyError) in
        [
            try DecryptionKey.generate(.rsaOAEP256, keyID: "rsa"), try DecryptionKey.generate(.ecdhES, keyID: "ec"),
            try DecryptionKey.generate(.ecdhESA256KW, on: "X25519", keyID: "x"),
        ]
    }

    private let keys: [DecryptionKey]

    init() throws {
        keys = try Self.keys.get()
    }

    private func validator(
        _ keys: [DecryptionKey]? = nil,
        remembering entries: Int = 0,
        maxTokenBytes: Int = 16_384
    ) throws -> AccessTokenValidator {
        try TokenFixtures.validator(
            maxTokenBytes: maxTokenBytes,
            decryptionKeys: DecryptionKeySet(keys ?? self.keys),
            remembering: entries
        )
    }

    private func encrypted(
        _ token: String? = nil,
        for name: String = "ec",
        header: JSONObject = ["cty": "JWT"]
    ) throws -> String {
        let key = try #require(keys.first { $0.keyID == name })
        return try key.encryptionKey.encrypt(token ?? TokenFixtures.token(), header: header)
    }

    @Test("The signed token in it is judged like any other", arguments: ["rsa", "ec", "x"])
    func accepted(name: String) async throws {
        let token = try await validator().validate(encrypted(for: name), at: TokenFixtures.now)
        #expect(token.subject == "auth0|someone" && token.scopes == ["read:messages", "write:messages"])
        let expired = try TokenFixtures.token(TokenFixtures.claims.with("exp", 1_600_000_000))
        #expect(try await validator().refusal(of: encrypted(expired, for: name))?.code == .tokenExpired)
        let forged = try encrypted(TokenFixtures.token() + "A", for: name)
        #expect(try await validator().refusal(of: forged)?.code == .invalidSignature)
        let other = try encrypted(TokenFixtures.token(by: .generate(.es256)), for: name)
        #expect(try await validator().refusal(of: other)?.code == .keyNotFound)
    }

    @Test("With keys, a token that is only signed is accepted as before")
    func plain() async throws {
        #expect(try await validator().refusal(of: TokenFixtures.token()) == nil)
    }

    @Test("Without keys, it is malformed as before")
    func withoutKeys() async throws {
        let error = try await TokenFixtures.validator().refusal(of: encrypted())
        #expect(error?.code == .tokenMalformed)
        #expect(error?.detail == "The token does not consist of three parts with a dot between them.")
    }

    @Test("Whatever keeps it from being decrypted, the refusal is one and says nothing")
    func failures() async throws {
        let good = try encrypted(for: "rsa")
        let parts = good.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        var texts = try [
            encrypted(header: ["cty": "JWT", "kid": "nobody"]),
            encrypted(for: "rsa", header: ["cty": "JWT", "kid": "ec"]),
            encrypted(header: ["alg": "RSA1_5"]), encrypted(header: ["enc": "A192GCM"]),
            encrypted(header: ["enc": "A128CBC-HS256"]), encrypted(header: ["alg": "PBES2-HS256+A128KW"]),
        ]
        for index in 1..<5 {
            var changed = parts
            var bytes = try #require(Base64URL.decode(parts[index]))
            bytes[0] ^= 1
            changed[index] = Base64URL.encode(bytes)
            texts.append(changed.joined(separator: "."))
            changed[index] = Base64URL.encode(bytes.dropLast())
            texts.append(changed.joined(separator: "."))
        }
        for text in texts {
            let error = try await validator().refusal(of: text)
            #expect(error?.code == .tokenDecryptionFailed && error?.detail == nil, "\(text)")
        }
    }

    @Test("Without kid, only where one key fits")
    func withoutKeyID() async throws {
        let (key, other) = (
            try DecryptionKey.generate(.ecdhES, keyID: "a"), try DecryptionKey.generate(.ecdhES, keyID: "b")
        )
        let publicKey = try EncryptionKey(jwk: key.encryptionKey.publicJWK.with("kid", nil))
        let text = try publicKey.encrypt(TokenFixtures.token())
        #expect(try await validator([key]).refusal(of: text) == nil)
        #expect(try await validator([key, other]).refusal(of: text)?.code == .tokenDecryptionFailed)
    }

    @Test("What is not the form of an encrypted token is malformed", arguments: ["zip", "crit", "form"])
    func malformed(kind: String) async throws {
        let text =
            switch kind {
            case "zip": try encrypted(header: ["cty": "JWT", "zip": "DEF"])
            case "crit": try encrypted(header: ["cty": "JWT", "crit": ["x"]])
            default: "a.b.c.d.e"
            }
        #expect(try await validator().refusal(of: text)?.code == .tokenMalformed)
    }

    @Test("Nothing is nested but one signed token in one encrypted one")
    func nested() async throws {
        let twice = try encrypted(encrypted())
        let thrice = try encrypted(twice, for: "rsa")
        for text in try [twice, thrice, encrypted("opaque"), encrypted("{}"), encrypted("")] {
            #expect(try await validator().refusal(of: text)?.code == .tokenMalformed)
        }
        // A signed token whose payload is an encrypted one.
        let inside = try TokenFixtures.token(payload: encrypted())
        #expect(try await validator().refusal(of: inside)?.code == .tokenMalformed)
    }

    @Test(
        "RFC 7519 §5.2: cty is JWT, or at+jwt, or not there",
        arguments: [
            ("JWT", true), ("jwt", true), ("application/jwt", true), ("at+jwt", true), (nil, true), ("", false),
            ("JSON", false), ("logout+jwt", false), ("JWT ", false), ("text/plain", false),
        ] as [(String?, Bool)]
    )
    func contentType(cty: String?, isAccepted: Bool) async throws {
        let text = try encrypted(header: cty.map { ["cty": .string($0)] } ?? [:])
        #expect(try await validator().refusal(of: text)?.code == (isAccepted ? nil : .tokenMalformed))
    }

    @Test("The type of what is signed is judged, that of the outside says nothing")
    func type() async throws {
        #expect(try await validator().refusal(of: encrypted(header: ["typ": "logout+jwt"])) == nil)
        let logout = try TokenFixtures.token(header: ["typ": "logout+jwt"])
        #expect(try await validator().refusal(of: encrypted(logout, header: ["typ": "at+jwt"]))?.code == .invalidClaims)
    }

    @Test("The length is that of the text as it was sent: nothing becomes longer by decryption")
    func length() async throws {
        let text = try encrypted()
        #expect(try await validator(maxTokenBytes: text.utf8.count).refusal(of: text) == nil)
        #expect(try await validator(maxTokenBytes: text.utf8.count - 1).refusal(of: text)?.code == .tokenTooLarge)
        let long = try encrypted(String(repeating: "a", count: 1_000_000))
        #expect(try await validator().refusal(of: long)?.code == .tokenTooLarge)
    }

    @Test("A token that is remembered is not decrypted again, and is judged anew by who has not its key")
    func remembered() async throws {
        let text = try encrypted()
        let validator = try validator(remembering: 16)
        #expect(await validator.refusal(of: text) == nil)
        #expect(validator.remembers(text))
        #expect(await validator.refusal(of: text) == nil)
        // The same one, encrypted anew, is another text.
        #expect(try !validator.remembers(encrypted()))
        let later = try self.validator([keys[0]], remembering: 16)
        #expect(await later.refusal(of: text)?.code == .tokenDecryptionFailed)
        #expect(!later.remembers(text))
    }

    @Test("Explained, decryption is a check of its own")
    func explained() async throws {
        let explanation = try await validator().explain(encrypted(), at: TokenFixtures.now)
        #expect(explanation.refusal == nil)
        #expect(explanation.checks.prefix(3).map(\.name) == ["size", "decryption", "form"])
        #expect(explanation.checks[1].finding == "alg is ECDH-ES, enc is A256GCM, kid is ec")
        #expect(explanation.claims?["sub"] == "auth0|someone")
        let plain = try await validator().explain(TokenFixtures.token(), at: TokenFixtures.now)
        #expect(!plain.checks.map(\.name).contains("decryption"))
    }

    @Test("Explained, a failure tells which key was asked for and which there are")
    func explainedFailure() async throws {
        let text = try encrypted(header: ["kid": "other"])
        let explanation = try await validator().explain(text, at: TokenFixtures.now)
        #expect(explanation.refusal == .tokenDecryptionFailed)
        let finding = explanation.checks.first { $0.name == "decryption" }?.finding
        #expect(
            finding
                == "alg is ECDH-ES, enc is A256GCM, kid is other; keys of DECRYPTION_KEYS_FILE: kid rsa (RSA-OAEP-256),"
                + " kid ec (ECDH-ES), kid x (ECDH-ES+A256KW)"
        )
        #expect(explanation.checks.first { $0.name == "form" }?.outcome == .skipped)
        #expect(explanation.claims == nil && explanation.hints.isEmpty)
    }
}
