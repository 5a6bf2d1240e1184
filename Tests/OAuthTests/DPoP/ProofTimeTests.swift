import JOSE
import Testing

@testable import OAuth

@Suite("RFC 9449 §4.3 step 10, §9: a nonce of ours")
struct ProofNonceTests {
    let client: DPoPClient
    let nonces: ServerNonces
    let validator: DPoPValidator

    init() throws {
        client = try DPoPClient()
        nonces = try ServerNonces()
        validator = DPoPValidator(nonces: nonces)
    }

    @Test("a proof without a nonce is refused with one that is then accepted")
    func roundTrip() async throws {
        let error = await #expect(throws: TokenValidationError.self) {
            try await client.present([client.proof()], to: validator)
        }
        #expect(error?.code == .dpopNonceRequired)
        let nonce = try #require(error?.nonce)
        let proven = try await client.present([client.proof(["nonce": .string(nonce)])], to: validator)
        #expect(proven.nextNonce == nil)
    }

    @Test("a nonce that is none of ours is refused")
    func stranger() async throws {
        let other = try ServerNonces().nonce(at: DPoPClient.now)
        for nonce in ["", "x", other, other + "=", nonces.nonce(at: DPoPClient.now).lowercased()] {
            try await client.expectRefusal(.dpopNonceRequired, [client.proof(["nonce": .string(nonce)])], by: validator)
        }
    }

    @Test("a nonce is good for two periods; in the second, the answer brings the next one")
    func periods() async throws {
        let nonce = nonces.nonce(at: DPoPClient.now)
        let next = DPoPClient.now + ServerNonces.period
        let proof = try client.proof(["nonce": .string(nonce)])
        let proven = try await client.present([proof], to: validator, at: next)
        #expect(proven.nextNonce == nonces.nonce(at: next))
        #expect(proven.nextNonce != nonce)
        let tooLate = next + ServerNonces.period
        let late = try client.proof(["nonce": .string(nonce), "jti": "2"])
        try await client.expectRefusal(.dpopNonceRequired, [late], by: validator, at: tooLate)
    }

    @Test("a proof that lacks a nonce is not used up")
    func notUsedUp() async throws {
        let proof = try client.proof()
        try await client.expectRefusal(.dpopNonceRequired, [proof], by: validator)
        try await client.expectRefusal(.dpopNonceRequired, [proof], by: validator)
    }

    @Test("where none is asked for, another server's nonce does no harm")
    func notAskedFor() async throws {
        try await client.present([client.proof(["nonce": "another server's"])])
    }
}

@Suite("RFC 9449 §4.3 step 11, §11.1: made just now")
struct ProofTimeTests {
    @Test(
        "the window is five minutes back and half a minute ahead",
        arguments: [
            (-300.0, nil), (-300.001, .dpopProofExpired), (-1e9, .dpopProofExpired), (-1e300, .dpopProofExpired),
            (30.0, nil), (30.001, .dpopProofTooNew), (1e9, .dpopProofTooNew), (1e300, .dpopProofTooNew),
        ] as [(Double, TokenValidationError.Code?)]
    )
    func window(offset: Double, code: TokenValidationError.Code?) async throws {
        let client = try DPoPClient()
        let proof = try client.proof(["iat": .number(1_700_000_000 + offset)])
        let refusal = try await TokenValidationError.Code.refusing { try await client.present([proof]) }
        #expect(refusal == code)
    }

    @Test("both ends are settings")
    func settings() async throws {
        let client = try DPoPClient()
        let validator = DPoPValidator(policy: DPoPPolicy(proofAge: .seconds(1), proofLeeway: .zero))
        try await client.expectRefusal(.dpopProofExpired, [client.proof(["iat": 1_699_999_998])], by: validator)
        try await client.expectRefusal(.dpopProofTooNew, [client.proof(["iat": 1_700_000_001])], by: validator)
        try await client.present([client.proof(["iat": 1_699_999_999])], to: validator)
    }
}
