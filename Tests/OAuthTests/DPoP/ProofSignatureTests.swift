import JOSE
import Testing

@testable import OAuth

@Suite("RFC 9449 §4.3 step 4, §11.5: typ is dpop+jwt")
struct ProofTypeTests {
    @Test(
        "another type is refused",
        arguments: [nil, "", "JWT", "jwt", "at+jwt", "dpop", "dpop+jwt ", "application/at+jwt", "dpop+jwt;a=b"]
    )
    func otherType(type: String?) async throws {
        let client = try DPoPClient()
        let proof = try client.proof(header: ["typ": type.map { .string($0) }])
        try await client.expectRefusal(.dpopProofInvalid, [proof])
    }

    @Test(
        "a media type is spelled in any letter case, with or without application/ (RFC 7515 §4.1.9)",
        arguments: ["dpop+jwt", "DPoP+JWT", "application/dpop+jwt"]
    )
    func spelling(type: String) async throws {
        let client = try DPoPClient()
        try await client.present([client.proof(header: ["typ": .string(type)])])
    }
}

@Suite("RFC 9449 §4.3 step 5, §11.6: an accepted asymmetric algorithm")
struct ProofAlgorithmTests {
    @Test(
        "every asymmetric algorithm serves when it is listed",
        arguments: JWSAlgorithm.all.filter { !$0.isSymmetric }
    )
    func asymmetric(algorithm: JWSAlgorithm) async throws {
        let client = try DPoPClient(algorithm)
        let validator = DPoPValidator(policy: DPoPPolicy(algorithms: [algorithm]))
        try await client.present([client.proof()], to: validator)
    }

    @Test("one that is not listed is refused", arguments: [JWSAlgorithm.es512, .rs512, .es256k, .ed448])
    func notListed(algorithm: JWSAlgorithm) async throws {
        let client = try DPoPClient(algorithm)
        try await client.expectRefusal(.dpopProofInvalid, [client.proof()])
    }

    @Test("none is refused in any letter case", arguments: ["none", "None", "NONE", "", "es256"])
    func none(name: String) async throws {
        let client = try DPoPClient()
        let proof = try client.proof(header: ["alg": .string(name)])
        try await client.expectRefusal(.dpopProofInvalid, [proof])
        let unsigned = proof.prefix(through: try #require(proof.lastIndex(of: ".")))
        try await client.expectRefusal(.dpopProofInvalid, [String(unsigned)])
    }

    @Test("a symmetric algorithm is refused, even when a policy lists it")
    func symmetric() async throws {
        let secret = [UInt8](repeating: 7, count: 32)
        let key = try SigningKey(jwk: ["kty": "oct", "k": .string(Base64URL.encode(secret)), "alg": "HS256"])
        let client = try DPoPClient()
        let jwk: JSONObject = ["kty": "oct", "k": .string(Base64URL.encode(secret))]
        let proof = try key.sign(client.claims, header: ["typ": "dpop+jwt", "jwk": .object(jwk)])
        let validator = DPoPValidator(policy: DPoPPolicy(algorithms: [.hs256, .es256]))
        try await client.expectRefusal(.dpopProofInvalid, [proof], by: validator)
        #expect(validator.policy.algorithms == [.es256])
        #expect(DPoPPolicy().algs == "ES256 ES384 RS256 PS256 EdDSA Ed25519")
    }
}

@Suite("RFC 9449 §4.3 step 6: the signature is the key's")
struct ProofSignatureTests {
    let client: DPoPClient

    init() throws {
        client = try DPoPClient()
    }

    @Test("a signature by another key than jwk is refused")
    func otherKey() async throws {
        let other = try DPoPClient()
        let proof = try other.proof(header: ["jwk": .object(client.jwk)])
        try await client.expectRefusal(.dpopProofInvalid, [proof])
    }

    @Test("a changed part is refused", arguments: [0, 1, 2])
    func changed(part: Int) async throws {
        var parts = try client.proof().split(separator: ".").map(String.init)
        let otherParts = try client.proof(["jti": "2"], header: ["x": 1]).split(separator: ".").map(String.init)
        parts[part] = otherParts[part]
        try await client.expectRefusal(.dpopProofInvalid, [parts.joined(separator: ".")])
    }

    @Test("a key of another type than the algorithm is refused")
    func otherKeyType() async throws {
        let rsa = try DPoPClient(.rs256)
        let proof = try client.proof(header: ["jwk": .object(rsa.jwk)])
        try await client.expectRefusal(.dpopProofInvalid, [proof], token: rsa.token())
    }

    @Test("a key that is not for signatures is refused")
    func use() async throws {
        var jwk = client.jwk
        jwk["use"] = "enc"
        try await client.expectRefusal(.dpopProofInvalid, [client.proof(header: ["jwk": .object(jwk)])])
    }
}

@Suite("RFC 9449 §4.3 step 7: jwk is a public key")
struct ProofKeyTests {
    let client: DPoPClient

    init() throws {
        client = try DPoPClient()
    }

    @Test("a key with its private half is refused", arguments: [JWSAlgorithm.es256, .rs256, .edDSA])
    func privateKey(algorithm: JWSAlgorithm) async throws {
        let client = try DPoPClient(algorithm)
        try await client.expectRefusal(
            .dpopProofInvalid,
            [client.proof(header: ["jwk": .object(client.key.privateJWK)])]
        )
    }

    @Test("any private member is refused, of whatever type", arguments: ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
    func privateMember(name: String) async throws {
        for value: JSONValue in ["AQAB", .null, 1] {
            var jwk = client.jwk
            jwk[name] = value
            try await client.expectRefusal(.dpopProofInvalid, [client.proof(header: ["jwk": .object(jwk)])])
        }
    }

    @Test("no key, or none that verifies, is refused")
    func noKey() async throws {
        for value: JSONValue? in [nil, .null, "key", [], .object([:]), ["kty": "EC"], ["kty": "oct", "k": "AQAB"]] {
            try await client.expectRefusal(.dpopProofInvalid, [client.proof(header: ["jwk": value])])
        }
    }

    @Test("an RSA key is bounded in what it costs: one of 8192 bits fits, none of 16384 bits does")
    func modulus() async throws {
        // What such a proof is long at least: the modulus in jwk, encoded twice, and the signature.
        func leastLength(bits: Int) -> Int { bits / 8 * 4 / 3 * 4 / 3 + bits / 8 * 4 / 3 }
        #expect(leastLength(bits: 8192) < DPoPProof.longest)
        #expect(leastLength(bits: 16_384) > DPoPProof.longest)
    }
}
