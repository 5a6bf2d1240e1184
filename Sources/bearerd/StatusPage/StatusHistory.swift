import Synchronization

/// The last hour of the process, of which the status page draws charts.
final class StatusHistory: Sendable {
    /// Between two samples.
    static let interval = Duration.seconds(30)
    /// Those of an hour.
    static let mostSamples = 121

    private let kept = Mutex<[StatusSample]>([])

    /// From the oldest on.
    var samples: [StatusSample] { kept.withLock(\.self) }

    /// Adds a sample, in the place of the oldest where there are enough.
    func add(_ sample: StatusSample) {
        kept.withLock { samples in
            if samples.count >= Self.mostSamples { samples.removeFirst() }
            samples.append(sample)
        }
    }

    /// Adds one at once, and then one after each interval, until the task is cancelled.
    func run(_ take: @Sendable () -> StatusSample) async {
        repeat { add(take()) } while (try? await Task.sleep(for: Self.interval)) != nil
    }
}
