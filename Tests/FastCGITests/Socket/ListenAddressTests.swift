import Testing

@testable import FastCGI

@Suite("ListenAddress")
struct ListenAddressTests {
    static let addresses: [(String, ListenAddress)] = [
        ("unix:/run/bearerd/bearerd.sock", .unix("/run/bearerd/bearerd.sock")),
        ("127.0.0.1:9000", .tcp(host: "127.0.0.1", port: 9000)),
        ("0.0.0.0:65535", .tcp(host: "0.0.0.0", port: 65535)),
        ("[::1]:9000", .tcp(host: "::1", port: 9000)),
        ("[2001:db8::7]:1", .tcp(host: "2001:db8::7", port: 1)),
    ]

    @Test("an address is read and written alike", arguments: addresses)
    func reads(text: String, address: ListenAddress) {
        #expect(ListenAddress(text) == address)
        #expect(address.description == text)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "unix:", "unix:relative", "unix:/a\0b", "unix:/" + String(repeating: "a", count: 107), "/run/a.sock",
            "9000", ":9000", "localhost:9000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
            "127.0.0.1:+9", "127.0.0.1: 9", "127.0.0.1:９", "127.0.0.256:1", "127.1:1", "::1:9000", "[::1]", "[::1]9000",
            "[127.0.0.1]:9000", "[::1:9000", "::1]:9000", "[fe80::1%eth0]:9000", "tcp://127.0.0.1:9000",
        ]
    )
    func refuses(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test("the longest path has 107 bytes")
    func longestPath() {
        #expect(ListenAddress("unix:/" + String(repeating: "a", count: 106)) != nil)
    }
}
