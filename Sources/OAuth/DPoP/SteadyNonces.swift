/// Nonces of this process, by a clock that nobody sets: none of them comes again when the wall clock goes back.
///
/// They are asked for where the memory of used proofs cannot tell whether a proof is new (``ReplayVerdict/uncertain``).
struct SteadyNonces: Sendable {
    private let nonces = try? ServerNonces()
    private let start: ContinuousClock.Instant
    private let clock: @Sendable () -> ContinuousClock.Instant

    init(clock: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.clock = clock
        start = clock()
    }

    /// The nonce to hand out.
    var nonce: String? { nonces?.nonce(at: now) }

    /// Whether a proof with this nonce was made not long ago.
    func isGood(_ nonce: String?) -> Bool {
        guard let nonce, let nonces else { return false }
        return nonces.age(of: nonce, at: now) != nil
    }

    private var now: NumericDate {
        NumericDate(secondsSinceEpoch: start.duration(to: clock()) / .seconds(1))
    }
}
