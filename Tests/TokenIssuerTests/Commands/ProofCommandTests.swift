import ArgumentParser
import Testing

@testable import token_issuer

@Suite struct ProofCommandTests {
    @Test("a nonce and an identifier may begin with a hyphen", arguments: ["-abc", "--nonce", "-"])
    func hyphen(text: String) throws {
        let command = try ProofCommand.parse([
            "--key", "k", "--url", "https://a.example/", "--nonce", text, "--jti", text,
        ])
        #expect(command.nonce == text)
        #expect(command.jti == text)
    }
}
