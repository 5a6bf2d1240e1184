import JOSE
import Text

extension Rule<TokenText> {
    /// RFC 7519 §5.2 and §7.2: an encrypted token is decrypted, and what was in it is judged as if it had been sent, once. Without
    /// keys it is a text like any other.
    static var decryption: Rule {
        Rule("decryption") { subject in
            subject.encryption?.finding ?? ""
        } remedy: { subject in
            "keys of DECRYPTION_KEYS_FILE: \(subject.decryptionKeys?.names ?? "none")"
        } applicability: { subject in
            subject.isEncrypted ? .applies : .absent
        } check: { subject throws(TokenValidationError) in
            guard subject.isEncrypted, let keys = subject.decryptionKeys else { return }
            let jwe: CompactJWE
            do { jwe = try CompactJWE(subject.text) } catch { throw .tokenMalformed(detail: "\(error)") }
            subject.encryption = jwe.header
            guard jwe.header.announcesToken else {
                throw .tokenMalformed(
                    detail: "the header of the encrypted token announces something else than a token (cty)"
                )
            }
            do { subject.decrypted = try keys.decrypt(jwe) } catch { throw .tokenDecryptionFailed }
        }
    }
}

extension JWEHeader {
    /// RFC 7519 §5.2 asks for `JWT`; RFC 9068 §2.1 has a more precise name for it. Many write nothing. What `typ` says is not looked at:
    /// it is of the outside, which anybody can make, and the type of what is signed is judged for itself.
    fileprivate var announcesToken: Bool {
        guard let contentType else { return true }
        let written = contentType.utf8.map(\.lowercasedASCII)
        return ["jwt", "application/jwt", "at+jwt", "application/at+jwt"].contains { written.elementsEqual($0.utf8) }
    }

    /// What is told of it, in words.
    var finding: String {
        "alg is \(algorithm), enc is \(encryption), \(keyID.map { "kid is \($0)" } ?? "no kid")"
    }
}

extension DecryptionKeySet {
    /// Each key with what it is for.
    fileprivate var names: String {
        keys.map { key in
            let algorithms = key.algorithms.map(\.name).joined(separator: " or ")
            return "\(key.keyID.map { "kid \($0)" } ?? "without kid") (\(algorithms))"
        }
        .joined(separator: ", ")
    }
}
