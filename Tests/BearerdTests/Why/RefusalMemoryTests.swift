import JOSE
import OAuth
import Testing

@testable import bearerd

@Suite struct RefusalMemoryTests {
    private let start = ContinuousClock.now
    private let memory: RefusalMemory

    init() {
        memory = RefusalMemory(start: start)
    }

    private func record(_ id: String, _ error: TokenValidationError, _ time: Double, path: String = "/")
        -> RefusalRecord
    {
        RefusalRecord(
            requestID: id,
            time: NumericDate(secondsSinceEpoch: time),
            method: "GET",
            path: path,
            host: nil,
            remoteAddress: nil,
            policy: nil,
            route: nil,
            target: nil,
            requirement: .none,
            presentation: RefusedPresentation(error, without: error, proof: nil),
            reading: 0
        )
    }

    /// As a request does.
    private func refuse(_ id: String, _ error: TokenValidationError, at second: Double, path: String = "/") {
        guard memory.admits(id, error.code, at: start + .seconds(second)) else { return }
        memory.keep(record(id, error, second, path: path))
    }

    private func isKept(_ id: String) -> Bool {
        if case .kept = memory.refusal(of: id) { true } else { false }
    }

    private func reason(_ id: String) -> RefusalMemory.Reason? {
        if case .missed(_, let reason) = memory.refusal(of: id) { reason } else { nil }
    }

    @Test func aRefusalIsFoundByTheIdentifierOfItsRequest() {
        refuse("a", .tokenExpired, at: 0)
        refuse("b", .tokenMissing, at: 0)
        #expect(isKept("a") && isKept("b") && !isKept("c"))
        #expect(reason("c") == nil)
        refuse("a", .invalidSignature, at: 5)
        guard case .kept(let record) = memory.refusal(of: "a") else {
            Issue.record("it is not what it should be")
            return
        }
        #expect(record.presentation.error.code == .invalidSignature)
    }

    @Test func ofAFloodOnlyAFewASecondAreKept() {
        for number in 0..<5_000 { refuse("a\(number)", .tokenExpired, at: Double(number) / 1_000) }
        #expect(memory.fill.count == 5 * RefusalMemory.mostInASecond)
        #expect(isKept("a0") && isKept("a9") && isKept("a4000"))
        #expect(reason("a10") == .sampled && reason("a4999") == .sampled)
    }

    @Test func aFloodOfOneCodeTakesNothingFromOthers() {
        refuse("first", .invalidAudience(), at: 0)
        for second in 0..<200 {
            for number in 0..<12 { refuse("a\(second).\(number)", .tokenExpired, at: Double(second)) }
            refuse("b\(second)", .tokenMissing, at: Double(second))
        }
        #expect(memory.fill.count == RefusalMemory.mostRecords)
        #expect(isKept("first") && isKept("b199") && isKept("b0") && isKept("a199.9") && isKept("a125.0"))
        #expect(reason("a150.11") == .sampled)
        #expect(reason("a100.0") == .replaced)
    }

    @Test func whatIsKeptHasABoundInBytes() {
        let path = String(repeating: "x", count: 16_000)
        for number in 0..<1_000 { refuse("a\(number)", .tokenExpired, at: Double(number), path: path) }
        #expect(memory.fill.bytes <= RefusalMemory.mostBytes)
        #expect((200..<300).contains(memory.fill.count))
        #expect(isKept("a999") && reason("a0") == .replaced)
    }

    @Test func ofHowManyItIsKnownThatTheyAreMissingHasABound() {
        for number in 0..<(RefusalMemory.mostMissed + 20) { refuse("a\(number)", .tokenExpired, at: 0) }
        #expect(reason("a10") == nil && reason("a\(RefusalMemory.mostMissed)") == .sampled)
        guard case .unknown(let oldest) = memory.refusal(of: "a10") else {
            Issue.record("it is not what it should be")
            return
        }
        #expect(oldest == NumericDate(secondsSinceEpoch: 0))
    }
}
