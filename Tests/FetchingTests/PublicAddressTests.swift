import TestSupport
import Testing

@testable import Fetching

/// What a URL leads to when only the public Internet is allowed: the address that would be connected to is judged.
@Suite(.blocking, .timeLimit(.minutes(10))) struct PublicAddressTests {
    private let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    private let client = HTTPClient(timeout: .seconds(20))

    /// For which `remote.example` is `addresses`.
    private func options(_ addresses: String, port: some BinaryInteger, authorities: String? = nil) -> FetchOptions {
        var options = FetchOptions(certificateAuthorities: authorities)
        options.resolutions = ["remote.example:\(port):\(addresses)"]
        return options
    }

    /// How many connections came, beside one of our own: they are served one after the other.
    private func connectionCount(_ server: LoopbackServer) throws -> Int {
        _ = try HTTPClient(timeout: .seconds(20)).get(server.url, onlyPublicAddresses: false)
        return server.connectionCount - 1
    }

    @Test func aNameThatResolvesToThisMachineIsRefusedBeforeAByteIsSent() throws {
        let server = try LoopbackServer(answering: answer)
        let options = options("127.0.0.1", port: server.port)
        #expect(throws: HTTPClientError.addressNotPublic) {
            try client.get("https://remote.example:\(server.port)/", options: options, onlyPublicAddresses: true)
        }
        #expect(try connectionCount(server) == 0)
    }

    @Test(arguments: [true, false]) func aNameThatResolvesToThisMachineIsReachedWhereItMay(onlyPublic: Bool) throws {
        let server = try TLSServer(name: "remote.example")
        let options = options("127.0.0.1", port: server.port, authorities: server.certificate)
        let url = "https://remote.example:\(server.port)/document"
        if onlyPublic {
            #expect(throws: HTTPClientError.addressNotPublic) {
                try client.get(url, options: options, onlyPublicAddresses: true)
            }
        } else {
            #expect(try client.get(url, options: options, onlyPublicAddresses: false).body == Array("hello".utf8))
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0", "0"])
    func aNumberOfThisMachineIsRefusedHoweverItIsWritten(host: String) throws {
        let server = try LoopbackServer(answering: answer)
        #expect(throws: HTTPClientError.addressNotPublic) {
            try HTTPClient(timeout: .seconds(20)).get("https://\(host):\(server.port)/", onlyPublicAddresses: true)
        }
        #expect(try connectionCount(server) == 0)
    }

    @Test(arguments: [
        "127.0.0.1", "[::1]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "[fd00::1]",
        "[fe80::1]", "[::ffff:10.0.0.1]", "0.0.0.0", "[64:ff9b::7f00:1]", "224.0.0.1", "[::]",
        // All of them, not only the first.
        "10.0.0.1,[fd00::1]",
    ])
    func aNameOfAPrivateAddressIsRefused(addresses: String) {
        #expect(throws: HTTPClientError.addressNotPublic) {
            try client.get(
                "https://remote.example/",
                options: options(addresses, port: 443),
                onlyPublicAddresses: true
            )
        }
    }

    @Test func anHTTPURLOfThisMachineIsRefusedToo() throws {
        let server = try LoopbackServer(answering: answer)
        #expect(throws: HTTPClientError.addressNotPublic) { try client.get(server.url, onlyPublicAddresses: true) }
        #expect(try connectionCount(server) == 0)
        #expect(try client.get(server.url, onlyPublicAddresses: false).body == Array("ok".utf8))
    }

    @Test func anAnswerTellsWhetherItCameFromAPublicAddress() throws {
        let server = try LoopbackServer(answering: answer)
        #expect(
            try client.get(server.url, onlyPublicAddresses: false).isFromPublicAddress == false
        )
    }

    @Test func aNameThatIsNotItsOwnLetsNothingBeSaidOfIt() throws {
        let server = try TLSServer(name: "evil\u{1B}[2J.example")
        let options = options("127.0.0.1", port: server.port, authorities: server.certificate)
        let error = #expect(throws: HTTPClientError.self) {
            try client.get(
                "https://remote.example:\(server.port)/document",
                options: options,
                onlyPublicAddresses: false
            )
        }
        #expect(error?.description == "The transfer failed: The certificate is for another host.")
    }
}
