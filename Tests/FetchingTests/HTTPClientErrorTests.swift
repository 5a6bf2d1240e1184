import Testing

@testable import Fetching

@Suite struct HTTPClientErrorTests {
    @Test(arguments: [
        HTTPClientError.unexpectedStatus(404), .unexpectedStatus(410), .unexpectedStatus(403), .unexpectedStatus(204),
        .redirected(status: 302), .bodyTooLarge(maxBytes: 5),
    ])
    func anAnswerMaySayThatThereIsNothing(error: HTTPClientError) {
        #expect(error.isAbsence)
    }

    @Test(arguments: [
        HTTPClientError.unexpectedStatus(500), .unexpectedStatus(503), .unexpectedStatus(429), .unexpectedStatus(408),
        .unexpectedStatus(425), .timedOut, .transferFailed(reason: ""), .addressNotPublic, .addressUnknown,
        .proxyRefused(status: 404), .proxyFailed(reason: ""), .urlNotAllowed, .headersTooLarge(maxBytes: 5),
    ])
    func troubleSaysNothingOfWhatIsThere(error: HTTPClientError) {
        #expect(!error.isAbsence)
    }
}
