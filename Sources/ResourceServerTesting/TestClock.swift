public import OAuth
import Synchronization

/// A clock that stands until a test moves it.
public final class TestClock: Sendable {
    private let time: Mutex<NumericDate>

    /// A clock that stands at this time.
    public init(at time: NumericDate = .now) {
        self.time = Mutex(time)
    }

    /// The time it shows.
    public var now: NumericDate { time.withLock(\.self) }

    /// Moves it, forward or back.
    public func advance(by duration: Duration) {
        time.withLock { $0 = $0 + duration }
    }
}
