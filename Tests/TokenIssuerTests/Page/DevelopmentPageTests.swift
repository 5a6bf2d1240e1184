import FoundationEssentials
import HTTP
import HTTPTypes
import JOSE
import ResourceServerTesting
import TestSupport
import Testing

@testable import token_issuer

@Suite struct DevelopmentPageTests {
    private static let thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"

    // MARK: Tokens

    @Test("a token has the subject, the scopes and the lifetime that were asked for, and is good for the issuer's key")
    func token() async throws {
        try await withPage { router, keys in
            let body = #"{"subject":"auth0|alice","scopes":["read:messages","a"],"lifetime":60}"#
            let claims = try await claims(minted(body, router), keys)
            #expect(claims["iss"] == "http://127.0.0.1:8080/")
            #expect(claims["aud"] == "https://api.example.com")
            #expect(claims["sub"] == "auth0|alice")
            #expect(claims["scope"] == "read:messages a")
            #expect(claims["cnf"] == nil)
            let expiry = try #require(claims["exp"]?.doubleValue)
            #expect(claims["iat"]?.doubleValue == expiry - 60)
        }
    }

    @Test("without a subject it is the client's own token")
    func ownToken() async throws {
        try await withPage { router, keys in
            let claims = try await claims(minted(#"{"scopes":[],"lifetime":60}"#, router), keys)
            #expect(claims["sub"] == "development-client@clients")
            #expect(claims["scope"] == nil)
        }
    }

    @Test("a token is bound to the key whose thumbprint is given")
    func boundToken() async throws {
        try await withPage { router, keys in
            let body = #"{"scopes":[],"lifetime":60,"keyThumbprint":"\#(Self.thumbprint)"}"#
            let claims = try await claims(minted(body, router), keys)
            #expect(claims["cnf"] == ["jkt": .string(Self.thumbprint)])
        }
    }

    @Test(
        "what cannot be met is refused",
        arguments: ["", "[]", "{", #"{"scopes":[]}"#, #"{"scopes":"a","lifetime":1}"#]
    )
    func malformed(body: String) async throws {
        #expect(try await status(.page("/try/token", body)) == .badRequest)
    }

    @Test("a defect that nobody knows is refused")
    func unknownDefect() async throws {
        let body = #"{"scopes":[],"lifetime":60,"defect":"rusty"}"#
        #expect(try await status(.page("/try/token", body)) == .badRequest)
    }

    @Test("content that is not said to be JSON is refused, as a form of another page would be")
    func otherContent() async throws {
        let request = Request.page("/try/token", #"{"scopes":[],"lifetime":60}"#, contentType: "text/plain")
        #expect(try await status(request) == .unsupportedMediaType)
    }

    @Test("content that is too long is refused", arguments: ["/try/token", "/try/explanation"])
    func tooLong(path: String) async throws {
        let body = #"{"scopes":[],"lifetime":60,"token":"\#(String(repeating: "x", count: 65_536))"}"#
        #expect(try await status(.page(path, body)) == .contentTooLarge)
    }

    @Test(
        "a page of another origin is refused, and so is what is not a page",
        arguments: ["/try/token", "/try/explanation"],
        [["http://127.0.0.1:8081"], ["http://evil.example:8080"], ["null"], [], ["http://127.0.0.1:8080", "null"]]
    )
    func otherOrigin(path: String, origin: [String]) async throws {
        let body = #"{"scopes":[],"lifetime":60,"token":"x"}"#
        #expect(try await status(.page(path, body, origin: origin)) == .forbidden)
        #expect(try await status(.page(path, body)) == .ok)
    }

    // MARK: Explanations

    @Test("a good token is explained as accepted")
    func explained() async throws {
        try await withPage { router, _ in
            let token = try await minted(#"{"scopes":["a"],"lifetime":60}"#, router)
            let report = try await explanation(of: token, scopes: #"["a"]"#, router)
            #expect(report["accepted"] == true)
            #expect(report["claims"]?.objectValue?["scope"] == "a")
            let weak = try await explanation(of: token, scopes: #"["b"]"#, router)
            #expect(weak["error_code"] == "insufficient_scope")
        }
    }

    @Test("each defect is found by its check, and by no other", arguments: TokenDefect.allCases)
    func defects(defect: TokenDefect) async throws {
        try await withPage { router, _ in
            let token = try await minted(#"{"scopes":[],"lifetime":60,"defect":"\#(defect.rawValue)"}"#, router)
            let report = try await explanation(of: token, router)
            #expect(report["error_code"] == .string(Self.code(of: defect)))
        }
    }

    private static func code(of defect: TokenDefect) -> String {
        switch defect {
        case .expired: "token_expired"
        case .notYetValid: "token_not_yet_valid"
        case .wrongAudience: "invalid_audience"
        case .wrongIssuer: "invalid_issuer"
        case .badSignature: "invalid_signature"
        case .noExpiry: "invalid_claims"
        case .unknownKeyID: "jwks_key_not_found"
        }
    }

    @Test("a bound token is explained with its proof, and without one")
    func proofs() async throws {
        try await withPage { router, _ in
            let key = try SigningKey.generate(.es256)
            let body = #"{"scopes":[],"lifetime":60,"keyThumbprint":"\#(key.verificationKey.thumbprint)"}"#
            let token = try await minted(body, router)
            let url = "http://127.0.0.1:8080/api/private"
            let jwt = try ProofMint(key: key).mint(
                ProofClaims(
                    identifier: "1",
                    method: "GET",
                    url: url,
                    issuedAt: Int64(Date().timeIntervalSince1970),
                    accessToken: token
                )
            )
            let proof = #"{"jwt":"\#(jwt)","method":"GET","url":"\#(url)"}"#
            #expect(try await explanation(of: token, proof: proof, router)["accepted"] == true)
            let other = proof.replacing("api/private", with: "api/public")
            #expect(try await explanation(of: token, proof: other, router)["accepted"] == false)
            #expect(try await explanation(of: token, router)["accepted"] == false)
        }
    }

    @Test("what is no token is explained, too")
    func opaque() async throws {
        try await withPage { router, _ in
            let report = try await explanation(of: "opaque", router)
            #expect(report["error_code"] == "token_malformed")
        }
    }

    // MARK: The page

    @Test("the page is there under the issuer's own name")
    func page() async throws {
        let request = Request(target: "/", metaVariables: ["HTTP_HOST": "127.0.0.1"])
        let response = try await withPage { router, _ in try await router.respond(to: request) }
        #expect(response.status == .ok)
        #expect(response.headerFields[.contentType] == "text/html; charset=utf-8")
    }

    @Test("under another name whoever comes is sent to it", arguments: ["localhost", "evil.example", nil])
    func otherName(host: String?) async throws {
        let request = Request(target: "/", metaVariables: host.map { ["HTTP_HOST": $0] } ?? [:])
        let response = try await withPage { router, _ in try await router.respond(to: request) }
        #expect(response.status == .temporaryRedirect)
        #expect(response.headerFields[.location] == "http://127.0.0.1:8080/")
        #expect(response.body.isEmpty)
    }

    @Test(
        "there is a page only for an issuer of this machine",
        arguments: [
            ("http://127.0.0.1:8080/", true), ("http://localhost/tenant/", true), ("http://[::1]:80", true),
            ("https://issuer.example.com/", false), ("http://127.0.0.1.example.com/", false), ("urn:issuer", false),
        ]
    )
    func machine(issuer: String, isServed: Bool) async throws {
        try await withTemporaryState { directory in
            let identity = IssuerIdentity(issuer: issuer, audiences: ["a"])
            let page = try? DevelopmentPage(identity: identity, keys: KeyStore(directory), algorithm: .es256)
            #expect((page != nil) == isServed)
        }
    }

    @Test("an issuer without --page has neither page nor tokens for whoever asks")
    func withoutPage() async throws {
        try await withTemporaryState { directory in
            let clients = ClientPolicy(clientID: "c", clientSecret: "s", scopes: [])
            let endpoint = TokenEndpoint(
                identity: pageIdentity,
                keys: KeyStore(directory),
                algorithm: .es256,
                clients: clients,
                lifetime: 60
            )
            let endpoints = IssuerEndpoints(tokenEndpoint: endpoint)
            let page = try await endpoints.respond(to: Request(target: "/"))
            let token = try await endpoints.respond(to: .page("/try/token", #"{"scopes":[],"lifetime":60}"#))
            #expect([page.status, token.status] == [.notFound, .notFound])
        }
    }

    // MARK: Asking

    private func status(_ request: Request) async throws -> HTTPResponse.Status {
        try await withPage { router, _ in try await router.respond(to: request).status }
    }

    private func answer(_ request: Request, _ router: Router) async throws -> JSONObject {
        let response = try await router.respond(to: request)
        #expect(response.status == .ok)
        #expect(response.headerFields[.cacheControl] == "no-store")
        return try JSONObject(parsing: response.body)
    }

    private func minted(_ body: String, _ router: Router) async throws -> String {
        try #require(try await answer(.page("/try/token", body), router)["access_token"]?.stringValue)
    }

    private func claims(_ token: String, _ keys: KeyStore) throws -> JSONObject {
        let key = try keys.signingKey(for: .es256).verificationKey
        return try CompactJWS(token).verifiedClaims(with: key, algorithm: .es256)
    }

    private func explanation(
        of token: String,
        scopes: String = "[]",
        proof: String = "null",
        _ router: Router
    ) async throws -> JSONObject {
        let body = #"{"token":"\#(token)","scopes":\#(scopes),"proof":\#(proof)}"#
        return try await answer(.page("/try/explanation", body), router)
    }
}
