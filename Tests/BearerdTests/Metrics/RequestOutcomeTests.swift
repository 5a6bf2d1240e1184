import HTTP
import HTTPTypes
import OAuth
import ResourceServer
import Testing

@testable import NginxGuard
@testable import bearerd

@Suite struct RequestOutcomeTests {
    @Test(arguments: TokenValidationError.Code.allCases)
    func aRefusalIsCountedByItsCodeAndTheStatusOfTheClient(code: TokenValidationError.Code) {
        // What nginx is told is not what the client is.
        let response = Response(status: .noContent)
        let outcome = RequestOutcome.of(.refused(Refusal(TokenValidationError(code))), response)
        #expect(outcome.name == .refused)
        #expect(outcome.code == code)
        #expect(outcome.status == code.status.code)
    }

    @Test(arguments: TokenValidationError.Code.allCases)
    func aRefusalThatIsOnlyObservedIsCountedByItsCodeAndIsNone(code: TokenValidationError.Code) {
        let refusal = Refusal(TokenValidationError(code))
        let outcome = RequestOutcome.of(.observed(refusal, nil), Response(status: .noContent))
        #expect(outcome.name == .observed)
        #expect(outcome.code == code)
        // What the application answered is not known.
        #expect(outcome.status == nil)
        #expect(outcome != RequestOutcome.of(.refused(refusal), Response(status: .noContent)))
    }

    @Test func whatNeedsNoJudgementIsCountedByItsStatus() {
        for status in [200, 204, 400, 403, 404, 405, 413, 500, 503] {
            let outcome = RequestOutcome.of(nil, Response(status: .init(code: status)))
            #expect(outcome.name == .answered)
            #expect(outcome.status == status)
            #expect(outcome.code == nil)
        }
        let odd = RequestOutcome.of(nil, Response(status: .init(code: 418)))
        #expect(odd.name == .answered)
        #expect(odd.status == nil)
    }

    @Test func aRefusalThatIsPutIntoWordsIsNoOther() {
        let response = Response(status: .unauthorized, context: RenderedRefusal())
        #expect(RequestOutcome.of(nil, response).name == .rendered)
    }

    @Test func whatIsLetThroughAndWhatIsNotSetUpRightly() {
        let response = Response(status: .ok)
        #expect(RequestOutcome.of(.allowed(nil), response).name == .allowed)
        #expect(RequestOutcome.of(.misconfigured, response).name == .misconfigured)
        #expect(RequestOutcome.of(.misconfigured, response).status == 500)
    }

    @Test func eachHasANumberOfItsOwnForWhichThereIsRoom() {
        #expect(Set(RequestOutcome.all.map(\.number)) == Set(0..<RequestOutcome.count))
        #expect(RequestOutcome.count <= RequestLane.outcomes)
        let labels = RequestOutcome.all.map { "\($0.name) \($0.code?.rawValue ?? "") \($0.status ?? 0)" }
        #expect(Set(labels).count == labels.count)
    }
}
