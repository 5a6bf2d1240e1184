import Testing

@Suite("bearerd explain", .deployed())
struct ExplainTests {
    @Test("a good token is accepted with 0, from an argument and from standard input", arguments: [true, false])
    func accepted(fromStandardInput: Bool) async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token("--scope", "read:messages")
        let result = try await explain(token, fromStandardInput, deployment)
        #expect(result.ending == .exited(0))
        #expect(!result.output.contains(token.suffix(40)))
    }

    @Test(
        "a token is refused with 1 for what is wrong with it",
        arguments: [
            ("expired", "token_expired"), ("wrong-audience", "invalid_audience"),
            ("bad-signature", "invalid_signature"),
            ("wrong-issuer", "invalid_issuer"),
        ]
    )
    func refused(defect: String, code: String) async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token("--broken", defect)
        let result = try await explain(token, false, deployment)
        #expect(result.ending == .exited(1))
        #expect(result.output.contains(code))
        #expect(!result.output.contains(token.suffix(40)))
    }

    private func explain(_ token: String, _ fromStandardInput: Bool, _ deployment: Deployment) async throws
        -> ProgramResult
    {
        let settings = ["ISSUERS": deployment.issuer, "AUTH0_AUDIENCE": Deployment.audience]
        let script = fromStandardInput ? #"printf '%s\n' "$2" | "$1" explain"# : #"exec "$1" explain "$2""#
        let command = ["sh", "-c", script, "sh", Project.bearerd, token]
        return try await Program(command: command, environment: settings).run()
    }
}
