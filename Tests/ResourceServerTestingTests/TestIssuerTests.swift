import FastCGI
import HTTP
import HTTPTypes
import JOSE
import OAuth
import ResourceServer
import ResourceServerTesting
import Testing
import URI

@Suite("Tests of a protected API", .timeLimit(.minutes(10)))
struct TestIssuerTests {
    private let issuer: TestIssuer

    init() throws { issuer = try TestIssuer() }

    private var router: Router {
        let api = issuer.resourceServer()
        var router = Router()
        router.get("/open") { _ in try .json(["open": true]) }
        router.get(
            "/orders/:id",
            api.requiring(.scope("read:orders")) { request, token in
                try .json(["order": request.parameters["id"], "customer": token.subject])
            }
        )
        router.post(
            "/orders",
            api.requiring { request, _ in
                try .json(try request.decode([String: Int].self, upTo: 64), status: .created)
            }
        )
        router.get("/broken") { _ in throw CancellationError() }
        return router
    }

    private func rows() throws -> [RequestCase] {
        let read = ["read:orders"]
        func token(_ defect: TokenDefect) throws -> String { try issuer.token(scopes: read, defect: defect) }
        func refused(_ defect: TokenDefect, _ code: String) throws -> RequestCase {
            RequestCase(defect.rawValue, .to("/orders/1", token: try token(defect)), status: .unauthorized, code: code)
        }
        let good = try issuer.token(scopes: read)
        return [
            RequestCase("open", .to("/open", token: nil)),
            RequestCase("no token", .to("/orders/1", token: nil), status: .unauthorized, code: "token_missing"),
            RequestCase("good", .to("/orders/1", token: good)),
            RequestCase("HEAD", .to("/orders/1", method: .head, token: good)),
            RequestCase(
                "no scope",
                .to("/orders/1", token: try issuer.token()),
                status: .forbidden,
                code: "insufficient_scope"
            ),
            try refused(.expired, "token_expired"), try refused(.notYetValid, "token_not_yet_valid"),
            try refused(.wrongAudience, "invalid_audience"), try refused(.wrongIssuer, "invalid_issuer"),
            try refused(.badSignature, "invalid_signature"), try refused(.noExpiry, "invalid_claims"),
            RequestCase("content", .to("/orders", method: .post, token: good, json: #"{"tea":1}"#), status: .created),
            RequestCase("no JSON", .to("/orders", method: .post, token: good, json: "{"), status: .badRequest),
            RequestCase(
                "too long",
                .to("/orders", method: .post, token: good, json: String(repeating: " ", count: 65)),
                status: .contentTooLarge
            ),
            RequestCase(
                "longer than the server takes, for whoever asks",
                .to("/orders", method: .post, token: nil, json: String(repeating: " ", count: 101)),
                status: .contentTooLarge
            ),
            RequestCase("broken", .to("/broken", token: nil), status: .internalServerError),
            RequestCase("nothing", .to("/nothing", token: nil), status: .notFound),
        ]
    }

    @Test("a table of requests is answered in memory and at a socket alike")
    func table() async throws {
        let rows = try rows()
        var configuration = ServerConfiguration(workers: 1)
        configuration.maxBodyBytes = 100
        let memory = InMemoryTarget(router, configuration: configuration)
        try await SocketTarget.serving(router, configuration: configuration) { live in
            for row in rows {
                let answer = await memory.send(row.request)
                #expect(row.mismatch(with: answer) == nil)
                let liveAnswer = try await live.send(row.request)
                #expect(row.mismatch(with: liveAnswer) == nil)
            }
        }
    }

    @Test("an answer that is not as it must be is told apart, by status and by code")
    func mismatch() {
        let row = RequestCase("a", .to("/", token: nil), status: .unauthorized, code: "token_expired")
        let found = Response(json: Array(#"{"error_code":"token_missing"}"#.utf8), status: .unauthorized)
        #expect(row.mismatch(with: found) == "a: expected 401 token_expired, found 401 token_missing")
        #expect(row.mismatch(with: .forbidden) == "a: expected 401 token_expired, found 403")
        #expect(RequestCase("b", .to("/", token: nil)).mismatch(with: .forbidden) == "b: expected 200, found 403")
    }

    @Test("the clock decides, and nothing else")
    func clock() async throws {
        let token = try issuer.token(scopes: ["read:orders"])
        let target = InMemoryTarget(router)
        let request = Request.to("/orders/1", token: token)
        #expect(await target.send(request).status == .ok)
        issuer.clock.advance(by: .seconds(631))
        #expect(await target.send(request).member("error_code") == "token_expired")
        issuer.clock.advance(by: .seconds(-700))
        #expect(await target.send(request).member("error_code") == "token_not_yet_valid")
    }

    @Test("claims and header are the test's: others, further ones, and none")
    func shape() async throws {
        let token = try issuer.token(
            subject: nil,
            claims: ["roles": ["admin"], "aud": ["x", .string(issuer.audience)]],
            without: ["iat"],
            header: ["typ": "JWT", "x": 1]
        )
        let api = issuer.resourceServer()
        let accepted = try await api.accessToken(of: .to("/", token: token))
        #expect(accepted?.roles == ["admin"])
        #expect(accepted?.subject == nil)
        #expect(accepted?.issuedAt == nil)
        #expect(accepted?.audiences.count == 2)
    }

    @Test("a client proves its key, once for each request")
    func proofs() async throws {
        let client = try TestClient(clock: issuer.clock)
        let address = PublicAddress(origin: HTTPOrigin("https://api.example"))
        let api = issuer.resourceServer(dpop: .required, proofs: DPoPProtection(address: address))
        let target = InMemoryTarget(api.requiring { _, token in try .json([token.confirmedThumbprint]) })
        let token = try issuer.token(boundTo: client)
        let proof = try client.proof(for: token, url: "https://api.example/orders")
        let request = Request.to("/orders", token: token, proof: proof)
        #expect(await target.send(request).status == .ok)
        #expect(await target.send(request).member("error_code") == "dpop_proof_replayed")
        let other = try TestClient(clock: issuer.clock).proof(for: token, url: "https://api.example/orders")
        #expect(
            await target.send(.to("/orders", token: token, proof: other)).member("error_code")
                == "dpop_binding_mismatch"
        )
        #expect(await target.send(.to("/orders", token: token)).member("error_code") == "bearer_not_allowed")
    }

    @Test("a token that is encrypted for an API is taken by who has the key, and by nobody else")
    func encrypted() async throws {
        let key = try DecryptionKey.generate(.ecdhES)
        let token = try issuer.token(encryptedFor: key.encryptionKey)
        for (keys, code) in try [(DecryptionKeySet([key]), nil), (nil, TokenValidationError.Code.tokenMalformed)] {
            let verdict = await issuer.validator(decryptionKeys: keys).judge(token, at: issuer.clock.now)
            guard case .refused(let error, _) = verdict else {
                #expect(code == nil)
                continue
            }
            #expect(error.code == code)
        }
    }
}
