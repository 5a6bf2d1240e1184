import Synchronization
import Text

/// Numbers guarded locations by their policies, for who counts by location: the same policy has the same number for as long
/// as this is kept, whatever guards come and go.
package final class LocationNumbers: Sendable {
    /// Further ones have none.
    package static let most = 1_024

    private struct State {
        var numbers: [ExactText: Int] = [:]
        var policies: [String] = []
    }

    private let state = Mutex(State())

    /// None yet.
    package init() {}

    /// The policies that have numbers, as they are written: the place of each is its number.
    package var policies: [String] { state.withLock(\.policies) }

    /// The number of a policy; `nil` where there are too many.
    func number(of policy: String) -> Int? {
        state.withLock { state in
            if let known = state.numbers[ExactText(policy)] { return known }
            guard state.policies.count < Self.most else { return nil }
            state.policies.append(policy)
            state.numbers[ExactText(policy)] = state.policies.count - 1
            return state.policies.count - 1
        }
    }
}
