public import HTTP
import HTTPTypes
import OAuth
public import CoreMetrics
import Synchronization

/// Counts what becomes of requests, and how long it takes, through the API of swift-metrics: a program says with
/// `MetricsSystem.bootstrap(_:)` where that goes.
///
/// | name | dimensions | |
/// |---|---|---|
/// | `resource_server_requests_total` | `outcome`, `error_code`, `status`, `route` | requests that were answered |
/// | `resource_server_request_duration_seconds` | `outcome` | how long that took, keys waited for included |
///
/// `outcome` is `allowed`, `refused`, `observed`, `misconfigured`, or `answered` where no token was asked for. Nothing that a client sends
/// is in a dimension: routes are those of the program, and a request that none takes has an empty one.
///
/// Put it around everything that answers: `handler.behind(RequestMetrics())`.
public struct RequestMetrics: Middleware {
    private let meters: Meters

    /// - Parameter factory: Where they go; by default what the program was told at its start.
    public init(factory: any MetricsFactory = MetricsSystem.factory) {
        meters = Meters(factory: factory)
    }

    /// Passes the request on, and counts its response.
    public func respond(to request: Request, next: any Handler) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next.respond(to: request)
        meters.count(response, after: .now - start)
        return response
    }

    /// The same, where it need not wait.
    public func respondAtOnce(to request: Request, next: any Handler) throws -> Response? {
        let start = ContinuousClock.now
        guard let response = try next.respondAtOnce(to: request) else { return nil }
        meters.count(response, after: .now - start)
        return response
    }

    /// What is counted apart.
    fileprivate struct Kind: Hashable {
        let outcome: String
        let code: String
        let status: Int
        let route: String
    }

    /// One meter for each kind, made when the first request of it is answered: there are as many as a program has routes, times
    /// the codes of refusals.
    private final class Meters: Sendable {
        private let counters = Mutex<[Kind: Counter]>([:])
        private let durations: [String: CoreMetrics.Timer]
        private let factory: any MetricsFactory

        init(factory: any MetricsFactory) {
            self.factory = factory
            let outcomes = ["allowed", "refused", "observed", "misconfigured", "answered"]
            durations = Dictionary(
                uniqueKeysWithValues: outcomes.map { outcome in
                    let label = "resource_server_request_duration_seconds"
                    return (
                        outcome, CoreMetrics.Timer(label: label, dimensions: [("outcome", outcome)], factory: factory)
                    )
                }
            )
        }

        func count(_ response: Response, after duration: Duration) {
            let kind = Kind(response)
            counter(of: kind).increment()
            durations[kind.outcome]?.recordNanoseconds(Int64(duration / .nanoseconds(1)))
        }

        private func counter(of kind: Kind) -> Counter {
            counters.withLock { counters in
                if let counter = counters[kind] { return counter }
                let counter = Counter(
                    label: "resource_server_requests_total",
                    dimensions: [
                        ("outcome", kind.outcome), ("error_code", kind.code), ("status", String(kind.status)),
                        ("route", kind.route),
                    ],
                    factory: factory
                )
                counters[kind] = counter
                return counter
            }
        }
    }
}

extension RequestMetrics.Kind {
    fileprivate init(_ response: Response) {
        let route = response.route ?? ""
        let status = response.status.code
        switch response.context as? AccessDecision {
        case .allowed: self.init(outcome: "allowed", code: "", status: status, route: route)
        case .refused(let refusal): self.init(outcome: "refused", code: refusal.code, status: status, route: route)
        case .observed(let refusal, _):
            self.init(outcome: "observed", code: refusal.code, status: status, route: route)
        case .misconfigured: self.init(outcome: "misconfigured", code: "", status: status, route: route)
        case nil: self.init(outcome: "answered", code: "", status: status, route: route)
        }
    }
}
