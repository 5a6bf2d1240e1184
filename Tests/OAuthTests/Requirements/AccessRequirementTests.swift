import JOSE
import Testing

@testable import OAuth

@Suite struct AccessRequirementTests {
    private func token() async throws -> AccessToken {
        let claims = TokenFixtures.claims.with("permissions", ["p"]).with("roles", ["admin"]).with("scope", "a b")
        return try await TokenFixtures.validator().validate(TokenFixtures.token(claims), at: TokenFixtures.now)
    }

    @Test(
        arguments: [
            (.none, true), (.scope("a"), true), (.scope("p"), true), (.scope("c"), false), (.permission("p"), true),
            (.permission("a"), false), (.role("admin"), true), (.role("Admin"), false), (.role("a"), false),
            (.all([]), true), (.any([]), false), (.all([.scope("a"), .role("admin")]), true),
            (.all([.scope("a"), .scope("c")]), false), (.any([.scope("c"), .permission("p")]), true),
            (.any([.scope("c"), .role("c")]), false), (.all([.any([.scope("c"), .scope("b")]), .all([])]), true),
            (.any([.all([.scope("a"), .scope("c")]), .any([])]), false),
        ] as [(AccessRequirement, Bool)]
    )
    func requirementsCombine(requirement: AccessRequirement, isMet: Bool) async throws {
        let token = try await token()
        #expect(requirement.isMet(by: token) == isMet)
        if isMet {
            try requirement.check(token)
        } else {
            let error = try #require(throws: TokenValidationError.self) { try requirement.check(token) }
            #expect(error.code == .insufficientScope)
        }
    }

    @Test(
        arguments: [
            (.scope("c"), "c"), (.permission("c"), "c"), (.role("c"), ""),
            (.all([.scope("c"), .permission("d")]), "c d"),
            (.any([.scope("c"), .role("x")]), "c"), (.scope("c d"), ""), (.scope("c\"d"), ""), (.scope(""), ""),
        ] as [(AccessRequirement, String)]
    )
    func theRefusalNamesTheScopesThatWouldDo(requirement: AccessRequirement, scope: String) async throws {
        let token = try await token()
        let error = #expect(throws: TokenValidationError.self) { try requirement.check(token) }
        #expect(error?.scope == scope)
        #expect(requirement.scopes.joined(separator: " ") == scope)
    }

    @Test(arguments: ["admin", 5, ["admin", 5], [["admin"]], .null] as [JSONValue])
    func rolesThatAreNoArrayOfStringsAreNone(roles: JSONValue) async throws {
        let claims = TokenFixtures.claims.with("roles", roles)
        let token = try await TokenFixtures.validator().validate(TokenFixtures.token(claims), at: TokenFixtures.now)
        #expect(token.roles == [])
        #expect(!AccessRequirement.role("admin").isMet(by: token))
    }
}
