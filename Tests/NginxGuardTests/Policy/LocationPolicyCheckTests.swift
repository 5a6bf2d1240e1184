import HTTPTypes
import JOSE
import OAuth
import ResourceServerTestSupport
import Testing

@testable import NginxGuard
@testable import ResourceServer

@Suite("Tokens against the policy of a location")
struct LocationPolicyCheckTests {
    private func refusal(
        _ policy: String,
        _ claims: JSONObject,
        _ method: HTTPRequest.Method = .get
    ) async throws -> TokenValidationError.Code? {
        let fixture = try GuardFixture()
        let token = try await fixture.validator.validate(fixture.token(claims: claims))
        do { try LocationPolicy(policy).check(token, for: method) } catch let error as TokenValidationError {
            return error.code
        }
        return nil
    }

    @Test("the safe methods read, every other one writes", arguments: ["GET", "HEAD", "OPTIONS"])
    func reading(method: String) async throws {
        let method = try #require(HTTPRequest.Method(rawValue: method))
        #expect(try await refusal("read=r;write=w", ["scope": "r"], method) == nil)
        #expect(try await refusal("read=r;write=w", ["scope": "w"], method) == .insufficientScope)
    }

    @Test("every other method writes", arguments: ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "get", "TRACE"])
    func writing(method: String) async throws {
        let method = try #require(HTTPRequest.Method(rawValue: method))
        #expect(try await refusal("read=r;write=w", ["scope": "w"], method) == nil)
        #expect(try await refusal("read=r;write=w", ["scope": "r"], method) == .insufficientScope)
    }

    @Test("one of the audiences is enough, and letter case counts")
    func audiences() async throws {
        let both: JSONObject = ["aud": [.string(GuardFixture.audience), "x"]]
        #expect(try await refusal("aud=x y", both) == nil)
        #expect(try await refusal("aud=X y", both) == .invalidAudience)
        #expect(try await refusal("aud=x", [:]) == .invalidAudience)
    }

    @Test("a token for another audience is told of with whom it is about")
    func identity() async throws {
        let fixture = try GuardFixture()
        let token = try await fixture.validator.validate(fixture.token(isBound: false))
        let error = #expect(throws: TokenValidationError.self) { try LocationPolicy("aud=x").check(token, for: .get) }
        #expect(error?.identity?.subject == "alice")
    }

    @Test("the audience is looked at before the authentication, and that before the scopes")
    func order() async throws {
        #expect(try await refusal("aud=x;acr=y;all=z", [:]) == .invalidAudience)
        #expect(try await refusal("acr=y;all=z", [:]) == .insufficientAuthentication)
        #expect(try await refusal("all=z", [:]) == .insufficientScope)
    }
}
