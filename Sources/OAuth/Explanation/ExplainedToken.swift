import JOSE

/// A token that is explained: as it was sent, or what is kept of one that was refused.
struct ExplainedToken {
    let text: TokenText
    let rulesOfText: [Rule<TokenText>]
    let rulesOfOrigin: [WaitingRule<TokenOrigin>]
    /// That of the text as it was sent, where it is not here whole.
    let knownHash: String?
    /// How many there are in the text as it was sent.
    let dots: Int
    /// Its signature is here, so that rules of one's own can be asked.
    let isWhole: Bool
    /// Why its issuer did not vouch for it, where that was the reason to refuse it, and it is not here whole.
    var introspectionError: TokenValidationError?
    /// Nothing of it is here, as it was encrypted.
    let isWithheld: Bool

    /// One as it was sent, which may be opaque, or encrypted.
    init(_ text: String, maxBytes: Int, mayBeOpaque: Bool = false, decryptionKeys: DecryptionKeySet? = nil) {
        self.text = TokenText(text, maxBytes: maxBytes, mayBeOpaque: mayBeOpaque, decryptionKeys: decryptionKeys)
        rulesOfText = TokenRules.ofText
        rulesOfOrigin = TokenRules.ofOrigin
        knownHash = nil
        dots = RefusedToken.dots(in: text)
        isWhole = true
        isWithheld = false
    }

    /// What is kept of one.
    init(_ token: RefusedToken, maxBytes: Int, mayBeOpaque: Bool = false) {
        let isOpaque = mayBeOpaque && token.isOpaque
        text = TokenText(token.signedText ?? "", maxBytes: maxBytes, byteCount: token.byteCount, mayBeOpaque: isOpaque)
        rulesOfText =
            if isOpaque {
                TokenRules.ofText
            } else if let encryption = token.encryption {
                [.size, .decryption(found: encryption, error: token.formError)]
            } else {
                token.formError.map { [.size, .form(found: $0)] } ?? TokenRules.ofText
            }
        introspectionError = token.introspectionError
        rulesOfOrigin = TokenRules.beforeSignature + [.signature(found: token.signature)]
        knownHash = token.hash
        dots = token.dots
        isWhole = false
        isWithheld = token.encryption != nil
    }

    /// What a proof is held against.
    func presented(with claims: RegisteredClaims?) -> ProofContent.PresentedToken {
        ProofContent.PresentedToken(
            text: text.text,
            knownHash: knownHash,
            confirmation: claims?.confirmation,
            isReadable: claims != nil
        )
    }
}

extension Rule<TokenText> {
    /// What ``form`` has found of a text that is not here any more.
    fileprivate static func form(found error: TokenValidationError) -> Rule {
        Rule("form", finding: { _ in "" }, applicability: form.account.applicability) {
            _ throws(TokenValidationError) in throw error
        }
    }
}

extension Rule<TokenText> {
    /// What ``decryption`` has found of a token of which nothing but its header is here any more.
    fileprivate static func decryption(found encryption: RefusedToken.Encryption, error: TokenValidationError?) -> Rule
    {
        Rule(error?.code == .tokenMalformed ? "form" : "decryption") { _ in
            encryption.finding
        } applicability: { subject in
            guard subject.byteCount <= subject.maxBytes else { return .absent }
            return error == nil && !encryption.isDone
                ? .skipped("it was not looked at, or refused by a later check") : .applies
        } check: { _ throws(TokenValidationError) in
            if let error { throw error }
        }
    }
}

extension WaitingRule<TokenOrigin> {
    /// What ``signature`` has found of a token whose signature is not here any more. It finds no generation of keys, so that no
    /// `VerifiedToken` comes of it.
    fileprivate static func signature(found: RefusedToken.Signature) -> WaitingRule {
        WaitingRule("signature", finding: signature.account.finding, remedy: signature.account.remedy) { _ in
            found == .unseen ? .skipped("it was not looked at, as another check had refused the request") : .applies
        } check: { _ throws(TokenValidationError) in
            if case .refused(let error) = found { throw error }
            return true
        }
    }
}
