import JWKS
import JOSE

extension AccessTokenValidator {
    /// Judges a token as ``validate(_:at:)`` does, and tells what each check compared with what. A check that fails does not
    /// keep later ones from being made, where they can be.
    ///
    /// - Parameters:
    ///   - token: The token as the client sent it.
    ///   - scopes: Scopes that it must have.
    ///   - proof: The DPoP proof that comes with it; `nil` if none does.
    ///   - rule: Whether it must come with a proof, or must not; `nil` to leave that out, as ``validate(_:at:)`` does.
    ///   - now: The time to judge it by.
    /// - Returns: Every check with what came of it.
    public func explain(
        _ token: String,
        requiring scopes: [String] = [],
        presentedWith proof: ProofToExplain? = nil,
        under rule: ProofRule? = nil,
        at now: NumericDate = .now
    ) async -> TokenExplanation {
        var explanation = TokenExplanation()
        if let rule { explanation.explainPresentation(withProof: proof != nil, rule) }
        let presentation = ExplainedPresentation(proof: proof, rule: rule, text: token, now: now)
        let size: Void? = explanation.run("size", finding: "\(token.utf8.count) bytes, at most \(maxTokenBytes)") {
            () throws(TokenValidationError) in
            guard token.utf8.count <= maxTokenBytes else { throw TokenValidationError(.tokenTooLarge) }
        }
        guard size != nil,
            let unverified = explanation.run(
                "form",
                finding: "",
                { () throws(TokenValidationError) in try UnverifiedToken(token) }
            )
        else {
            explanation.hints += TokenHints.form(token)
            explanation.explain(presentation, of: nil)
            return explanation
        }
        explanation.header = unverified.jws.header.parameters
        explanation.claims = unverified.claims
        guard let issuer = await explainSignature(of: unverified, &explanation) else {
            explanation.skip(["times", "audience", "claims"], because: "they depend on the issuer's policy")
            explanation.explain(presentation, of: nil)
            return explanation
        }
        let checks = TokenChecks(policy: issuer.policy, now: now)
        let accessToken = explainClaims(of: unverified, checks, &explanation)
        explainOwnChecks(of: accessToken, &explanation)
        explanation.hints += TokenHints.kind(unverified)
        explanation.hints += TokenHints.audience(unverified, issuer.policy)
        explanation.explain(presentation, of: accessToken)
        explanation.hints += TokenHints.binding(unverified.claims, withProof: proof != nil, rule)
        explainScopes(of: accessToken, scopes, &explanation)
        return explanation
    }

    /// - Returns: The issuer, if it is accepted.
    private func explainSignature(
        of token: UnverifiedToken,
        _ explanation: inout TokenExplanation
    ) async -> Issuer? {
        let name = token.jws.header.algorithm
        let algorithm = explainAlgorithm(named: name, &explanation)
        let issuer: Issuer
        let claimed = token.claims["iss"]?.stringValue.map { "iss is \($0)" } ?? ""
        do throws(TokenValidationError) {
            issuer = try await issuers.issuer(of: token.claims)
            explanation.checks.append(.init(name: "issuer", outcome: .passed, finding: claimed))
        } catch {
            explanation.add(error, "issuer", [claimed, "accepted: \(issuers.names)"].joined(separator: "; "))
            explanation.hints += TokenHints.issuer(token.claims, issuers.names)
            explanation.skip(["signature"], because: "the keys of a stranger are not fetched")
            return nil
        }
        explanation.hints += TokenHints.algorithm(name, issuer.policy)
        guard let algorithm else {
            explanation.skip(["signature"], because: "the algorithm is not accepted")
            return issuer
        }
        await explainSignature(of: token.jws, algorithm, issuer, &explanation)
        return issuer
    }

    private func explainAlgorithm(named name: String, _ explanation: inout TokenExplanation) -> JWSAlgorithm? {
        do throws(TokenValidationError) {
            let algorithm = try issuers.algorithm(named: name)
            explanation.checks.append(.init(name: "algorithm", outcome: .passed, finding: "alg is \(name)"))
            return algorithm
        } catch {
            explanation.add(error, "algorithm", "alg is \(name); accepted: \(issuers.algorithmNames)")
            return nil
        }
    }

    private func explainSignature(
        of jws: CompactJWS,
        _ algorithm: JWSAlgorithm,
        _ issuer: Issuer,
        _ explanation: inout TokenExplanation
    ) async {
        let accepted = issuer.policy.algorithms.map(\.name).joined(separator: ", ")
        _ = explanation.run("issuer's algorithms", finding: "alg is \(algorithm.name); accepted: \(accepted)") {
            () throws(TokenValidationError) in
            guard issuer.policy.algorithms.contains(algorithm) else { throw TokenValidationError(.invalidAlgorithm) }
        }
        let keyID = jws.header.keyID.map { "kid is \($0)" } ?? "no kid"
        do throws(TokenValidationError) {
            _ = try await issuer.verify(jws, algorithm)
            explanation.checks.append(.init(name: "signature", outcome: .passed, finding: keyID))
        } catch {
            let known = issuer.keys.snapshot()?.keys.keys.map { $0.keyID ?? "without kid" }.joined(separator: ", ")
            explanation.add(error, "signature", "\(keyID); the issuer's keys: \(known ?? "none")")
        }
    }

    private func explainClaims(
        of token: UnverifiedToken,
        _ checks: TokenChecks,
        _ explanation: inout TokenExplanation
    ) -> AccessToken? {
        let claims = token.claims
        let skew = "now is \(checks.now), tolerance \(checks.policy.clockSkew)"
        func date(_ name: String) -> String {
            claims[name].flatMap(NumericDate.init(claim:)).map { "\(name) is \($0)" } ?? "no \(name) that is a date"
        }
        _ = explanation.run("expiration", finding: "\(date("exp")); \(skew)") { () throws(TokenValidationError) in
            try checks.checkExpiration(claims)
        }
        _ = explanation.run("not before", finding: "\(date("nbf")); \(skew)") { () throws(TokenValidationError) in
            try checks.checkNotBefore(claims)
        }
        _ = explanation.run("issued at", finding: "\(date("iat")); \(skew)") { () throws(TokenValidationError) in
            try checks.checkIssuedAt(claims)
        }
        let audiences = claims.strings("aud").map { "aud is \($0.joined(separator: ", "))" }
        let accepted = checks.policy.audiences.joined(separator: ", ")
        _ = explanation.run("audience", finding: "\(audiences ?? "no aud that names audiences"); accepted: \(accepted)")
        {
            () throws(TokenValidationError) in
            try checks.checkAudience(claims)
        }
        let registered = explanation.run("claims", finding: "types of the registered claims") {
            () throws(TokenValidationError) in
            try RegisteredClaims(claims)
        }
        explainType(of: token, checks, &explanation)
        if checks.policy.requiresATJWT {
            _ = explanation.run("RFC 9068", finding: "required by REQUIRE_AT_JWT") { () throws(TokenValidationError) in
                try checks.checkProfile(token)
            }
        }
        if !checks.policy.requiredClaims.isEmpty {
            let names = checks.policy.requiredClaims.keys.sorted().joined(separator: ", ")
            _ = explanation.run("required claims", finding: names) { () throws(TokenValidationError) in
                try checks.checkRequiredClaims(claims)
            }
        }
        return registered.map { AccessToken(header: token.jws.header, claims: $0, allClaims: claims) }
    }

    private func explainType(of token: UnverifiedToken, _ checks: TokenChecks, _ explanation: inout TokenExplanation) {
        let type = token.jws.header.type.map { "typ is \($0)" } ?? "no typ"
        do throws(TokenValidationError) {
            try checks.checkType(token)
            explanation.checks.append(.init(name: "type", outcome: .passed, finding: type))
        } catch {
            explanation.add(
                error,
                "type",
                "\(type); accepted: at+jwt, and JWT or none without the claims of an ID token"
            )
        }
    }

    private func explainOwnChecks(of token: AccessToken?, _ explanation: inout TokenExplanation) {
        guard let token, !rules.isEmpty else { return }
        _ = explanation.run("own checks", finding: "\(rules.count) of them") { () throws(TokenValidationError) in
            try apply(rules, to: token)
        }
    }

    /// What a handler asks for, which is not asked before the request is let through to it.
    private func explainScopes(of token: AccessToken?, _ scopes: [String], _ explanation: inout TokenExplanation) {
        guard let token else { return }
        for scope in scopes {
            let had = (token.scopes + token.permissions).joined(separator: " ")
            _ = explanation.run("scope \(scope)", finding: "the token has: \(had)") { () throws(TokenValidationError) in
                try AccessRequirement.scope(scope).check(token)
            }
        }
    }
}
