import JOSE
import Testing

@testable import OAuth

@Suite("RFC 9449 §4.3 step 1: not more than one DPoP field")
struct OneProofTests {
    let client: DPoPClient

    init() throws {
        client = try DPoPClient()
    }

    @Test("one good proof is accepted, and the handler learns whose")
    func one() async throws {
        let proven = try await client.present([client.proof()])
        #expect(proven.token.confirmedThumbprint == client.thumbprint)
        #expect(proven.nextNonce == nil)
    }

    @Test("none is not one")
    func none() async throws {
        try await client.expectRefusal(.dpopProofMissing, [])
    }

    @Test("two header fields are refused, whatever stands in them")
    func twoFields() async throws {
        let first = try client.proof()
        let second = try client.proof(["jti": "2"])
        for proofs in [[first, second], [first, first], [first, ""], ["", first]] {
            try await client.expectRefusal(.dpopProofInvalid, proofs)
        }
    }

    @Test("two proofs joined by a comma are refused", arguments: [",", ", ", " , "])
    func joined(separator: String) async throws {
        let proof = try client.proof()
        try await client.expectRefusal(.dpopProofInvalid, [proof + separator + proof])
        try await client.expectRefusal(.dpopProofInvalid, [proof + separator])
    }
}

@Suite("RFC 9449 §4.3 step 2: one well-formed JWT")
struct WellFormedProofTests {
    let client: DPoPClient

    init() throws {
        client = try DPoPClient()
    }

    @Test(
        "what is not a compact JWS is refused",
        arguments: [
            "", " ", ".", "..", "a", "a.b", "a.b.c", "a.b.c.d", "e30.e30.e30", "eyJhbGciOiJFUzI1NiJ9.e30.", "{}",
        ]
    )
    func notAJWS(text: String) async throws {
        try await client.expectRefusal(.dpopProofInvalid, [text])
    }

    @Test("white space, padding and a fourth part are refused", arguments: [" ", "\t", "=", ".", ".a"])
    func trailing(text: String) async throws {
        try await client.expectRefusal(.dpopProofInvalid, [client.proof() + text])
    }

    @Test("a payload that is not a JSON object, or names a claim twice, is refused")
    func payload() async throws {
        let header: JSONObject = ["typ": "dpop+jwt", "jwk": .object(client.jwk)]
        for payload in ["[]", "null", "", #"{"jti":"1","jti":"2"}"#, "{\"jti\":\"\u{0}\"}"] {
            try await client.expectRefusal(.dpopProofInvalid, [client.key.sign(Array(payload.utf8), header: header)])
        }
    }

    @Test("a header that demands an extension is refused")
    func critical() async throws {
        try await client.expectRefusal(.dpopProofInvalid, [client.proof(header: ["crit": ["x"], "x": 1])])
        try await client.expectRefusal(.dpopProofInvalid, [client.proof(header: ["b64": false])])
    }

    @Test("a proof is bounded in length before anything of it is parsed")
    func length() async throws {
        let validator = DPoPValidator()
        let empty = try client.proof(["x": ""]).utf8.count
        // Three bytes become four characters.
        let room = (DPoPProof.longest - empty) / 4 * 3
        try await client.present([client.proof(["x": .string(String(repeating: "a", count: room - 3))])], to: validator)
        let long = try client.proof(["x": .string(String(repeating: "a", count: room + 3)), "jti": "2"])
        #expect(long.utf8.count > DPoPProof.longest)
        try await client.expectRefusal(.dpopProofInvalid, [long], by: validator)
    }
}

@Suite("RFC 9449 §4.3 step 3: all claims are there")
struct RequiredClaimsTests {
    let client: DPoPClient

    init() throws {
        client = try DPoPClient()
    }

    @Test("each of them is needed", arguments: ["jti", "htm", "htu", "iat", "ath"])
    func missing(name: String) async throws {
        try await client.expectRefusal(.dpopProofInvalid, [client.proof([name: nil])])
    }

    @Test(
        "each has its type",
        arguments: ["jti", "htm", "htu", "ath", "nonce"],
        [JSONValue.null, 1, true, ["GET"], ["a": "b"]]
    )
    func strings(name: String, value: JSONValue) async throws {
        try await client.expectRefusal(.dpopProofInvalid, [client.proof([name: value])])
    }

    @Test("iat is a number", arguments: [JSONValue.null, "1700000000", true, [1_700_000_000]])
    func issuedAt(value: JSONValue) async throws {
        try await client.expectRefusal(.dpopProofInvalid, [client.proof(["iat": value])])
    }

    @Test("any number that JSON has serves as iat", arguments: [1_700_000_000.5, 1_699_999_999.999, 1.7e9])
    func fraction(seconds: Double) async throws {
        try await client.present([client.proof(["iat": .number(seconds)])])
    }

    @Test("jti is bounded in length", arguments: [(0, false), (1, true), (256, true), (257, false)])
    func identifierLength(count: Int, isAccepted: Bool) async throws {
        let proof = try client.proof(["jti": .string(String(repeating: "j", count: count))])
        let code = try await TokenValidationError.Code.refusing { try await client.present([proof]) }
        #expect(code == (isAccepted ? nil : .dpopProofInvalid))
    }

    @Test("claims that are not known are ignored")
    func unknown() async throws {
        try await client.present([client.proof(["exp": 1, "aud": "x"])])
    }
}
