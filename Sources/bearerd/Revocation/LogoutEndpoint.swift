import HTTP
import HTTPTypes
import JOSE
import OAuth
import ResourceServer

/// Where issuers say that somebody has logged out (`POST /backchannel-logout`, OpenID Connect Back-Channel Logout 1.0 §2.5): what
/// they name is put on the deny-list before the answer goes out.
struct LogoutEndpoint: Sendable {
    static let path = "/backchannel-logout"
    /// Tokens remembered, so that each counts once.
    private static let mostTokens = 1_000_000

    private let validator: AccessTokenValidator
    private let used: InMemoryReplayStore
    private let deny: @Sendable ([DenyEntry]) async throws(DenyFailure) -> Void
    private let log: @Sendable (LogoutEvent) -> Void

    init(
        _ validator: AccessTokenValidator,
        _ used: InMemoryReplayStore,
        log: @escaping @Sendable (LogoutEvent) -> Void,
        deny: @escaping @Sendable ([DenyEntry]) async throws(DenyFailure) -> Void
    ) {
        self.validator = validator
        self.used = used
        self.log = log
        self.deny = deny
    }

    /// The memory of the process. It keeps a token for longer than one is accepted.
    static func memory() -> InMemoryReplayStore {
        InMemoryReplayStore(capacity: mostTokens, window: .seconds(1_200))
    }

    func respond(to request: Request) async -> Response {
        // A page of another site can send a form, and no such token: nothing of a browser is asked for here.
        guard case .fields(let fields) = FormFields.parse(request.body), let text = fields["logout_token"] else {
            return Self.refusal("logout_token is missing")
        }
        let token: LogoutToken
        do {
            let now = NumericDate.now
            token = try await validator.logout(text, at: now)
            try await use(token, at: now)
        } catch {
            log(.refused(error))
            guard error.code.status == .serviceUnavailable else {
                return Self.refusal("\(error.sentence)", error.code.rawValue)
            }
            return Self.unavailable(after: error.retryAfter)
        }
        do throws(DenyFailure) { try await deny(token.entries) } catch {
            log(.notDenied(error.reason))
            return Self.unavailable(after: nil)
        }
        log(.loggedOut(token))
        return Response(status: .ok, headerFields: [.cacheControl: "no-store"])
    }

    /// §2.6: a token counts once.
    private func use(_ token: LogoutToken, at now: NumericDate) async throws(TokenValidationError) {
        let expiry = token.issuedAt + .seconds(1_200)
        switch used.remember(token.replayKey, of: .client("", issuer: token.issuer), until: expiry) {
        case .fresh, .uncertain: return
        case .replayed: throw .invalidClaims(detail: "a logout token with this jti came before")
        case .full(let retryAfter, let reason), .unavailable(let retryAfter, let reason):
            throw .storeUnavailable(.revokedTokens, detail: reason, retryAfter: retryAfter)
        }
    }

    /// §2.8.
    private static func refusal(_ description: String, _ code: String? = nil) -> Response {
        var body: JSONObject = ["error": "invalid_request", "error_description": .string(description)]
        if let code { body["error_code"] = .string(code) }
        var response = Response(json: body.encoded(), status: .badRequest)
        response.headerFields[.cacheControl] = "no-store"
        return response
    }

    private static func unavailable(after time: Duration?) -> Response {
        let body: JSONObject = ["error": "temporarily_unavailable"]
        var response = Response(json: body.encoded(), status: .serviceUnavailable)
        response.headerFields[.cacheControl] = "no-store"
        response.headerFields[.retryAfter] = "\(max(1, (time ?? .seconds(1)).components.seconds))"
        return response
    }
}

/// What became of a logout token.
enum LogoutEvent: Sendable {
    case loggedOut(LogoutToken)
    case refused(TokenValidationError)
    case notDenied(String)
}

/// Why an entry is not on the deny-list, in words for people.
struct DenyFailure: Error {
    let reason: String
}
