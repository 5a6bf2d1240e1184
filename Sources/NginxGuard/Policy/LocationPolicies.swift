import Synchronization
import Text

/// The policies that locations have, each read once.
///
/// It remembers up to 1,024 of them. A web server's configuration has a fixed number, and should it have more, the rest are
/// read again each time.
final class LocationPolicies: Sendable {
    private static let mostRemembered = 1_024

    private let remembered = Mutex<[ExactText: LocationPolicy?]>([:])
    private let onUnreadable: @Sendable (String, LocationPolicyError) -> Void

    init(onUnreadable: @escaping @Sendable (String, LocationPolicyError) -> Void) {
        self.onUnreadable = onUnreadable
    }

    /// The policy of a text; `nil` if it is none, which whoever wants to know has been told.
    func policy(_ text: String) -> LocationPolicy? {
        let name = ExactText(text)
        if let known = remembered.withLock({ $0[name] }) { return known }
        let policy: LocationPolicy?
        do {
            policy = try LocationPolicy(text)
        } catch {
            onUnreadable(text, error)
            policy = nil
        }
        remembered.withLock { policies in
            if policies.count < Self.mostRemembered { policies[name] = .some(policy) }
        }
        return policy
    }
}
