import Foundation
import Testing

/// Every row of the table of refusals that an RS256 token in the Authorization header can cause.
@Suite("Refusals through nginx", .deployed())
struct RefusalTests {
    /// What a client sends, and what it must get.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        let fields: [String]
        let code: String
        var status = 401
        var error: String? = "invalid_token"

        var testDescription: String { name }
    }

    @Test(
        "a request without usable credentials gets a challenge without an error",
        arguments: [
            [], ["Authorization: Basic dXNlcjpwYXNz"], ["Authorization: Digest a=b"], ["Authorization: Bearerx y"],
        ]
    )
    func noCredentials(fields: [String]) async throws {
        let answer = try await Deployment.shared().http.send("GET", "/api/private", fields: fields)
        #expect(answer.status == 401)
        #expect(answer.challenges("Bearer") == [["realm": "api"]])
        #expect(answer.members["message"] == "Failed to validate JWT.")
        #expect(answer.members["error_code"] == "token_missing")
        #expect(answer.members["error"] == nil)
        expectRefusalHeader(answer)
    }

    @Test(
        "a malformed Authorization is a bad request",
        arguments: [
            "Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "Bearer \u{22}a\u{22}", "Bearer a.b.c;", "Bearer a\tb",
            "Bearer ä.b.c", "Bearer a.b.c=d", "Bearer =", "Bearer %61.b.c", "bearer a, Bearer b",
        ]
    )
    func invalidRequest(value: String) async throws {
        let refusal = Refusal(
            name: value,
            fields: ["Authorization: \(value)"],
            code: "invalid_request",
            status: 400,
            error: "invalid_request"
        )
        try await expect(refusal)
    }

    @Test("two Authorization lines are a bad request")
    func twoAuthorizationLines() async throws {
        let fields = ["Authorization: Bearer a.b.c", "Authorization: Bearer a.b.c"]
        #expect(try await Deployment.shared().http.send("GET", "/api/private", fields: fields).status == 400)
    }

    @Test("a token over the limit is refused before it is read")
    func tooLarge() async throws {
        let token = String(repeating: "a", count: 16385)
        try await expect(
            Refusal(
                name: "too large",
                fields: ["Authorization: Bearer \(token)"],
                code: "token_too_large",
                status: 400,
                error: "invalid_request"
            )
        )
        // At the limit it is read, and found to be no token.
        let field = "Authorization: Bearer \(token.dropLast())"
        try await expect(Refusal(name: "at the limit", fields: [field], code: "token_malformed"))
    }

    @Test(
        "what is not a compact JWS is malformed",
        arguments: [
            "a", "a.b", "a.b.c.d", "a.b.c", "..", "a..c",
            Self.jws(header: "[]"), Self.jws(header: "null"), Self.jws(header: #"{"alg":"RS256""#),
            Self.jws(header: #"{"alg":"RS256","alg":"RS256"}"#), Self.jws(header: #"{"alg":"RS256","kid":1}"#),
            Self.jws(header: #"{"alg":"RS256","crit":["x"],"x":1}"#), Self.jws(header: #"{"alg":"RS256","crit":[]}"#),
            Self.jws(header: #"{"alg":"RS256","b64":false,"crit":["b64"]}"#), Self.jws(header: #"{"alg":"RS256"} x"#),
            Self.jws(header: #"{"alg":1}"#), Self.jws(header: "{}"),
            Self.jws(payload: "[]"), Self.jws(payload: #"{"iss":"a","iss":"b"}"#),
            Self.jws(payload: #"{"a":{"b":1,"b":1}}"#),
            Self.jws(payload: "{\u{FEFF}}"), Self.jws() + "=", "a" + Self.jws(),
        ]
    )
    func malformed(token: String) async throws {
        let refusal = Refusal(name: token, fields: ["Authorization: Bearer \(token)"], code: "token_malformed")
        let answer = try await answer(to: refusal)
        // "=" is in the grammar of b64token and not in base64url: either sentence is right about such a token.
        #expect(answer.members["error_code"] == "token_malformed" || token.hasSuffix("="))
        #expect(answer.status == 401 || token.hasSuffix("="))
        expectRefusalHeader(answer)
    }

    @Test(
        "an algorithm that is not in the allow-list is refused",
        arguments: [
            "none", "None", "NONE", "nOnE", "HS256", "rs256", "RS512", "ES256", "", "RS256 ",
        ]
    )
    func algorithm(name: String) async throws {
        let issuer = try Deployment.shared().issuer
        let token = Self.jws(header: #"{"alg":"\#(name)"}"#, payload: #"{"iss":"\#(issuer)"}"#)
        try await expect(Refusal(name: name, fields: ["Authorization: Bearer \(token)"], code: "invalid_algorithm"))
    }

    @Test(
        "a token that is broken on purpose is refused for what is broken",
        arguments: [
            ("expired", "token_expired"), ("not-yet-valid", "token_not_yet_valid"),
            ("wrong-audience", "invalid_audience"),
            ("wrong-issuer", "invalid_issuer"), ("bad-signature", "invalid_signature"), ("no-exp", "invalid_claims"),
            ("unknown-kid", "jwks_key_not_found"),
        ]
    )
    func broken(defect: String, code: String) async throws {
        let token = try await Deployment.shared().token("--broken", defect)
        try await expect(Refusal(name: defect, fields: ["Authorization: Bearer \(token)"], code: code))
    }

    @Test(
        "a claim of the wrong type or value is refused",
        arguments: [
            #"exp="soon""#, "exp=null", "exp=1e400", #"nbf="now""#, #"iat="now""#, "sub=1", "aud=1", "aud=[1]",
            "scope=1",
            #"scope=["read:messages",1]"#, #"scope=" read:messages""#, #"scope="a  b""#, #"scope="a ""#,
            "permissions=[1]", "azp=1", #"at_hash="77QmUPtjPfzWtF2AnpK9RQ""#,
            #"c_hash="x""#, #"s_hash="x""#,
        ]
    )
    func claims(claim: String) async throws {
        let deployment = try Deployment.shared()
        let program = Program(
            command: [Project.tokenIssuer, "token", "--state", "\(deployment.folder)/issuer", "--claim", claim])
        let minted = try await program.run()
        // What is not JSON cannot be minted; a number without a finite value is refused by the issuer already.
        guard minted.succeeded else {
            #expect(claim == "exp=1e400")
            return
        }
        let token = minted.output.trimmingCharacters(in: .newlines)
        let answer = try await deployment.http.get("/api/private", token: token)
        #expect(answer.status == 401)
        let code = try #require(answer.members["error_code"])
        #expect(code == "invalid_claims" || (claim.hasPrefix("aud") && code == "invalid_audience"))
    }

    @Test(
        "a token without the scope is forbidden, and the challenge names the scope",
        arguments: [
            [], ["--scope", "read:message"], ["--scope", "READ:messages"], ["--permission", "write:messages"],
        ]
    )
    func insufficientScope(options: [String]) async throws {
        let deployment = try Deployment.shared()
        let answer = try await deployment.http.get("/api/private-scoped", token: deployment.token(options))
        #expect(answer.status == 403)
        #expect(answer.members["message"] == "Insufficient scope.")
        #expect(answer.members["error"] == "insufficient_scope")
        #expect(answer.members["error_code"] == "insufficient_scope")
        let challenge = try #require(answer.challenges("Bearer").first)
        #expect(challenge["error"] == "insufficient_scope")
        #expect(challenge["scope"] == "read:messages")
        expectRefusalHeader(answer)
    }

    @Test("the time tolerance is 30 s", arguments: [(-20, 200), (-45, 401)])
    func clockSkew(expiresIn: Int, status: Int) async throws {
        let deployment = try Deployment.shared()
        let expiry = Int(Date().timeIntervalSince1970) + expiresIn
        let token = try await deployment.token("--claim", "exp=\(expiry)")
        #expect(try await deployment.http.get("/api/private", token: token).status == status)
    }

    @Test("the scoped endpoint refuses a bad token as the private one does")
    func scopedEndpointJudgesToo() async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token("--scope", "read:messages", "--broken", "bad-signature")
        #expect(try await deployment.http.get("/api/private-scoped", token: token).status == 401)
        #expect(try await deployment.http.send("GET", "/api/private-scoped").status == 401)
    }

    @Test("a refused HEAD has the status and the challenge, and no body")
    func refusedHead() async throws {
        let answer = try await Deployment.shared().http.send("HEAD", "/api/private")
        #expect(answer.status == 401)
        #expect(answer.challenges("Bearer") == [["realm": "api"]])
        #expect(answer.body == [])
    }

    @Test("nothing that the client sent stands in the answer")
    func nothingReflected() async throws {
        let http = try Deployment.shared().http
        let marker = "Reflected12345"
        let header = Self.jws(header: #"{"alg":"\#(marker)","kid":"\#(marker)"}"#, payload: #"{"iss":"\#(marker)"}"#)
        for value in ["Bearer \(marker)", "Bearer \(marker).\(marker).\(marker)", "Bearer \(header)", marker] {
            let fields = ["Authorization: \(value)", "X-Forwarded-Host: \(marker)"]
            let answer = try await http.send("GET", "/api/private?\(marker)", fields: fields)
            #expect(!answer.text.contains(marker))
            #expect(!answer.fields.contains { $0.value.contains(marker) })
        }
    }

    // MARK: - What every refusal has

    private func answer(to refusal: Refusal) async throws -> HTTPAnswer {
        try await Deployment.shared().http.send("GET", "/api/private", fields: refusal.fields)
    }

    private func expect(_ refusal: Refusal) async throws {
        let answer = try await answer(to: refusal)
        #expect(answer.status == refusal.status)
        #expect(answer.members["error_code"] == refusal.code)
        #expect(answer.members["error"] == refusal.error)
        #expect(answer.members["message"] != nil)
        let description = try #require(answer.members["error_description"])
        #expect(!description.isEmpty)
        let challenge = try #require(answer.challenges("Bearer").first)
        #expect(challenge["realm"] == "api")
        #expect(challenge["error"] == refusal.error)
        #expect(challenge["error_description"] == description)
        expectRefusalHeader(answer)
    }

    private func expectRefusalHeader(_ answer: HTTPAnswer) {
        #expect(answer.values(of: "Cache-Control") == ["no-store"])
        #expect(answer.values(of: "X-Content-Type-Options") == ["nosniff"])
        #expect(answer.values(of: "Content-Type") == ["application/json"])
    }

    /// Three parts that are what they are; the signature is not one.
    private static func jws(header: String = #"{"alg":"RS256"}"#, payload: String = "{}") -> String {
        [header, payload, "no signature"].map { part in
            Data(part.utf8).base64EncodedString()
                .replacingOccurrences(of: "+", with: "-")
                .replacingOccurrences(of: "/", with: "_")
                .replacingOccurrences(of: "=", with: "")
        }.joined(separator: ".")
    }
}
