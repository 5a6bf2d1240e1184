import JOSE
import JWKS

/// Who may have signed a token.
struct TokenOrigin {
    let token: UnverifiedToken
    let issuers: IssuerDirectory
    /// Found by the rule about the algorithm.
    var algorithm: JWSAlgorithm?
    /// Found by the rule about the issuer.
    var issuer: Issuer?
    /// Keys that did not sign the token, though it may be one of theirs; found by the rule about the signature.
    var tried: [JWK] = []
    /// What verified the signature; found by the rule about it.
    var key: VerifyingKey?

    init(_ token: UnverifiedToken, among issuers: IssuerDirectory) {
        self.token = token
        self.issuers = issuers
    }
}

extension WaitingRule<TokenOrigin> {
    /// RFC 8725 §3.1.
    static var algorithm: WaitingRule {
        WaitingRule("algorithm") { subject in
            "alg is \(subject.token.jws.header.algorithm)"
        } remedy: { subject in
            "accepted: \(subject.issuers.algorithmNames)"
        } check: { subject throws(TokenValidationError) in
            subject.algorithm = try subject.issuers.algorithm(named: subject.token.jws.header.algorithm)
            return true
        }
    }

    /// RFC 8725 §3.8.
    static var issuer: WaitingRule {
        WaitingRule("issuer") { subject in
            subject.token.claims["iss"]?.stringValue.map { "iss is \($0)" } ?? ""
        } remedy: { subject in
            "accepted: \(subject.issuers.names)"
        } check: { subject throws(TokenValidationError) in
            subject.issuer = try subject.issuers.knownIssuer(of: subject.token.claims)
            return subject.issuer != nil
        } wait: { subject throws(TokenValidationError) in
            subject.issuer = try await subject.issuers.issuer(of: subject.token.claims)
        }
    }

    /// The allow-list of one issuer is none of another's.
    static var issuersAlgorithms: WaitingRule {
        WaitingRule("issuer's algorithms") { subject in
            let accepted = subject.issuer?.policy.algorithms.map(\.name) ?? []
            return "alg is \(subject.token.jws.header.algorithm); accepted: \(accepted.joined(separator: ", "))"
        } applicability: { subject in
            subject.issuer == nil || subject.algorithm == nil ? .absent : .applies
        } check: { subject throws(TokenValidationError) in
            guard let algorithm = subject.algorithm, subject.issuer?.policy.algorithms.contains(algorithm) == true
            else {
                throw .invalidAlgorithm
            }
            return true
        }
    }

    static var signature: WaitingRule {
        WaitingRule("signature") { subject in
            subject.token.jws.header.keyID.map { "kid is \($0)" } ?? "no kid"
        } remedy: { subject in
            let keys = subject.issuer?.keys.snapshot()?.keys.keys
            let names = keys?.map { $0.keyID ?? "without kid" }.joined(separator: ", ")
            return "the issuer's keys: \(names ?? "none")"
        } applicability: { subject in
            guard subject.issuer != nil else { return .skipped("the keys of a stranger are not fetched") }
            return subject.algorithm == nil ? .skipped("the algorithm is not accepted") : .applies
        } check: { subject throws(TokenValidationError) in
            guard let issuer = subject.issuer, let algorithm = subject.algorithm else { throw .invalidSignature }
            subject.key = try issuer.verifyAtOnce(subject.token.jws, algorithm, &subject.tried)
            return subject.key != nil
        } wait: { subject throws(TokenValidationError) in
            guard let issuer = subject.issuer, let algorithm = subject.algorithm else { throw .invalidSignature }
            subject.key = try await issuer.verify(subject.token.jws, algorithm, afterTrying: subject.tried)
        }
    }
}
