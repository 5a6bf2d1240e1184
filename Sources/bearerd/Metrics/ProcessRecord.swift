import FastCGI
import FoundationEssentials
import NginxGuard
import OAuth
import Synchronization

/// What is known of the process from its start to its end, whatever settings are read meanwhile.
struct ProcessRecord: Sendable {
    let started: Date
    let workers: Int
    /// `nil` with `METRICS=false`.
    let counts: Counts?
    /// Of guarded locations, by their policies.
    let locations = LocationNumbers()
    let server = RunningServer()
    let refusals = RefusalMemory()
    /// Logout tokens that came.
    let logoutTokens = LogoutEndpoint.memory()

    /// What is counted.
    struct Counts: Sendable {
        let requests: RequestCounts
        let fetches: FetchCounts
        let introspections = IntrospectionCounts()
        /// What requests had been counted over the last hour.
        let history = StatusHistory()
    }

    init(started: Date, workers: Int, counts: Counts?) {
        self.started = started
        self.workers = workers
        self.counts = counts
    }

    /// That of a process that starts now, with these settings.
    init(_ settings: Settings) {
        let workers = settings.server.workers
        let routes = QuickstartAPI.paths + HealthEndpoints.paths + LocalEndpoints.paths + [LogoutEndpoint.path]
        let counts =
            settings.metrics
            ? Counts(
                requests: RequestCounts(workers: workers, routes: routes),
                fetches: FetchCounts(issuers: settings.policies.map(\.issuer))
            ) : nil
        self.init(started: Date(), workers: workers, counts: counts)
    }

    /// The server, once there is one.
    final class RunningServer: Sendable {
        private let server = Mutex<Server?>(nil)

        func set(_ new: Server) {
            server.withLock { $0 = new }
        }

        /// Open ones.
        var connections: Int { server.withLock(\.self)?.connectionCount ?? 0 }
        /// Bytes that requests keep.
        var keptBytes: Int { server.withLock(\.self)?.keptBytes ?? 0 }
    }
}
