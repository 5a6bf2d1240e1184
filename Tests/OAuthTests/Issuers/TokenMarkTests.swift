import JOSE
import Testing

@testable import OAuth

@Suite struct TokenMarkTests {
    private static let access = TokenMark.requires(oneOf: [ClaimPath(claim: "token_use")], with: ["access"])
    private static let named = TokenMark.requires(oneOf: ["azp", "appid"].map(ClaimPath.init(claim:)))
    private static let graph = TokenMark.refuses(
        ClaimPath(claim: "aud"),
        with: ["graph"],
        as: .microsoftGraph
    )

    private func refusal(_ claims: JSONObject, by key: SigningKey? = nil) async throws -> TokenValidationError? {
        var policy = try TokenFixtures.policy()
        policy.marks = [Self.graph, Self.access, Self.named]
        return try await TokenFixtures.validator([policy]).refusal(of: TokenFixtures.token(claims, by: key))
    }

    private static let good = TokenFixtures.claims.with("token_use", "access")

    @Test(
        arguments: [
            (good, nil), (good.with("azp", nil).with("appid", "x"), nil),
            (good.with("token_use", ["access", "x"]), nil),
            (good.with("token_use", "id"), "The token is an ID token, not an access token."),
            (good.with("token_use", nil), "The token is an ID token, not an access token."),
            (good.with("azp", nil), "The token is an ID token, not an access token."),
            (good.with("azp", .null), "The token is an ID token, not an access token."),
            (
                good.with("aud", ["https://api.example", "graph"]),
                "The token is for Microsoft Graph, not for this API."
            ),
            (good.with("exp", 1).with("token_use", "id"), "The token is an ID token, not an access token."),
        ] as [(JSONObject, String?)]
    )
    func whatIsNoAccessTokenThereIsRefusedWithItsSentence(claims: JSONObject, sentence: String?) async throws {
        let refusal = try await refusal(claims)
        #expect(refusal?.code == sentence.map { _ in .invalidClaims })
        #expect(refusal?.sentence.description == sentence)
    }

    @Test func aMarkCountsWhoeverSigned() async throws {
        let stranger = try SigningKey.generate(.es256)
        #expect(try await refusal(Self.good.with("aud", "graph"), by: stranger)?.code == .invalidClaims)
        #expect(try await refusal(Self.good, by: stranger)?.code == .keyNotFound)
    }

    @Test func aMarkIsExplained() async throws {
        var policy = try TokenFixtures.policy()
        policy.marks = [Self.access]
        let token = try TokenFixtures.token(TokenFixtures.claims.with("token_use", "id"))
        let explanation = try await TokenFixtures.validator([policy]).explain(token, at: TokenFixtures.now)
        let check = try #require(explanation.checks.first { $0.name == "kind" })
        #expect(check.outcome == .failed(.invalidClaims))
        #expect(check.finding == "token_use is id; The token is an ID token, not an access token.")
        #expect(explanation.hints.contains { $0.hasPrefix("This is an ID token: ") })
    }

    @Test func aMarkIsToldInWords() {
        #expect(Self.access.description == "access tokens only: token_use is access")
        #expect(Self.named.description == "access tokens only: azp or appid is there")
        #expect(Self.graph.description == "refused: aud is graph")
    }
}
