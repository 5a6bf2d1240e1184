import JOSE
import Testing

@testable import OAuth
@testable import URI

/// A client with a key, and an API that it calls with a token bound to it.
struct DPoPClient: Sendable {
    static let now = NumericDate(secondsSinceEpoch: 1_700_000_000)
    static let url = "https://api.example.com/private"
    /// No token; what counts is that the proof holds its hash.
    static let tokenText = "header.payload.signature"

    let key: SigningKey

    init(_ algorithm: JWSAlgorithm = .es256) throws {
        key = try SigningKey.generate(algorithm)
    }

    var thumbprint: String { key.verificationKey.thumbprint }

    /// The client's key as it stands in a proof.
    var jwk: JSONObject {
        var jwk = key.publicJWK
        for name in ["kid", "alg", "use"] { jwk[name] = nil }
        return jwk
    }

    /// The claims of a good proof.
    var claims: JSONObject {
        [
            "jti": "1", "htm": "GET", "htu": .string(Self.url), "iat": 1_700_000_000,
            "ath": .string(Base64URL.encode(SHA256.digest(of: Self.tokenText))),
        ]
    }

    /// A good proof, with other values for some claims and header parameters; `nil` leaves one out.
    func proof(_ claims: [String: JSONValue?] = [:], header: [String: JSONValue?] = [:]) throws -> String {
        var payload = self.claims
        for (name, value) in claims { payload[name] = value }
        var parameters: JSONObject = ["typ": "dpop+jwt", "jwk": .object(jwk)]
        for (name, value) in header { parameters[name] = value }
        return try key.sign(payload, header: parameters)
    }

    /// What proofs are held against.
    static func presented(_ claims: RegisteredClaims?) -> ProofContent.PresentedToken {
        ExplainedToken(tokenText, maxBytes: 100).presented(with: claims)
    }

    /// A token that is bound to the client's key; to the given one; with `nil`, to none.
    func token(boundTo thumbprint: String?? = .none) async throws -> AccessToken {
        var claims: JSONObject = ["iss": "https://issuer.example.com/", "sub": "alice", "exp": 1_800_000_000]
        if let thumbprint = thumbprint ?? self.thumbprint { claims["cnf"] = ["jkt": .string(thumbprint)] }
        return try await token(claims)
    }

    /// A token with these claims, and those without which it would not be good.
    func token(_ claims: JSONObject) async throws -> AccessToken {
        let issuer = try TokenFixtures.key()
        let name = claims["iss"]?.stringValue ?? ""
        let claims = claims.with("aud", .string(TokenFixtures.audience)).with("exp", 1_800_000_000)
        let policy = try TokenFixtures.policy(name)
        return try await AccessToken(
            TokenFixtures.verified(TokenFixtures.token(claims, by: issuer), by: policy),
            for: .ofIssuer,
            at: Self.now
        )
    }

    /// Presents the token with proofs to the API.
    @discardableResult
    func present(
        _ proofs: [String],
        to validator: DPoPValidator = DPoPValidator(),
        method: String = "GET",
        target: TargetURI? = TargetURI(url),
        token: AccessToken? = nil,
        at now: NumericDate = now
    ) async throws -> (token: AccessToken, nextNonce: String?) {
        let request = DPoPRequest(proofs: proofs, method: method, target: target)
        var presented = token
        if presented == nil { presented = try await self.token() }
        let token = try #require(presented)
        return try await validator.validate(request, presenting: token, writtenAs: Self.tokenText, at: now)
    }

    /// Presents the token with proofs to the API, which must refuse them.
    func expectRefusal(
        _ code: TokenValidationError.Code,
        _ proofs: [String],
        by validator: DPoPValidator = DPoPValidator(),
        method: String = "GET",
        target: TargetURI? = TargetURI(url),
        token: AccessToken? = nil,
        at now: NumericDate = now,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let error = await #expect(throws: TokenValidationError.self, sourceLocation: sourceLocation) {
            try await present(proofs, to: validator, method: method, target: target, token: token, at: now)
        }
        #expect(error?.code == code, "\(error?.detail ?? "")", sourceLocation: sourceLocation)
    }
}

extension TokenValidationError.Code {
    /// The code of the refusal of `body`; `nil` if nothing is refused.
    static func refusing(_ body: () async throws -> Void) async throws -> TokenValidationError.Code? {
        do {
            try await body()
            return nil
        } catch let error as TokenValidationError {
            return error.code
        }
    }
}
