import CCurl
import Testing

@testable import Fetching

@Suite(.timeLimit(.minutes(1))) struct HTTPClientTLSTests {
    private func client(trusting authorities: String?) -> HTTPClient {
        HTTPClient(certificateAuthorities: authorities, timeout: .seconds(20))
    }

    private func isTransferFailure(_ error: any Error) -> Bool {
        if case HTTPClientError.transferFailed = error { true } else { false }
    }

    @Test func aCertificateIsTrustedThroughTheAuthoritiesThatAreNamed() throws {
        let server = try TLSServer()
        let response = try client(trusting: server.certificate).get(
            "https://localhost:\(server.port)/document",
            onlyPublicAddresses: false
        )
        #expect(response.body == Array("hello".utf8))
    }

    @Test func aCertificateOfNobodyKnownIsRefused() throws {
        let server = try TLSServer()
        #expect {
            try client(trusting: nil).get("https://localhost:\(server.port)/document", onlyPublicAddresses: false)
        } throws: {
            "\($0)".contains("certificate")
        }
    }

    @Test func theNamedAuthoritiesReplaceOthers() throws {
        let server = try TLSServer()
        let other = try TLSServer()
        #expect {
            try client(trusting: other.certificate).get(
                "https://localhost:\(server.port)/document",
                onlyPublicAddresses: false
            )
        } throws: {
            "\($0)".contains("certificate")
        }
    }

    @Test func aCertificateForAnotherHostIsRefused() throws {
        let server = try TLSServer(name: "issuer.example")
        #expect(throws: (any Error).self) {
            try client(trusting: server.certificate).get(
                "https://localhost:\(server.port)/document",
                onlyPublicAddresses: false
            )
        }
    }

    @Test func authoritiesThatCannotBeReadAreAnError() throws {
        let server = try TLSServer()
        #expect {
            try client(trusting: "/nowhere/authorities.pem").get(
                "https://localhost:\(server.port)/document",
                onlyPublicAddresses: false
            )
        } throws: {
            isTransferFailure($0)
        }
    }

    @Test(arguments: [false, true])
    func theNamedAuthoritiesReplaceTheSystemsDirectory(isNamed: Bool) throws {
        let server = try TLSServer()
        let other = try TLSServer()
        var transfer = try CurlTransfer()
        // In the place of the system's.
        try transfer.set(CURLOPT_CAPATH, to: server.authorities)
        try client(trusting: isNamed ? other.certificate : nil).trust(&transfer)
        guard let url = CurlURL("https://localhost:\(server.port)/document") else {
            throw HTTPClientError.urlNotAllowed
        }
        let status: Int?
        do { status = try transfer.perform(url, into: ReceivedAnswer(maxBodyBytes: 100)) } catch { status = nil }
        #expect(status == (isNamed ? nil : 200))
    }
}
