import FastCGI
import JWKS

/// Tells the service manager, as often as it wants to know, that everything that must not block does not. Whoever is not told
/// starts the process anew.
struct Watchdog: Sendable {
    private let interval: Duration
    private let notify: @Sendable (String) -> Void

    /// `nil` where nobody asks.
    init?(
        longestSilence: Duration? = ServiceManager.watchdogInterval,
        notify: @escaping @Sendable (String) -> Void = { ServiceManager.notify($0) }
    ) {
        guard let longestSilence else { return nil }
        // sd_watchdog_enabled(3) recommends half of it; a third bears a machine that is slow.
        interval = longestSilence / 3
        self.notify = notify
    }

    /// Tells at once, and again until the task is cancelled.
    ///
    /// - Parameter visit: Returns once it has been everywhere, with a line about what there is.
    func run(visit: @Sendable () async -> String) async {
        repeat {
            let status = await visit()
            notify("WATCHDOG=1\nSTATUS=\(status)")
        } while (try? await Task.sleep(for: interval)) != nil
    }

    /// Been everywhere: every worker, and the queue that keeps keys current.
    static func visit(_ server: Server, _ service: Service) async -> String {
        await server.visitWorkers()
        await service.cache.visitQueue()
        let usable = service.issuers.count { $0.status().isUsable }
        let connections = server.connectionCount
        return "Keys of \(usable) of \(service.issuers.count) issuers, \(connections) connections"
    }
}
