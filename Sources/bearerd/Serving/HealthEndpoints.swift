import HTTP
import HTTPTypes
import JOSE
import JWKS
import OAuth

/// Whether the process serves, and whether it has what it needs to judge tokens.
enum HealthEndpoints {
    static let paths = ["/healthz", "/readyz"]

    static func addRoutes(
        to router: inout Router,
        issuers: [IssuerKeys],
        areKeysFetchedAtStart: Bool,
        store: Store? = nil,
        takesProofs: Bool = false
    ) {
        let alive = Response(json: Array(#"{"status":"ok"}"#.utf8))
        router.get("/healthz") { _ in alive }
        router.get("/readyz") { _ in readiness(of: issuers, areKeysFetchedAtStart, store, takesProofs) }
    }

    private static func readiness(
        of issuers: [IssuerKeys],
        _ areKeysFetchedAtStart: Bool,
        _ store: Store?,
        _ takesProofs: Bool
    ) -> Response {
        let statuses = issuers.map { ($0.issuer, $0.status()) }
        let haveKeys = statuses.allSatisfy { _, status in
            // Keys that nobody has needed yet are neither here nor missing.
            status.isUsable || (!areKeysFetchedAtStart && status.lastFailure == nil)
        }
        let isReady = haveKeys && store?.isReady(takesProofs: takesProofs) ?? true
        var body: JSONObject = [
            "status": isReady ? "ready" : "not ready",
            "issuers": .array(statuses.map { issuer, status in .object(describe(issuer, status)) }),
        ]
        if let store { body["store"] = .object(StoreReport.object(store)) }
        var response = Response(json: body.encoded(), status: isReady ? .ok : .serviceUnavailable)
        response.headerFields[.cacheControl] = "no-store"
        return response
    }

    private static func describe(_ issuer: String, _ status: KeyStatus) -> JSONObject {
        var members: JSONObject = ["issuer": .string(issuer), "usable": .bool(status.isUsable)]
        if let age = status.age { members["keys_age_seconds"] = .integer(age.components.seconds) }
        if status.isStale { members["stale"] = true }
        if let failure = status.lastFailure { members["last_failure"] = .string(failure) }
        return members
    }
}
