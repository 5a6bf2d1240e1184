package import HTTP
import HTTPTypes
package import OAuth

/// The one mapping from the reason of a refusal to its response (RFC 6750 §3, RFC 9449 §7.1).
package struct RefusalWriter: Sendable {
    /// The realm of every challenge (RFC 9110 §11.5).
    package var realm: String

    /// Where the protected resource metadata is (RFC 9728 §5.1), for every challenge.
    package var resourceMetadata: String?

    /// What makes the bodies.
    let format: RefusalFormat

    /// The schemes to challenge for.
    private var schemes: [Credentials.Scheme]
    /// The accepted algorithms of proofs.
    private let algs: String

    /// A writer whose challenges name this realm, for the schemes of a mode with proofs of this kind.
    package init(
        realm: String = "api",
        dpop: DPoPMode = .disabled,
        proofs: DPoPPolicy = DPoPPolicy(),
        resourceMetadata: String? = nil,
        format: RefusalFormat = .json
    ) {
        self.realm = realm
        self.format = format
        self.resourceMetadata = resourceMetadata
        schemes = dpop.schemes
        algs = proofs.algs
    }

    /// Challenges for the schemes of another mode.
    mutating func take(_ dpop: DPoPMode) {
        schemes = dpop.schemes
    }

    /// The response to a request that is refused.
    ///
    /// - Parameters:
    ///   - refusal: Why.
    ///   - request: The request.
    ///   - scheme: The scheme that the client used, whose challenge says what is wrong; `nil` if it used none.
    ///   - query: The token stood in the query, so that caches along the way must be told more (RFC 6750 §2.3).
    /// - Returns: Status, body, and a challenge for each scheme.
    package func response(
        to refusal: Refusal,
        of request: Request,
        presentedAs scheme: Credentials.Scheme? = nil,
        tokenInQuery query: Bool = false
    ) -> Response {
        let error = refusal.error
        let answer = error.code.answer
        let content = format.content(refusal, request)
        var response = Response(status: answer.status, headerFields: [.contentType: content.type], body: content.body)
        response.headerFields[.cacheControl] = query ? "private, no-store" : "no-store"
        if answer.isChallenge {
            response.headerFields[values: .wwwAuthenticate] = challenges(refusal, answer, presentedAs: scheme)
        }
        if let retryAfter = error.retryAfter {
            response.headerFields[.retryAfter] = String(retryAfter.secondsToWait)
        }
        if let nonce = error.nonce ?? refusal.nextNonce { response.addNonce(nonce) }
        response.context = AccessDecision.refused(refusal)
        return response
    }

    /// One for each scheme, a line each. What is wrong stands in the one that the client used (RFC 9449 §7.2), which comes
    /// first: there are clients that look at no other.
    private func challenges(
        _ refusal: Refusal,
        _ answer: RefusalAnswer,
        presentedAs scheme: Credentials.Scheme?
    ) -> [String] {
        // Who has no token yet learns what to ask for (RFC 6750 §3).
        let scopes = refusal.error.code == .tokenMissing ? refusal.requirement.scopes.joined(separator: " ") : ""
        let used = answer.isAboutProof ? .dpop : scheme ?? .bearer
        return (schemes.filter { $0 == used } + schemes.filter { $0 != used }).map { scheme in
            let isUsed = scheme == used || schemes.count == 1
            return challenge(scheme, isUsed ? refusal.error : nil, asking: scopes)
        }
    }

    private func challenge(
        _ scheme: Credentials.Scheme,
        _ error: TokenValidationError?,
        asking scopes: String
    ) -> String {
        var challenge = Challenge(scheme: scheme.rawValue, realm: realm)
        // RFC 6750 §3.1: nothing about an error when the request carried no credentials.
        if let error, let name = error.code.answer.error {
            challenge.add("error", name.description)
            challenge.add("error_description", error.sentence.description)
            if let scope = error.scope, !scope.isEmpty { challenge.add("scope", scope) }
            if case .insufficientAuthentication(let requirement) = error { challenge.add(requirement) }
        }
        if !scopes.isEmpty { challenge.add("scope", scopes) }
        if scheme == .dpop { challenge.add("algs", algs) }
        if let resourceMetadata { challenge.add("resource_metadata", resourceMetadata) }
        return challenge.value
    }
}

extension Response {
    /// RFC 9449 §8.2: one nonce, and no cache that would hand it to others or keep it until it is old.
    package mutating func addNonce(_ nonce: String) {
        headerFields[.dpopNonce] = nonce
        if headerFields[.cacheControl]?.contains("no-store") != true { headerFields[.cacheControl] = "no-store" }
    }
}
