import JWKS
import JOSE
import TestSupport
import Testing

@testable import OAuth

/// An API whose wall clock can be set, beside the clock that cannot.
private final class SteppedAPI {
    let client: DPoPClient
    let nonces: ServerNonces?
    private let steady = ManualClock()
    private let validator: DPoPValidator
    private(set) var now = DPoPClient.now
    private var number = 0

    init(nonces: ServerNonces? = nil) throws {
        client = try DPoPClient()
        self.nonces = nonces
        validator = DPoPValidator(nonces: nonces, clock: steady.clock.now)
    }

    /// Time passes.
    func wait(_ seconds: Double) {
        steady.advance(by: .seconds(1) * seconds)
        now = now + .seconds(1) * seconds
    }

    /// Somebody sets the wall clock.
    func step(_ seconds: Double) {
        now = now + .seconds(1) * seconds
    }

    /// A new proof, by a client whose clock agrees with ours.
    func proof(nonce: String? = nil) throws -> String {
        number += 1
        let iat = JSONValue.number(now.secondsSinceEpoch)
        return try client.proof(["iat": iat, "jti": .string("\(number)"), "nonce": nonce.map { .string($0) }])
    }

    /// Why a proof is refused, with the nonce that the refusal brings.
    func refusal(of proof: String) async throws -> (code: TokenValidationError.Code, nonce: String?)? {
        do {
            try await client.present([proof], to: validator, at: now)
            return nil
        } catch let error as TokenValidationError {
            return (error.code, error.nonce)
        }
    }

    /// A client as RFC 9449 §8 wants it: it tries once more with the nonce that it was given.
    func code(nonce: String? = nil) async throws -> TokenValidationError.Code? {
        guard let refusal = try await refusal(of: proof(nonce: nonce)) else { return nil }
        guard refusal.code == .dpopNonceRequired, nonce == nil, let nonce = refusal.nonce else { return refusal.code }
        return try await code(nonce: nonce)
    }
}

@Suite("The wall clock is set: good proofs pass, and used ones do not")
struct ClockStepTests {
    private static let day = 86_400.0

    @Test("forward a day and back: nobody has to wait for that day to pass", arguments: [0.0, 10, 1000])
    func forwardAndBack(seconds: Double) async throws {
        let api = try SteppedAPI()
        let used = try api.proof()
        #expect(try await api.refusal(of: used) == nil)
        api.step(Self.day)
        let usedAhead = try api.proof()
        #expect(try await api.refusal(of: usedAhead) == nil)
        api.wait(seconds)
        _ = try await api.refusal(of: api.proof())
        api.step(-Self.day)
        #expect(try await api.refusal(of: api.proof()) == nil)
        let again = try await api.refusal(of: used)
        #expect(again?.code == (seconds > 300 ? .dpopProofExpired : .dpopProofReplayed))
        // What was used while the clock was ahead is refused when its day has come, by then long forgotten.
        api.wait(1)
        #expect(try await api.refusal(of: api.proof()) == nil)
        api.wait(Self.day - seconds - 1)
        _ = try await api.refusal(of: api.proof())
        let tomorrow = try await api.refusal(of: usedAhead)
        #expect(tomorrow?.code == .dpopNonceRequired)
        #expect(try await api.code() == nil)
    }

    @Test("forward: proofs pass at once", arguments: [10.0, 329, 3_600, day, 20 * 365 * day])
    func forward(seconds: Double) async throws {
        let api = try SteppedAPI()
        let used = try api.proof()
        #expect(try await api.refusal(of: used) == nil)
        api.step(seconds)
        #expect(try await api.refusal(of: api.proof()) == nil)
        #expect(try await api.refusal(of: used) != nil)
    }

    @Test("back by less than a proof's age: used proofs are still remembered, and new ones pass at once")
    func backALittle() async throws {
        let api = try SteppedAPI()
        var used: [String] = []
        for _ in 0..<20 {
            let proof = try api.proof()
            #expect(try await api.refusal(of: proof) == nil)
            used.append(proof)
            api.wait(30)
        }
        api.step(-250)
        #expect(try await api.refusal(of: api.proof()) == nil)
        var codes: Set<TokenValidationError.Code?> = []
        for _ in 0..<20 {
            for proof in used { codes.insert(try await api.refusal(of: proof)?.code) }
            api.wait(20)
        }
        #expect(!codes.contains(nil))
        #expect(codes.isSuperset(of: [.dpopProofReplayed, .dpopProofExpired]))
    }

    @Test(
        "back by more than is remembered: a client needs a nonce, and no used proof passes",
        arguments: [600.0, 5_000]
    )
    func backALot(seconds: Double) async throws {
        let api = try SteppedAPI()
        var used: [(at: NumericDate, proof: String)] = []
        for _ in 0..<80 {
            let proof = try api.proof()
            #expect(try await api.refusal(of: proof) == nil)
            used.append((api.now, proof))
            api.wait(50)
        }
        api.step(-seconds)
        for _ in 0..<Int((seconds + 400) / 50) {
            // A client that knows nonces never waits for more than an answer.
            #expect(try await api.code() == nil)
            for (time, proof) in used where time + .seconds(300) >= api.now && time <= api.now + .seconds(30) {
                #expect(try await api.refusal(of: proof) != nil)
            }
            api.wait(50)
        }
        // The clock has passed all that it had been through.
        #expect(try await api.refusal(of: api.proof()) == nil)
    }

    @Test("a nonce that is asked for then does not come again, however often the clock goes back")
    func steadyNonce() async throws {
        let api = try SteppedAPI()
        for _ in 0..<100 {
            #expect(try await api.refusal(of: api.proof()) == nil)
            api.wait(20)
        }
        api.step(-1_000)
        let nonce = try #require(try await api.refusal(of: api.proof())?.nonce)
        let used = try api.proof(nonce: nonce)
        #expect(try await api.refusal(of: used) == nil)
        #expect(try await api.refusal(of: used)?.code == .dpopProofReplayed)
        api.wait(500)
        _ = try await api.refusal(of: api.proof())
        api.step(-500)
        #expect(try await api.refusal(of: used)?.code == .dpopNonceRequired)
        #expect(try await api.code() == nil)
    }

    @Test(
        "with nonces, a client that is handed one passes at once, whatever the clock did",
        arguments: [-5_000.0, 5_000]
    )
    func nonces(step: Double) async throws {
        let api = try SteppedAPI(nonces: ServerNonces())
        for _ in 0..<40 {
            #expect(try await api.code() == nil)
            api.wait(100)
        }
        let nonce = try #require(try await api.refusal(of: api.proof())?.nonce)
        let used = try api.proof(nonce: nonce)
        #expect(try await api.refusal(of: used) == nil)
        api.wait(400)
        #expect(try await api.code() == nil)
        api.step(step)
        for _ in 0..<30 {
            // The nonce before is refused with a new one; should that not do, the next one does.
            var refusal = try await api.refusal(of: api.proof(nonce: nonce))
            for _ in 0..<2 {
                guard let next = refusal?.nonce else { break }
                refusal = try await api.refusal(of: api.proof(nonce: next))
            }
            #expect(refusal == nil)
            #expect(try await api.refusal(of: used) != nil)
            api.wait(200)
        }
    }
}
