import JOSE
import Testing

@testable import OAuth

@Suite("RFC 9449 §11.1: a proof is good once")
struct ReplayTests {
    let client: DPoPClient
    let validator = DPoPValidator()

    init() throws {
        client = try DPoPClient()
    }

    @Test("a replay is refused for the whole window")
    func replay() async throws {
        let proof = try client.proof(["iat": 1_700_000_030])
        try await client.present([proof], to: validator)
        for seconds in [0.0, 1, 329, 330] {
            let later = NumericDate(secondsSinceEpoch: 1_700_000_000 + seconds)
            try await client.expectRefusal(.dpopProofReplayed, [proof], by: validator, at: later)
        }
        let over = NumericDate(secondsSinceEpoch: 1_700_000_331)
        try await client.expectRefusal(.dpopProofExpired, [proof], by: validator, at: over)
    }

    @Test("the same jti by the same key is a replay, however the proof is signed or filled")
    func sameIdentifier() async throws {
        try await client.present([client.proof()], to: validator)
        // ECDSA signs the same claims differently each time.
        let again = try client.proof()
        try await client.expectRefusal(.dpopProofReplayed, [again], by: validator)
        try await client.expectRefusal(.dpopProofReplayed, [client.proof(["iat": 1_700_000_001])], by: validator)
        try await client.expectRefusal(.dpopProofReplayed, [client.proof(header: ["x": 1])], by: validator)
    }

    @Test("another jti is another proof, and so is another key's with the same jti")
    func different() async throws {
        let other = try DPoPClient()
        try await client.present([client.proof()], to: validator)
        try await client.present([client.proof(["jti": "2"])], to: validator)
        try await other.present([other.proof()], to: validator)
    }

    @Test("nothing but a good proof is remembered: nobody uses up another's")
    func onlyGoodProofs() async throws {
        let good = try client.proof()
        let other = try DPoPClient()
        try await client.expectRefusal(.dpopMethodMismatch, [good], by: validator, method: "POST")
        try await client.expectRefusal(.dpopTargetMismatch, [good], by: validator, target: nil)
        try await client.expectRefusal(.dpopBindingMismatch, [good], by: validator, token: other.token())
        try await client.expectRefusal(.dpopProofExpired, [good], by: validator, at: DPoPClient.now + .seconds(301))
        try await client.present([good], to: validator)
    }

    @Test("a memory without room makes the proof refused for a while, with its reason for the log")
    func fullMemory() async throws {
        struct Full: ReplayStore {
            func remember(_: ReplayKey, of _: ReplayClient, until _: NumericDate) async -> ReplayVerdict {
                .full(retryAfter: .seconds(7), reason: "no room")
            }
        }
        let error = await #expect(throws: TokenValidationError.self) {
            try await client.present([client.proof()], to: DPoPValidator(store: Full()))
        }
        #expect(error?.code == .dpopReplayFull)
        #expect(error?.detail == "no room")
        #expect(error?.retryAfter == .seconds(7))
        #expect(error?.sentence.description == "The server cannot remember another DPoP proof at the moment.")
    }

    @Test("a memory that cannot be asked makes the proof refused for a while, with its reason for the log")
    func memoryAway() async throws {
        struct Away: ReplayStore {
            func remember(_: ReplayKey, of _: ReplayClient, until _: NumericDate) async -> ReplayVerdict {
                .unavailable(retryAfter: .seconds(3), reason: "nobody is there")
            }
        }
        let error = await #expect(throws: TokenValidationError.self) {
            try await client.present([client.proof()], to: DPoPValidator(store: Away()))
        }
        #expect(error?.code == .storeUnavailable)
        #expect(error?.detail == "nobody is there")
        #expect(error?.retryAfter == .seconds(3))
    }

    @Test("a shared memory is told whose proof it is, and until when")
    func sharedMemory() async throws {
        struct Recording: ReplayStore {
            let client: ReplayClient
            let expected: NumericDate
            func remember(_ key: ReplayKey, of client: ReplayClient, until expiry: NumericDate) async -> ReplayVerdict {
                await Task.yield()
                return client == self.client && expiry == expected && key.text.utf8.count == 43 ? .fresh : .replayed
            }
        }
        let memory = Recording(
            client: .subject("alice", issuer: "https://issuer.example.com/"),
            expected: NumericDate(secondsSinceEpoch: 1_700_000_310)
        )
        try await client.present([client.proof(["iat": 1_700_000_010])], to: DPoPValidator(store: memory))
    }

    @Test("whose proof it is, the token says: its client, or else its subject, of its issuer")
    func clients() async throws {
        func whose(_ claims: JSONObject) async throws -> ReplayClient {
            ReplayClient(try await client.token(claims))
        }
        #expect(try await whose(["iss": "i", "sub": "a", "client_id": "c", "azp": "z"]) == .client("c", issuer: "i"))
        #expect(try await whose(["iss": "i", "sub": "a", "azp": "z"]) == .client("z", issuer: "i"))
        #expect(try await whose(["iss": "i", "sub": "a"]) == .subject("a", issuer: "i"))
        #expect(try await whose(["iss": "i"]) == .subject("", issuer: "i"))
    }

    @Test("of 64 clients with one proof at once, exactly one is let through")
    func concurrent() async throws {
        let proof = try client.proof()
        let token = try await client.token()
        let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    try await TokenValidationError.Code.refusing {
                        try await client.present([proof], to: validator, token: token)
                    } == nil
                }
            }
            return try await group.reduce(0) { $1 ? $0 + 1 : $0 }
        }
        #expect(accepted == 1)
    }
}
