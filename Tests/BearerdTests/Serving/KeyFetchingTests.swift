import Fetching
import JWKS
import OAuth
import Testing

@testable import bearerd

@Suite struct KeyFetchingTests {
    private func text(_ kind: DocumentRequest.Kind, _ reason: HTTPClientError) -> String {
        let request = DocumentRequest(kind: kind, url: "https://issuer.example/", onlyPublicAddresses: true)
        return "\(KeyFetching.Failure(request: request, reason: reason))"
    }

    @Test func anIssuerWithoutDiscoveryIsToldApartAndHasARemedy() {
        #expect(
            text(.discovery, .unexpectedStatus(404))
                == "The issuer has no discovery document there (404): name its jwks_uri in ISSUERS_FILE."
        )
        #expect(text(.keySet, .unexpectedStatus(404)) == "The answer has the status 404 instead of 200.")
        #expect(text(.discovery, .unexpectedStatus(500)) == "The answer has the status 500 instead of 200.")
    }

    @Test func anAddressThatIsNotPublicHasARemedy() {
        #expect(text(.keySet, .addressNotPublic).hasSuffix(" name it as jwks_uri in ISSUERS_FILE."))
    }
}
