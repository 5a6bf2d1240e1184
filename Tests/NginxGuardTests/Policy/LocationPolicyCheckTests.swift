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
        let token = try await fixture.validator.validate(fixture.token(claims: claims), at: .now)
        let policy = try LocationPolicy(policy)
        do throws(TokenValidationError) {
            try policy.checkCircumstances(of: token, at: .now)
            try policy.requirement(for: method).check(token)
        } catch {
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

    @Test("the audience is looked at before the authentication, and that before the scopes")
    func order() async throws {
        #expect(try await refusal("aud=x;acr=y;all=z", [:]) == .invalidAudience)
        #expect(try await refusal("acr=y;all=z", [:]) == .insufficientAuthentication)
        #expect(try await refusal("all=z", [:]) == .insufficientScope)
    }
}
