import Synchronization
import TestSupport
import Testing
import URI

@testable import JWKS

@Suite struct IssuerMetadataTests {
    private static let issuer = "https://issuer.example/tenant"
    private static let oidc = "https://issuer.example/tenant/.well-known/openid-configuration"
    private static let inserted = "https://issuer.example/.well-known/oauth-authorization-server/tenant"
    private static let appended = "https://issuer.example/tenant/.well-known/oauth-authorization-server"
    private static let places = [oidc, inserted, appended]

    private let scripted = ScriptedIssuer()

    private func metadata(_ rules: RetrievalRules = RetrievalRules()) -> IssuerMetadata {
        for url in Self.places where !scripted.hasAnswer(url) { scripted.lack(url) }
        return IssuerMetadata(of: Self.issuer, rules, scripted.fetch)
    }

    private func document(_ jwksURI: String = "https://issuer.example/jwks", issuer: String = issuer) -> String {
        #"{"issuer":"\#(issuer)","jwks_uri":"\#(jwksURI)"}"#
    }

    private func reason(_ metadata: IssuerMetadata) async -> String? {
        await #expect(throws: KeyRetrievalError.self) { try await metadata.find() }?.description
    }

    @Test(arguments: places) func eachPlaceIsFound(url: String) async throws {
        scripted.answer(url, document())
        #expect(try await metadata().find().place.url.text == url)
    }

    @Test func theFirstGoodOneCounts() async throws {
        scripted.answer(Self.oidc, document("https://issuer.example/one"))
        scripted.answer(Self.inserted, document("https://issuer.example/two"))
        let found = try await metadata().find()
        #expect(found.document.jwksURI.text == "https://issuer.example/one")
        #expect(scripted.count(of: Self.inserted) == 0)
    }

    @Test(arguments: [
        "<!doctype html>", #"{"issuer":"https://other.example/","jwks_uri":"https://issuer.example/jwks"}"#,
        #"{"issuer":"https://issuer.example/tenant"}"#,
    ])
    func oneThatIsNotGoodDoesNotCount(wrong: String) async throws {
        scripted.answer(Self.oidc, wrong)
        scripted.answer(Self.inserted, document())
        #expect(try await metadata().find().place.url.text == Self.inserted)
    }

    @Test func whereNoneIsGoodTheFirstIsTold() async {
        scripted.answer(Self.oidc, document(issuer: "https://other.example/"))
        let expected = "The discovery document is not of the issuer \(Self.issuer): it names another."
        #expect(await reason(metadata()) == expected)
    }

    @Test func whereThereIsNoneTheRemedyIsTold() async {
        let expected = """
            The issuer has no metadata: name its jwks_uri in ISSUERS_FILE. \
            It is not at \(Self.oidc) (404), \(Self.inserted) (404), \(Self.appended) (404).
            """
        #expect(await reason(metadata()) == expected)
    }

    @Test("trouble chooses no other document", arguments: [oidc, inserted])
    func trouble(url: String) async {
        scripted.fail(url)
        scripted.answer(Self.appended, document())
        #expect(await reason(metadata()) == "GET \(url): connection refused")
        #expect(scripted.count(of: Self.appended) == 0)
    }

    @Test func theChoiceIsRemembered() async throws {
        scripted.answer(Self.appended, document())
        let metadata = metadata()
        _ = try await metadata.find()
        _ = try await metadata.find()
        #expect(Self.places.map(scripted.count) == [1, 1, 2])
    }

    @Test func aChoiceThatIsGoneIsMadeAnew() async throws {
        scripted.answer(Self.appended, document())
        let metadata = metadata()
        _ = try await metadata.find()
        scripted.lack(Self.appended)
        scripted.answer(Self.oidc, document())
        #expect(try await metadata.find().place.url.text == Self.oidc)
    }

    @Test("one kind is looked for where one is named", arguments: RetrievalRules.Metadata.allCases)
    func oneKind(kind: RetrievalRules.Metadata) async throws {
        scripted.answer(Self.oidc, document("https://issuer.example/oidc"))
        scripted.answer(Self.inserted, document("https://issuer.example/oauth"))
        let found = try await metadata(RetrievalRules(metadata: kind)).find()
        #expect(found.document.jwksURI.text == "https://issuer.example/\(kind.rawValue)")
        #expect(await metadata(RetrievalRules(metadata: kind)).disagreement(with: found) == nil)
    }

    // MARK: Two documents

    /// What is said of the documents at the places of OpenID Connect and of RFC 8414.
    private func disagreement(_ one: String, _ other: String) async throws -> String? {
        scripted.answer(Self.oidc, one)
        scripted.answer(Self.inserted, other)
        let metadata = metadata()
        return await metadata.disagreement(with: try await metadata.find())
    }

    @Test func twoThatNameOtherKeysAreTold() async throws {
        let text = try #require(try await disagreement(document(), document("https://issuer.example/other-x")))
        #expect(text.hasPrefix("The document at \(Self.inserted) names another jwks_uri"))
        #expect(text.contains(Self.oidc))
        #expect(text.hasSuffix("say in ISSUERS_FILE which is meant (metadata)."))
        // Nothing that the issuer said.
        #expect(!text.contains("other-x"))
    }

    @Test func twoOfWhichOneIsOfAnotherIssuerAreTold() async throws {
        #expect(
            try await disagreement(document(), document(issuer: "https://other.example/"))?.contains("is not good")
                == true
        )
        #expect(try await disagreement(document(issuer: "https://other.example/"), document()) != nil)
    }

    @Test func twoThatAgreeAreNotTold() async throws {
        #expect(try await disagreement(document(), document()) == nil)
    }

    @Test func oneThatCannotBeHadIsNotTold() async throws {
        scripted.fail(Self.inserted)
        scripted.answer(Self.oidc, document())
        let metadata = metadata()
        #expect(await metadata.disagreement(with: try await metadata.find()) == nil)
    }
}
