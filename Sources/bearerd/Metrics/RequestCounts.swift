import FastCGI
import HTTP
import OAuth
import ResourceServer

/// Counts requests, each worker for itself, and sums up when somebody asks.
///
/// What it tells apart is ours: outcomes, routes, and the web server's policies up to a bound. No request makes another row.
final class RequestCounts: Sendable {
    /// That of threads that are no workers, and then those of workers.
    private let lanes: [RequestLane]
    private let routes: [String]

    /// - Parameters:
    ///   - workers: How many threads count.
    ///   - routes: The paths of routes that are counted apart, ``RequestLane/mostRoutes`` at most.
    init(workers: Int, routes: [String]) {
        lanes = (0...max(workers, 0)).map { _ in RequestLane() }
        self.routes = Array(routes.prefix(RequestLane.mostRoutes))
    }

    private var lane: RequestLane {
        let number = WorkerNumber.current
        return lanes[number < lanes.count ? number : 0]
    }

    // MARK: For requests

    /// Counts a request that was answered.
    func count(_ decision: AccessDecision?, _ response: Response, after duration: Duration) {
        let lane = lane
        let outcome = RequestOutcome.of(decision, response)
        lane.count(outcome, at: place(of: response))
        switch outcome.name {
        case .allowed: lane.count(duration, .allowed)
        case .refused: lane.count(duration, .refused)
        case .observed: lane.count(duration, .observed)
        case .misconfigured, .answered, .rendered: break
        }
    }

    /// Counts something else.
    func count(_ event: RequestLane.Event) {
        lane.count(event)
    }

    /// A request waits, for keys or for something else, until ``endWaiting()``.
    func beginWaiting() {
        lane.addUnderWay(1)
    }

    /// It is over.
    func endWaiting() {
        lane.addUnderWay(-1)
    }

    private func place(of response: Response) -> Int {
        if let number = response.location {
            return number < RequestLane.mostLocations ? RequestLane.firstLocation + number : RequestLane.otherLocations
        }
        guard let route = response.route, let number = routes.firstIndex(of: route) else { return RequestLane.noPlace }
        return RequestLane.firstRoute + number
    }

    // MARK: For who asks

    /// A number of requests.
    struct Row: Sendable, Equatable {
        let outcome: RequestOutcome
        /// Empty where no route answered.
        let route: String
        /// As it is written in the web server's configuration, empty where none judged, and `other` for those beyond the bound.
        let policy: String
        let count: UInt64
    }

    /// All that there were. `policies` are those of guarded locations by their numbers.
    func rows(_ policies: [String]) -> [Row] {
        (0..<RequestLane.places).flatMap { place -> [Row] in
            guard let (route, policy) = names(of: place, policies) else { return [] }
            return RequestOutcome.all.compactMap { outcome in
                let count = sum { $0.requests(outcome, at: place) }
                return count > 0 ? Row(outcome: outcome, route: route, policy: policy, count: count) : nil
            }
        }
    }

    /// - Returns: `nil` for a place that is not used, or has come up since.
    private func names(of place: Int, _ policies: [String]) -> (route: String, policy: String)? {
        switch place {
        case RequestLane.noPlace: return ("", "")
        case ..<RequestLane.otherLocations:
            let number = place - RequestLane.firstRoute
            return number < routes.count ? (routes[number], "") : nil
        case RequestLane.otherLocations: return ("", "other")
        default:
            let number = place - RequestLane.firstLocation
            return number < policies.count ? ("", policies[number]) : nil
        }
    }

    /// How many there were of each outcome, wherever.
    var totals: [(outcome: RequestOutcome, count: UInt64)] {
        RequestOutcome.all.map { outcome in
            let places = 0..<RequestLane.places
            return (outcome, places.reduce(0) { count, place in count + sum { $0.requests(outcome, at: place) } })
        }
    }

    /// How long it took to come to this about requests.
    func durations(_ judgement: RequestLane.Judgement) -> DurationHistogram {
        lanes.reduce(into: DurationHistogram()) { $0.add($1.durations(judgement)) }
    }

    /// How often something else happened.
    func count(of event: RequestLane.Event) -> UInt64 { sum { $0.count(of: event) } }

    /// How many wait now.
    var requestsUnderWay: Int { lanes.reduce(0) { $0 + $1.requestsUnderWay } }

    private func sum(_ part: (RequestLane) -> UInt64) -> UInt64 { lanes.reduce(0) { $0 + part($1) } }
}
