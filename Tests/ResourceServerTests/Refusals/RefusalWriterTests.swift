import HTTP
import HTTPTypes
import JOSE
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Testing

@Suite("Refusals")
struct RefusalWriterTests {
    private static let bearer = #"Bearer realm="api""#
    private static let dpop = #"DPoP realm="api""#
    private static let algs = #", algs="ES256 ES384 RS256 PS256 EdDSA Ed25519""#

    private static func challenges(
        _ code: TokenValidationError.Code,
        _ mode: DPoPMode,
        _ scheme: Credentials.Scheme?
    ) throws -> [String] {
        let writer = RefusalWriter(dpop: mode)
        return try writer.response(to: TokenValidationError(code), presentedAs: scheme).values(of: "WWW-Authenticate")
    }

    private static func error(_ name: String, _ code: TokenValidationError.Code) -> String {
        #", error="\#(name)", error_description="\#(TokenValidationError(code).sentence)""#
    }

    @Test("without credentials, each scheme is offered without an error (RFC 9449 §7.1, §7.2)")
    func noCredentials() throws {
        #expect(try Self.challenges(.tokenMissing, .disabled, nil) == [Self.bearer])
        #expect(try Self.challenges(.tokenMissing, .allowed, nil) == [Self.bearer, Self.dpop + Self.algs])
        #expect(
            try Self.challenges(.tokenMissing, .allowed, .dpop) == [Self.dpop + Self.algs, Self.bearer]
        )
        #expect(try Self.challenges(.tokenMissing, .required, nil) == [Self.dpop + Self.algs])
    }

    @Test("the error stands in the scheme that the client used (RFC 9449 §7.2), which comes first")
    func usedScheme() throws {
        let mode = DPoPMode.allowed
        let expired = Self.error("invalid_token", .tokenExpired)
        #expect(try Self.challenges(.tokenExpired, mode, .bearer) == [Self.bearer + expired, Self.dpop + Self.algs])
        #expect(try Self.challenges(.tokenExpired, mode, .dpop) == [Self.dpop + expired + Self.algs, Self.bearer])
        #expect(try Self.challenges(.tokenExpired, mode, nil) == [Self.bearer + expired, Self.dpop + Self.algs])
        let binding = Self.error("invalid_token", .dpopBindingMismatch)
        #expect(
            try Self.challenges(.dpopBindingMismatch, mode, .bearer) == [Self.bearer + binding, Self.dpop + Self.algs]
        )
    }

    @Test("where one scheme is offered, the error stands there, whatever the client used")
    func oneScheme() throws {
        let notAllowed = Self.error("invalid_token", .dpopNotAllowed)
        #expect(try Self.challenges(.dpopNotAllowed, .disabled, .dpop) == [Self.bearer + notAllowed])
        let bearer = Self.error("invalid_token", .bearerNotAllowed)
        let mode = DPoPMode.required
        #expect(try Self.challenges(.bearerNotAllowed, mode, .bearer) == [Self.dpop + bearer + Self.algs])
    }

    @Test(
        "a proof that is at fault has the error of RFC 9449 §7.1 in the challenge for DPoP",
        arguments: [
            TokenValidationError.Code.dpopProofMissing, .dpopProofInvalid, .dpopMethodMismatch, .dpopTargetMismatch,
            .dpopTokenHashMismatch, .dpopProofExpired, .dpopProofTooNew, .dpopProofReplayed, .dpopNonceRequired,
        ]
    )
    func proof(code: TokenValidationError.Code) throws {
        let name = code == .dpopNonceRequired ? "use_dpop_nonce" : "invalid_dpop_proof"
        let challenges = try Self.challenges(code, .allowed, nil)
        #expect(challenges == [Self.dpop + Self.error(name, code) + Self.algs, Self.bearer])
        let response = RefusalWriter().response(to: TokenValidationError(code))
        #expect(response.status == .unauthorized)
        #expect(try response.member("error") == name)
        #expect(try response.member("error_code") == code.rawValue)
        #expect(try response.values(of: "Cache-Control") == ["no-store"])
        #expect(try response.values(of: "Proxy-Authenticate") == [])
    }

    @Test("the algorithms are those of the settings")
    func algorithms() throws {
        let writer = RefusalWriter(dpop: .required, proofs: DPoPPolicy(algorithms: [.edDSA]))
        #expect(
            try writer.response(to: .tokenMissing).values(of: "WWW-Authenticate") == [Self.dpop + #", algs="EdDSA""#]
        )
    }

    @Test("a refusal without a scope names none")
    func emptyScope() throws {
        let response = RefusalWriter().response(to: .insufficientScope(""))
        let challenge = try #require(try response.values(of: "WWW-Authenticate").first)
        #expect(!challenge.contains("scope="))
    }

    @Test("an answer to an address with a token in it is for nobody's cache (RFC 6750 §2.3), with a nonce as well")
    func tokenInQuery() throws {
        for nonce in [nil, "abc"] {
            let error = TokenValidationError.dpopNonceRequired(nonce: nonce)
            let response = RefusalWriter().response(to: error, tokenInQuery: true)
            #expect(try response.values(of: "Cache-Control") == ["private, no-store"])
            #expect(try response.values(of: "DPoP-Nonce") == [nonce].compactMap(\.self))
        }
    }

    @Test(
        "a 503 challenges for nothing, and says when to try again",
        arguments: [
            TokenValidationError.keysUnavailable(retryAfter: .milliseconds(41_250)),
            .dpopReplayFull(retryAfter: .milliseconds(41_250)),
            .storeUnavailable(.revokedTokens, retryAfter: .milliseconds(41_250)),
        ]
    )
    func unavailable(error: TokenValidationError) throws {
        let writer = RefusalWriter(dpop: .allowed)
        let response = writer.response(to: error, presentedAs: .dpop)
        #expect(response.status == .serviceUnavailable)
        #expect(try response.values(of: "WWW-Authenticate") == [])
        #expect(try response.values(of: "Retry-After") == ["42"])
        #expect(try response.values(of: "Cache-Control") == ["no-store"])
        #expect(try response.member("error") == "temporarily_unavailable")
        #expect(try response.member("error_code") == error.code.rawValue)
    }

    @Test(
        "every reason has a sentence that a challenge can quote as it is",
        arguments: TokenValidationError.Code.allCases
    )
    func sentences(code: TokenValidationError.Code) throws {
        let response = RefusalWriter().response(to: TokenValidationError(code))
        #expect(try response.member("error_description") == TokenValidationError(code).sentence.description)
        #expect(try response.member("error_code") == code.rawValue)
    }
}
