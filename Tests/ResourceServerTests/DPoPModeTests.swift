import HTTP
import HTTPTypes
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Testing

/// Every mode × what a client presents × where the token stands.
@Suite("Modes of DPoP")
struct DPoPModeTests {
    /// What a client presents.
    enum Presentation: String, CaseIterable, Sendable {
        case nothing, unboundWithoutProof, boundWithoutProof, dpopSchemeWithoutProof, unboundWithProof
        case good, replayed, twoProofs, joinedProofs, proofAlone
    }

    private let fixture: GuardFixture

    init() throws {
        fixture = try GuardFixture()
    }

    @Test("a token from Authorization", arguments: DPoPMode.allCases, Presentation.allCases)
    func header(mode: DPoPMode, presentation: Presentation) async throws {
        let expected: String? =
            switch (mode, presentation) {
            case (_, .nothing), (_, .proofAlone): "token_missing"
            case (.required, .unboundWithoutProof), (.required, .boundWithoutProof): "bearer_not_allowed"
            case (_, .unboundWithoutProof): nil
            case (_, .boundWithoutProof): "dpop_binding_mismatch"
            case (.disabled, _): "dpop_not_allowed"
            case (_, .dpopSchemeWithoutProof): "dpop_proof_missing"
            case (_, .unboundWithProof): "dpop_binding_mismatch"
            case (_, .good): nil
            case (_, .replayed): "dpop_proof_replayed"
            case (_, .twoProofs), (_, .joinedProofs): "dpop_proof_invalid"
            }
        try await expect(expected, mode, presentation, .header) { token, isDPoP in
            ("Authorization", "\(isDPoP ? "DPoP" : "Bearer") \(token)")
        }
    }

    @Test(
        "a token from a cookie, which counts as presented with a proof if there is one",
        arguments: DPoPMode.allCases,
        Presentation.allCases
    )
    func cookie(mode: DPoPMode, presentation: Presentation) async throws {
        try await expect(withoutScheme(mode, presentation), mode, presentation, .cookie("token")) { token, _ in
            ("Cookie", "a=b; token=\(token)")
        }
    }

    @Test("a token from the query, likewise", arguments: DPoPMode.allCases, Presentation.allCases)
    func query(mode: DPoPMode, presentation: Presentation) async throws {
        try await expect(withoutScheme(mode, presentation), mode, presentation, .query("token")) { token, _ in
            ("query", token)
        }
    }

    private func withoutScheme(_ mode: DPoPMode, _ presentation: Presentation) -> String? {
        switch (mode, presentation) {
        case (_, .nothing), (_, .proofAlone): "token_missing"
        case (.required, .unboundWithoutProof), (.required, .boundWithoutProof), (.required, .dpopSchemeWithoutProof):
            "bearer_not_allowed"
        case (_, .unboundWithoutProof): nil
        case (_, .boundWithoutProof), (_, .dpopSchemeWithoutProof): "dpop_binding_mismatch"
        // Proofs are not looked at: the token is judged as a bearer token.
        case (.disabled, .unboundWithProof): nil
        case (.disabled, _): "dpop_binding_mismatch"
        case (_, .unboundWithProof): "dpop_binding_mismatch"
        case (_, .good): nil
        case (_, .replayed): "dpop_proof_replayed"
        case (_, .twoProofs), (_, .joinedProofs): "dpop_proof_invalid"
        }
    }

    private func expect(
        _ code: String?,
        _ mode: DPoPMode,
        _ presentation: Presentation,
        _ source: TokenSource,
        place: (_ token: String, _ isDPoP: Bool) -> (name: String, value: String)
    ) async throws {
        let resourceServer = fixture.resourceServer(mode, sources: [source])
        let handler = resourceServer.requiring { _, token in
            Response(status: .ok, body: Array((token.confirmedThumbprint ?? "").utf8))
        }
        let request = try request(presentation, place)
        if presentation == .replayed { _ = try await handler.respond(to: request) }
        let response = try await handler.respond(to: request)
        if let code {
            #expect(try response.member("error_code") == code)
            #expect(response.status == .unauthorized)
        } else {
            #expect(response.status == .ok)
            // The handler is given the key that was proven, and none that was not.
            let isProven = presentation == .good && mode != .disabled
            #expect(String(decoding: response.body, as: UTF8.self) == (isProven ? fixture.thumbprint : ""))
        }
    }

    private func request(
        _ presentation: Presentation,
        _ place: (_ token: String, _ isDPoP: Bool) -> (name: String, value: String)
    ) throws -> Request {
        let isBound = presentation != .unboundWithoutProof && presentation != .unboundWithProof
        let token = try fixture.token(isBound: isBound)
        let proof = try fixture.proof(for: token)
        var fields: [(name: String, value: String)] = []
        switch presentation {
        case .nothing, .proofAlone: break
        case .unboundWithoutProof, .boundWithoutProof: fields.append(place(token, false))
        default: fields.append(place(token, true))
        }
        switch presentation {
        case .unboundWithProof, .good, .replayed, .proofAlone: fields.append(("DPoP", proof))
        case .twoProofs: fields += [("DPoP", proof), ("DPoP", try fixture.proof(for: token))]
        case .joinedProofs: fields.append(("DPoP", "\(proof), \(try fixture.proof(for: token))"))
        default: break
        }
        let query = fields.first { $0.name == "query" }.map { "?token=\($0.value)" } ?? ""
        return try .with(fields.filter { $0.name != "query" }, target: "/private" + query)
    }
}

@Suite("Guard with DPoP")
struct GuardWithDPoPTests {
    private let fixture: GuardFixture

    init() throws {
        fixture = try GuardFixture()
    }

    private func request(nonce: String? = nil, scheme: String = "DPoP") throws -> Request {
        let token = try fixture.token(isBound: true)
        let proof = try fixture.proof(for: token, nonce: nonce)
        return try .with([("Authorization", "\(scheme) \(token)"), ("DPoP", proof)])
    }

    @Test("the scheme's name may be in any letter case", arguments: ["DPoP", "dpop", "DPOP"])
    func schemeName(scheme: String) async throws {
        let resourceServer = fixture.resourceServer(.required)
        let token = try await resourceServer.accessToken(of: request(scheme: scheme))
        #expect(token?.confirmedThumbprint == fixture.thumbprint)
    }

    @Test("two tokens, one of them with the scheme DPoP, are ambiguous")
    func twoTokens() async throws {
        let token = try fixture.token(isBound: true)
        let resourceServer = fixture.resourceServer(.allowed, sources: [.header, .cookie("token")])
        let request = try Request.with([
            ("Authorization", "DPoP \(token)"), ("Cookie", "token=\(token)"), ("DPoP", fixture.proof(for: token)),
        ])
        let error = await #expect(throws: TokenValidationError.self) {
            try await resourceServer.accessToken(of: request)
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test("where a token is optional, a bad proof is refused and a proof without a token is nothing")
    func optional() async throws {
        let handler = fixture.resourceServer(.allowed).optional { _, token in
            Response(status: token == nil ? .noContent : .ok)
        }
        let good = try request()
        #expect(try await handler.respond(to: good).status == .ok)
        #expect(try await handler.respond(to: good).status == .unauthorized)
        let alone = try Request.with([("DPoP", fixture.proof(for: "x"))])
        #expect(try await handler.respond(to: alone).status == .noContent)
    }

    @Test("a nonce that is asked for comes once, in an answer that nobody stores (RFC 9449 §9)")
    func nonceRequired() async throws {
        let nonces = try ServerNonces()
        let handler = fixture.resourceServer(.allowed, fixture.protection(nonces: nonces)).requiring { _, _ in
            Response(status: .ok)
        }
        let refusal = try await handler.respond(to: request())
        #expect(refusal.status == .unauthorized)
        #expect(try refusal.member("error") == "use_dpop_nonce")
        #expect(try refusal.member("error_code") == "dpop_nonce_required")
        #expect(try refusal.values(of: "Cache-Control") == ["no-store"])
        let challenges = try refusal.values(of: "WWW-Authenticate")
        #expect(challenges.first?.contains(#"error="use_dpop_nonce""#) == true)
        #expect(challenges.last == #"Bearer realm="api""#)
        let issued = try refusal.values(of: "DPoP-Nonce")
        #expect(issued.count == 1)

        let answer = try await handler.respond(to: request(nonce: issued.first))
        #expect(answer.status == .ok)
        #expect(try answer.values(of: "DPoP-Nonce") == [])
    }

    @Test("a nonce that runs out is renewed, on success and on a refusal for a scope, and nobody stores the answer")
    func nonceRenewed() async throws {
        let nonces = try ServerNonces()
        let protection = fixture.protection(nonces: nonces)
        let previous = nonces.nonce(at: .now - ServerNonces.period)
        let next = nonces.nonce(at: .now)
        let cacheable = fixture.resourceServer(.allowed, protection).requiring { _, _ in
            Response(status: .ok, headerFields: [.cacheControl: "max-age=60"])
        }
        let answer = try await cacheable.respond(to: request(nonce: previous))
        #expect(answer.status == .ok)
        #expect(try answer.values(of: "Cache-Control") == ["no-store"])
        #expect(try answer.values(of: "DPoP-Nonce") == [next])

        let scoped = fixture.resourceServer(.allowed, protection).requiring(.scope("x")) { _, _ in Response(status: .ok)
        }
        let refusal = try await scoped.respond(to: request(nonce: previous))
        #expect(refusal.status == .forbidden)
        #expect(try refusal.values(of: "DPoP-Nonce") == [next])
    }

    @Test("a proof is for its method and path, whatever handler serves both")
    func methodAndPath() async throws {
        let token = try fixture.token(isBound: true)
        let resourceServer = fixture.resourceServer(.required)
        for (method, target, code) in [
            (HTTPRequest.Method.post, "/private", TokenValidationError.Code.dpopMethodMismatch),
            (.head, "/private", .dpopMethodMismatch), (.get, "/private/", .dpopTargetMismatch),
            (.get, "/x/../private", .dpopTargetMismatch), (.get, "/x/%2e%2e/private", .dpopTargetMismatch),
            (.get, "/x%2f..%2fprivate", .dpopTargetMismatch), (.get, "//private", .dpopTargetMismatch),
        ] {
            let fields = [("Authorization", "DPoP \(token)"), ("DPoP", try fixture.proof(for: token))]
            let request = try Request.with(fields, method: method, target: target)
            let error = await #expect(throws: TokenValidationError.self) {
                try await resourceServer.accessToken(of: request)
            }
            #expect(error?.code == code)
        }
        let fields = [("Authorization", "DPoP \(token)"), ("DPoP", try fixture.proof(for: token))]
        let request = try Request.with(fields, target: "/private?a=b&c=%2f")
        #expect(try await resourceServer.accessToken(of: request) != nil)
    }
}
