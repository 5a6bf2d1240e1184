import CCurl
import Glibc
import Testing

@testable import Fetching

@Suite struct CurlFailureTests {
    @Test func theReasonIsLibcurlsForTheCodeAndTheSystems() {
        #expect(CurlFailure.reason(CURLE_COULDNT_CONNECT) == "Couldn't connect to server")
        let refused = CurlFailure.reason(CURLE_COULDNT_CONNECT, osError: Int(ECONNREFUSED))
        #expect(refused == "Couldn't connect to server (Connection refused)")
    }

    @Test(arguments: [
        (0, "for another host"), (1, "for another host"), (9, "not valid yet"), (10, "expired"), (18, "self-signed"),
        (19, "self-signed"), (20, "of an authority that is not trusted"), (21, "of an authority that is not trusted"),
        (24, "verify error 24"),
    ])
    func aCertificatesFaultIsNamed(verifyResult: Int, words: String) {
        #expect(CurlFailure.reason(CURLE_PEER_FAILED_VERIFICATION, verifyResult: verifyResult).contains(words))
    }
}
