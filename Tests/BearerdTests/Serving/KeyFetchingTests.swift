import Fetching
import JWKS
import OAuth
import Testing

@testable import bearerd

@Suite struct KeyFetchingTests {
    private func text(_ reason: HTTPClientError) -> String {
        "\(KeyFetching.Failure(reason: reason))"
    }

    @Test func aFailureIsToldAsItIs() {
        #expect(text(.unexpectedStatus(404)) == "The answer has the status 404 instead of 200.")
    }

    @Test(arguments: [HTTPClientError.addressNotPublic, .addressUnknown])
    func anAddressThatIsNotPublicHasARemedy(reason: HTTPClientError) {
        #expect(text(reason).hasSuffix(" name it as jwks_uri in ISSUERS_FILE."))
    }
}
