import Testing

@testable import URI

@Suite struct LoopbackHostTests {
    @Test(arguments: ["127.0.0.1", "127.255.255.255", "[::1]", "localhost", "LocalHost"])
    func knowsItsOwnMachine(host: String) {
        #expect(LoopbackHost.contains(host))
    }

    @Test(arguments: [
        "", "128.0.0.1", "127.0.0", "127.0.0.0.1", "127.0.0.256", "127.0.0.+1", "127.0.0.1.example", "[::2]", "::1",
        "localhost.", "a.localhost", "localhost.example", "0.0.0.0",
    ])
    func knowsOthersFromIt(host: String) {
        #expect(!LoopbackHost.contains(host))
    }
}
