/// Every rule of RFC 9449 §4.3 from step 4 on, which "may be performed in any order": the first that fails decides. Steps 1 to 3
/// are the making of a ``DPoPProof``, and that it is used once comes last, when all else is known to be good.
///
/// The binding of step 12 comes before the signature of step 6, and before a key is made of `jwk`, which cost a thousand times
/// as much: with a key that the token is not bound to, a proof costs one hash. A new rule is a file here and a line in the list.
enum ProofRules {
    static let all = beforeSignature + [.signature] + afterSignature
    static let beforeSignature: [Rule<ProofContent>] = [.type, .algorithm, .binding, .key]
    static let afterSignature: [Rule<ProofContent>] = [.method, .target, .nonce, .age, .leeway, .tokenHash]
}
