import HTTP
import HTTPTypes
import JOSE
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Testing

@testable import NginxGuard

@Suite("How long nginx may remember a verdict") struct VerdictMemoryTests {
    private let fixture: GuardFixture
    private static let now = NumericDate.now

    init() throws {
        fixture = try GuardFixture()
    }

    /// `nil` where it may not.
    private func seconds(
        _ policy: String = "required",
        _ claims: JSONObject = [:],
        ttl: Duration = .seconds(60),
        fields: [(name: String, value: String)] = [],
        sources: [TokenSource] = [.header],
        host: String = "api.example.com",
        certificate: String = "",
        at now: NumericDate = now
    ) async throws -> String? {
        let identity = try #require(IdentityHeaders(["Auth-Subject=sub"]))
        let handler = ClosureHandler { _ in Response(status: .accepted) }.behind(
            LocationGuard(
                resourceServer: fixture.resourceServer(.allowed, sources: sources, clock: { now }),
                identity: identity,
                verdictTTL: ttl
            ) { _ in }
        )
        let variables = [
            "BEARERD_POLICY": "/_bearerd/\(policy)", "BEARERD_IDENTITY": "Auth-Subject,Auth-Refusal",
            "HTTP_HOST": host, "CLIENT_CERTIFICATE": certificate,
        ]
        let token = try fixture.token(claims: claims)
        let request = try Request.with([("Authorization", "Bearer \(token)")] + fields, metaVariables: variables)
        let response = try await handler.respond(to: request)
        let kept = try response.values(of: "X-Accel-Expires").first
        #expect(try response.values(of: "Cache-Control") == (kept == nil ? ["no-store"] : []))
        #expect(kept == nil || response.status == .noContent)
        return kept
    }

    private func expiring(in seconds: Double) -> JSONObject {
        ["exp": .number(Self.now.secondsSinceEpoch + seconds)]
    }

    @Test func itIsTheOperatorsLimitAndNeverPastTheEndOfTheToken() async throws {
        #expect(try await seconds() == "60")
        #expect(try await seconds(ttl: .seconds(1)) == "1")
        // nginx may keep for nearly a second more what it is told.
        #expect(try await seconds("required", expiring(in: 61)) == "60")
        #expect(try await seconds("required", expiring(in: 60.9)) == "59")
        #expect(try await seconds("required", expiring(in: 2)) == "1")
        #expect(try await seconds("required", expiring(in: 1.9)) == nil)
        // Within the tolerance for clocks.
        #expect(try await seconds("required", expiring(in: -5)) == nil)
        #expect(try await seconds("required", ["exp": .number(253_402_300_799)]) == "60")
    }

    @Test func nothingIsRememberedUnlessTheOperatorSaysSo() async throws {
        #expect(try await seconds(ttl: .zero) == nil)
        #expect(try await seconds(ttl: .milliseconds(999)) == nil)
    }

    @Test(arguments: ["all=nothing", "max_age=300", "observe;all=nothing", "acr=x", "nonsense", "mtls=required"])
    func whatIsRefusedOrChangesByItselfIsNotRemembered(policy: String) async throws {
        let claims: JSONObject = ["auth_time": .number(Self.now.secondsSinceEpoch)]
        #expect(try await seconds(policy, claims) == nil)
    }

    @Test func whatComesWithAProofIsNotRemembered() async throws {
        #expect(try await seconds(fields: [("DPoP", "x")]) == nil)
        let token = try fixture.token(isBound: true)
        let identity = try #require(IdentityHeaders(["Auth-Subject=sub"]))
        let locationGuard = LocationGuard(
            resourceServer: fixture.resourceServer(.allowed),
            identity: identity,
            verdictTTL: .seconds(60)
        ) { _ in }
        let variables = ["BEARERD_POLICY": "/_bearerd/required", "BEARERD_IDENTITY": "Auth-Subject,Auth-Refusal"]
        let fields = [("Authorization", "DPoP \(token)"), ("DPoP", try fixture.proof(for: token))]
        let response = try await locationGuard.respond(
            to: .with(fields, metaVariables: variables),
            next: ClosureHandler { _ in Response(status: .accepted) }
        )
        #expect(response.status == .noContent)
        #expect(try response.values(of: "X-Accel-Expires") == [])
    }

    @Test func nothingIsRememberedWhereATokenMayStandInTheQuery() async throws {
        #expect(try await seconds(sources: [.header, .query("t")]) == nil)
        #expect(try await seconds(sources: [.header, .cookie("t")]) == "60")
    }

    @Test(arguments: [(1_000, "60"), (7_168, nil)])
    func whatWouldBeLongInAFileOfNginxIsNotRemembered(length: Int, kept: String?) async throws {
        let text = String(repeating: "x", count: length)
        for name in ["Cookie", "Origin", "Access-Control-Request-Method"] {
            #expect(try await seconds(fields: [(name, text)]) == kept, "\(name)")
        }
        let halves = Array(repeating: (name: "Cookie", value: String(text.dropLast(length / 2))), count: 2)
        #expect(try await seconds(fields: halves) == kept)
        #expect(try await seconds(host: text) == kept)
        #expect(try await seconds(certificate: text) == kept)
        #expect(try await seconds("required", ["sub": .string(text)]) == kept)
    }
}
