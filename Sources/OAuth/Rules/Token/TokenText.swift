/// A token as it was sent, before anything of it is read.
struct TokenText {
    let text: String
    /// How long it was as it was sent, in bytes.
    let byteCount: Int
    let maxBytes: Int
    /// Found by the rule about the form.
    var token: UnverifiedToken?

    init(_ text: String, maxBytes: Int, byteCount: Int? = nil) {
        self.text = text
        self.byteCount = byteCount ?? text.utf8.count
        self.maxBytes = maxBytes
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
        Rule("form") { _ in
            ""
        } applicability: { subject in
            // Nothing of a longer token is read.
            subject.byteCount <= subject.maxBytes ? .applies : .absent
        } check: { subject throws(TokenValidationError) in
            subject.token = try UnverifiedToken(subject.text)
        }
    }
}
