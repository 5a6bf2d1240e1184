import JOSE
import Testing

@Suite("JWKSet, RFC 7517 §5")
struct JWKSetTests {
    private func set(_ keys: [JSONValue]) throws -> JWKSet {
        try JWKSet(parsing: (["keys": .array(keys)] as JSONObject).encoded())
    }

    private func key(_ algorithm: JWSAlgorithm, keyID: String?) throws -> JSONObject {
        try SampleKeys.key(algorithm).publicJWK.with("alg", nil).with("kid", keyID.map { .string($0) })
    }

    @Test("An empty set is a set; members that are not known are ignored")
    func empty() throws {
        #expect(try JWKSet(parsing: Array(#"{"keys":[],"more":1}"#.utf8)).keys.isEmpty)
    }

    @Test(
        "A set without an array of keys is refused",
        arguments: ["{}", #"{"keys":null}"#, #"{"keys":{}}"#, #"{"Keys":[]}"#]
    )
    func keysMissing(text: String) {
        #expect(throws: JWKSetError.keysMissing) { try JWKSet(parsing: Array(text.utf8)) }
    }

    @Test(
        "What is not one JSON object is refused",
        arguments: ["", "[]", "<html>", #"{"keys":[]"#, #"{"keys":[],"keys":[]}"#]
    )
    func notJSON(text: String) {
        do throws(JWKSetError) {
            _ = try JWKSet(parsing: Array(text.utf8))
            Issue.record("accepted")
        } catch {
            guard case .notJSON = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test("A broken, unknown, private or symmetric key is left out and spoils nothing (RFC 7517 §5)")
    func omitted() throws {
        let good = try key(.rs256, keyID: "good")
        let set = try set([
            1, ["kid": "no type"], ["kty": "NEW", "kid": "new"], .object(try SampleKeys.key(.hs256).privateJWK),
            .object(try SampleKeys.key(.es256).privateJWK.with("kid", "private")), .object(good),
            .object(good.with("n", "AQAB").with("kid", "short")), .object(good.with("kid", 5)),
            .object(good.with("alg", "RSA-OAEP").with("kid", "encryption")),
        ])
        #expect(set.keys.map(\.keyID) == ["good"])
        #expect(set.omitted.map(\.index) == [0, 1, 2, 3, 4, 6, 7, 8])
        #expect(
            set.omitted.map(\.reason) == [
                .notAnObject, .missingMember("kty"), .unsupportedKeyType, .symmetric, .privateMember("d"),
                .modulusTooShort, .malformedMember("kid"), .unsupportedAlgorithm,
            ]
        )
        #expect(set.omitted[1].keyID == "no type")
        #expect(set.omitted[6].keyID == nil)
    }

    @Test("A set has a bound: later keys are left out")
    func tooMany() throws {
        let one = JSONValue.object(try key(.ed25519, keyID: "k"))
        let set = try set(Array(repeating: one, count: JWKSet.maximumKeys + 2))
        #expect(set.keys.count == JWKSet.maximumKeys)
        #expect(set.omitted.map(\.reason) == [.tooManyKeys, .tooManyKeys])
    }

    @Test("kid finds all keys that have it and fit, and is case-sensitive (RFC 7517 §4.5)")
    func keyID() throws {
        let set = try set([
            .object(try key(.rs256, keyID: "a")), .object(try key(.ps256, keyID: "a")),
            .object(try key(.es256, keyID: "a")), .object(try key(.rs384, keyID: "b")),
            .object(try key(.rs512, keyID: nil)), .object(try key(.rs256, keyID: "a").with("use", "enc")),
        ])
        #expect(set.candidates(keyID: "a", algorithm: .rs256).count == 2)
        #expect(set.candidates(keyID: "a", algorithm: .es256).count == 1)
        #expect(set.candidates(keyID: "b", algorithm: .rs256).count == 1)
        #expect(set.candidates(keyID: "A", algorithm: .rs256).isEmpty)
        #expect(set.candidates(keyID: "", algorithm: .rs256).isEmpty)
        #expect(set.candidates(keyID: "a", algorithm: .hs256).isEmpty)
        #expect(set.candidates(keyID: "a", algorithm: .edDSA).isEmpty)
    }

    @Test("kid is exact: the Kelvin sign is not the letter K")
    func exactKeyID() throws {
        let set = try set([.object(try key(.es256, keyID: "K1"))])
        #expect(set.candidates(keyID: "\u{212A}1", algorithm: .es256).isEmpty)
    }

    @Test("Without kid the keys that fit are tried, with and without a kid of their own")
    func withoutKeyID() throws {
        let set = try set([
            .object(try key(.rs256, keyID: "a")), .object(try key(.rs384, keyID: nil)),
            .object(try key(.es256, keyID: nil)), .object(try key(.rs512, keyID: nil).with("alg", "PS256")),
        ])
        #expect(set.candidates(keyID: nil, algorithm: .rs256).count == 2)
        #expect(set.candidates(keyID: nil, algorithm: .ps256).count == 3)
        #expect(set.candidates(keyID: nil, algorithm: .es256).count == 1)
        #expect(set.candidates(keyID: nil, algorithm: .es384).isEmpty)
    }

    @Test("Without kid, keys of two families are none: EdDSA does not say which")
    func twoFamilies() throws {
        let set = try set([.object(try key(.ed25519, keyID: nil)), .object(try key(.ed448, keyID: nil))])
        #expect(set.candidates(keyID: nil, algorithm: .edDSA).isEmpty)
        #expect(set.candidates(keyID: nil, algorithm: .ed25519).count == 1)
        #expect(set.candidates(keyID: nil, algorithm: .ed448).count == 1)
    }

    /// An RSA key so long; nobody knows the private half of it.
    private func longKey(bits: Int, keyID: String) -> JSONObject {
        let modulus = [0xFF] + [UInt8](repeating: 0x5A, count: bits / 8 - 2) + [0x5B]
        return ["kty": "RSA", "kid": .string(keyID), "e": "AQAB", "n": .string(Base64URL.encode(modulus))]
    }

    @Test(
        "However many keys an issuer has, a token tries the first four, or fewer long ones",
        arguments: [
            ([2048, 2048, 2048], 3), ([2048, 2048, 2048, 2048, 2048], 4), ([4096, 4096, 4096, 4096, 4096], 2),
            ([3072, 3072, 3072, 3072], 3), ([4104, 4104, 4104], 1), ([8192, 8192], 1), ([2048, 8192], 1),
            ([Int](repeating: 2048, count: 256), 4), ([Int](repeating: 8192, count: 256), 1),
        ] as [([Int], Int)]
    )
    func fewKeys(bits: [Int], tried: Int) throws {
        let set = try set(bits.enumerated().map { .object(longKey(bits: $0.element, keyID: "\($0.offset)")) })
        #expect(set.keys.count == bits.count)
        let expected = (0..<tried).map { "\($0)" }
        #expect(set.candidates(keyID: nil, algorithm: .rs256).map(\.keyID) == expected)
        let alike = try self.set(bits.map { .object(longKey(bits: $0, keyID: "a")) })
        #expect(alike.candidates(keyID: "a", algorithm: .rs256).count == tried)
        #expect(set.candidates(keyID: "\(bits.count - 1)", algorithm: .rs256).count == 1)
    }

    @Test("Keys that a hostile issuer made costly are left out, and the others serve")
    func costlyKeys() throws {
        let long = JSONValue.object(longKey(bits: 8200, keyID: "long"))
        let exponents: [JSONValue] = ["AQAAAAE", "_____w"].map {
            .object(longKey(bits: 8192, keyID: "exponent").with("e", .string($0)))
        }
        let set = try set([long] + exponents + [.object(try key(.rs256, keyID: "good"))])
        #expect(set.keys.map(\.keyID) == ["good"])
        #expect(set.omitted.map(\.reason) == [.modulusTooLong, .exponentOutOfRange, .exponentTooLarge])
    }

    @Test("A set may be made of keys at hand")
    func ofKeys() throws {
        let key = try SampleKeys.key(.hs256).verificationKey
        #expect(JWKSet([key]).candidates(keyID: key.keyID, algorithm: .hs256).count == 1)
        #expect(JWKSet([key]).omitted.isEmpty)
    }
}
