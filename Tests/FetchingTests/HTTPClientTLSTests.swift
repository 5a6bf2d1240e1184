import CCurl
import Foundation
import TestSupport
import Testing

@testable import Fetching

@Suite(.blocking, .timeLimit(.minutes(10))) struct HTTPClientTLSTests {
    private let client = HTTPClient(timeout: .seconds(20))

    private func get(_ url: String, trusting authorities: String?) throws(HTTPClientError) -> HTTPClientResponse {
        try client.get(url, options: FetchOptions(certificateAuthorities: authorities), onlyPublicAddresses: false)
    }

    private func isTransferFailure(_ error: any Error) -> Bool {
        if case HTTPClientError.transferFailed = error { true } else { false }
    }

    @Test func aCertificateIsTrustedThroughTheAuthoritiesThatAreNamed() throws {
        let server = try TLSServer()
        let response = try get("https://localhost:\(server.port)/document", trusting: server.certificate)
        #expect(response.body == Array("hello".utf8))
        // It is good for a day.
        let end = Int(Date().timeIntervalSince1970) + 86_400
        #expect((end - 3_600...end).contains(try #require(response.certificateExpiry)))
    }

    @Test func aCertificateOfNobodyKnownIsRefused() throws {
        let server = try TLSServer()
        #expect {
            try get("https://localhost:\(server.port)/document", trusting: nil)
        } throws: {
            "\($0)".contains("certificate")
        }
    }

    @Test func theNamedAuthoritiesReplaceOthers() throws {
        let server = try TLSServer()
        let other = try TLSServer()
        #expect {
            try get("https://localhost:\(server.port)/document", trusting: other.certificate)
        } throws: {
            "\($0)".contains("certificate")
        }
    }

    @Test func aCertificateForAnotherHostIsRefused() throws {
        let server = try TLSServer(name: "issuer.example")
        #expect(throws: (any Error).self) {
            try get("https://localhost:\(server.port)/document", trusting: server.certificate)
        }
    }

    @Test func authoritiesThatCannotBeReadAreAnError() throws {
        let server = try TLSServer()
        #expect {
            try get("https://localhost:\(server.port)/document", trusting: "/nowhere/authorities.pem")
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
        try FetchOptions(certificateAuthorities: isNamed ? other.certificate : nil).trust(&transfer)
        guard let url = CurlURL("https://localhost:\(server.port)/document") else {
            throw HTTPClientError.urlNotAllowed
        }
        let status: Int?
        do { status = try transfer.perform(url, into: ReceivedAnswer(maxBodyBytes: 100)) } catch { status = nil }
        #expect(status == (isNamed ? nil : 200))
    }
}
