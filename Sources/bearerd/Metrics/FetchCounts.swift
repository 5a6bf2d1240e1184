import FoundationEssentials
import JWKS
import Synchronization
import Text

/// Counts what became of fetching the keys of the issuers that are configured.
final class FetchCounts: Sendable {
    /// The fetches of one issuer's keys.
    struct OfIssuer: Sendable, Equatable {
        var succeeded: UInt64 = 0
        var failed: UInt64 = 0
        /// When one failed, in seconds since 1970.
        var lastFailure: Int?
        /// When the certificate ends with which it last served a document of each kind, in seconds since 1970.
        var certificateExpiries: [DocumentRequest.Kind: Int] = [:]

        /// The first end of one.
        var certificateExpiry: Int? { certificateExpiries.values.min() }
    }

    private struct State {
        var issuers: [ExactText: OfIssuer]
        var succeeded = DurationHistogram()
        var failed = DurationHistogram()
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Date

    /// Counts for these issuers, and for no other.
    init(issuers: [String], now: @escaping @Sendable () -> Date = { Date() }) {
        let issuers = Dictionary(issuers.map { (ExactText($0), OfIssuer()) }) { first, _ in first }
        state = Mutex(State(issuers: issuers))
        self.now = now
    }

    /// Counts for these issuers from now on: what was counted of one of them stays.
    func keep(only issuers: [String]) {
        state.withLock { state in
            let earlier = state.issuers
            let names = issuers.map { ExactText($0) }
            state.issuers = Dictionary(names.map { ($0, earlier[$0] ?? OfIssuer()) }) { first, _ in first }
        }
    }

    /// Counts the end of a fetch, if the event is one.
    func count(_ event: JWKSEvent) {
        let failed: Bool
        switch event.kind {
        case .fetched: failed = false
        case .fetchFailed, .metadataMissing: failed = true
        default: return
        }
        let seconds = failed ? Int(now().timeIntervalSince1970) : nil
        state.withLock { state in
            guard var counts = state.issuers[ExactText(event.issuer)] else { return }
            if let seconds {
                counts.failed += 1
                counts.lastFailure = seconds
            } else {
                counts.succeeded += 1
            }
            state.issuers[ExactText(event.issuer)] = counts
        }
    }

    /// `fetch`, and how long it takes.
    func timed(_ fetch: @escaping DocumentFetch) -> DocumentFetch {
        { [self] request in
            let start = ContinuousClock.now
            do {
                let document = try await fetch(request)
                state.withLock { state in
                    state.succeeded.add(.now - start)
                    // A number for each issuer and kind, however often documents move.
                    state.issuers[ExactText(request.issuer)]?.certificateExpiries[request.kind] =
                        document.certificateExpiry
                }
                return document
            } catch {
                state.withLock { $0.failed.add(.now - start) }
                throw error
            }
        }
    }

    /// What became of the fetches of an issuer.
    func fetches(of issuer: String) -> OfIssuer {
        state.withLock { $0.issuers[ExactText(issuer)] } ?? OfIssuer()
    }

    /// How long documents took to come, or not to.
    func durations(failed: Bool) -> DurationHistogram {
        state.withLock { failed ? $0.failed : $0.succeeded }
    }
}
