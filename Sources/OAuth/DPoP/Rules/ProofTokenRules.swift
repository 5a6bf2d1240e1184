import JOSE
import Text

extension Rule<ProofContent> {
    /// Step 12, first half: `ath` is the hash of the access token as it was sent.
    static var tokenHash: Rule {
        Rule("proof: token hash") { subject in
            let hash = subject.token?.hash ?? ""
            return "ath is \(subject.proof.accessTokenHash ?? "not there"); the token's hash is \(hash)"
        } applicability: { subject in
            subject.token == nil ? .absent : .applies
        } check: { subject throws(TokenValidationError) in
            guard let token = subject.token else { return }
            guard let hash = subject.proof.accessTokenHash else {
                throw .dpopProofInvalid(detail: "claim ath is missing")
            }
            guard hash.isSameText(as: token.hash) else { throw .dpopTokenHashMismatch }
        }
    }

    /// Step 12, second half: the token is bound to the key of the proof.
    static var binding: Rule {
        Rule("proof: binding") { subject in
            guard let thumbprint = try? subject.thumbprint() else { return "jwk" }
            let bound = subject.bound ?? "no key"
            return "the token is bound to \(bound); the proof's key is \(thumbprint)"
        } applicability: { subject in
            guard let token = subject.token else { return .absent }
            let isReadable = token.isReadable || (try? subject.thumbprint()) == nil
            return isReadable ? .applies : .skipped("the token's claims cannot be judged")
        } check: { subject throws(TokenValidationError) in
            guard subject.token != nil else { return }
            let thumbprint = try subject.thumbprint()
            guard let bound = subject.bound else {
                throw .dpopBindingMismatch(detail: "the token is bound to no key")
            }
            guard bound.isSameText(as: thumbprint) else {
                throw .dpopBindingMismatch(detail: "the token is bound to another key")
            }
        }
    }
}

extension ProofContent.PresentedToken {
    /// What `ath` must be.
    fileprivate var hash: String { knownHash ?? Self.hash(of: text) }

    static func hash(of text: String) -> String {
        Base64URL.encode(SHA256.digest(of: text.utf8.span))
    }
}

extension ProofContent {
    /// The thumbprint of `jwk` (RFC 7638), without a key being made of it.
    fileprivate func thumbprint() throws(TokenValidationError) -> String {
        if let knownKey { return knownKey.thumbprint }
        let members = try proof.requiredKey()
        do { return try JWK.thumbprint(of: members) } catch { throw .dpopProofInvalid(detail: "jwk: \(error)") }
    }

    fileprivate var bound: String? { token?.confirmation?.keyThumbprint }
}

extension DPoPProof {
    /// `jwk`, of which the proof must have one.
    func requiredKey() throws(TokenValidationError) -> JSONObject {
        guard let jwk else { throw .dpopProofInvalid(detail: "jwk is missing, or not an object") }
        return jwk
    }
}
