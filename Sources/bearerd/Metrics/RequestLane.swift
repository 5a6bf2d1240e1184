import FastCGI
import Synchronization

/// What one worker counts. Only it adds, so no processor waits for the memory of another; whoever sums up, reads.
final class RequestLane: Sendable {
    /// Guarded locations that are counted apart; further ones are one.
    static let mostLocations = 64
    /// Routes that are counted apart.
    static let mostRoutes = 15
    /// The place of what no route and no location answered, that of the first route, of all further locations, and of the
    /// first location.
    static let (noPlace, firstRoute, otherLocations, firstLocation) = (0, 1, mostRoutes + 1, mostRoutes + 2)
    static let places = firstLocation + mostLocations
    /// Room for the outcomes of one place.
    static let outcomes = 96

    /// Of ``places`` times ``outcomes``.
    private let requests = InlineArray<7_776, Atomic<UInt64>> { _ in Atomic(0) }
    /// The buckets and the sum, in nanoseconds, of each of ``Judgement``.
    private let durations = InlineArray<51, Atomic<UInt64>> { _ in Atomic(0) }
    private let events = InlineArray<16, Atomic<UInt64>> { _ in Atomic(0) }
    private let underWay = Atomic<Int>(0)

    /// What judged requests are timed as.
    enum Judgement: Int, CaseIterable {
        case allowed
        case refused
        /// Let through, though it would have been refused.
        case observed

        /// Where its durations begin.
        fileprivate var firstDuration: Int { rawValue * (DurationBuckets.count + 1) }
    }

    /// What is counted beside requests.
    enum Event: Int, CaseIterable {
        case protocolViolation
        case missingParameter
        case ambiguousParameter
        case handlerFailed
        case outOfDescriptors
        case overloaded
        case cutOff
        /// A refusal that was not logged, as there were too many in a second.
        case unloggedRefusal
    }

    // MARK: On the worker's thread

    func count(_ outcome: RequestOutcome, at place: Int) {
        requests[place * Self.outcomes + outcome.number].add(1, ordering: .relaxed)
    }

    /// How long it took to come to this.
    func count(_ duration: Duration, _ judgement: Judgement) {
        let first = judgement.firstDuration
        let nanoseconds = duration.wholeNanoseconds
        durations[first + DurationBuckets.number(ofNanoseconds: nanoseconds)].add(1, ordering: .relaxed)
        durations[first + DurationBuckets.count].add(nanoseconds, ordering: .relaxed)
    }

    func count(_ event: Event) {
        events[event.rawValue].add(1, ordering: .relaxed)
    }

    /// A request begins to wait, or ends.
    func addUnderWay(_ change: Int) {
        underWay.add(change, ordering: .relaxed)
    }

    // MARK: On any

    func requests(_ outcome: RequestOutcome, at place: Int) -> UInt64 {
        requests[place * Self.outcomes + outcome.number].load(ordering: .relaxed)
    }

    func durations(_ judgement: Judgement) -> DurationHistogram {
        let first = judgement.firstDuration
        return DurationHistogram(
            buckets: (0..<DurationBuckets.count).map { durations[first + $0].load(ordering: .relaxed) },
            nanoseconds: durations[first + DurationBuckets.count].load(ordering: .relaxed)
        )
    }

    func count(of event: Event) -> UInt64 {
        events[event.rawValue].load(ordering: .relaxed)
    }

    var requestsUnderWay: Int { underWay.load(ordering: .relaxed) }
}

extension RequestLane.Event {
    /// `nil` for what is counted as a request.
    init?(_ event: ServerEvent) {
        switch event {
        case .protocolViolation: self = .protocolViolation
        case .missingParameter: self = .missingParameter
        case .ambiguousParameter: self = .ambiguousParameter
        case .handlerFailed: self = .handlerFailed
        case .outOfDescriptors: self = .outOfDescriptors
        case .overloaded: self = .overloaded
        case .cutOff: self = .cutOff
        case .refused: return nil
        }
    }
}
