import Fetching
import OAuth
import Testing

@testable import ResourceServer

@Suite struct PostEndpointIntrospectionTests {
    @Test(arguments: [401, 403])
    func ourCredentialsAreOurFault(status: Int) {
        guard case .credentialsRefused = IntrospectionFault(.unexpectedStatus(status)) else {
            Issue.record("\(status)")
            return
        }
    }

    @Test(arguments: [
        HTTPClientError.timedOut, .unexpectedStatus(500), .unexpectedStatus(503), .unexpectedStatus(429),
        .transferFailed(reason: "x"), .proxyRefused(status: 407), .urlNotAllowed,
    ])
    func whoDoesNotAnswerIsAwayForAll(error: HTTPClientError) {
        guard case .unavailable = IntrospectionFault(error) else {
            Issue.record("\(error)")
            return
        }
    }

    /// A client chooses what is asked about, and must not keep others from being asked about.
    @Test(arguments: [
        HTTPClientError.unexpectedStatus(400), .unexpectedStatus(404), .redirected(status: 302),
        .bodyTooLarge(maxBytes: 1),
    ])
    func whoAnswersSomethingElseIsThere(error: HTTPClientError) {
        guard case .refused = IntrospectionFault(error) else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func whatIsNotSentIsNobodysFault() {
        #expect(IntrospectionFault(.busy) == .busy)
    }
}
