import JOSE

/// A token as it was sent, before anything of it is read.
struct TokenText {
    let text: String
    /// How long it was as it was sent, in bytes.
    let byteCount: Int
    let maxBytes: Int
    /// There is an issuer to ask about what is no token by itself.
    let mayBeOpaque: Bool
    /// `nil` where no token is decrypted.
    let decryptionKeys: DecryptionKeySet?
    /// What an encrypted token says of itself; found by the rule about decryption.
    var encryption: JWEHeader?
    /// What was encrypted; found by the rule about decryption.
    var decrypted: [UInt8]?
    /// Found by the rule about the form.
    var token: UnverifiedToken?
    /// Found by the rule about the form: only its issuer can read it.
    var isOpaque = false

    init(
        _ text: String,
        maxBytes: Int,
        byteCount: Int? = nil,
        mayBeOpaque: Bool = false,
        decryptionKeys: DecryptionKeySet? = nil
    ) {
        self.text = text
        self.mayBeOpaque = mayBeOpaque
        self.byteCount = byteCount ?? text.utf8.count
        self.maxBytes = maxBytes
        self.decryptionKeys = decryptionKeys
    }

    /// Whether it is to be decrypted. Nothing of a token that is too long is read.
    var isEncrypted: Bool {
        decryptionKeys != nil && byteCount <= maxBytes && CompactJWE.isLike(text)
            && !(mayBeOpaque && OpaqueText.isOne(text))
    }
}

extension Rule<TokenText> {
    static var size: Rule {
        Rule("size") { subject in
            "\(subject.byteCount) bytes, at most \(subject.maxBytes)"
        } remedy: { _ in
            "raise MAX_TOKEN_BYTES, and what nginx takes"
        } check: { subject throws(TokenValidationError) in
            guard subject.byteCount <= subject.maxBytes else { throw .tokenTooLarge }
        }
    }

    static var form: Rule {
        Rule("form") { subject in
            subject.isOpaque ? "an opaque token: only its issuer can read it" : ""
        } applicability: { subject in
            // Nothing of a longer token is read.
            guard subject.byteCount <= subject.maxBytes else { return .absent }
            return subject.isEncrypted && subject.decrypted == nil ? .skipped("it is not decrypted") : .applies
        } check: { subject throws(TokenValidationError) in
            do throws(TokenValidationError) {
                subject.token = try UnverifiedToken(subject.decrypted ?? Array(subject.text.utf8))
            } catch {
                subject.isOpaque = subject.mayBeOpaque && (subject.text.isEmpty || OpaqueText.isOne(subject.text))
                guard subject.isOpaque else { throw error }
            }
        }
    }
}
