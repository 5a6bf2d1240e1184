import JOSE

/// What is kept of a token that was refused, to explain it later: all but its signature, without which nobody can use it. A text that
/// is no signed token may be a secret as a whole: nothing is kept of it, nor what was encrypted in one.
package struct RefusedToken: Sendable {
    /// What was found of the signature.
    enum Signature: Sendable, Equatable {
        case verified
        case refused(TokenValidationError)
        /// Another check had refused the request before.
        case unseen

        static func == (a: Signature, b: Signature) -> Bool {
            switch (a, b) {
            case (.verified, .verified), (.unseen, .unseen): true
            case (.refused(let a), .refused(let b)): a.code == b.code
            default: false
            }
        }
    }

    /// What is kept of a token that was encrypted.
    struct Encryption: Sendable {
        /// What its header says, which everybody can read, in words.
        let finding: String
        /// It could be decrypted, as its signature was found good.
        let isDone: Bool
    }

    /// Header and payload, as they were sent, with a dot behind each; `nil` of what is no signed token.
    let signedText: String?
    /// Why there is none.
    let formError: TokenValidationError?
    /// `nil` of a token that was not encrypted, or where none is decrypted.
    let encryption: Encryption?
    /// How long the token was.
    let byteCount: Int
    let dots: Int
    /// It is none of JOSE's, so that only its issuer could read it.
    let isOpaque: Bool
    /// Why its issuer did not vouch for it, if that is why it was refused.
    let introspectionError: TokenValidationError?
    let signature: Signature
    /// What `ath` of a proof must be; `nil` for a token that came without one.
    let hash: String?

    /// Keeps what may be kept of `text`, which was refused for this reason.
    ///
    /// - Parameters:
    ///   - text: The token as it was sent.
    ///   - maxBytes: A longer one is not read.
    ///   - error: Why it was refused.
    ///   - decrypts: Encrypted tokens are decrypted here.
    ///   - isVerified: Its signature was found good.
    ///   - isProven: It came with a DPoP proof.
    package init(
        _ text: String,
        maxBytes: Int,
        refusedFor error: TokenValidationError,
        decrypting decrypts: Bool = false,
        isVerified: Bool,
        withProof isProven: Bool
    ) {
        byteCount = text.utf8.count
        dots = Self.dots(in: text)
        introspectionError = error.code.isAboutIntrospection ? error : nil
        signature = isVerified ? .verified : error.code.isAboutSignature ? .refused(error) : .unseen
        hash = isProven ? ProofContent.PresentedToken.hash(of: text) : nil
        guard !decrypts || !CompactJWE.isLike(text) || OpaqueText.isOne(text) else {
            let header = byteCount <= maxBytes ? try? CompactJWE(text).header : nil
            encryption = Encryption(finding: header?.finding ?? "", isDone: isVerified)
            signedText = nil
            isOpaque = false
            formError = error.code.isAboutForm ? error : nil
            return
        }
        encryption = nil
        do throws(TokenValidationError) {
            _ = try UnverifiedToken.read(text, maxBytes: maxBytes)
            signedText = SignedText.of(text)
            formError = nil
            isOpaque = false
        } catch {
            signedText = nil
            formError = error
            isOpaque = text.utf8.count <= maxBytes && OpaqueText.isOne(text)
        }
    }

    /// How much memory it takes, in bytes.
    package var keptBytes: Int {
        (signedText?.utf8.count ?? 0) + (hash?.utf8.count ?? 0) + (encryption?.finding.utf8.count ?? 0)
    }

    static func dots(in text: String) -> Int { text.utf8.count { $0 == UInt8(ascii: ".") } }
}

/// What is signed of a compact JWS.
enum SignedText {
    /// Up to the last dot, in memory of its own: nothing of the signature stays behind it.
    static func of(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        return bytes.lastIndex(of: UInt8(ascii: ".")).map { String(decoding: bytes[...$0], as: UTF8.self) }
    }
}

extension TokenValidationError.Code {
    fileprivate var isAboutIntrospection: Bool {
        switch self {
        case .introspectionFailed, .tokenRevoked: true
        default: false
        }
    }

    fileprivate var isAboutForm: Bool { self == .tokenMalformed || self == .tokenDecryptionFailed }

    fileprivate var isAboutSignature: Bool {
        switch self {
        case .keyNotFound, .keysUnavailable, .invalidSignature: true
        default: false
        }
    }
}
