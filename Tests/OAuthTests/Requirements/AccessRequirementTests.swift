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
            #expect([.insufficientScope, .insufficientRole].contains(error.code))
        }
    }

    @Test(
        arguments: [
            (.scope("c"), "c"), (.permission("c"), "c"),
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

    @Test(
        arguments: [
            (.role("c"), .insufficientRole), (.any([.role("c"), .role("d")]), .insufficientRole),
            (.any([.role("c"), .scope("c")]), .insufficientScope),
            (.all([.scope("c"), .role("c")]), .insufficientScope),
            (.all([.scope("a"), .role("c")]), .insufficientRole), (.any([]), .insufficientScope),
            (.all([.role("admin"), claim("org.plan", "gold")]), .claimNotAllowed),
            (.any([claim("org.plan", "gold"), .role("c")]), .claimNotAllowed),
        ] as [(AccessRequirement, TokenValidationError.Code)]
    )
    func theFirstPartThatIsNotMetSaysWhy(
        requirement: AccessRequirement,
        code: TokenValidationError.Code
    ) async throws {
        let token = try await token()
        let error = try #require(throws: TokenValidationError.self) { try requirement.check(token) }
        #expect(error.code == code)
    }

    private static func claim(_ path: String, _ values: String...) -> AccessRequirement {
        ClaimPath(path).map { .claim($0, oneOf: values) } ?? .none
    }

    @Test(
        arguments: [
            ("gold", true), (["silver", "gold"], true), ("silver", false), ("Gold", false), (["gold ", ""], false),
            ([["gold"]], false), (["gold": true], false), (.null, false), (nil, false), ([], false),
            (7, true), (7.5, false), (true, true), (false, false), ("true", true), ([5, 7], true),
        ] as [(JSONValue?, Bool)]
    )
    func aClaimHasOneOfTheValues(value: JSONValue?, isMet: Bool) async throws {
        var org: JSONObject = ["name": "x"]
        org["plan"] = value
        let claims = TokenFixtures.claims.with("org", .object(org))
        let token = try await TokenFixtures.validator().validate(TokenFixtures.token(claims), at: TokenFixtures.now)
        #expect(Self.claim("org.plan", "none", "gold", "7", "true", "7.5").isMet(by: token) == isMet)
    }

    @Test(arguments: [(["admin"], ["admin"]), ("admin", ["admin"]), ("a b", ["a b"])] as [(JSONValue, [String])])
    func rolesAreStringsByThemselvesOrInAnArray(roles: JSONValue, expected: [String]) async throws {
        let claims = TokenFixtures.claims.with("roles", roles)
        let token = try await TokenFixtures.validator().validate(TokenFixtures.token(claims), at: TokenFixtures.now)
        #expect(token.roles == expected)
    }

    @Test(arguments: [5, ["admin", 5], [["admin"]], ["admin": true], .null] as [JSONValue])
    func whatIsNoStringIsNoRoleAndRefusesOnlyWhereOneIsNeeded(roles: JSONValue) async throws {
        let claims = TokenFixtures.claims.with("roles", roles)
        let token = try await TokenFixtures.validator().validate(TokenFixtures.token(claims), at: TokenFixtures.now)
        #expect(token.roles == [])
        #expect(!AccessRequirement.role("admin").isMet(by: token))
    }

    @Test func aTokenWithTenThousandRolesIsJudgedLikeAnother() async throws {
        let roles = JSONValue.array((0..<10_000).map { .string("r\($0)") })
        let text = try TokenFixtures.token(TokenFixtures.claims.with("roles", roles))
        #expect(try await TokenFixtures.validator().refusal(of: text)?.code == .tokenTooLarge)
        let validator = try TokenFixtures.validator(maxTokenBytes: 200_000, remembering: 10)
        let token = try await validator.validate(text, at: TokenFixtures.now)
        #expect(AccessRequirement.role("r9999").isMet(by: token))
        #expect(!AccessRequirement.role("r10000").isMet(by: token))
        // It would keep others from being remembered.
        #expect(!validator.remembers(text))
    }
}
