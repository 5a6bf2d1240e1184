import JOSE
import Testing

@Suite("RFC 7517, JSON Web Key")
struct RFC7517Tests {
    private static let modulus =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiF"
        + "V4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9"
        + "c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1"
        + "jF44-csFCur-kEgU8awapJzKnqDKgw"

    private static let rsa: JSONObject = [
        "kty": "RSA", "n": .string(modulus), "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
    ]
    private static let elliptic: JSONObject = [
        "kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM", "use": "enc", "kid": "1",
    ]

    @Test("A.1: the example of public keys")
    func publicKeys() throws {
        let set = try JWKSet(
            parsing: (["keys": [.object(RFC7517Tests.elliptic), .object(RFC7517Tests.rsa)]] as JSONObject).encoded()
        )
        #expect(set.omitted.isEmpty)
        #expect(set.keys.map(\.keyID) == ["1", "2011-04-29"])
        #expect(set.candidates(keyID: "2011-04-29", algorithm: .rs256).count == 1)
        // Its use is enc.
        #expect(set.candidates(keyID: "1", algorithm: .es256).isEmpty)
    }

    @Test("A.2 and A.3: private and symmetric keys in a set are left out")
    func otherKeys() throws {
        let set = try JWKSet(
            parsing: ([
                "keys": [
                    .object(RFC7517Tests.elliptic.with("d", "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE")),
                    ["kty": "oct", "alg": "A128KW", "k": "GawgguFyGrWKav7AX4VKUg"],
                    .object(RFC7517Tests.rsa),
                ]
            ] as JSONObject).encoded()
        )
        #expect(set.keys.map(\.keyID) == ["2011-04-29"])
        #expect(set.omitted.map(\.reason) == [.privateMember("d"), .symmetric])
    }

    @Test("§4: a duplicate member is refused, in one key or at any depth of a set")
    func duplicates() {
        #expect(throws: JWKSetError.self) {
            try JWKSet(parsing: Array(#"{"keys":[{"kty":"RSA","kty":"EC"}]}"#.utf8))
        }
    }

    @Test("§4.1: kty must be there, a string and exact", arguments: [nil, 1, "rsa", "RSA "] as [JSONValue?])
    func keyType(value: JSONValue?) {
        #expect(throws: JWKError.self) { try JWK(RFC7517Tests.rsa.with("kty", value)) }
    }

    @Test(
        "§4.2: use sig or none verifies",
        arguments: [("sig", true), (nil, true), ("enc", false)] as [(JSONValue?, Bool)]
    )
    func use(value: JSONValue?, isUsable: Bool) throws {
        #expect(try JWK(RFC7517Tests.rsa.with("use", value)).isUsable(for: .rs256) == isUsable)
    }

    @Test("§4.3: key_ops with verify or none verifies; values are never twice")
    func operations() throws {
        #expect(try JWK(RFC7517Tests.rsa.with("key_ops", ["verify"])).isUsable(for: .rs256))
        #expect(try !JWK(RFC7517Tests.rsa.with("key_ops", ["encrypt"])).isUsable(for: .rs256))
        #expect(throws: JWKError.malformedMember("key_ops")) {
            try JWK(RFC7517Tests.rsa.with("key_ops", ["verify", "verify"]))
        }
    }

    @Test("§4.4: alg, when there, is the token's alg")
    func algorithm() throws {
        let key = try JWK(RFC7517Tests.rsa)
        #expect(JWSAlgorithm.all.filter { key.isUsable(for: $0) } == [.rs256])
        let free = try JWK(RFC7517Tests.rsa.with("alg", nil))
        #expect(free.isUsable(for: .rs256) && free.isUsable(for: .ps512))
    }

    @Test("§4.5: kid is compared with its case; several keys with one kid are all candidates")
    func keyID() throws {
        let key = try JWK(RFC7517Tests.rsa.with("kid", "Key"))
        let set = JWKSet([key, key])
        #expect(set.candidates(keyID: "Key", algorithm: .rs256).count == 2)
        #expect(set.candidates(keyID: "key", algorithm: .rs256).isEmpty)
    }

    @Test("§5: what is unknown or out of range is ignored, not fatal")
    func ignored() throws {
        let set = try JWKSet(
            parsing: ([
                "keys": [["kty": "AKP"], .object(RFC7517Tests.rsa.with("n", nil)), .object(RFC7517Tests.rsa)]
            ] as JSONObject).encoded()
        )
        #expect(set.keys.count == 1)
        #expect(set.omitted.count == 2)
    }
}
