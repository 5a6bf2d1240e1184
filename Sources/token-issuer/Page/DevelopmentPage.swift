import FoundationEssentials
import HTTP
import HTTPTypes
import JOSE
import JWKS
import OAuth
import Text
import URI

/// A page for whoever looks at bearerd for the first time: it makes tokens, calls with them, and has them explained.
struct DevelopmentPage: Sendable {
    /// Longer than the longest token with its proof, in bytes.
    private static let maxBodyBytes = 65_536

    let identity: IssuerIdentity
    let keys: KeyStore
    let algorithm: JWSAlgorithm
    private let own: OwnOrigin
    private let cache = JWKSCache { _ in throw IssuerError(description: "the keys are at hand") }

    /// - Throws: ``IssuerError`` if the issuer is not of this machine: the page gives every token to whoever opens it.
    init(identity: IssuerIdentity, keys: KeyStore, algorithm: JWSAlgorithm) throws(IssuerError) {
        guard let origin = identity.origin, LoopbackHost.contains(origin.host) else {
            throw IssuerError(description: "--page goes with an issuer of this machine, such as http://127.0.0.1:8080/")
        }
        self.identity = identity
        self.keys = keys
        self.algorithm = algorithm
        own = OwnOrigin(origin: origin)
    }

    /// Adds the page and what it asks for.
    func add(to router: inout Router) {
        router.get("\(identity.pathPrefix)/") { request in self.page(request) }
        router.post("\(identity.pathPrefix)/try/token", ClosureHandler(mint).behind(own))
        router.post("\(identity.pathPrefix)/try/explanation", ClosureHandler(explain).behind(own))
    }

    /// Whoever comes by another name of this machine, such as localhost, is sent to the one that tokens are good for.
    private func page(_ request: Request) -> Response {
        guard own.isOwnHost(request) else {
            return Response(status: .temporaryRedirect, headerFields: [.location: identity.url("/")])
        }
        return PageDocument.standard.response
    }

    private func mint(_ request: Request) throws -> Response {
        let wanted = try request.decode(MintRequest.self, upTo: Self.maxBodyBytes)
        let claims = try wanted.claims(of: identity, at: Int64(Date().timeIntervalSince1970))
        let token = try TokenMint(key: keys.signingKey(for: algorithm)).mint(claims, defect: wanted.tokenDefect())
        return Self.response(["access_token": .string(token)])
    }

    private func explain(_ request: Request) async throws -> Response {
        let wanted = try request.decode(ExplainRequest.self, upTo: Self.maxBodyBytes)
        let validator = AccessTokenValidator(policies: [try policy()], cache: cache, tokenCacheEntries: 0)
        let explanation = await validator.explain(
            wanted.token,
            requiring: wanted.scopes.map(AccessRequirement.scope),
            presentedWith: wanted.proofToExplain,
            under: .allowed,
            at: .now
        )
        return Self.response(explanation.report)
    }

    /// That of a bearerd which was told no more than this issuer and its audience.
    private func policy() throws(IssuerError) -> IssuerPolicy {
        IssuerPolicy(
            issuer: identity.issuer,
            audiences: identity.audiences,
            algorithms: [algorithm],
            keySource: .fixed(JWKSet(try keys.keys().map(\.verificationKey)))
        )
    }

    private static func response(_ object: JSONObject) -> Response {
        var response = Response(json: object.encoded())
        response.headerFields[.cacheControl] = "no-store"
        return response
    }
}
