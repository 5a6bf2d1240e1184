import Testing

/// What a client presents: every row of the table, for each mode.
enum DPoPPresentation: String, CaseIterable, Sendable {
    case nothing, bearerUnbound, bearerBound, dpopWithoutProof, dpopUnbound, good, replayed, twoProofs, proofAlone
}

/// Sends one row of the table with the token in `Authorization` and in a cookie, and compares the refusals.
private struct DPoPTable {
    static func settings(_ mode: String) -> DeploymentConfiguration {
        DeploymentConfiguration(settings: ["DPOP_MODE": mode, "TOKEN_SOURCES": "header,cookie:token"])
    }

    let deployment: Deployment
    let client: DPoPClient

    init() async throws {
        deployment = try Deployment.shared()
        client = try await DPoPClient(deployment)
    }

    /// Compares the `error_code` that a token in `Authorization` gets, and one in a cookie; `nil` for 200.
    func expect(_ presentation: DPoPPresentation, header: String?, cookie: String?) async throws {
        try await expect(
            header,
            try await fields(presentation) { "Authorization: \($1 ? "DPoP" : "Bearer") \($0)" },
            presentation
        )
        try await expect(cookie, try await fields(presentation) { token, _ in "Cookie: token=\(token)" }, presentation)
    }

    private func expect(_ code: String?, _ fields: [String], _ presentation: DPoPPresentation) async throws {
        if presentation == .replayed { _ = try await deployment.http.send("GET", "/api/private", fields: fields) }
        let answer = try await deployment.http.send("GET", "/api/private", fields: fields)
        #expect(answer.status == (code == nil ? 200 : 401))
        #expect(answer.members["error_code"] == code)
        #expect(answer.values(of: "Cache-Control") == ["no-store"])
    }

    private func fields(
        _ presentation: DPoPPresentation,
        place: (_ token: String, _ isDPoP: Bool) -> String
    ) async throws -> [String] {
        switch presentation {
        case .nothing: return []
        case .bearerUnbound: return [place(try await deployment.token(), false)]
        case .bearerBound: return [place(try await client.token(), false)]
        case .dpopWithoutProof: return [place(try await client.token(), true)]
        case .proofAlone: return ["DPoP: \(try await client.proof(for: "x"))"]
        case .dpopUnbound, .good, .replayed, .twoProofs:
            let token = presentation == .dpopUnbound ? try await deployment.token() : try await client.token()
            let proof = "DPoP: \(try await client.proof(for: token))"
            let second = presentation == .twoProofs ? ["DPoP: \(try await client.proof(for: token))"] : []
            return [place(token, true), proof] + second
        }
    }
}

@Suite("DPOP_MODE=allowed through nginx", .deployed(DPoPTable.settings("allowed")))
struct DPoPAllowedTests {
    @Test("every way to present a token", arguments: DPoPPresentation.allCases)
    func table(presentation: DPoPPresentation) async throws {
        let codes = Self.codes(presentation)
        try await DPoPTable().expect(presentation, header: codes.header, cookie: codes.cookie)
    }

    static func codes(_ presentation: DPoPPresentation) -> (header: String?, cookie: String?) {
        switch presentation {
        case .nothing, .proofAlone: ("token_missing", "token_missing")
        case .bearerUnbound, .good: (nil, nil)
        case .bearerBound, .dpopUnbound: ("dpop_binding_mismatch", "dpop_binding_mismatch")
        // Without a proof, a token in a cookie is presented as a bearer token.
        case .dpopWithoutProof: ("dpop_proof_missing", "dpop_binding_mismatch")
        case .replayed: ("dpop_proof_replayed", "dpop_proof_replayed")
        case .twoProofs: ("dpop_proof_invalid", "dpop_proof_invalid")
        }
    }
}

@Suite("DPOP_MODE=observe through nginx", .deployed(DPoPTable.settings("observe")))
struct DPoPObserveTests {
    @Test("every way to present a token is taken as with allowed", arguments: DPoPPresentation.allCases)
    func table(presentation: DPoPPresentation) async throws {
        let codes = DPoPAllowedTests.codes(presentation)
        try await DPoPTable().expect(presentation, header: codes.header, cookie: codes.cookie)
    }

    @Test("what required would refuse is counted, and logged as let through")
    func observed() async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token("--subject", "observed-subject")
        let labels = ["outcome": "observed", "error_code": "bearer_not_allowed", "route": "/api/private"]
        let before = try await deployment.metrics().sum("bearerd_requests_total", labels)
        #expect(try await deployment.http.get("/api/private", token: token).status == 200)
        #expect(try await deployment.metrics().sum("bearerd_requests_total", labels) == before + 1)
        try await waitUntil("the line is there") { try deployment.log().contains("observed-subject") }
        let lines = try deployment.log().split(separator: "\n").map { try LogLine($0) }
        let line = try #require(lines.first { $0["sub"] == "observed-subject" })
        #expect(line["message"] == "request let through that would be refused")
        #expect(line["error_code"] == "bearer_not_allowed")
        #expect(line.number("status") == 200)
        let challenge = try await deployment.http.send("GET", "/api/private")
        #expect(challenge.values(of: "WWW-Authenticate").count == 2)
    }
}

@Suite("DPOP_MODE=required through nginx", .deployed(DPoPTable.settings("required")))
struct DPoPRequiredTests {
    @Test("every way to present a token", arguments: DPoPPresentation.allCases)
    func table(presentation: DPoPPresentation) async throws {
        let codes: (header: String?, cookie: String?) =
            switch presentation {
            case .nothing, .proofAlone: ("token_missing", "token_missing")
            case .bearerUnbound, .bearerBound: ("bearer_not_allowed", "bearer_not_allowed")
            case .dpopWithoutProof: ("dpop_proof_missing", "bearer_not_allowed")
            case .dpopUnbound: ("dpop_binding_mismatch", "dpop_binding_mismatch")
            case .good: (nil, nil)
            case .replayed: ("dpop_proof_replayed", "dpop_proof_replayed")
            case .twoProofs: ("dpop_proof_invalid", "dpop_proof_invalid")
            }
        try await DPoPTable().expect(presentation, header: codes.header, cookie: codes.cookie)
    }

    @Test("the challenge offers only DPoP")
    func challenge() async throws {
        let http = try Deployment.shared().http
        let nothing = try await http.send("GET", "/api/private")
        #expect(
            nothing.values(of: "WWW-Authenticate") == [
                #"DPoP realm="api", algs="ES256 ES384 RS256 PS256 EdDSA Ed25519""#
            ]
        )
        let bearer = try await http.get("/api/private", token: "a.b.c")
        #expect(bearer.challenges("Bearer") == [])
        #expect(bearer.challenges("DPoP").first?["error"] == "invalid_token")
    }
}

@Suite("DPOP_MODE=disabled through nginx", .deployed(DPoPTable.settings("disabled")))
struct DPoPDisabledTests {
    @Test("every way to present a token", arguments: DPoPPresentation.allCases)
    func table(presentation: DPoPPresentation) async throws {
        let codes: (header: String?, cookie: String?) =
            switch presentation {
            case .nothing, .proofAlone: ("token_missing", "token_missing")
            case .bearerUnbound: (nil, nil)
            case .bearerBound: ("dpop_binding_mismatch", "dpop_binding_mismatch")
            // Proofs are not looked at, so a token in a cookie is a bearer token whatever comes with it.
            case .dpopUnbound: ("dpop_not_allowed", nil)
            default: ("dpop_not_allowed", "dpop_binding_mismatch")
            }
        try await DPoPTable().expect(presentation, header: codes.header, cookie: codes.cookie)
    }

    @Test("the challenge offers only Bearer")
    func challenge() async throws {
        let client = try await DPoPClient(Deployment.shared())
        let token = try await client.token()
        let fields = client.fields(token, proofs: try await client.proof(for: token))
        let answer = try await Deployment.shared().http.send("GET", "/api/private", fields: fields)
        #expect(answer.values(of: "WWW-Authenticate").count == 1)
        #expect(answer.challenges("Bearer").first?["error"] == "invalid_token")
    }
}
