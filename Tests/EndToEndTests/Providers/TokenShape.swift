/// A token as a provider writes it, signed with a key of ours.
struct TokenShape: Sendable {
    /// What the token is.
    let name: String
    let issuer: String
    let audience: String?
    /// Beside `iss`, `aud`, `iat` and `exp`: in JSON.
    let claims: [String: String]
    var type = "JWT"
    /// Where it is asked for, and what comes of it; `nil` where it is let through.
    let answers: [(path: String, code: String?)]
    /// Of the refusal, at the first path.
    var sentence: String?

    /// What `token-issuer token` is given.
    var options: [String] {
        var options = ["--issuer", issuer, "--audience", audience ?? "-", "--type", type]
        for claim in ["sub", "azp", "gty"] where claims[claim] == nil { options += ["--omit", claim] }
        if audience == nil, claims["aud"] == nil { options += ["--omit", "aud"] }
        return options + claims.sorted { $0.key < $1.key }.flatMap { ["--claim", "\($0.key)=\($0.value)"] }
    }
}
