import JOSE
import Testing

@Suite("JWK, RFC 7517 §4")
struct JWKTests {
    private static let kinds: [JWSAlgorithm] = [.rs256, .es256, .es384, .es512, .es256k, .ed25519, .ed448]

    /// Only the key: no `alg`, no `use`, no `kid`.
    private func bare(_ algorithm: JWSAlgorithm) throws -> JSONObject {
        try SampleKeys.key(algorithm).publicJWK.with("alg", nil).with("use", nil).with("kid", nil)
    }

    @Test("Type, curve, id and algorithm are read", arguments: kinds)
    func members(algorithm: JWSAlgorithm) throws {
        let object = try SampleKeys.key(algorithm).publicJWK.with("kid", "one")
        let key = try JWK(object)
        #expect(key.keyType == algorithm.keyType)
        #expect(key.curve == object["crv"]?.stringValue)
        #expect(key.keyID == "one")
        #expect(key.algorithm == algorithm)
        #expect(key.publicKeyUse == "sig")
        #expect(key.isUsable(for: algorithm))
    }

    @Test("A key without alg serves every algorithm of its kind and no other")
    func withoutAlgorithm() throws {
        func served(_ algorithm: JWSAlgorithm) throws -> [JWSAlgorithm] {
            let key = try JWK(try bare(algorithm))
            return JWSAlgorithm.all.filter { key.isUsable(for: $0) }
        }
        #expect(try served(.rs256) == [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512])
        #expect(try served(.es256) == [.es256])
        #expect(try served(.es384) == [.es384])
        #expect(try served(.es512) == [.es512])
        #expect(try served(.es256k) == [.es256k])
        #expect(try served(.ed25519) == [.edDSA, .ed25519])
        #expect(try served(.ed448) == [.edDSA, .ed448])
    }

    @Test("A key with alg serves only that one (RFC 7517 §4.4)", arguments: JWSAlgorithm.all)
    func withAlgorithm(algorithm: JWSAlgorithm) throws {
        let key = try SampleKeys.key(algorithm).verificationKey
        let eddsa: Set<JWSAlgorithm> = [.edDSA, .ed25519]
        let expected = eddsa.contains(algorithm) ? eddsa : algorithm == .ed448 ? [.edDSA, .ed448] : [algorithm]
        #expect(Set(JWSAlgorithm.all.filter { key.isUsable(for: $0) }) == expected)
    }

    @Test("use other than sig makes a key useless here (RFC 7517 §4.2)", arguments: ["enc", "", "SIG", "other"])
    func use(value: String) throws {
        #expect(try !JWK(try bare(.es256).with("use", .string(value))).isUsable(for: .es256))
    }

    @Test(
        "key_ops without verify makes a key useless here (RFC 7517 §4.3)",
        arguments: [
            ([], false), (["sign"], false), (["verify"], true), (["sign", "verify"], true), (["Verify"], false),
        ]
            as [(JSONValue, Bool)]
    )
    func keyOperations(value: JSONValue, isUsable: Bool) throws {
        #expect(try JWK(try bare(.es256).with("key_ops", value)).isUsable(for: .es256) == isUsable)
    }

    @Test("use and key_ops must both allow it")
    func useAndOperations() throws {
        let object = try bare(.es256).with("use", "enc").with("key_ops", ["verify"])
        #expect(try !JWK(object).isUsable(for: .es256))
    }

    @Test(
        "A member of the wrong type is refused",
        arguments: [
            ("kid", 1), ("use", 1), ("key_ops", "verify"), ("key_ops", [1]), ("key_ops", ["verify", "verify"]),
            ("alg", 1), ("x", 1), ("y", nil), ("crv", []), ("kty", 1),
        ] as [(String, JSONValue)]
    )
    func wrongType(name: String, value: JSONValue) throws {
        let object = try bare(.es256).with(name, value)
        #expect(throws: JWKError.malformedMember(name)) { try JWK(object) }
    }

    @Test(
        "A missing member is refused",
        arguments: [
            (.rs256, "n"), (.rs256, "e"), (.es256, "x"), (.es256, "y"), (.es256, "crv"), (.ed25519, "x"),
            (.ed25519, "crv"), (.rs256, "kty"),
        ] as [(JWSAlgorithm, String)]
    )
    func missing(algorithm: JWSAlgorithm, name: String) throws {
        let object = try bare(algorithm).with(name, nil)
        #expect(throws: JWKError.missingMember(name)) { try JWK(object) }
    }

    @Test(
        "kty is case-sensitive (RFC 7517 §4.1)",
        arguments: ["rsa", "Rsa", "", "EC ", "ec", "okp", "O\u{212A}P", "oct2"]
    )
    func keyType(value: String) throws {
        #expect(throws: JWKError.unsupportedKeyType) { try JWK(try bare(.ed25519).with("kty", .string(value))) }
    }

    @Test("A symmetric key is never read from an object")
    func symmetric() throws {
        let object = try SampleKeys.key(.hs256).privateJWK
        #expect(throws: JWKError.symmetric) { try JWK(object) }
        #expect(throws: JWKError.symmetric) { try JWK(["kty": "oct"]) }
    }

    @Test("A private member is refused in a key of any kind", arguments: kinds)
    func privateMembers(algorithm: JWSAlgorithm) throws {
        for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            let object = try bare(algorithm).with(name, "AQ")
            #expect(throws: JWKError.privateMember(name)) { try JWK(object) }
        }
        let object = try SampleKeys.key(algorithm).privateJWK
        #expect(throws: JWKError.privateMember("d")) { try JWK(object) }
    }

    @Test("alg must be known", arguments: ["RSA-OAEP", "none", "rs256", "ECDH-ES", ""])
    func unknownAlgorithm(name: String) throws {
        #expect(throws: JWKError.unsupportedAlgorithm) { try JWK(try bare(.rs256).with("alg", .string(name))) }
    }

    @Test("alg must fit the key", arguments: kinds)
    func algorithmNotForKey(algorithm: JWSAlgorithm) throws {
        let key = try JWK(try bare(algorithm))
        for other in JWSAlgorithm.all where !key.isUsable(for: other) {
            let object = try bare(algorithm).with("alg", .string(other.name))
            #expect(throws: JWKError.algorithmNotForKey) { try JWK(object) }
        }
    }

    @Test("Members that are not known are ignored (RFC 7517 §4)")
    func unknownMembers() throws {
        let object = try bare(.rs256).with("x5t", 1).with("x5c", "not looked at").with("new", ["a": 1])
        #expect(try JWK(object).isUsable(for: .rs256))
    }

    @Test("A secret is as long as the hash at least (RFC 7518 §3.2)")
    func secrets() throws {
        func served(_ count: Int) throws -> [JWSAlgorithm] {
            let key = try JWK.symmetric(secret: [UInt8](repeating: 7, count: count))
            return JWSAlgorithm.all.filter { key.isUsable(for: $0) }
        }
        #expect(throws: JWKError.secretTooShort) { try served(31) }
        #expect(throws: JWKError.secretTooShort) { try served(0) }
        #expect(try served(32) == [.hs256])
        #expect(try served(47) == [.hs256])
        #expect(try served(48) == [.hs256, .hs384])
        #expect(try served(64) == [.hs256, .hs384, .hs512])
        #expect(try served(1000) == [.hs256, .hs384, .hs512])
    }

    @Test("A secret may be for one algorithm, which is symmetric")
    func secretForOneAlgorithm() throws {
        let secret = [UInt8](repeating: 7, count: 64)
        let key = try JWK.symmetric(secret: secret, algorithm: .hs384, keyID: "k")
        #expect(JWSAlgorithm.all.filter { key.isUsable(for: $0) } == [.hs384])
        #expect(key.keyID == "k")
        #expect(key.keyType == "oct")
        #expect(throws: JWKError.algorithmNotForKey) { try JWK.symmetric(secret: secret, algorithm: .rs256) }
        #expect(throws: JWKError.secretTooShort) {
            try JWK.symmetric(secret: Array(secret.dropLast()), algorithm: .hs512)
        }
    }

    @Test("A description repeats nothing of the key")
    func descriptions() {
        #expect(JWKError.malformedMember("x").description == "The key's x is malformed.")
        #expect(JWKError.symmetric.description == "The key is symmetric.")
    }
}
