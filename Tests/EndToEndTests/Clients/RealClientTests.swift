import Foundation
import Testing

/// Clients of other people's. `make test` installs them; where one is missing, its test fails.
@Suite("Real clients")
struct RealClientTests {
    private static let python = Project.folder + ".build/clients/bin/python"

    @Test(
        "requests_oauth2client gets in where proofs need a nonce, though it looks at the first challenge only",
        arguments: ["ES256", "ES384", "EdDSA"]
    )
    func dpopNonce(alg: String) async throws {
        let configuration = GuardedConfiguration(
            server: guardedLocation("/", "required"),
            settings: ["DPOP_NONCE": "required"]
        )
        try await withGuardedServer(configuration) { server in
            let deployment = server.deployment
            let script = Project.folder + "Tests/EndToEndTests/Clients/dpop_nonce.py"
            let words = [deployment.origin + "/oauth/token", Deployment.audience, alg]
            let urls = [deployment.origin + "/api/private", server.url("/x")]
            let result = try await Program(command: [Self.python, script] + words + urls).run()
            #expect(result.error == "")
            #expect(result.output == "200 0 DPoP\n200 0 DPoP\n")
            // The second URL is asked with the nonce of the first.
            #expect(try deployment.log().components(separatedBy: "dpop_nonce_required").count == 2)
        }
    }
}
