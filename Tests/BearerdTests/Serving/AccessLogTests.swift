import HTTP
import HTTPTypes
import JOSE
import Logging
import ResourceServer
import Testing

@testable import OAuth
@testable import bearerd

@Suite struct AccessLogTests {
    private let lines = LogLines()

    private func log(
        _ error: TokenValidationError,
        of identity: TokenIdentity? = nil,
        requiring requirement: AccessRequirement = .none,
        _ metaVariables: [String: String] = [:],
        route: String? = nil
    ) {
        let request = Request(target: "/a?secret=x", metaVariables: metaVariables)
        var response = Response(
            status: .forbidden,
            context: AccessDecision.refused(Refusal(error, of: identity, requiring: requirement))
        )
        response.route = route
        lines.accessLog().log(request, response, since: .now)
    }

    private func identity(isVerified: Bool) -> TokenIdentity {
        let claims: JSONObject = ["iss": "i", "sub": "s", "client_id": "c", "jti": "j"]
        return TokenIdentity(claims, keyID: "k", isVerified: isVerified)
    }

    @Test func aRefusalSaysWhereItCameFromAndWhereItWent() throws {
        log(
            TokenValidationError(.tokenMissing),
            [
                "REMOTE_ADDR": "192.0.2.7", "HTTP_HOST": "api.example.com", "REQUEST_ID": "0123",
                "BEARERD_POLICY": "/_bearerd/all=read:a",
            ],
            route: "/a"
        )
        let line = try lines.only()
        #expect(line["remote_addr"] == "192.0.2.7")
        #expect(line["host"] == "api.example.com")
        #expect(line["request_id"] == "0123")
        #expect(line["policy"] == "all=read:a")
        #expect(line["route"] == "/a")
        #expect(line["status"] == 401)
        #expect(line["required_scope"] == nil)
        #expect(!lines.all[0].contains("secret"))
    }

    @Test func aRefusalThatIsOnlyObservedIsALineThatSaysSo() throws {
        let refusal = Refusal(.invalidSignature, of: identity(isVerified: false)).observed
        let log = lines.accessLog(refusalsLogged: 2)
        for _ in 0..<3 {
            let response = Response(status: .noContent, context: AccessDecision.observed(refusal, nil))
            log.log(Request(target: "/a"), response, since: .now)
        }
        log.limit.tell()
        let line = try JSONObject(parsing: Array(try #require(lines.all.first).utf8.dropLast()))
        #expect(line["level"] == "info")
        #expect(line["message"] == "request let through that would be refused")
        #expect(line["error_code"] == "invalid_signature")
        #expect(line["claimed_sub"] == "s")
        #expect(line["sub"] == nil)
        #expect(line["status"] == 204)
        let summary = try JSONObject(parsing: Array(try #require(lines.all.last).utf8.dropLast()))
        #expect(summary["codes"] == ["observed: invalid_signature": 1])
        #expect(lines.all.count == 3)
    }

    @Test func thePolicyOfAnAuthorizerHasNoPrefix() throws {
        log(TokenValidationError(.tokenMissing), ["BEARERD_POLICY": "all=read:a"])
        #expect(try lines.only()["policy"] == "all=read:a")
    }

    @Test func whoseTokenItIsStandsApartFromWhoseItClaimsToBe() throws {
        log(.tokenExpired, of: identity(isVerified: true))
        let line = try lines.only()
        for (name, value) in [("iss", "i"), ("sub", "s"), ("client_id", "c"), ("jti", "j"), ("kid", "k")] {
            #expect(line[name] == .string(value))
        }
        #expect(!line.names.contains { $0.hasPrefix("claimed_") })
    }

    @Test func whatNobodyVouchesForIsClaimed() throws {
        log(.invalidSignature, of: identity(isVerified: false))
        let line = try lines.only()
        for (name, value) in [("iss", "i"), ("sub", "s"), ("client_id", "c")] {
            #expect(line["claimed_" + name] == .string(value))
            #expect(line[name] == nil)
        }
        #expect(line["jti"] == "j")
        #expect(line["kid"] == "k")
    }

    @Test(arguments: [TokenValidationError.insufficientScope("read:a read:b"), .tokenExpired])
    func itSaysWhichScopesWereExpected(error: TokenValidationError) throws {
        log(error, of: identity(isVerified: true), requiring: .all([.scope("read:a"), .scope("read:b")]))
        #expect(try lines.only()["required_scope"] == "read:a read:b")
    }

    @Test func theScopeThatAHandlerAsksForCounts() throws {
        log(.insufficientScope("read:c"), requiring: .scope("read:a"))
        #expect(try lines.only()["required_scope"] == "read:c")
    }

    @Test func whatAClientChoosesIsEscapedAndBounded() throws {
        let strange = "\"\n\u{1b}[2J\u{202e}" + String(repeating: "\u{1F600}", count: 100_000)
        let claims = JSONObject(["iss", "sub", "client_id", "jti"].map { ($0, JSONValue.string(strange)) })
        let identity = TokenIdentity(claims, keyID: strange, isVerified: false)
        let request = Request(
            target: "/" + strange,
            metaVariables: ["REMOTE_ADDR": strange, "HTTP_HOST": strange, "REQUEST_ID": strange]
        )
        let response = Response(
            status: .unauthorized,
            context: AccessDecision.refused(Refusal(.invalidSignature, of: identity))
        )
        lines.accessLog().log(request, response, since: .now)
        _ = try lines.only()
        // Less than what journald takes for one line (LineMax=).
        #expect(lines.all[0].utf8.count < 48 * 1_024)
        #expect(lines.all[0].utf8.dropLast().allSatisfy { (0x20...0x7E).contains($0) })
    }

    @Test func refusalsBeyondTheLimitAreCountedAndWhatIsLetThroughIsNot() throws {
        let log = lines.accessLog(.debug, refusalsLogged: 1)
        let refused = Response(
            status: .forbidden,
            context: AccessDecision.refused(Refusal(TokenValidationError(.tokenExpired)))
        )
        for _ in 0..<3 {
            log.log(Request(target: "/"), refused, since: .now)
            log.log(Request(target: "/"), .notFound, since: .now)
            log.log(Request(target: "/"), Response(status: .ok), since: .now)
        }
        log.limit.tell()
        #expect(lines.all.count { $0.contains("\"status\":200") } == 3)
        #expect(lines.all.count { $0.contains("\"path\"") } == 4)
        let summary = try JSONObject(parsing: Array(try #require(lines.all.last).utf8.dropLast()))
        #expect(summary["codes"] == ["token_expired": 2, "404": 3])
    }

    /// The same value is counted and logged.
    @Test func asMuchIsCountedAsThereAreLines() throws {
        let counts = RequestCounts(workers: 1, routes: [])
        let log = lines.accessLog(.debug, refusalsLogged: 1_000_000, counts: counts)
        var number = 0
        for code in TokenValidationError.Code.allCases {
            number += 1
            let refused = AccessDecision.refused(Refusal(TokenValidationError(code)))
            for _ in 0..<number {
                log.log(Request(target: "/"), Response(status: .forbidden, context: refused), since: .now)
            }
        }
        log.log(Request(target: "/"), .notFound, since: .now)
        let logged = try lines.all.map { try JSONObject(parsing: Array($0.utf8.dropLast())) }
        let rows = counts.rows([])
        for code in TokenValidationError.Code.allCases {
            let lines = logged.count { $0["error_code"]?.stringValue == code.rawValue }
            #expect(rows.first { $0.outcome.code == code }?.count == UInt64(lines), "\(code)")
        }
        #expect(rows.first { $0.outcome.status == 404 && $0.outcome.name == .answered }?.count == 1)
        #expect(rows.reduce(0) { $0 + $1.count } == UInt64(logged.count))
    }

    @Test func whatIsNotLoggedIsCountedAllTheSame() {
        let counts = RequestCounts(workers: 1, routes: [])
        let quiet = lines.accessLog(.critical, counts: counts)
        quiet.log(Request(target: "/"), Response(status: .ok, context: AccessDecision.allowed(nil)), since: .now)
        let limited = lines.accessLog(refusalsLogged: 1, counts: counts)
        for _ in 0..<3 { limited.log(Request(target: "/"), .notFound, since: .now) }
        #expect(lines.all.count == 1)
        #expect(counts.rows([]).map(\.count) == [1, 3])
        #expect(counts.count(of: .unloggedRefusal) == 2)
    }

    @Test func aRequestThatWaitsIsUnderWayUntilItIsAnswered() async throws {
        let counts = RequestCounts(workers: 1, routes: [])
        let log = lines.accessLog(counts: counts)
        let handler = ClosureHandler { _ async in
            #expect(counts.requestsUnderWay == 1)
            return Response(status: .ok)
        }
        _ = try await log.respond(to: Request(target: "/"), next: handler)
        #expect(counts.requestsUnderWay == 0)
    }

    @Test func belowInfoNothingIsCounted() {
        let log = lines.accessLog(.notice, refusalsLogged: 0)
        log.log(Request(target: "/"), .notFound, since: .now)
        log.limit.tell()
        #expect(lines.all.isEmpty)
    }
}
