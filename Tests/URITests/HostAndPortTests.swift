import Testing

@testable import URI

@Suite struct HostAndPortTests {
    @Test(arguments: [
        ("proxy.example:3128", "proxy.example", 3128), ("PROXY.example:1", "proxy.example", 1),
        ("10.0.0.1:65535", "10.0.0.1", 65535), ("[2001:DB8::1]:443", "[2001:db8::1]", 443),
    ])
    func hasBoth(text: String, host: String, port: UInt16) throws {
        let value = try #require(HostAndPort(text))
        #expect(value.host == host)
        #expect(value.port == port)
        #expect("\(value)" == "\(host):\(port)")
    }

    @Test(arguments: [
        "", "proxy.example", "proxy.example:", ":3128", "proxy.example:0", "proxy.example:65536", "proxy.example:+1",
        "user@proxy.example:3128", "http://proxy.example:3128", "proxy.example:3128/", "2001:db8::1:443", "[::1]",
        "a b:1", "a:1 ", "a:1\n", "a%41:1", "b\u{FC}cher.example:1",
    ])
    func isNothingElse(text: String) {
        #expect(HostAndPort(text) == nil)
    }

    @Test(arguments: [("127.0.0.1:1", true), ("localhost:1", true), ("[::1]:1", true), ("10.0.0.1:1", false)])
    func knowsWhetherItIsOfThisMachine(text: String, isLoopback: Bool) throws {
        #expect(try #require(HostAndPort(text)).isLoopback == isLoopback)
    }
}
