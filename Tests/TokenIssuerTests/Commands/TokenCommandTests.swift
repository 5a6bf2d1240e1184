import ArgumentParser
import Testing

@testable import token_issuer

@Suite struct TokenCommandTests {
    @Test(arguments: ["0", "-1"])
    func oneTokenIsTheFewest(count: String) {
        #expect(throws: (any Error).self) { try TokenCommand.parse(["--state", "x", "--count=\(count)"]) }
    }
}
