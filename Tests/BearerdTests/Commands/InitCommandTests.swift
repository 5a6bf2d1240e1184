import JOSE
import JWKS
import OAuth
import TestSupport
import Testing

@testable import bearerd

@Suite struct InitCommandTests {
    private let edwards = #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#

    /// What is found of an issuer with these keys, where RS256 is expected.
    private func report(_ keys: String) async -> KeyReport {
        let policy = IssuerPolicy(
            issuer: "https://issuer.example/",
            audiences: ["a"],
            algorithms: [.rs256],
            keySource: .jwksURI("https://issuer.example/jwks")
        )
        return await KeyReport(policy) { _ in FetchedDocument(body: Array(#"{"keys":[\#(keys)]}"#.utf8)) }
    }

    @Test("where no key is of the default algorithm, those of the keys are written")
    func otherAlgorithms() async {
        let edwards = await report(edwards)
        #expect(InitCommand.otherAlgorithms([edwards], [:]) == "EdDSA,Ed25519")
        let both = await report(KeyFixtures.key("a"))
        #expect(InitCommand.otherAlgorithms([both], [:]) == nil)
        #expect(InitCommand.otherAlgorithms([both, edwards], [:]) == "RS256,EdDSA,Ed25519")
    }

    @Test("not where somebody has said which, nor where no key serves at all")
    func chosen() async {
        let edwards = await report(edwards)
        #expect(InitCommand.otherAlgorithms([edwards], ["ALGORITHMS": "RS256"]) == nil)
        #expect(InitCommand.otherAlgorithms([edwards], ["ISSUERS_FILE": "/x"]) == nil)
        #expect(InitCommand.otherAlgorithms([await report("7")], [:]) == nil)
    }
}
