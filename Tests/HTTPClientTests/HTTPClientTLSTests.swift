import Testing

@testable import HTTPClient

@Suite(.timeLimit(.minutes(1))) struct HTTPClientTLSTests {
    private func client(trusting authorities: String?) -> HTTPClient {
        HTTPClient(certificateAuthorities: authorities, timeout: .seconds(20))
    }

    private func isTransferFailure(_ error: any Error) -> Bool {
        if case HTTPClientError.transferFailed = error { true } else { false }
    }

    @Test func aCertificateIsTrustedThroughTheAuthoritiesThatAreNamed() throws {
        let server = try TLSServer()
        let response = try client(trusting: server.certificate).get("https://localhost:\(server.port)/document")
        #expect(response.body == Array("hello".utf8))
    }

    @Test func aCertificateOfNobodyKnownIsRefused() throws {
        let server = try TLSServer()
        #expect { try client(trusting: nil).get("https://localhost:\(server.port)/document") } throws: {
            "\($0)".contains("certificate")
        }
    }

    @Test func theNamedAuthoritiesReplaceOthers() throws {
        let server = try TLSServer()
        let other = try TLSServer()
        #expect { try client(trusting: other.certificate).get("https://localhost:\(server.port)/document") } throws: {
            "\($0)".contains("certificate")
        }
    }

    @Test func aCertificateForAnotherHostIsRefused() throws {
        let server = try TLSServer(name: "issuer.example")
        #expect(throws: (any Error).self) {
            try client(trusting: server.certificate).get("https://localhost:\(server.port)/document")
        }
    }

    @Test func authoritiesThatCannotBeReadAreAnError() throws {
        let server = try TLSServer()
        #expect {
            try client(trusting: "/nowhere/authorities.pem").get("https://localhost:\(server.port)/document")
        } throws: {
            isTransferFailure($0)
        }
    }
}
