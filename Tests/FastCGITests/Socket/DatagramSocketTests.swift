import Glibc
import Testing

@testable import FastCGI

@Suite struct DatagramSocketTests {
    @Test(arguments: ["", "journal", "@abstract", "/" + String(repeating: "x", count: 200)])
    func whatIsNoPathOfASocketHasNone(path: String) {
        #expect(DatagramSocket(path: path) == nil)
    }

    @Test func whoDoesNotListenIsTold() {
        #expect(DatagramSocket(path: "/nowhere/at/all")?.send([1]) == ENOENT)
    }
}
