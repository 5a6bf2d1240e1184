import JOSE
import JWKS
import OAuth
import TestSupport
import Testing

@testable import bearerd

@Suite struct KeyReportTests {
    private static let issuer = "https://issuer.example/"

    /// What is said of this set, fetched from where the issuer's metadata says it is.
    private func report(_ keys: String, _ algorithms: [JWSAlgorithm] = [.rs256]) async -> KeyReport {
        let policy = IssuerPolicy(issuer: Self.issuer, audiences: ["a"], algorithms: algorithms)
        return await KeyReport(policy) { request in
            guard request.kind == .discovery else { return FetchedDocument(body: Array(#"{"keys":[\#(keys)]}"#.utf8)) }
            guard request.url.hasSuffix("openid-configuration") else { throw DocumentAbsent("404") }
            let document = #"{"issuer":"\#(request.issuer)","jwks_uri":"https://issuer.example/jwks"}"#
            return FetchedDocument(body: Array(document.utf8))
        }
    }

    private let edwards = #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#

    @Test func aLineIsAboutTheSetAndOneAboutEachKey() async {
        let report = await report(KeyFixtures.key("a"))
        #expect(
            report.lines == [
                """
                https://issuer.example/: 1 keys, of which 1 will be used, found by \
                https://issuer.example/.well-known/openid-configuration
                """,
                #"  kid "a": RSA, 2048 bits, alg RS256: used for RS256"#,
            ]
        )
        #expect(report.warnings == [])
        #expect(report.hasKeys)
    }

    @Test func aKeyThatIsNotUsedSaysWhy() async {
        let encryption = #"{"kty":"RSA","kid":"e","n":"\#(String(repeating: "A", count: 342))","alg":"RSA-OAEP"}"#
        let noUse = KeyFixtures.key("s").replacing(#""use":"sig""#, with: #""use":"tls""#)
        let forEncryption = KeyFixtures.key("u").replacing(#""use":"sig""#, with: #""use":"enc""#)
        let keys = [encryption, KeyFixtures.key("a"), edwards, noUse, forEncryption, #"{"kty":"oct","k":"AA"}"#, "7"]
        let report = await report(keys.joined(separator: ","))
        #expect(report.lines.first?.contains(": 7 keys, of which 1 will be used,") == true)
        #expect(
            report.lines.dropFirst().map { $0.trimmingPrefix("  ") } == [
                #"kid "e": RSA, 0 bits, alg RSA-OAEP: not used: it is for encryption"#,
                #"kid "a": RSA, 2048 bits, alg RS256: used for RS256"#,
                "no kid: OKP, Ed25519, alg not said: not used: ALGORITHMS or algorithms would have to name EdDSA or Ed25519",
                #"kid "s": RSA, 2048 bits, alg RS256: not used: its use or key_ops do not let it verify"#,
                #"kid "u": RSA, 2048 bits, alg RS256: not used: it is for encryption"#,
                "no kid: oct, alg not said: not used: The key is symmetric.",
                "no kid: no key: not used: The key is not a JSON object.",
            ]
        )
        #expect(report.warnings == [])
    }

    @Test func aSetOfWhichNoneIsUsedIsAWarning() async {
        let report = await report(KeyFixtures.key("a"), [.es256])
        #expect(
            report.warnings
                == ["no key of https://issuer.example/ will be used: every token of it will be refused"]
        )
    }

    @Test func whatAnIssuerWritesIsEscaped() async {
        let key = KeyFixtures.key("a\\u001b[2J").replacing(#""kty":"RSA""#, with: #""kty":"R\u0000\nused""#)
        let lines = await report([key, KeyFixtures.key("b")].joined(separator: ",")).lines
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
    }

    @Test func whatCannotBeFetchedIsSaid() async {
        let report = await KeyReport(IssuerPolicy(issuer: Self.issuer, audiences: ["a"])) { _ in
            throw DocumentAbsent("404")
        }
        #expect(!report.hasKeys)
        #expect(report.lines.count == 1)
        #expect(report.lines.first?.hasPrefix("\(Self.issuer): The issuer has no metadata: name its jwks_uri") == true)
    }
}
